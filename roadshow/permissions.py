"""What each role may do with the roadshow of the partner where it is held.

Planning a stop and its place is for coordinators and administrators; so is an employer's
registration, which is cancelled or mailed again on their behalf and never rewritten. Stewards
work at the door (`/onthaal/`), outside the admin. A stop with registrations cannot be deleted.
"""

from brand.models import Organisation, Role

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
# Who comes to the door keeps it, with what little a steward sees (roadshow/door/check_in.py).
RIGHTS = {role: ["roadshow.check_in"] for role in (Role.COORDINATOR, Role.ONTHAAL, Role.BEHEERDER)}


def hosts_for(user):
    """The organisations a user may plan a stop for: their own; at the federation, all."""
    return Organisation.objects.visible_to(user, "roadshow.add_stoppage").filter(is_active=True)
