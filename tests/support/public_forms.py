"""Run inside a site under test: every address of a form that needs no account, by its name."""

import json
from datetime import date

from django.urls import reverse

from brand.models import (
    AddressChange,
    Invitation,
    Membership,
    Organisation,
    Role,
    Subscription,
    SubscriptionRecord,
    User,
)
from brand.privacy import access
from leads.models import Placement, PlacementLink, Pledge, PledgeLink
from leads.models.placements import Side
from roadshow.models import Registration, Repeat, StopPage
from stories.consent import requests
from stories.models import ContributionLink, FileRelease, PortrayedPerson
from tests.support import registration_stop

OF_A_REGISTRATION = [
    "mine", "mine_change", "mine_prove", "mine_address", "mine_companions", "mine_move",
    "mine_cancel", "mine_again", "mine_offer", "mine_wishes", "mine_data", "mine_erase",
    "mine_quiet", "mine_held_back",
]  # fmt: skip
OF_A_PERSON = ["consent", "consent_change", "consent_stop", "consent_data", "consent_erase"]
OF_A_STORY = ["consent_agree", "consent_refuse"]
NAMES = {
    *OF_A_REGISTRATION, *OF_A_PERSON, *OF_A_STORY, "consent_contradict", "register", "newsletter",
    "newsletter_confirm", "newsletter_stop", "invitation", "confirm_address", "my_data", "search",
    "contribute", "wagtailadmin_login", "wagtailadmin_password_reset", "call_me", "placement_link",
    "pledge_link",
    "radar_signal",
}  # fmt: skip
EACH = 12  # rows; some forms end what they are about


def addresses() -> None:
    """Prints a list of addresses for each name, as JSON."""
    registration_stop.open_with(100_000)
    found: dict[str, list[str]] = {name: [] for name in [*OF_A_REGISTRATION, *OF_A_PERSON]}
    found["register"] = [
        reverse("register", args=[stop.slug])
        for stop in StopPage.objects.live().order_by("-pk")[:8]
    ]
    for registration in _registrations():
        for name in OF_A_REGISTRATION:
            found[name].append(reverse(name, args=[registration.token]))
    for page in [*_registrations()[:3], *_repeats()]:
        found["mine"].append(reverse("mine", args=[page.screen_token]))
    found |= {name: [] for name in [*OF_A_STORY, "consent_contradict"]}
    for person in PortrayedPerson.objects.order_by("pk")[:EACH]:
        asked = requests.ask(person)
        for name in OF_A_PERSON:
            found[name].append(reverse(name, args=[asked.token]))
        decided = FileRelease.objects.create(person=person, file_hash="a", reason="Een gebouw.")
        found["consent_contradict"].append(
            reverse("consent_contradict", args=[asked.token, decided.pk])
        )
        for story in requests.stories_of(asked)[:1]:
            for name in OF_A_STORY:
                found[name].append(reverse(name, args=[asked.token, story.pk]))
    found |= _of_brand()
    found["call_me"] = [
        reverse("call_me", query={"partner": one.slug, "pagina": one.pk, "via": "x"})
        for one in Organisation.objects.partners()
    ]
    found["radar_signal"] = [reverse("radar_signal", query={"plaats": "Genk"})]
    found["placement_link"] = [reverse("placement_link", args=[row.token]) for row in _placements()]
    found["pledge_link"] = [reverse("pledge_link", args=[row.token]) for row in _pledges()]
    found["contribute"] = [reverse("contribute", args=[link.token]) for link in _contributions()]
    print(json.dumps(found))


def _registrations() -> list[Registration]:
    return list(Registration.objects.order_by("state", "pk")[: 2 * EACH])


def _repeats() -> list[Repeat]:
    first = Registration.objects.filter(state="bevestigd").first()
    about = {"registration": first, "name": "Els", "company": "Bakkerij", "email": first.email}
    return [Repeat.objects.create(**about, state="bevestigd") for _ in range(3)]


def _of_brand() -> dict[str, list[str]]:
    partner = Organisation.objects.partners().first()
    users = list(User.objects.order_by("pk")[:3])
    people = [
        Subscription.objects.get_or_create(email=f"mens{number}@bedrijf.be")[0]
        for number in range(EACH)
    ]
    records = [
        SubscriptionRecord.objects.create(
            subscription=person, wording="Ja.", way="formulier", said="gevraagd"
        )
        for person in people
    ]
    invited = []
    for number in range(EACH):
        user = User.objects.create_user(email=f"nieuw{number}@partner.be")
        role = Membership.objects.create(user=user, organisation=partner, role=Role.MARKETEER)
        invited.append(Invitation.objects.create(membership=role))
    changed = [
        AddressChange.objects.create(user=user, email=f"m{user.pk}@elders.be", old_email=user.email)
        for user in users
    ]
    known = Registration.objects.exclude(email="").values_list("email", flat=True)[:EACH]
    return {
        "newsletter": [reverse("newsletter")],
        "newsletter_confirm": [reverse("newsletter_confirm", args=[row.token]) for row in records],
        "newsletter_stop": [reverse("newsletter_stop", args=[row.token]) for row in people],
        "invitation": [reverse("invitation", args=[row.token]) for row in invited],
        "confirm_address": [reverse("confirm_address", args=[row.token]) for row in changed],
        "my_data": [reverse("my_data", args=[access.link_token(one)]) for one in known],
        "wagtailadmin_login": [reverse("wagtailadmin_login")],
        "wagtailadmin_password_reset": [reverse("wagtailadmin_password_reset")],
        "search": [reverse("search")],
    }


def _placements() -> list[PlacementLink]:
    rows = Placement.objects.exclude(lead__contact=None).select_related("lead")[:EACH]
    return [
        PlacementLink.objects.create(
            placement=row, side=Side.EMPLOYER, contact_id=row.lead.contact_id
        )
        for row in rows
    ]


def _pledges() -> list[PledgeLink]:
    pledge = Pledge.objects.select_related("lead__contact").first()
    return [
        PledgeLink.objects.create(pledge=pledge, contact=pledge.lead.contact) for _ in range(EACH)
    ]


def _contributions() -> list[ContributionLink]:
    partner = Organisation.objects.partners().first()
    return [
        ContributionLink.objects.create(
            organisation=partner, name=f"Mens {number}", until=date(2099, 1, 1)
        )
        for number in range(EACH)
    ]
