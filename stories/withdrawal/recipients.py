"""Who is mailed about a portrayed person: the users responsible for the consent."""

from django.db.models import Q

from brand import scoping
from brand.models import Membership, Role, User
from stories.models import PortrayedPerson


def responsible_for(person: PortrayedPerson) -> list[User]:
    """The partner's marketers, and the users who recorded the consent or asked for it."""
    held = Membership.objects.filter(organisation=person.organisation, role=Role.MARKETEER)
    own = Q(pk__in=held.people())
    noted = person.receipts.exclude(recorded_by=None).values("recorded_by")
    asked = person.requests.exclude(asked_by=None).values("asked_by")
    known = Q(pk__in=noted) | Q(pk__in=asked)
    users = User.objects.filter(own | known, is_active=True).distinct().order_by("pk")
    return [user for user in users if _may_see(user, person)]


def _may_see(user: User, person: PortrayedPerson) -> bool:
    return scoping.may(user, "stories.view_portrayedperson", person.organisation_id)
