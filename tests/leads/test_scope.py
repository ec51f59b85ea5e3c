"""Every address of this room, walked by four roles of two partners: foreign looks like missing."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.models import ModelLogEntry

from brand.models import Role
from brand.privacy import access, erasure
from leads.correspondence import sending
from leads.duplicates import queue
from leads.follow_up import actions as follow_up_actions
from leads.hand_over import offers
from leads.models import (
    Confirmation,
    Contact,
    CooperationForm,
    Employer,
    EmployerActivity,
    EmployerMerge,
    Establishment,
    HandOver,
    ImportRow,
    Interaction,
    Lead,
    LeadImport,
    LeadMail,
    LikelyDuplicate,
    Placement,
    Pledge,
    PledgeProgress,
    PriceAnswer,
    PriceInvitation,
    PriceRequest,
    ProcurementIntention,
    SavedFilter,
)
from leads.placements import code_list, recording
from leads.procurement import intentions, pledges, requests
from tests.factories.brand import OrganisationFactory
from tests.factories.leads import LeadFactory
from tests.support import lead_lists

pytestmark = pytest.mark.django_db

CANARY = "Kanarie"
ROLES = [Role.MARKETEER, Role.COORDINATOR, Role.ONTHAAL, Role.BEHEERDER]
DESK = {Role.COORDINATOR, Role.BEHEERDER}
SPACES = ("today", "board", "lead", "employer", "placement", "duplicates", "transfer")
SPACES += ("procurement",)
PLEDGES = ("pledge", "change_pledge", "ask_pledge", "progress", "remove_progress")
PLEDGES += ("revoke_pledge", "remove_pledge")
CHOOSE_WHOSE = {"today:index", "board:index"}


def lists() -> set[str]:
    """Those that can be searched, narrowed and exported; elsewhere such a question is not read."""
    views = {f"{space}:{one.name}": one.callback for space, one in addresses()}
    return {
        name
        for name, view in views.items()
        if issubclass(getattr(view, "view_class", object), BaseListingView)
    }


def names_of_addresses() -> dict[str, list[str]]:
    """Every name in the desk's own part of the addresses, with the arguments it takes."""
    return {f"{space}:{one.name}": list(one.pattern.converters) for space, one in addresses()}


def addresses() -> list[tuple[str, URLPattern]]:
    found = []

    def walk(resolver, space):
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                walk(one, one.namespace or space)
            elif isinstance(one, URLPattern) and one.name and space in SPACES:
                found.append((space, one))

    walk(get_resolver(), None)
    return found


