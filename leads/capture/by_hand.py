"""An employer typed in by hand: look whether it is known, then make the lead."""

import hashlib
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from brand.forms import enterprise_numbers
from brand.forms.addresses import plain_address
from brand.models import Activity, Municipality, Organisation, User
from brand.search import typed
from leads import capture
from leads.employers import matching
from leads.follow_up import actions
from leads.models import Contact, Employer, Lead
from leads.models.employers import EmployerQuerySet
from leads.register import filling
from leads.stages import Source, Wish


def look_alikes(
    user: User,
    *,
    company: str,
    email: str,
    phone: str = "",
    enterprise_number: str = "",
    limit: int = 5,
) -> EmployerQuerySet:
    """Employers this person knows that could be meant: same numbers, domain, address or name."""
    alike = Q(search_words__startswith=f" {typed.plain(company)} ")
    if domain := matching.mail_domain(email):
        alike |= Q(mail_domain=domain)
    if number := enterprise_numbers.digits_of(enterprise_number):
        alike |= Q(enterprise_number=number)
    if people := plain_address(email):
        known = Contact.objects.visible_to(user).filter(email=people)
        alike |= Q(pk__in=known.values("employer"))
    if phone:
        called = Contact.objects.visible_to(user).filter(phone=phone)
        alike |= Q(pk__in=called.values("employer"))
    return Employer.objects.visible_to(user).filter(alike)[:limit]


@transaction.atomic
def add_by_hand(
    user: User,
    *,
    employer: Employer | None = None,
    organisation: Organisation,
    tour: Page | None,
    happened: str,
    wishes: Iterable[str] = (),
    municipality: Municipality | None = None,
    activity: Activity | None = None,
    is_other: str = "",
    **person: str,
) -> Lead:
    """Find or create this employer's lead at this partner; who adds it follows it up.

    `is_other`: a key of the form in which was said that this is none of the employers that look
    alike. Then a new employer is made, once for each such form.

    Where another partner owns the lead in this tour, the new one stands outside the tour: the form
    neither shows nor takes over what another partner does.
    """
    if employer is None and is_other:
        employer = _another(is_other, **person)
    company = employer.name if employer else person["company"]
    if tour and _is_anothers(user, employer, tour, person):
        tour = None
    lead = capture.capture(
        name=person["name"],
        company=company,
        email=person["email"],
        phone=person.get("phone", ""),
        enterprise_number=person.get("enterprise_number", ""),
        employer=employer,
        tour=tour,
        host=organisation,
        happened=happened,
        wishes=[Wish(wish) for wish in wishes],
        municipality=municipality,
        by=user,
        source=Source.BY_HAND,
    )
    filling.fill([lead.employer])
    lead.activity = lead.activity or activity
    if lead.owner is None and actions.may_own(user, lead):
        lead.owner = user
    lead.save(update_fields=["activity", "owner", "updated_at"])
    return lead


def _another(key: str, **person: str) -> Employer:
    """An employer of its own, though it looks like one that we know."""
    alike = matching.identity(person["company"], person["email"], person.get("phone", ""))
    digest = hashlib.sha256(key.encode()).hexdigest()[:16]
    employer, _ = Employer.objects.get_or_create(
        identity=f"{alike[:380]}|{digest}",
        defaults={
            "name": person["company"].strip()[:160],
            "enterprise_number": enterprise_numbers.digits_of(person.get("enterprise_number", "")),
            "mail_domain": matching.mail_domain(person["email"])[:200],
        },
    )
    return employer


def _is_anothers(
    user: User, employer: Employer | None, tour: Page | None, person: Mapping[str, str]
) -> bool:
    """Whether a lead in this tour exists that this person may not see."""
    known = employer or capture.known_employer(
        person["company"],
        person["email"],
        person["enterprise_number"],
        person.get("phone", ""),
    )
    leads = Lead.objects.filter(employer=known, tour=tour)
    return bool(known) and leads.exists() and not leads.visible_to(user).exists()
