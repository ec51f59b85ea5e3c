"""A partner's unit prices: its own, the federation's to read, and public when it says so."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brand.models import Activity, PartnersPage, Role
from leads.models import StandingPrice
from leads.standing_prices import forms
from tests.factories.brand import OrganisationFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def mowing():
    return Activity.objects.create(name="Groenonderhoud")


def priced(organisation, activity, **fields) -> StandingPrice:
    told = {"work": "Gras maaien", "unit": "m2", "price": "0.35", "valid_from": date(2026, 1, 1)}
    return StandingPrice.objects.create(
        organisation=organisation, activity=activity, **told | fields
    )


class TestOnTheSite:
    ADDRESS = "/partners/de-werkschuit/"

    @pytest.fixture
    def partner(self, founded):
        assert PartnersPage.objects.exists()
        return OrganisationFactory(name="De Werkschuit", slug="de-werkschuit")

    def test_only_what_the_partner_chose_to_show(self, client, partner, mowing):
        price = priced(partner, mowing)
        assert "Gras maaien" not in client.get(self.ADDRESS).text
        price.is_public = True
        price.save()
        page = client.get(self.ADDRESS).text
        assert "Gras maaien" in page
        assert "€\u00a00,35" in page

    @pytest.mark.parametrize(
        "fields",
        [
            {"valid_until": date(2026, 1, 2)},
            {"valid_from": date(2999, 1, 1)},
        ],
    )
    def test_what_holds_not_yet_or_no_more_is_not_shown(self, client, partner, mowing, fields):
        priced(partner, mowing, is_public=True, **fields)
        assert "Gras maaien" not in client.get(self.ADDRESS).text

    def test_another_partners_prices_stand_elsewhere(self, client, partner, mowing):
        priced(OrganisationFactory(), mowing, is_public=True)
        assert "Gras maaien" not in client.get(self.ADDRESS).text


class TestAtTheDesk:
    def typed(self, people, mowing, **fields):
        return {
            "organisation": people.partner.pk,
            "activity": mowing.pk,
            "work": "Gras maaien",
            "unit": "m2",
            "price": "0,35",
            "remark": "",
            "valid_from": TODAY().isoformat(),
            "valid_until": "",
            **fields,
        }

    def add(self, client, people, mowing, **fields):
        return client.post(reverse("standing_price:add"), self.typed(people, mowing, **fields))

    def test_a_price_is_written_as_people_write_it(self, client, people, mowing):
        client.force_login(people.owner)
        assert self.add(client, people, mowing).status_code == 302
        price = StandingPrice.objects.get()
        assert (str(price.price), price.is_public) == ("0.35", False)
        assert "Gras maaien" in client.get(reverse("standing_price:index")).text

    @pytest.mark.parametrize(
        ("fields", "name", "sentence"),
        [
            ({"price": "veel"}, "price", ""),
            ({"price": "0"}, "price", "Vul een prijs boven nul in."),
            ({"valid_until": "2001-01-01"}, "valid_until", forms.TURNED),
            ({"unit": "ei"}, "unit", ""),
            ({"work": ""}, "work", ""),
        ],
    )
    def test_a_fault_is_said(self, client, people, mowing, fields, name, sentence):
        client.force_login(people.owner)
        answer = self.add(client, people, mowing, **fields)
        said = answer.context["form"].errors
        assert set(said) == {name}
        assert sentence in str(said[name])
        assert not StandingPrice.objects.exists()

    def test_never_two_prices_at_once_for_the_same_work(self, client, people, mowing):
        old = priced(people.partner, mowing)
        client.force_login(people.owner)
        answer = self.add(client, people, mowing, price="0,40")
        assert "0,35 euro. Geef die eerst een laatste dag." in str(answer.context["form"].errors)
        assert self.add(client, people, mowing, unit="uur").status_code == 302
        old.valid_until = TODAY() - timedelta(days=1)
        old.save()
        assert self.add(client, people, mowing, price="0,40").status_code == 302
        assert StandingPrice.objects.count() == 3

    def test_another_partner_sees_none_and_the_federation_all(self, client, people, mowing):
        price = priced(people.partner, mowing)
        client.force_login(people.outsider)
        assert "Gras maaien" not in client.get(reverse("standing_price:index")).text
        edit = reverse("standing_price:edit", args=[price.pk])
        assert client.get(edit).status_code == 404
        assert client.post(edit, self.typed(people, mowing, price="9")).status_code == 404
        assert "organisation" in self.add(client, people, mowing, work="X").context["form"].errors
        client.force_login(people.federation)
        assert "Gras maaien" in client.get(reverse("standing_price:index")).text
        assert StandingPrice.objects.get() == price

    def test_it_outlives_its_activity_on_the_list(self, client, people, mowing):
        priced(people.partner, mowing)
        mowing.delete()
        client.force_login(people.owner)
        index = reverse("standing_price:index")
        assert "Gras maaien" in client.get(index).text
        text = b"".join(client.get(index, {"export": "csv"})).decode("utf-8-sig")
        assert ";;Gras maaien;" in text

    def test_as_a_csv(self, client, people, mowing):
        priced(people.partner, mowing)
        priced(people.other, mowing, work="Van een ander")
        client.force_login(people.owner)
        answer = client.get(reverse("standing_price:index"), {"export": "csv"})
        text = b"".join(answer).decode("utf-8-sig")
        assert "Gras maaien;m²;0,35;" in text
        assert "Van een ander" not in text

    @pytest.mark.parametrize("role", [Role.MARKETEER, Role.ONTHAAL])
    def test_who_does_not_work_at_the_desk_stays_out(self, client, people, as_role, role):
        client.force_login(as_role(people.partner, role))
        for name in ("index", "add"):
            assert client.get(reverse(f"standing_price:{name}")).status_code == 302