def dossier(organisation, to, by, name):
    lead = LeadFactory(
        owner_organisation=organisation,
        employer__name=name,
        employer__mail_domain="samen.example",
        contact__name=f"{name} Mens",
        contact__email=f"{name.lower()}@samen.example",
    )
    line = follow_up_actions.log(lead, "notitie", by, f"{name} notitie")
    sending.send(
        lead,
        lead.contact,
        by,
        subject=f"{name} mail",
        body=f"{name} mailde",
        address="u",
        key=uuid.uuid4(),
    )
    code_list.lay()
    placement = recording.record(
        lead,
        by,
        form=CooperationForm.objects.get(code="enclave"),
        people=2,
        start=timezone.localdate(),
        note=f"{name} plaatsing",
    )
    twin = LeadFactory(
        owner_organisation=organisation,
        employer__name=f"{name} BV",
        contact__name=f"{name} Mens",
        contact__email=f"{name.lower()}@elders.example",
    )
    queue.refresh()
    pair = LikelyDuplicate.objects.get(first=lead.employer, second=twin.employer)
    merged = EmployerMerge.objects.create(
        kept=lead.employer, name=f"{name} Vroeger", identity=f"{name}.example|{name}"
    )
    merged.known_to.add(organisation)
    place = lead.employer.establishments.create(name=f"{name} Magazijn")
    kept = SavedFilter.objects.create(
        owner=by, organisation=organisation, name=f"{name} filter", query="stage=nieuw"
    )
    lead.employer.buyer_kind = Employer.BuyerKind.MUNICIPALITY
    lead.employer.save()
    plan = intentions.add(lead, by, description=f"{name} plan", note=f"{name} plannotitie")
    lines = [{"description": f"{name} regel", "quantity": 3, "unit": "uur"}]
    day = timezone.localdate() + timedelta(days=9)
    asked = requests.draft(lead, by, lines, title=f"{name} prijzen", closes_on=day)
    requests.send(asked, [OrganisationFactory()], by)
    pledge = pledges.record(
        lead,
        by,
        year=2027,
        percentage=5,
        text=f"{name} belofte",
        source=f"{name} bron",
        made_on=timezone.localdate(),
        made_by="Schepen",
    )
    pledges.add_progress(
        pledge,
        by,
        status="op-koers",
        progress={
            "on": timezone.localdate(),
            "amount": Decimal(3),
            "total": None,
            "source": f"{name} bron",
        },
    )
    return {
        "pledge": pledge,
        "asked": asked,
        "invitation": invited(organisation, name),
        "plan": plan,
        "filter": kept,
        "place": place,
        "activity": lead.employer.activities.create(establishment=place, code="47110"),
        "pair": pair,
        "merged": merged,
        "lead": lead,
        "line": line,
        "placement": placement,
        "offer": offers.offer(lead, to, by, f"{name} bood"),
        "list": lead_lists.checked(
            by, organisation, lead_lists.csv(lead_lists.row_of(1, company=name)), name=f"{name}.csv"
        ),
    }


def invited(organisation, name):
    """Prices that somebody else asks of this partner."""
    lead = LeadFactory()
    asked = PriceRequest.objects.create(
        lead=lead,
        organisation=lead.owner_organisation,
        title=f"{name} gevraagd",
        closes_on=timezone.localdate() + timedelta(days=9),
        sent_at=timezone.now(),
    )
    return PriceInvitation.objects.create(request=asked, partner=organisation)


@pytest.fixture
def theirs(people):
    """A lead of the other partner, offered to the federation: nothing of it is ours."""
    return dossier(people.other, people.house, people.outsider, CANARY)


@pytest.fixture
def ours(people):
    return dossier(people.partner, people.house, people.owner, "Eigen")


@pytest.fixture
def shared(people):
    """Both partners met the same employer and the same person there, and one more each."""
    own = dossier(people.partner, people.house, people.owner, "Eigen")["lead"]
    foreign = LeadFactory(
        employer=own.employer,
        contact=own.contact,
        owner_organisation=people.other,
        wish_note=f"{CANARY} wens",
        next_action_note=f"{CANARY} stap",
    )
    follow_up_actions.log(foreign, "notitie", people.outsider, f"{CANARY} notitie")
    LeadFactory(
        employer=own.employer,
        contact__name=f"{CANARY} Mens",
        owner_organisation=people.other,
    )
    merged = EmployerMerge.objects.create(
        kept=own.employer, name=f"{CANARY} Vroeger", identity="kanarie.example|kanarie"
    )
    merged.known_to.add(people.other)
    return own


def filled_in(name, arguments, rows):
    of = {"pk": rows["lead"].pk, "line": rows["line"].pk, "contact": rows["lead"].contact_id}
    of["partner"] = rows["lead"].owner_organisation_id
    of |= {"establishment": rows["place"].pk, "activity": rows["activity"].pk}
    if name.startswith("today:"):
        of["pk"] = rows["filter" if name.endswith("filter") else "offer"].pk
    if name.startswith("employer:"):
        of["pk"] = rows["lead"].employer_id
    if name.startswith("procurement:"):
        kind = {"intention": "plan", "remove_intention": "plan"}
        kind |= {"invitation": "invitation", "decline_prices": "invitation"}
        kind |= dict.fromkeys(PLEDGES, "pledge")
        of["progress"] = rows["pledge"].progress.get().pk
        of["pk"] = rows[kind.get(name.removeprefix("procurement:"), "asked")].pk
    if name.startswith("placement:"):
        of["pk"] = rows["placement"].pk
    if name.startswith("transfer:"):
        of["pk"] = rows["list"].pk
    if name.startswith("duplicates:"):
        of["pk"] = rows["merged" if name == "duplicates:undo" else "pair"].pk
    return reverse(name, kwargs={argument: of[argument] for argument in arguments})


