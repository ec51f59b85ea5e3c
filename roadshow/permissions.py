"""What each role may do with the roadshow. Which rows, `visible_to(user)` decides.

Planning a stop and its place is for coordinators and administrators; so is an employer's
registration, which is cancelled or mailed again on their behalf and never rewritten. Stewards
work at the door (`/onthaal/`), outside the admin. Nobody deletes a stop that people wrote in for.
"""

from brand.models import Organisation, Role
from roadshow.models.venues import PLANNERS

SEES = ["roadshow.view_stoppage", "roadshow.view_venue"]
PLANS = [
    *SEES,
    "roadshow.add_stoppage",
    "roadshow.change_stoppage",
    "roadshow.add_venue",
    "roadshow.change_venue",
    "roadshow.delete_venue",
    "roadshow.view_registration",
    "roadshow.change_registration",
]

GRANTS = {
    Role.MARKETEER: SEES,
    Role.COORDINATOR: PLANS,
    Role.ONTHAAL: [],
    Role.BEHEERDER: PLANS,
}


def hosts_for(user):
    """The organisations somebody may plan a stop for: their own; the federation's people, all."""
    active = Organisation.objects.filter(is_active=True)
    if user.is_federation:
        return active
    return active.filter(pk__in=user.organisation_ids(*PLANNERS))
