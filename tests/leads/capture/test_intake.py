from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from brand.models import Campaign, TrackedLink
from leads.capture import capture, record_wishes
from leads.models import Contact, Employer, Interaction, Lead
from leads.stages import NextAction, NoMatchReason, Stage, Wish
from tests.factories.brand import OrganisationFactory, UserFactory
from tests.factories.leads import make_tour

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def tour():
    return make_tour()


@pytest.fixture
def host():
    return OrganisationFactory()


@pytest.fixture
def meet(tour, host):
    """Capture with everything filled in but what a test is about."""

    def met(company="Bakkerij Peeters", email="bo@bakkerij-peeters.example", **fields):
        given = {"name": "Bo Peeters", "tour": tour, "host": host, "happened": "Schreef in."}
        return capture(company=company, email=email, **given | fields)

    return met


SAME_FIRM = [
    ("Bakkerij Peeters", "Bakkerij Peeters"),
    ("Bakkerij Peeters", "BAKKERIJ  PEETERS"),
    ("Bakkerij Peeters", "Bakkerij Peeters BV"),
    ("Bakkerij Peeters", "bv Bakkerij-Peeters"),
    ("Bakkerij Peeters", "Bakkerij Peeters b.v.b.a."),
    ("Bakkerij Peeters", "BakkerijPeeters, NV"),
    ("Café José", "Cafe Jose"),
    ("Café José", "CAFÉ JOSÉ"),
    ("Janssens & Zonen", "Janssens en zonen comm.v"),
    ("D'Hondt vzw", "D’Hondt"),
    ("Müller", "Muller"),
    ("De Wasserij ASBL", "De Wasserij V.Z.W."),
]
ANOTHER_FIRM = [
    ("Bakkerij Peeters", "Bakkerij Peters"),
    ("Bakkerij Peeters", "Slagerij Peeters"),
    ("Groep Noord", "Groep Zuid"),
    ("NV", "BV"),
    ("CV Solutions", "Solutions CV 2"),
    ("😀", "😎"),
]


@pytest.mark.parametrize(("first", "second"), SAME_FIRM)
def test_another_spelling_is_the_same_firm(meet, first, second):
    one, two = meet(company=first), meet(company=second)
    assert (one.pk, one.employer_id, one.contact_id) == (two.pk, two.employer_id, two.contact_id)


@pytest.mark.parametrize(("first", "second"), ANOTHER_FIRM)
def test_another_name_on_one_domain_is_another_firm(meet, first, second):
    one, two = meet(company=first), meet(company=second)
    assert one.employer_id != two.employer_id
    assert one.employer.mail_domain == two.employer.mail_domain == "bakkerij-peeters.example"


@pytest.mark.parametrize(
    "domain", ["gmail.com", "telenet.be", "hotmail.com", "outlook.be", "skynet.be", "proximus.be"]
)
def test_two_firms_of_one_name_on_free_mail_stay_two(meet, domain):
    one = meet(company="Schilderwerken Jan", email=f"jan@{domain}")
    two = meet(company="Schilderwerken Jan", email=f"piet@{domain}")
    again = meet(company="Schilderwerken Jan bv", email=f"JAN@{domain.upper()}")
    assert one.employer_id != two.employer_id
    assert again.pk == one.pk
    assert one.employer.mail_domain == ""


def test_one_enterprise_number_is_one_firm_whatever_the_name(meet):
    one = meet(company="Peeters", enterprise_number="BE 0566.988.259")
    two = meet(company="Iets anders", email="x@elders.example", enterprise_number="0566988259")
    assert one.employer_id == two.employer_id
    assert one.employer.enterprise_number == "0566988259"


@pytest.mark.database("leads.models.lead.Lead")
def test_a_number_given_later_is_learned(meet):
    one = meet()
    two = meet(enterprise_number="0566.988.259")
    assert two.employer_id == one.employer_id
    assert two.employer.enterprise_number == "0566988259"


def test_two_numbers_are_two_firms_also_under_one_name(meet):
    one = meet(enterprise_number="0566.988.259")
    two = meet(enterprise_number="0403.019.261")
    assert one.employer_id != two.employer_id
    assert meet(enterprise_number="0403019261").pk == two.pk
    assert meet().pk == one.pk


def test_a_number_that_is_none_is_left_out(meet):
    assert meet(enterprise_number="0566.988.250").employer.enterprise_number is None


def test_a_new_dossier_says_what_to_do(meet, host):
    at = datetime(2026, 12, 23, 15, 0, tzinfo=BRUSSELS)
    lead = meet(at=at)
    assert (lead.source_organisation, lead.owner_organisation, lead.owner) == (host, host, None)
    assert (lead.stage, lead.next_action) == (Stage.NEW, NextAction.CALL)
    assert lead.next_action_on == lead.first_response_due == date(2026, 12, 29)
    assert [(i.kind, i.note, i.at) for i in lead.interactions.all()] == [
        (Interaction.Kind.REGISTRATION, "Schreef in.", at)
    ]


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-11-23 09:00", date(2026, 11, 26)),
        ("2026-11-28 09:00", date(2026, 12, 2)),  # a Saturday
        ("2026-12-24 23:30", date(2026, 12, 30)),  # over Christmas and a weekend
        ("2026-12-31 12:00", date(2027, 1, 6)),  # over New Year
        ("2027-03-25 12:00", date(2027, 3, 31)),  # over Easter Monday
        ("2027-05-04 12:00", date(2027, 5, 10)),  # over Ascension Day
    ],
)
def test_the_first_answer_is_due_in_three_working_days(meet, moment, due):
    assert (
        meet(at=datetime.fromisoformat(moment).replace(tzinfo=BRUSSELS)).first_response_due == due
    )


