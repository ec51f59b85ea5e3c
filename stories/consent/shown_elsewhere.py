"""The federation hears of it when somebody is asked about what is public elsewhere already.

It sees all partners; see stories/gate/elsewhere.py.
"""

from brand import mail
from stories.models import ConsentRequest
from stories.withdrawal import releases


def tell_federation(request: ConsentRequest) -> None:
    for user in releases.federation():
        mail.post("stories.emails.asked_elsewhere", f"{request.pk}-{user.pk}")
