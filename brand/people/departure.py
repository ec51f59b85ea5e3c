"""One button when a person leaves, and one when a partner does.

First in numbers what will happen, then all of it in one transaction. Each room counts and passes
on its own work in its module `leaving`:

    count(user, organisation) -> list[Share]          what this person has in hand there
    pass_on(user, organisation, to, by)               to a colleague, or unassigned (None)
    count_all(organisation) -> list[Share]            what the partner has
    hand_back(organisation, federation, by, take_down)
"""

from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from brand import permissions, rooms
from brand.models import Membership, Organisation, Role, User
from brand.sign_in import second_factor

LEFT = "brand.person.left"
CLOSED = "brand.organisation.closed"
REOPENED = "brand.organisation.reopened"


class DepartureRefused(Exception):
    """A departure that cannot be; its text is a Dutch sentence."""


class Share(NamedTuple):
    number: int
    one: str
    many: str

    def __str__(self):
        return f"{self.number} {self.one if self.number == 1 else self.many}"


def shares(user: User, organisation: Organisation) -> list[Share]:
    """What this person has in hand, room by room; only what there is."""
    found = [room.count(user, organisation) for room in rooms.modules("leaving")]
    return [share for part in found for share in part if share.number]


def colleagues(user: User, organisation: Organisation) -> list[User]:
    """Who can take over: users with the same role first, then the administrators."""
    own = set(user.roles.get(organisation.pk, ()))
    rows = Membership.objects.accepted().filter(
        organisation=organisation, role__in={*own, Role.BEHEERDER}, user__is_active=True
    )
    rows = rows.exclude(user=user).select_related("user").order_by("user__first_name", "pk")
    able = sorted(rows, key=lambda row: row.role not in own)
    return list(dict.fromkeys(row.user for row in able if row.user.has_come_in))


@transaction.atomic
def depart(user: User, organisation: Organisation, to: User | None, by: User) -> None:
    """Pass the work on, end the roles here, and sign the person out everywhere."""
    if user == by:
        raise DepartureRefused(
            "Jezelf laat je niet vertrekken. Vraag het een collega of de federatie."
        )
    if to is not None and to not in colleagues(user, organisation):
        raise DepartureRefused("Deze collega kan het werk niet overnemen.")
    roles = Membership.objects.filter(user=user, organisation=organisation)
    who = _called(roles, user)
    for room in rooms.modules("leaving"):
        room.pass_on(user, organisation, to, by)
    _end(user, organisation)
    data = {"who": who, "to": str(to) if to else ""}
    for instance in (organisation, user):
        log(instance=instance, action=LEFT, user=by, data=data)


def shares_of(organisation: Organisation) -> list[Share]:
    found = [room.count_all(organisation) for room in rooms.modules("leaving")]
    people = organisation.memberships.people().distinct().count()
    rows = [Share(people, "persoon die geen toegang meer heeft", "mensen zonder toegang voortaan")]
    return [share for part in (rows, *found) for share in part if share.number]


@transaction.atomic
def close(organisation: Organisation, by: User, *, take_down: bool) -> None:
    """The partner leaves: its people lose their roles, its open work goes to the federation."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.is_federation or not organisation.is_active:
        raise DepartureRefused("Deze partner kan niet vertrekken.")
    federation = Organisation.objects.filter(is_federation=True, is_active=True).first()
    if federation is None:
        raise DepartureRefused("Er is nog geen federatie om de open dossiers over te nemen.")
    for room in rooms.modules("leaving"):
        room.hand_back(organisation, federation, by, take_down)
    for user in User.objects.filter(memberships__organisation=organisation).distinct():
        _end(user, organisation)
    organisation.is_active = False
    organisation.save(update_fields=["is_active"])
    log(instance=organisation, action=CLOSED, user=by, data={"taken_down": take_down})


@transaction.atomic
def reopen(organisation: Organisation, by: User) -> None:
    """The organisation only: its people are invited again, one by one."""
    organisation.is_active = True
    organisation.save(update_fields=["is_active"])
    log(instance=organisation, action=REOPENED, user=by)


def _called(roles: QuerySet[Membership], user: User) -> str:
    """An account that never worked here is known by the address that was typed."""
    row = roles.order_by("-is_accepted").first()
    return row.person if row else str(user)


def _end(user: User, organisation: Organisation) -> None:
    """No role here any more; without any left, no account that opens.

    Withdrawing an invitation ends no session: an account without accepted roles here may be
    another partner's.
    """
    roles = Membership.objects.filter(user=user, organisation=organisation)
    worked_here = roles.accepted().exists()
    roles.delete()
    permissions.place_in_groups(user)
    if worked_here:
        user.end_sessions()
    if user.is_superuser or Membership.objects.filter(user=user).exists():
        return
    second_factor.remove(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
