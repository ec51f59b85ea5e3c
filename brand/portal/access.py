"""Who may come in the portal, and for which partner."""

from django.db.models import QuerySet

from brand import scoping
from brand.models import Organisation

USE = "brand.use_kit"
MANAGE = "brand.change_brandkit"


def partners(user) -> QuerySet[Organisation]:
    """Those for which this user takes along files of the brand."""
    rows = Organisation.objects.visible_to(user, USE).filter(is_active=True)
    return rows.select_related("logo").order_by("is_federation", "name")


def comes_in(user) -> bool:
    return scoping.may_somewhere(user, USE)


def manages(user) -> bool:
    """The federation's administrators, who keep the kit."""
    return user.is_federation and user.has_perm(MANAGE)


def is_of_house(user) -> bool:
    """Works for the federation, which needs no licence of itself."""
    return scoping.is_everywhere(user, USE)