def everything(response) -> str:
    body = b"".join(response) if response.streaming else response.content
    return body.decode(errors="replace")


def state():
    models = (Lead, Employer, Contact, Interaction, HandOver, Placement, Confirmation)
    models += (LikelyDuplicate, EmployerMerge, LeadMail, LeadImport, ImportRow)
    models += (Establishment, EmployerActivity, ProcurementIntention, SavedFilter)
    models += (PriceRequest, PriceInvitation, PriceAnswer, Pledge, PledgeProgress)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def test_the_walk_knows_the_addresses():
    names = names_of_addresses()
    assert len(names) == 98
    assert names["lead:undo"] == ["pk", "line"]


@pytest.mark.parametrize("role", ROLES)
def test_foreign_rows_look_like_missing_ones(client, people, as_role, theirs, ours, role):
    client.force_login(as_role(people.partner, role))
    before = state()
    for name, arguments in names_of_addresses().items():
        if not arguments:
            continue
        for send in (client.get, client.post):
            response = send(filled_in(name, arguments, theirs))
            allowed = {404} if role in DESK else {404, 302}
            assert response.status_code in allowed, name
            assert CANARY not in everything(response), name
    assert state() == before


@pytest.mark.parametrize("role", ROLES)
def test_lists_searches_and_exports_hold_no_foreign_row(
    client, people, as_role, theirs, ours, role
):
    client.force_login(as_role(people.partner, role))
    exported = ["?export=csv", "?export=xlsx"]
    narrowed = [f"?owner_organisation={people.other.pk}", f"?owner={people.outsider.pk}"]
    for name, arguments in names_of_addresses().items():
        if arguments:
            continue
        asked = ["", "?q=kanarie"]
        asked += [*exported, *narrowed] if name in lists() else []
        asked += ["?wie=team", "?meer=nieuw"] if name in CHOOSE_WHOSE else []
        for query in asked:
            response = client.get(reverse(name) + query)
            assert response.status_code == (200 if role in DESK else 302), name
            assert CANARY not in everything(response), name + query
    home = client.get(reverse("wagtailadmin_home"))
    assert CANARY not in everything(home)
    if role in DESK:
        assert "Eigen" in everything(client.get(reverse("lead:index")))
        page = everything(client.get(ours["lead"].get_absolute_url()))
        assert ("Eigen notitie" in page, CANARY in page) == (True, False)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("which", ["all", "by number"])
def test_together_no_foreign_row_is_touched(client, people, as_role, theirs, ours, role, which):
    client.force_login(as_role(people.partner, role))
    before, ours_before = (Lead.objects.get(pk=one["lead"].pk).version for one in (theirs, ours))
    ids = "id=all" if which == "all" else f"id={theirs['lead'].pk}&id={ours['lead'].pk}"
    actions = bulk_action_registry.get_bulk_actions_for_model("leads", "lead")
    assert {action.action_type for action in actions} == {"assign", "snooze"}
    for action in actions:
        url = reverse("wagtail_bulk_action", args=["leads", "lead", action.action_type])
        url += f"?{ids}&next=/beheer/"
        page = client.get(url)
        assert CANARY not in everything(page)
        form = page.context.get("form") if page.context else None
        number = form.initial.get("number", "") if form else ""
        client.post(url, {"days": "7", "to": people.owner.pk, "number": number})
    assert Lead.objects.get(pk=theirs["lead"].pk).version == before
    ours["lead"].refresh_from_db()
    assert (ours["lead"].version > ours_before) == (role in DESK)


