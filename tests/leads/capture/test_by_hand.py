"""Employers typed in by hand, and the people there."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from leads.capture import capture
from leads.capture.by_hand import add_by_hand, look_alikes
from leads.models import Contact, Employer, Interaction, Lead
from leads.stages import Source
from tests.factories.leads import ContactFactory, LeadFactory

pytestmark = pytest.mark.django_db

NUMBER = "0566988259"
WORDS = {
    "company": "Bakkerij Peeters",
    "name": "Bo Peeters",
    "email": "bo@peeters.example",
    "phone": "",
    "enterprise_number": "",
    "happened": "Sprak ons aan op de markt.",
}


@pytest.fixture
def tour(people):
    return Page.objects.get(slug="tournee")


def add(user, organisation, tour=None, **changed):
    return add_by_hand(user, organisation=organisation, tour=tour, **WORDS | changed)


def test_a_new_employer(people):
    lead = add(people.owner, people.partner, wishes=["stage"])
    line = lead.interactions.get()
    assert (lead.owner_organisation, lead.tour, lead.wish_names) == (
        people.partner,
        None,
        "Stageplaats of werkervaring aanbieden",
    )
    assert (line.kind, line.note, line.by) == (
        Interaction.Kind.REGISTRATION,
        "Sprak ons aan op de markt.",
        people.owner,
    )


def test_a_known_one_that_was_chosen(people):
    known = LeadFactory(owner_organisation=people.partner).employer
    lead = add(people.owner, people.partner, employer=known)
    assert lead.employer == known
    assert Employer.objects.count() == 1


def test_twice_is_once(people, tour):
    assert add(people.owner, people.partner, tour) == add(people.team_mate, people.partner, tour)


def test_nobody_takes_over_or_learns_of_anothers_dossier(people, tour):
    theirs = capture(
        **{**WORDS, "email": "al@peeters.example", "name": "Al"}, tour=tour, host=people.other
    )
    ours = add(people.owner, people.partner, tour)
    assert ours != theirs
    assert (ours.tour, ours.owner_organisation) == (None, people.partner)
    assert theirs.interactions.count() == 1
    assert list(Lead.objects.visible_to(people.owner)) == [ours]
    assert [str(one) for one in Contact.objects.visible_to(people.owner)] == ["Bo Peeters"]


@pytest.mark.parametrize("company", ["Bakkerij Peeters", "Iets anders"])
def test_an_address_that_another_partner_knows_opens_nothing_of_theirs(desk, people, company):
    theirs = capture(
        **{**WORDS, "name": "Al Geheim", "phone": "0470 12 34 56", "enterprise_number": NUMBER},
        tour=None,
        host=people.other,
    ).contact
    Contact.objects.filter(pk=theirs.pk).update(function="zaakvoerder")
    typed = form(people, company=company, enterprise_number=NUMBER)
    page = desk.post(reverse("lead:add"), typed, follow=True).content.decode()
    ours = Lead.objects.get(owner_organisation=people.partner)
    assert ours.employer == theirs.employer
    assert [word in page for word in ("Bo Peeters", "Al Geheim", "zaakvoerder", "0470")] == [
        True,
        False,
        False,
        False,
    ]
    for path in ("lead:contact", "personal_data_contact"):
        arguments = [theirs.pk] if path.startswith("personal") else [ours.pk, theirs.pk]
        assert desk.post(reverse(path, args=arguments), WORDS).status_code == 404
    theirs.refresh_from_db()
    assert (theirs.name, theirs.phone) == ("Al Geheim", "0470 12 34 56")
    assert list(theirs.known_to.all()) == [people.other]
    # The public form opens no more: who types the address there may be anybody too.
    again = WORDS | {"name": "Bo", "company": company, "enterprise_number": NUMBER}
    assert capture(**again, tour=None, host=people.partner) == ours
    assert [str(one) for one in Contact.objects.visible_to(people.owner)] == ["Bo Peeters"]


def test_whom_another_partner_knows_is_no_reason_to_refuse_an_address(desk, people, lead):
    ContactFactory(employer=lead.employer, email="al@peeters.example").known_to.add(people.other)
    new = {"name": "Al", "email": "al@peeters.example", "phone": "", "function": ""}
    assert desk.post(reverse("lead:contact_add", args=[lead.pk]), new).status_code == 302
    own = Contact.objects.get(employer=lead.employer, met_by=people.partner)
    assert (own.name, list(own.known_to.all())) == ("Al", [people.partner])
    again = desk.post(reverse("lead:contact_add", args=[lead.pk]), new)
    assert again.status_code == 422
    assert "Dit adres is al van iemand bij deze werkgever." in again.content.decode()


@pytest.mark.parametrize(
    ("typed", "is_alike"),
    [
        ({"company": "Iets", "email": "x@peeters.example"}, True),
        ({"company": "Bakkerij Peeters NV", "email": "x@elders.example"}, False),
        ({"company": "Bakkerij Pèeters", "email": "x@elders.example"}, True),
        ({"company": "Iets", "email": "bo@gmail.com"}, True),
        ({"company": "Iets", "email": "al@gmail.com"}, False),
        ({"company": "Iets", "email": "x@y.example", "enterprise_number": "0566988259"}, True),
    ],
)
def test_who_looks_alike(people, typed, is_alike):
    known = LeadFactory(
        owner_organisation=people.partner,
        employer__name="Bakkerij Peeters",
        employer__mail_domain="peeters.example",
        employer__enterprise_number="0566988259",
        contact__email="bo@gmail.com",
    ).employer
    assert list(look_alikes(people.owner, **typed)) == ([known] if is_alike else [])
    assert list(look_alikes(people.outsider, **typed)) == []


def form(people, **changed):
    return {**WORDS, "organisation": people.partner.pk, **changed}


def test_the_form_asks_once_whether_it_is_a_known_one(desk, people):
    before = LeadFactory(owner_organisation=people.partner, employer__mail_domain="peeters.example")
    again = form(people, email="al@peeters.example")
    page = desk.post(reverse("lead:add"), again).content.decode()
    assert "Bestaat deze werkgever al?" in page
    assert Lead.objects.count() == 1
    response = desk.post(
        reverse("lead:add"), again | {"asked": "1", "employer": before.employer_id}
    )
    assert (response.status_code, response.url) == (302, before.get_absolute_url())
    assert set(before.employer.contacts.values_list("name", flat=True)) == {
        "Bo Voorbeeld",
        "Bo Peeters",
    }


def test_the_form_goes_on_when_nothing_looks_alike(desk, people):
    assert desk.post(reverse("lead:add"), form(people)).status_code == 302
    assert Lead.objects.get().employer.name == "Bakkerij Peeters"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"company": ""}, "Vul de naam van het bedrijf of de organisatie in."),
        ({"email": ""}, "Vul een e-mailadres of een telefoonnummer in."),
        ({"email": "x"}, "Vul een volledig e-mailadres in, zoals naam@bedrijf.be"),
        ({"enterprise_number": "123"}, "Dit is geen Belgisch ondernemingsnummer. Kijk het na."),
        ({"name": "x" * 10_000}, "Zorg dat deze waarde niet meer dan 160 tekens bevat"),
        ({"happened": "a\x00b"}, "Null-tekens zijn niet toegestaan."),
        ({"organisation": "999"}, "Selecteer een geldige keuze."),
    ],
)
def test_what_was_typed_stays(desk, people, changed, sentence):
    response = desk.post(reverse("lead:add"), form(people, **changed))
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "Sprak ons aan op de markt." in page or "happened" in changed
    assert Lead.objects.count() == 0


def test_another_partner_or_their_employer_is_no_choice(desk, people):
    theirs = LeadFactory(owner_organisation=people.other).employer
    for changed in ({"organisation": people.other.pk}, {"employer": theirs.pk, "asked": "1"}):
        assert desk.post(reverse("lead:add"), form(people, **changed)).status_code == 422


def test_somebody_is_added_and_made_the_first(desk, lead, people):
    url = reverse("lead:contact_add", args=[lead.pk])
    sent = {"name": "Al", "email": "AL@peeters.example", "first": "on"}
    assert desk.post(url, sent).status_code == 302
    lead.refresh_from_db()
    assert (lead.contact.name, lead.contact.email) == ("Al", "al@peeters.example")
    assert list(Contact.objects.visible_to(people.outsider)) == []


def test_somebody_is_changed(desk, lead):
    url = reverse("lead:contact", args=[lead.pk, lead.contact_id])
    sent = {"name": "Bo P.", "email": "bo@peeters.example", "phone": "011 22 33 44"}
    assert desk.post(url, sent).status_code == 302
    lead.contact.refresh_from_db()
    assert (lead.contact.name, lead.contact.phone) == ("Bo P.", "+3211223344")


def test_one_address_is_one_person(desk, lead):
    url = reverse("lead:contact_add", args=[lead.pk])
    response = desk.post(url, {"name": "Al", "email": "BO@peeters.example"})
    assert response.status_code == 422
    assert "Dit adres is al van iemand bij deze werkgever." in response.content.decode()


def test_a_person_we_never_met_is_not_found(desk, lead):
    stranger = ContactFactory(employer=lead.employer, email="x@x.example")
    for pk in (stranger.pk, 999):
        url = reverse("lead:contact", args=[lead.pk, pk])
        assert [desk.get(url).status_code, desk.post(url).status_code] == [404, 404]


class TestByTelephoneAlone:
    def test_a_number_is_enough(self, desk, people):
        answer = desk.post(
            reverse("lead:add"), form(people, email="", phone="0470 12 34 56"), follow=True
        )
        assert "Bakkerij Peeters: dossier gemaakt." in answer.content.decode()
        lead = Lead.objects.get()
        assert (lead.contact.email, lead.contact.phone) == ("", "+32470123456")

    def test_two_firms_of_one_name_stay_two_and_one_stays_one(self, people):
        numbers = ("+32470123456", "+32470999999", "+32470123456")
        first, second, again = (
            add(people.owner, people.partner, email="", phone=number) for number in numbers
        )
        assert first.employer != second.employer
        assert again == first
        assert first.employer.contacts.count() == 1

    def test_who_looks_alike_by_number(self, people):
        known = add(people.owner, people.partner, email="", phone="+32470123456").employer
        words = {"company": "Iets", "email": "", "phone": "+32470123456"}
        assert list(look_alikes(people.owner, **words)) == [known]
        assert list(look_alikes(people.outsider, **words)) == []


class TestWhoAddsIt:
    def test_follows_it_up(self, people):
        assert add(people.owner, people.partner).owner == people.owner
        assert Lead.objects.get().source == Source.BY_HAND

    def test_who_followed_it_up_still_does(self, people):
        lead = add(people.owner, people.partner)
        assert add(people.team_mate, people.partner) == lead
        assert Lead.objects.get().owner == people.owner


class TestADifferentEmployer:
    @pytest.fixture
    def before(self, people):
        return add(people.team_mate, people.partner)

    def said(self, desk, people, **changed):
        """The question was asked, and answered: no, a different one."""
        key = str(desk.get(reverse("lead:add")).context["form"]["key"].value())
        said = form(people, **changed) | {"key": key}
        asked = desk.post(reverse("lead:add"), said).content.decode()
        assert "Bestaat deze werkgever al?" in asked
        assert key in asked
        return said | {"asked": "1", "employer": ""}

    def test_is_obeyed(self, desk, people, before):
        said = self.said(desk, people, name="Al Peeters")
        for _ in range(2):  # a second click is no third employer
            assert desk.post(reverse("lead:add"), said).status_code == 302
        assert list(Employer.objects.values_list("name", flat=True)) == ["Bakkerij Peeters"] * 2
        other = Lead.objects.exclude(pk=before.pk).get()
        assert other.contact.name == "Al Peeters"
        assert before.interactions.count() == 1

    def test_later_registrations_find_the_first(self, desk, people, before):
        desk.post(reverse("lead:add"), self.said(desk, people))
        found = capture(
            name="Bo Peeters",
            company="Bakkerij Peeters",
            email="bo@peeters.example",
            tour=None,
            host=people.partner,
            happened="Schreef in.",
        )
        assert found == before

    def test_not_with_the_same_number(self, desk, people, before):
        Employer.objects.update(enterprise_number=NUMBER)
        said = self.said(desk, people, enterprise_number=NUMBER)
        answer = desk.post(reverse("lead:add"), said)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Een werkgever heeft dit nummer al, en elk nummer is van één werkgever." in page
        assert "Bestaat deze werkgever al?" in page
        assert Employer.objects.count() == 1
