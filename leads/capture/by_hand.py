"""An employer typed in by hand: look whether it is known, then make the dossier."""

from django.db import transaction
from django.db.models import Q

from leads import capture
from leads.employers import matching
from leads.models import Contact, Employer, Lead
from leads.stages import Wish


def look_alikes(user, *, company, email, enterprise_number="", limit=5):
    """Employers this person knows that could be meant: same number, domain, address or name."""
    alike = Q(search_words__startswith=f" {matching.folded(company)} ")
    if domain := matching.mail_domain(email):
        alike |= Q(mail_domain=domain)
    if number := matching.enterprise_number(enterprise_number):
        alike |= Q(enterprise_number=number)
    if people := matching.plain_address(email):
        known = Contact.objects.visible_to(user).filter(email=people)
        alike |= Q(pk__in=known.values("employer"))
    return Employer.objects.visible_to(user).filter(alike)[:limit]


@transaction.atomic
def add_by_hand(user, *, employer=None, organisation, tour, happened, wishes=(), **person) -> Lead:
    """Find or create this employer's lead at this partner.

    Where another partner owns the lead in this tour, the new one stands outside the tour: the form
    neither shows nor takes over what another partner does.
    """
    company = employer.name if employer else person["company"]
    if tour and _is_anothers(user, employer, tour, person):
        tour = None
    return capture.capture(
        **{**person, "company": company},
        employer=employer,
        tour=tour,
        host=organisation,
        happened=happened,
        wishes=[Wish(wish) for wish in wishes],
        by=user,
    )


def _is_anothers(user, employer, tour, person) -> bool:
    """Whether a dossier in this tour exists that this person may not see."""
    known = employer or capture.known_employer(
        person["company"], person["email"], person["enterprise_number"]
    )
    leads = Lead.objects.filter(employer=known, tour=tour)
    return bool(known) and leads.exists() and not leads.visible_to(user).exists()
