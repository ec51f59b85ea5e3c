"""The mails of the leads. Each is a function and three templates of the same name.

A function is called when its mail leaves: it reads how things stand then, and returns None when
the mail has lost its reason.
"""

from django.conf import settings
from django.urls import reverse

from brand import mail
from leads.models import PlacementLink
from leads.models.placements import Answer, Side
from leads.placements import checks

NAMES = {
    "confirm_placement": "Plaatsing te bevestigen",
    "still_running": "Loopt de samenwerking nog?",
}


def confirm_placement(pk: int) -> mail.Message | None:
    """ "Klopt dit?": to one side, about a placement as it stands now."""
    link = _link(pk)
    if link is None:
        return None
    is_employer = link.side == Side.EMPLOYER
    said = link.placement.employer_answer if is_employer else link.placement.partner_answer
    return None if said == Answer.YES else _mail("confirm_placement", link)


def still_running(pk: int) -> mail.Message | None:
    """ "Loopt dit nog?": to the employer, at a moment that has come."""
    link = _link(pk)
    check = checks.due(link.placement) if link else None
    return _mail("still_running", link, check=check) if link and check else None


def _link(pk: int) -> PlacementLink | None:
    rows = PlacementLink.objects.select_related(
        "placement__form", "placement__partner", "placement__lead__employer", "contact", "user"
    ).select_related("asked_by")
    link = rows.filter(pk=pk).first()
    return link if link is not None and link.holds else None


def _mail(name: str, link: PlacementLink, **context: object) -> mail.Message | None:
    placement = link.placement
    person = link.contact or link.user
    if person is None:
        return None
    return mail.compose(
        f"leads/email/{name}",
        to=person.email,
        context={
            "link": link,
            "person": person,
            "placement": placement,
            "employer": placement.lead.employer,
            "partner": placement.partner,
            "is_employer": link.side == Side.EMPLOYER,
            "url": settings.SITE_URL + reverse("placement_link", args=[link.token]),
            **context,
        },
        reply_to=link.asked_by.email if link.asked_by else placement.partner.email,
        is_demo=placement.lead.is_demo,
    )
