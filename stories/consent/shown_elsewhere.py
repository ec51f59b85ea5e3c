"""The federation hears of it when somebody is asked about what is public elsewhere already.

It sees all partners; see stories/gate/elsewhere.py.
"""

from brand import mail
from brand.models import Membership, Role, User
from stories.models import ConsentRequest


def tell_federation(request: ConsentRequest) -> None:
    held = Membership.objects.filter(organisation__is_federation=True, role=Role.BEHEERDER)
    for user in User.objects.filter(pk__in=held.people(), is_active=True).order_by("pk"):
        mail.post("stories.emails.asked_elsewhere", f"{request.pk}-{user.pk}")
