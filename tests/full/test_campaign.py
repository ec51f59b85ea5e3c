"""From the code on a poster to a confirmed placement, and from each number back to its row."""

import pytest
from django.utils import timezone

from brand.campaigns import budget, links
from brand.campaigns.results import PROVINCE, STOP, Results
from brand.forms import stamp
from brand.models import Campaign, Role, TrackedLink
from brand.permissions import establish_roles, place_in_groups
from leads.models import CooperationForm, Lead, Placement
from leads.placements import code_list, recording
from leads.stages import Stage
from roadshow.door import check_in
from roadshow.models import Registration
from tests.factories.brand import OrganisationFactory, member
from tests.factories.roadshow import RegistrationFactory, stop_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def genk(founded):
    return stop_in("Genk", slug="genk", organisation=OrganisationFactory())


@pytest.fixture
def federation(founded):
    user = member(OrganisationFactory(is_federation=True), Role.BEHEERDER)
    establish_roles()
    place_in_groups(user)
    return user


@pytest.fixture
def campaign(genk):
    made = Campaign.objects.create(
        name="Kom kijken", organisation=genk.organisation, landing_page=genk.page_ptr
    )
    links.make(made, [genk.organisation], ["affiche", "mail"], genk)
    return made


def follow(client, link) -> None:
    """Scan the code, open the form, send it."""
    page = client.get(link.get_absolute_url())["Location"]
    assert page == f"/roadshow/genk/?via={link.code}"
    form = f"/roadshow/genk/inschrijven/?via={link.code}"
    assert form in client.get(page).text
    shown = client.get(form).context["form"]
    client.post(
        form,
        {
            "name": "An Peeters",
            "company": "Bakkerij Peeters",
            "email": "an@peeters.be",
            "gezien": stamp(30, "registration"),
            "via": shown["via"].value(),
        },
    )


def place(lead: Lead) -> Placement:
    """In a talk, and then agreed and confirmed by both sides."""
    code_list.lay()
    Lead.objects.filter(pk=lead.pk).update(stage=Stage.TALK)
    placement = recording.record(
        lead,
        member(lead.owner_organisation),
        form=CooperationForm.objects.get(code="enclave"),
        people=4,
        start=timezone.localdate(),
    )
    for side in ("werkgever", "partner"):
        recording.answer(placement, side, "ja")
    return placement


def test_a_poster_leads_to_a_placement_and_its_numbers_back(client, genk, campaign, federation):
    poster = TrackedLink.objects.get(channel="affiche")
    follow(client, poster)
    registration = Registration.objects.get()
    check_in.arrive(registration)
    placement = place(registration.lead)
    results = Results([campaign], federation)
    assert {
        row.step.key: row.cell.number for row in results.steps(campaign, budget.of(campaign))
    } == {
        "kliks": 1,
        "inschrijvingen": 1,
        "aanwezigen": 1,
        "dossiers": 1,
        "gesprekken": 1,
        "plaatsingen": 1,
    }
    rows = {"inschrijvingen": registration, "aanwezigen": registration}
    rows |= {"dossiers": registration.lead, "gesprekken": registration.lead}
    rows |= {"plaatsingen": placement}
    client.force_login(federation)
    for row in results.steps(campaign, budget.of(campaign))[1:]:
        assert list(client.get(row.cell.url).context["object_list"]) == [rows[row.step.key]]


def test_by_channel_and_by_partner_a_number_opens_its_rows_alone(
    client, genk, campaign, federation
):
    follow(client, TrackedLink.objects.get(channel="affiche"))
    registration = Registration.objects.get()
    client.force_login(federation)
    results = Results([campaign], federation)
    poster, mail = results.by_channel(campaign, budget.of(campaign))[::-1]
    assert (poster.label, [cell.number for cell in poster.cells]) == ("Affiche", [1, 1, 0, 1, 0, 0])
    assert (mail.label, [cell.number for cell in mail.cells]) == ("E-mail", [0] * 6)
    (partner,) = results.by_partner(campaign)
    for row in (poster, partner):
        assert list(client.get(row.cells[1].url).context["object_list"]) == [registration]
        assert list(client.get(row.cells[3].url).context["object_list"]) == [registration.lead]
    elsewhere = poster.cells[1].url.replace("affiche", "mail")
    assert list(client.get(elsewhere).context["object_list"]) == []


def test_by_province_and_by_stop_a_number_opens_its_rows_alone(client, genk, campaign, federation):
    gent = stop_in("Gent", slug="gent", organisation=genk.organisation)
    follow(client, TrackedLink.objects.get(channel="affiche"))
    registration = Registration.objects.get()
    placement = place(registration.lead)
    poster = TrackedLink.objects.get(channel="affiche")
    for _ in range(2):
        RegistrationFactory(stop=gent, touch=poster)
    Lead.objects.update(stop=genk.pk)
    client.force_login(federation)
    results = Results([campaign], federation)
    by_province = results.by_place(campaign, PROVINCE)
    assert [(row.label, row.cells[0].number) for row in by_province] == [
        ("Oost-Vlaanderen", 2),
        ("Limburg", 1),
    ]
    _, limburg = by_province
    assert [cell.number for cell in limburg.cells] == [1, 0, 1, 1, 1]
    first, second = results.by_place(campaign, STOP)
    assert first.label.startswith("Gent, ")
    assert [cell.number for cell in second.cells] == [1, 0, 1, 1, 1]
    for row in (limburg, second):
        for at, one in ((0, registration), (2, registration.lead), (4, placement)):
            assert list(client.get(row.cells[at].url).context["object_list"]) == [one]


def test_a_partner_sees_by_place_what_came_over_its_own_links(client, genk, campaign):
    other = OrganisationFactory()
    theirs = TrackedLink.objects.create(
        campaign=campaign, organisation=other, channel="mail", code="ander"
    )
    RegistrationFactory(stop=genk, touch=theirs)
    campaign.participations.create(organisation=other)
    follow(client, TrackedLink.objects.get(channel="affiche"))
    marketer = member(other, Role.MARKETEER)
    (row,) = Results([campaign], marketer).by_place(campaign, PROVINCE)
    assert (row.label, row.cells[0].number) == ("Limburg", 1)


def test_what_was_cancelled_or_is_not_confirmed_does_not_count(client, campaign, federation):
    follow(client, TrackedLink.objects.get(channel="affiche"))
    placement = place(Registration.objects.get().lead)
    Registration.objects.update(state=Registration.State.CANCELLED)
    recording.answer(placement, "werkgever", "nee", reason="Dat klopt niet.")
    found = Results([campaign], federation)
    assert found.total(campaign, "inschrijvingen") == 0
    assert found.total(campaign, "plaatsingen") == 0
    assert found.total(campaign, "dossiers") == 1


def test_who_may_not_open_a_list_gets_a_number_without_a_link(client, genk, campaign):
    marketer = member(genk.organisation, Role.MARKETEER)
    follow(client, TrackedLink.objects.get(channel="affiche"))
    row = Results([campaign], marketer).steps(campaign, budget.of(campaign))[1]
    assert (row.cell.number, row.cell.url) == (1, "")