def test_first_and_last_touch(meet, links):
    assert meet(touch=None).first_touch is None
    lead = meet(touch=links[0])
    assert (lead.first_touch, lead.last_touch) == (links[0], links[0])
    lead = meet(touch=links[1])
    assert (lead.first_touch, lead.last_touch) == (links[0], links[1])
    assert meet().last_touch == links[1]


@pytest.fixture
def links(host):
    campaign = Campaign.objects.create(name="VOORBEELD", organisation=host)
    return [
        TrackedLink.objects.create(
            campaign=campaign, organisation=host, channel=channel, code=channel
        )
        for channel in ("mail", "linkedin")
    ]


def test_a_second_tour_is_a_second_dossier_of_one_employer(meet, tour):
    one = meet()
    other = tour.add_sibling(title="Volgende tournee", slug="volgende")
    two = meet(tour=other)
    assert one.pk != two.pk
    assert one.employer_id == two.employer_id


@pytest.mark.database("leads.models.employers.Contact")
def test_a_colleague_is_a_second_contact_in_one_dossier(meet):
    one = meet()
    two = meet(name="Al Peeters", email="al@bakkerij-peeters.example")
    assert one.pk == two.pk
    assert two.contact.name == "Bo Peeters"
    assert set(Contact.objects.values_list("name", flat=True)) == {"Bo Peeters", "Al Peeters"}


def test_a_number_is_filled_in_and_never_overwritten(meet):
    meet()
    meet(phone="0470 12 34 56")
    assert meet(phone="011 22 33 44").contact.phone == "0470 12 34 56"


@pytest.mark.parametrize("stage", [Stage.PARKED, Stage.NO_MATCH])
def test_who_comes_back_is_new_again(meet, stage):
    lead = meet()
    Lead.objects.filter(pk=lead.pk).update(
        stage=stage, no_match_reason=NoMatchReason.TIMING, next_action="", next_action_on=None
    )
    again = meet(at=datetime(2026, 11, 23, 9, 0, tzinfo=BRUSSELS), happened="Schreef in: Genk.")
    assert again.pk == lead.pk
    assert (again.stage, again.no_match_reason) == (Stage.NEW, "")
    assert (again.next_action, again.next_action_on) == (NextAction.CALL, date(2026, 11, 26))
    assert again.version == lead.version + 1
    assert {i.note for i in again.interactions.all()} == {
        "Schreef in.",
        "Schreef in: Genk.",
        "Schreef opnieuw in: terug naar Nieuw.",
    }


def test_who_comes_back_to_an_open_dossier_changes_no_step(meet):
    lead = meet()
    Lead.objects.filter(pk=lead.pk).update(
        stage=Stage.PROPOSAL, next_action=NextAction.QUOTE, next_action_on=date(2027, 1, 4)
    )
    again = meet()
    assert (again.stage, again.next_action) == (Stage.PROPOSAL, NextAction.QUOTE)
    assert (again.next_action_on, again.version) == (date(2027, 1, 4), lead.version)


@pytest.mark.database(
    "leads.capture._add_wishes", "leads.models.lead.Lead", "leads.models.lead.LeadWish"
)
def test_wishes_are_the_ones_ticked_last(meet):
    lead = meet(wishes=[Wish.VACANCY])
    record_wishes(lead, [Wish.INTERNSHIP, "uitbesteding"])
    record_wishes(lead, [Wish.INTERNSHIP], note="Vooral in de zomer")
    record_wishes(lead, [Wish.INTERNSHIP], note="Vooral in de zomer")
    lead.refresh_from_db()
    assert [wish.wish for wish in lead.wishes.all()] == [Wish.INTERNSHIP]
    assert lead.wish_note == "Vooral in de zomer"
    said = lead.interactions.filter(kind=Interaction.Kind.WISH)
    assert [line.note for line in said] == [
        "Stageplaats of werkervaring aanbieden. “Vooral in de zomer”"
    ]


def test_a_registration_adds_wishes(meet):
    meet(wishes=[Wish.VACANCY])
    lead = meet(wishes=[Wish.VACANCY, Wish.LOOKING])
    assert {wish.wish for wish in lead.wishes.all()} == {Wish.VACANCY, Wish.LOOKING}


def test_a_line_of_the_timeline_fits_its_column(meet):
    lead, someone = meet(), UserFactory()
    lead.add_to_timeline(Interaction.Kind.NOTE, "x" * 10_000, by=someone)
    line = lead.interactions.get(kind=Interaction.Kind.NOTE)
    assert (len(line.note), line.by) == (4000, someone)


@pytest.mark.parametrize("text", ["ﷺ" * 160, "x" * 10_000, "‮omgekeerd", "regel\neinde", "  "])
def test_strange_names_make_a_dossier(meet, text):
    lead = meet(company=text, name=text)
    assert Employer.objects.get().pk == lead.employer_id
    assert meet(company=text, name=text).pk == lead.pk
