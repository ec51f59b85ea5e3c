"""Who is told of what, and when."""

from collections.abc import Iterable

from django.db.models import QuerySet

from brand import scoping
from brand.models import Membership, Organisation, Role, User
from leads.models import NotificationChoice

Kind, When = NotificationChoice.Kind, NotificationChoice.When
RIGHT = "leads.change_lead"
DEFAULTS: dict[str, str] = {
    **dict.fromkeys(Kind.values, When.AT_ONCE.value),
    Kind.DIGEST: When.DAILY,
    Kind.WEEK: When.DAILY,
}


def desk_people(organisation: Organisation, *roles: str) -> QuerySet[User]:
    """The active people who follow up leads at this partner; only of these roles when given."""
    held = Membership.objects.filter(
        organisation=organisation, role__in=roles or scoping.roles_with(RIGHT)
    )
    return User.objects.filter(pk__in=held.people(), is_active=True)


def administrators(organisation: Organisation) -> QuerySet[User]:
    return desk_people(organisation, Role.BEHEERDER)


def choices_of(user: User) -> dict[str, str]:
    """Kind of notice: when; the default where nothing was chosen."""
    return DEFAULTS | dict(user.notification_choices.values_list("kind", "when"))


def at_once(users: Iterable[User], kind: str) -> list[User]:
    """Those of these people who want to be told of this at once."""
    users = list(users)
    others = NotificationChoice.objects.filter(kind=kind, user__in=users)
    later = set(others.exclude(when=When.AT_ONCE).values_list("user", flat=True))
    return [user for user in users if user.pk not in later]


def choose(user: User, kind: str, when: str) -> None:
    NotificationChoice.objects.update_or_create(
        user=user, kind=Kind(kind), defaults={"when": When(when)}
    )


def federation() -> QuerySet[User]:
    """Who administers the federation."""
    held = Membership.objects.filter(organisation__is_federation=True, role=Role.BEHEERDER)
    return User.objects.filter(pk__in=held.people(), is_active=True)