def test_anonymous_is_asked_to_sign_in(client, people, theirs):
    for name, arguments in names_of_addresses().items():
        response = client.get(filled_in(name, arguments, theirs))
        assert response.status_code == 302
        assert response.url.startswith("/beheer/login/"), name


def test_the_federation_sees_all(client, people, theirs, ours):
    client.force_login(people.federation)
    page = everything(client.get(reverse("lead:index")))
    assert (CANARY in page, "Eigen" in page) == (True, True)
    assert client.get(theirs["lead"].get_absolute_url()).status_code == 200


def test_only_the_beheerder_deletes(client, people, as_role, ours):
    url = reverse("lead:delete", args=[ours["lead"].pk])
    client.force_login(as_role(people.partner, Role.COORDINATOR))
    client.post(url)
    assert Lead.objects.filter(pk=ours["lead"].pk).exists()
    client.force_login(as_role(people.partner, Role.BEHEERDER))
    client.post(url)
    assert not Lead.objects.filter(pk=ours["lead"].pk).exists()
    logged = ModelLogEntry.objects.filter(object_id=str(ours["lead"].pk), label=erasure.ERASED)
    assert {(entry.action, str(entry.data)) for entry in logged} == {("wagtail.delete", "{}")}
    assert not ModelLogEntry.objects.filter(label=str(ours["lead"])).exists()


@pytest.mark.parametrize("form", ["", "?vorm=json", "?vorm=blad"])
def test_of_a_shared_employer_and_person_the_own_dossiers_are_told(client, people, shared, form):
    screens = {
        kind: reverse(f"personal_data_{kind}", args=[row.pk])
        for kind, row in (("werkgever", shared.employer), ("contact", shared.contact))
    }
    client.force_login(people.owner)
    for kind, screen in screens.items():
        told = everything(client.get(screen + form))
        assert ("Eigen notitie" in told, CANARY in told) == (True, False), kind
        assert str(people.other) not in told, kind
    client.force_login(people.federation)
    for kind, screen in screens.items():
        told = everything(client.get(screen + form))
        assert ("Eigen notitie" in told, f"{CANARY} notitie" in told) == (True, True), kind


def test_the_person_is_told_what_every_partner_keeps(client, shared):
    page = everything(client.get(f"/mijn-gegevens/{access.link_token(shared.contact.email)}/"))
    assert ("Eigen notitie" in page, f"{CANARY} notitie" in page) == (True, True)
    for lead in shared.employer.leads.filter(contact=shared.contact):
        assert f"{lead.owner_organisation} volgt uw vraag op en heeft uw gegevens, tot " in page


def test_no_screen_of_a_shared_employer_tells_of_another_partner(client, people, shared):
    client.force_login(people.owner)
    rows = {
        "lead": shared,
        "line": shared.interactions.first(),
        "offer": shared.hand_overs.get(),
        "filter": SavedFilter.objects.create(
            owner=people.owner, organisation=people.partner, name="Eigen", query="stage=nieuw"
        ),
        "placement": shared.placements.get(),
        "plan": shared.intentions.get(),
        "asked": shared.price_requests.get(),
        "pledge": shared.pledges.get(),
        "invitation": PriceInvitation.objects.get(partner=people.partner),
        "pair": LikelyDuplicate.objects.get(first=shared.employer),
        "merged": shared.employer.merges.get(name="Eigen Vroeger"),
        "list": LeadImport.objects.get(),
        "place": shared.employer.establishments.get(),
        "activity": shared.employer.activities.get(),
    }
    for name, arguments in names_of_addresses().items():
        asked = filled_in(name, arguments, rows) if arguments else reverse(name)
        asked_for = ["", "?q=eigen", "?q=kanarie", "?export=csv"]
        for query in asked_for if name in lists() else asked_for[:1]:
            told = everything(client.get(asked + query)).replace("kanarie", "")
            assert CANARY not in told, name + query
