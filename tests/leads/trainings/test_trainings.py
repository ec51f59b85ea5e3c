"""Trainings: written by one, put online by another, asked for, and gone by themselves."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from brand import mail
from brand.forms import stamp
from brand.models import OutgoingMail, PartnersPage, Role
from leads import emails, leaving
from leads.models import Interaction, Lead, TrainingOffer
from leads.notifications import choices, digest, notices
from leads.notifications.choices import Kind, When
from leads.stages import Source
from leads.trainings import forms, publishing
from leads.trainings.publishing import TrainingRefused
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import home_page

pytestmark = pytest.mark.django_db
State = TrainingOffer.State


def written(organisation, **fields) -> TrainingOffer:
    told = {
        "title": "Begeleiden op de vloer",
        "audience": "Ploegbazen",
        "description": "Duidelijk uitleggen.",
        "duration": "Een dag",
        "price": "Gratis",
        "valid_until": timezone.localdate() + timedelta(days=30),
    }
    return TrainingOffer.objects.create(organisation=organisation, **told | fields)


@pytest.fixture
def partner():
    cache.clear()
    home_page()
    return OrganisationFactory(name="De Werkschuit", slug="de-werkschuit")


@pytest.fixture
def offer(partner):
    return written(partner, state=State.ONLINE)


class TestOnTheSite:
    def test_the_list_and_the_page(self, client, offer):
        assert "Begeleiden op de vloer" in client.get("/vormingen/").text
        page = client.get(f"/vormingen/{offer.pk}/").text
        for said in ("Ploegbazen", "Duidelijk uitleggen.", "Een dag", "Gratis", "De Werkschuit"):
            assert said in page
        assert f"/bel-mij/?vorming={offer.pk}" in page

    @pytest.mark.parametrize(
        "fields",
        [
            {"state": State.WAITING},
            {"state": State.OFF},
            {"valid_until": timezone.localdate() - timedelta(days=1)},
        ],
    )
    def test_what_waits_is_off_or_over_looks_like_none(self, client, offer, fields):
        TrainingOffer.objects.update(**fields)
        assert "Nu geen vormingen" in client.get("/vormingen/").text
        assert client.get(f"/vormingen/{offer.pk}/").status_code == 404
        assert client.get("/vormingen/999999/").status_code == 404

    def test_on_its_last_day_it_stands(self, client, offer):
        TrainingOffer.objects.update(valid_until=timezone.localdate())
        assert client.get(f"/vormingen/{offer.pk}/").status_code == 200

    def test_of_a_partner_without_licence_nothing_is_shown(self, client, offer, partner):
        partner.licence_until = timezone.localdate() - timedelta(days=1)
        partner.save()
        assert client.get(f"/vormingen/{offer.pk}/").status_code == 404

    def test_what_is_typed_is_text(self, client, offer):
        TrainingOffer.objects.update(title="<b>Vet</b>", description="<script>x</script>")
        for address in ("/vormingen/", f"/vormingen/{offer.pk}/"):
            page = client.get(address).text
            assert ("<b>Vet" in page, "<script>x" in page) == (False, False)

    def test_more_of_them_cost_no_more_questions(
        self, client, offer, partner, django_assert_max_num_queries
    ):
        for number in range(5):
            written(partner, title=f"Vorming {number}", state=State.ONLINE)
        client.get("/vormingen/")
        with django_assert_max_num_queries(12):
            client.get("/vormingen/")

    def test_the_search_the_sitemap_and_the_partner_lead_there(self, client, founded, offer):
        address = f"/vormingen/{offer.pk}/"
        assert address in client.get("/zoeken/", {"zoek": "begeleiden vloer"}).text
        assert address in client.get("/sitemap.xml").text
        assert address in client.get("/partners/de-werkschuit/").text
        assert PartnersPage.objects.exists()
        TrainingOffer.objects.update(state=State.OFF)
        for asked in ("/zoeken/?zoek=begeleiden+vloer", "/sitemap.xml", "/partners/de-werkschuit/"):
            assert address not in client.get(asked).text


class TestAsking:
    def send(self, client, offer, **fields):
        typed = {"name": "Els Maes", "company": "Bakkerij Maes", "phone": "0475 12 34 56"}
        address = reverse("call_me", query={"vorming": offer.pk})
        return client.post(address, {**typed, "gezien": stamp(10, "callback"), **fields})

    def test_it_is_a_lead_of_that_partner_that_names_it(self, client, offer, partner):
        page = client.get(reverse("call_me", query={"vorming": offer.pk})).text
        assert "Vraag deze vorming aan" in page
        assert "Iemand van De Werkschuit belt u ten laatste" in page
        assert self.send(client, offer, note="In maart").status_code == 302
        lead = Lead.objects.get()
        assert (lead.owner_organisation, lead.source) == (partner, Source.TRAINING)
        lines = lead.interactions.filter(kind=Interaction.Kind.WISH).order_by("pk")
        assert [line.note for line in lines] == [
            "Vraagt de vorming “Begeleiden op de vloer” aan.",
            "“In maart”",
        ]

    def test_sent_twice_it_is_one(self, client, offer):
        for _ in range(2):
            assert self.send(client, offer).status_code == 302
        assert Interaction.objects.filter(kind=Interaction.Kind.WISH).count() == 1

    def test_two_trainings_are_one_lead_with_two_lines(self, client, offer, partner):
        other = written(partner, title="Klare taal", state=State.ONLINE)
        self.send(client, offer)
        self.send(client, other)
        assert Lead.objects.get().interactions.filter(kind=Interaction.Kind.WISH).count() == 2

    def test_one_that_ended_meanwhile_still_asks_for_a_call(self, client, offer):
        OrganisationFactory(name="Federatie", is_federation=True)
        TrainingOffer.objects.update(state=State.OFF)
        page = client.get(reverse("call_me", query={"vorming": offer.pk})).text
        assert "Vraag deze vorming aan" not in page
        assert self.send(client, offer).status_code == 302
        assert Lead.objects.get().source == Source.CALLBACK

    @pytest.mark.parametrize("asked", ["x", "²", "-1", "9" * 40, "\x00"])
    def test_an_odd_number_is_none(self, client, partner, asked):
        OrganisationFactory(name="Federatie", is_federation=True)
        assert client.get(reverse("call_me"), {"vorming": asked}).status_code == 200


class TestFourEyes:
    @pytest.mark.database("leads.trainings.publishing.approve")
    def test_somebody_else_puts_it_online(self, people):
        offer = written(people.partner, written_by=people.owner)
        with pytest.raises(TrainingRefused, match="Iemand anders moet het nalezen"):
            publishing.approve(offer, people.owner)
        publishing.approve(offer, people.team_mate)
        offer.refresh_from_db()
        assert (offer.state, offer.approved_by) == (State.ONLINE, people.team_mate)
        with pytest.raises(TrainingRefused, match="wacht niet meer op nalezing"):
            publishing.approve(offer, people.team_mate)

    def test_what_is_over_stays_off(self, people):
        yesterday = timezone.localdate() - timedelta(days=1)
        offer = written(people.partner, written_by=people.owner, valid_until=yesterday)
        with pytest.raises(TrainingRefused, match="is voorbij"):
            publishing.approve(offer, people.team_mate)

    def typed(self, people, **fields):
        return {
            "organisation": people.partner.pk,
            "title": "Klare taal",
            "audience": "Wie schrijft",
            "description": "Van tekst naar stappen.",
            "duration": "Een dag",
            "language": "Nederlands",
            "form": "online",
            "place": "",
            "price": "Gratis",
            "valid_until": (timezone.localdate() + timedelta(days=9)).isoformat(),
            **fields,
        }

    def test_from_writing_to_the_site(self, client, people):
        client.force_login(people.owner)
        answer = client.post(reverse("training:add"), self.typed(people))
        offer = TrainingOffer.objects.get()
        read = reverse("training:read", args=[offer.pk])
        assert (answer.url, offer.state, offer.written_by) == (read, State.WAITING, people.owner)
        assert publishing.OWN in client.get(read).text
        assert client.post(read, {"aan": "1"}).status_code == 409
        client.force_login(people.team_mate)
        assert "Zet online" in client.get(read).text
        assert client.post(read, {"aan": "1"}).status_code == 302
        assert client.get(offer.get_absolute_url()).status_code == 200
        edit = reverse("training:edit", args=[offer.pk])
        seen = client.get(edit).context["form"]["seen"].value()
        client.post(edit, self.typed(people, price="10 euro", seen=seen))
        offer.refresh_from_db()
        assert (offer.price, offer.state) == ("10 euro", State.WAITING)
        assert offer.written_by == people.team_mate

    def mails(self):
        rows = OutgoingMail.objects.filter(kind="leads.emails.training_waits").order_by("pk")
        return [(row.ref, mail.make(row)) for row in rows]

    def test_who_may_read_it_hears_of_it(self, client, people):
        client.force_login(people.owner)
        client.post(reverse("training:add"), self.typed(people))
        offer = TrainingOffer.objects.get()
        told = dict(self.mails())
        assert f"{offer.pk}-{people.team_mate.pk}" in told
        assert f"{offer.pk}-{people.owner.pk}" not in told
        assert f"{offer.pk}-{people.outsider.pk}" not in told
        message = told[f"{offer.pk}-{people.team_mate.pk}"]
        assert message.subject == "Na te lezen: Klare taal"
        assert reverse("training:read", args=[offer.pk]) in message.text

    def test_not_once_it_was_read(self, client, people):
        client.force_login(people.owner)
        client.post(reverse("training:add"), self.typed(people))
        publishing.approve(TrainingOffer.objects.get(), people.team_mate)
        assert {message for _, message in self.mails()} == {None}

    def test_in_the_overview_or_never_as_one_likes(self, client, people):
        choices.choose(people.team_mate, Kind.TRAINING, When.DAILY)
        client.force_login(people.owner)
        client.post(reverse("training:add"), self.typed(people))
        offer = TrainingOffer.objects.get()
        assert f"{offer.pk}-{people.team_mate.pk}" not in dict(self.mails())
        assert digest.overview(people.team_mate).trainings == [offer]
        assert digest.overview(people.owner).trainings == []
        told = emails.digest(people.team_mate.pk)
        assert "Vormingen na te lezen" in told.text
        assert reverse("training:read", args=[offer.pk]) in told.html
        choices.choose(people.team_mate, Kind.TRAINING, When.NEVER)
        assert digest.overview(people.team_mate).trainings == []

    def test_an_example_tells_nobody(self, people):
        offer = written(people.partner, written_by=people.owner, is_demo=True)
        assert notices.tell_of_training(offer, people.owner) == 0

    def test_taken_off_at_once(self, client, people):
        offer = written(people.partner, state=State.ONLINE)
        client.force_login(people.owner)
        client.post(reverse("training:read", args=[offer.pk]), {"af": "1"})
        offer.refresh_from_db()
        assert offer.state == State.OFF

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [({"valid_until": "2001-01-01"}, forms.PAST), ({"title": ""}, "verplicht")],
    )
    def test_a_fault_is_said(self, client, people, fields, sentence):
        client.force_login(people.owner)
        answer = client.post(reverse("training:add"), self.typed(people, **fields))
        assert (answer.status_code, TrainingOffer.objects.count()) == (200, 0)
        said = answer.context["form"].errors
        assert said.keys() == fields.keys()
        assert sentence in answer.text

    def test_of_another_partner_it_looks_missing(self, client, people):
        offer = written(people.partner, written_by=people.owner)
        client.force_login(people.outsider)
        for name in ("read", "edit"):
            address = reverse(f"training:{name}", args=[offer.pk])
            assert client.get(address).status_code == 404
            assert client.post(address, {"aan": "1"}).status_code == 404
        assert "Begeleiden" not in client.get(reverse("training:index")).text
        client.post(reverse("training:add"), self.typed(people))
        assert TrainingOffer.objects.count() == 1

    @pytest.mark.parametrize("role", [Role.MARKETEER, Role.ONTHAAL])
    def test_who_does_not_work_at_the_desk_stays_out(self, client, people, as_role, role):
        offer = written(people.partner)
        client.force_login(as_role(people.partner, role))
        for address in ("training:index", "training:add"):
            assert client.get(reverse(address)).status_code == 302
        read = reverse("training:read", args=[offer.pk])
        assert client.get(read).status_code in (302, 404)


def test_with_the_partner_it_leaves(people):
    written(people.partner, state=State.ONLINE)
    written(people.other, state=State.ONLINE)
    told = [(share.number, share.one) for share in leaving.count_all(people.partner)]
    assert (1, "vorming die offline gaat") in told
    leaving.hand_back(people.partner, people.house, people.federation, take_down=True)
    assert list(TrainingOffer.objects.values_list("state", flat=True).order_by("pk")) == [
        State.OFF,
        State.ONLINE,
    ]
