"""The mails of the leads. Each is a function and three templates of the same name.

A function is called when its mail leaves: it reads how things stand then, and returns None when
the mail has lost its reason.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from brand import mail, scoping
from brand.models import Organisation, User
from brand.text import row_number
from leads.correspondence import letters, sending
from leads.desk import today
from leads.follow_up import appointments
from leads.measures import reminders
from leads.models import (
    HandOver,
    Interaction,
    Lead,
    LeadMail,
    PlacementLink,
    PledgeLink,
    PriceAnswer,
    PriceInvitation,
    TrainingOffer,
    Webhook,
)
from leads.models.hand_overs import HandOverQuerySet
from leads.models.placements import Answer, Side
from leads.models.price_requests import PriceInvitationQuerySet
from leads.notifications import choices
from leads.notifications.digest import late_at, overview
from leads.placements import checks
from leads.procurement import pledges
from leads.reports import week

NAMES = {
    "confirm_placement": "Plaatsing te bevestigen",
    "still_running": "Loopt de samenwerking nog?",
    "assigned": "Dossier op naam",
    "offered": "Dossier aangeboden",
    "answered": "Antwoord op een aanbod",
    "digest": "Overzicht van de dag",
    "late_answers": "Eerste antwoorden te laat",
    "week_report": "Weekrapport",
    "support_to_check": "Steun na te kijken",
    "appointment": "Afspraak, voor de agenda",
    "replied": "Antwoord van een werkgever",
    "bounced": "Mail uit een dossier kwam terug",
    "letter": "Mail uit een dossier",
    "webhook_stopped": "Berichten aan een koppeling gestopt",
    "prices_asked": "Prijzen gevraagd",
    "prices_answered": "Antwoord op een prijsaanvraag",
    "prices_withdrawn": "Prijsaanvraag ingetrokken",
    "pledge_asked": "Mag een belofte op de site?",
    "pledge_progress": "Stand van een belofte op de site",
    "training_waits": "Vorming na te lezen",
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


def assigned(ref: str) -> mail.Message | None:
    """To the owner of a lead: it came to their name, or the employer came back."""
    pk, user = _refs(ref)
    lead = today.with_row_details(Lead.objects.filter(pk=pk, owner=user)).first()
    if lead is None or user is None:
        return None
    if not scoping.may(user, choices.RIGHT, lead.owner_organisation_id):
        return None
    return _notice(
        user,
        subject=f"Op jouw naam: {lead}",
        lines=[today.why(lead), f"Volgende stap: {_next(lead)}."],
        url=lead.get_absolute_url(),
        label="Open het dossier",
        why="dit dossier op jouw naam staat",
        is_demo=lead.is_demo,
    )


def offered(ref: str) -> mail.Message | None:
    """To the desk of the partner that is asked, while the offer waits."""
    pk, user = _refs(ref)
    offer = _offers(user).waiting().filter(pk=pk).first()
    if offer is None or user is None:
        return None
    wishes = offer.lead.wish_names
    return _notice(
        user,
        subject=f"{offer.from_organisation} biedt jullie {offer.lead} aan",
        lines=[
            f"{offer.lead} wil: {wishes.lower()}." if wishes else f"Het gaat om {offer.lead}.",
            f"“{offer.note}”" if offer.note else "",
            f"Antwoord ten laatste op {date_format(offer.answer_by, 'l j F')}. Zonder antwoord "
            f"gaat het dossier {_then(offer)}.",
        ],
        url=reverse("today:hand_over", args=[offer.pk]),
        label="Bekijk en antwoord",
        why=f"je bij {offer.to_organisation} dossiers opvolgt",
        is_demo=offer.lead.is_demo,
    )


def answered(ref: str) -> mail.Message | None:
    """To who offered a lead: what the other partner said."""
    pk, user = _refs(ref)
    offer = _offers(user).filter(pk=pk).exclude(state=HandOver.State.WITHDRAWN).first()
    if offer is None or user is None or offer.answered_at is None:
        return None
    said = {
        HandOver.State.ACCEPTED: f"{offer.to_organisation} neemt {offer.lead} over",
        HandOver.State.DECLINED: f"{offer.lead}: niet voor {offer.to_organisation}",
        HandOver.State.EXPIRED: f"{offer.lead}: geen antwoord van {offer.to_organisation}",
    }
    goes_on = ""
    if offer.state != HandOver.State.ACCEPTED:
        waits = offer.lead.hand_overs.waiting().select_related("to_organisation").first()
        goes_on = "Het dossier blijft bij jullie."
        if waits and offer.passes_on:
            goes_on = f"Het werd nu aangeboden aan {waits.to_organisation}, zoals gevraagd."
    return _notice(
        user,
        subject=said[HandOver.State(offer.state)],
        lines=[f"“{offer.reason}”" if offer.reason else "", goes_on],
        url=reverse("today:hand_over", args=[offer.pk]),
        label="Bekijk de overdracht",
        why=f"{offer.from_organisation} dit dossier aanbood",
        is_demo=offer.lead.is_demo,
    )


def digest(pk: int) -> mail.Message | None:
    """What waits today, and nothing when nothing does."""
    user = User.objects.filter(pk=pk, is_active=True).first()
    found = overview(user) if user else None
    if user is None or found is None or found.is_empty:
        return None
    url = settings.SITE_URL + reverse("today:index")
    return mail.compose(
        "leads/email/digest", to=user.email, context={"user": user, "overview": found, "url": url}
    )


def appointment(ref: str) -> mail.Message | None:
    """To the employer: an appointment as it stands, with a file for the calendar.

    ref: "<lead>-<contact>".
    """
    number, _, person = str(ref).partition("-")
    rows = Lead.objects.select_related("contact", "owner", "owner_organisation", "employer")
    lead = rows.filter(pk=row_number(number) or 0, contact=row_number(person) or 0).first()
    if lead is None or lead.contact is None or not lead.contact.email or not lead.has_appointment:
        return None
    day = date_format(lead.next_action_on, "l j F") if lead.next_action_on else ""
    return mail.compose(
        "leads/email/appointment",
        to=lead.contact.email,
        context={
            "lead": lead,
            "named": mail.as_name(lead.contact.name),
            "partner": lead.owner_organisation,
            "when": f"{day} {lead.agreed_hour}",
        },
        attachments=[
            ("afspraak.ics", appointments.calendar(lead, for_employer=True), "text/calendar")
        ],
        reply_to=appointments.answers_to(lead),
        is_demo=lead.is_demo,
    )


def replied(ref: str) -> mail.Message | None:
    """To who follows up: an employer answered a mail from the dossier."""
    pk, user = _refs(ref)
    rows = Interaction.objects.select_related("lead__employer", "contact")
    line = rows.filter(pk=pk, undone_at=None).exclude(note="").first()
    if line is None or user is None:
        return None
    lead = line.lead
    if not scoping.may(user, choices.RIGHT, lead.owner_organisation_id):
        return None
    return _notice(
        user,
        subject=f"Antwoord van {lead}",
        lines=[
            f"{line.contact or 'Iemand'} antwoordde op een mail uit dit dossier.",
            f"Volgende stap: {_next(lead)}.",
        ],
        url=lead.get_absolute_url(),
        label="Lees het antwoord",
        why="je dit dossier opvolgt",
        is_demo=lead.is_demo,
    )


def bounced(ref: str) -> mail.Message | None:
    """To who wrote a mail from the dossier that did not arrive."""
    pk, user = _refs(ref)
    rows = LeadMail.objects.select_related("line__lead__employer", "line__contact", "outgoing")
    made = rows.filter(pk=pk).first()
    if made is None or user is None or not made.trouble:
        return None
    lead = made.line.lead
    if not scoping.may(user, choices.RIGHT, lead.owner_organisation_id):
        return None
    return _notice(
        user,
        subject=f"Niet aangekomen: je mail aan {lead}",
        lines=[
            f"De mail aan {made.line.contact or 'de contactpersoon'} kwam niet aan.",
            made.trouble,
            "Kijk het e-mailadres na op het dossier, of bel.",
        ],
        url=lead.get_absolute_url(),
        label="Open het dossier",
        why="je deze mail schreef",
        is_demo=lead.is_demo,
    )


def letter(pk: int) -> mail.Message | None:
    """What a colleague wrote from the dossier."""
    rows = LeadMail.objects.select_related("line__contact", "line__by", "line__lead__employer")
    made = rows.select_related("line__lead__owner", "line__lead__owner_organisation").get(pk=pk)
    contact = sending.recipient(made)
    if contact is None:
        return None
    return letters.written(
        made.line.lead,
        contact=contact,
        user=made.line.by,
        subject=made.subject,
        body=made.body,
        address=made.address,
        token=made.token,
    )


def week_report(pk: int) -> mail.Message | None:
    """The week that ended; also when nothing happened."""
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not scoping.may_somewhere(user, choices.RIGHT):
        return None
    last = week.Week.last()
    return mail.compose(
        "leads/email/week_report",
        to=user.email,
        context={
            "user": user,
            "week": last,
            "sections": week.sections(user, last),
            "url": f"{settings.SITE_URL}{reverse('today:week')}?week={last.key}",
        },
    )


def late_answers(ref: str) -> mail.Message | None:
    """To those who run a partner or the federation: employers who still wait for an answer."""
    pk, user = _refs(ref)
    partner = Organisation.objects.filter(pk=pk).first()
    late = [lead for lead in late_at(partner) if not lead.is_demo] if partner else []
    if user is None or partner is None or not late:
        return None
    if not scoping.may(user, choices.RIGHT, partner.pk):
        return None
    return mail.compose(
        "leads/email/late_answers",
        to=user.email,
        context={
            "partner": partner,
            "leads": late,
            "url": f"{settings.SITE_URL}{reverse('lead:index')}?late=antwoord",
        },
    )


def webhook_stopped(ref: str) -> mail.Message | None:
    """To who runs a partner: an address of its own software did not answer for days."""
    pk, user = _refs(ref)
    hook = Webhook.objects.filter(pk=pk, stopped_by_itself=True).exclude(stopped_at=None).first()
    if hook is None or user is None or not scoping.may(user, "leads.connect", hook.organisation_id):
        return None
    return mail.compose(
        "leads/email/webhook_stopped",
        to=user.email,
        context={
            "hook": hook,
            "url": settings.SITE_URL + reverse("connections:webhook", args=[hook.pk]),
        },
    )


def support_to_check(pk: str) -> mail.Message | None:
    """To the federation: support of which the day to look again has passed."""
    user = User.objects.filter(pk=row_number(pk) or 0, is_active=True).first()
    measures = reminders.due()
    if user is None or not measures or not reminders.keeps(user):
        return None
    return mail.compose(
        "leads/email/support_to_check",
        to=user.email,
        context={
            "measures": measures,
            "url": f"{settings.SITE_URL}{reverse('support_measure:index')}",
        },
    )


def pledge_asked(pk: int) -> mail.Message | None:
    """To a contact of a public buyer: may what was promised stand on the site?"""
    rows = PledgeLink.objects.select_related("contact", "asked_by")
    link = rows.select_related("pledge__lead__employer", "pledge__lead__owner_organisation")
    found = link.filter(pk=pk).first()
    if found is None or not found.holds or found.pledge.is_published:
        return None
    lead = found.pledge.lead
    return mail.compose(
        "leads/email/pledge_asked",
        to=found.contact.email,
        context={
            "named": mail.as_name(found.contact.name),
            "pledge": found.pledge,
            "aim": pledges.aim(found.pledge),
            "employer": lead.employer,
            "partner": lead.owner_organisation,
            "url": settings.SITE_URL + reverse("pledge_link", args=[found.token]),
        },
        reply_to=found.asked_by.email if found.asked_by else lead.owner_organisation.email,
        is_demo=lead.is_demo,
    )


def pledge_progress(ref: str) -> mail.Message | None:
    """To who said yes for a public buyer: this stands beside the pledge on the site now.

    ref: "<figure of a day, or 0>-<link>".
    """
    number, _, link = str(ref).partition("-")
    rows = PledgeLink.objects.select_related("contact", "asked_by")
    rows = rows.select_related("pledge__lead__employer", "pledge__lead__owner_organisation")
    found = rows.filter(pk=row_number(link) or 0).first()
    if found is None or not found.holds or not found.pledge.is_published:
        return None
    made = found.pledge.progress.filter(pk=row_number(number) or 0).first()
    if made is None and number != "0":
        return None
    lead = found.pledge.lead
    return mail.compose(
        "leads/email/pledge_progress",
        to=found.contact.email,
        context={
            "named": mail.as_name(found.contact.name),
            "pledge": found.pledge,
            "aim": pledges.aim(found.pledge),
            "made": made,
            "reached": pledges.reached(made) if made else "",
            "employer": lead.employer,
            "partner": lead.owner_organisation,
            "url": settings.SITE_URL + reverse("pledge_link", args=[found.token]),
        },
        reply_to=found.asked_by.email if found.asked_by else lead.owner_organisation.email,
        is_demo=lead.is_demo,
    )


def prices_asked(ref: str) -> mail.Message | None:
    """To the desk of a partner: another one asks its prices, and it said nothing yet."""
    pk, user = _refs(ref)
    asked = _invitations(user).waiting().filter(pk=pk).first()
    if asked is None or user is None:
        return None
    request = asked.request
    return _notice(
        user,
        subject=f"{request.organisation} vraagt jullie prijzen: {request}",
        lines=[
            f"Voor {request.lead.employer}. Jullie antwoorden regel per regel, of zeggen dat het "
            "niets voor jullie is.",
            f"Antwoord ten laatste op {date_format(request.closes_on, 'l j F')}.",
        ],
        url=reverse("procurement:invitation", args=[asked.pk]),
        label="Bekijk en antwoord",
        why=f"je bij {asked.partner} dossiers opvolgt",
        is_demo=request.lead.is_demo,
    )


def prices_answered(ref: str) -> mail.Message | None:
    """To who asked for prices: a partner answered. The prices stand on the screen alone."""
    pk, user = _refs(ref)
    rows = PriceAnswer.objects.select_related("invitation__partner", "invitation__request__lead")
    said = rows.filter(pk=pk).first()
    if said is None or user is None:
        return None
    request, partner = said.invitation.request, said.invitation.partner
    if not scoping.may(user, choices.RIGHT, request.organisation_id):
        return None
    return _notice(
        user,
        subject=f"{request}: {'niet voor' if said.is_no else 'prijzen van'} {partner}",
        lines=[f"“{said.reason}”" if said.reason else f"{partner} gaf prijzen voor {request}."],
        url=reverse("procurement:request", args=[request.pk]),
        label="Vergelijk de antwoorden",
        why="je deze prijzen vroeg",
        is_demo=request.lead.is_demo,
    )


def prices_withdrawn(ref: str) -> mail.Message | None:
    """To the desk of a partner that was asked: there is nothing to do any more."""
    pk, user = _refs(ref)
    asked = _invitations(user).filter(pk=pk, request__withdrawn_at__isnull=False).first()
    if asked is None or user is None:
        return None
    request = asked.request
    return _notice(
        user,
        subject=f"Ingetrokken: {request}",
        lines=[f"{request.organisation} trekt deze prijsaanvraag in. Jullie hoeven niets te doen."],
        url=reverse("procurement:invitation", args=[asked.pk]),
        label="Bekijk de prijsaanvraag",
        why=f"je bij {asked.partner} dossiers opvolgt",
        is_demo=request.lead.is_demo,
    )


def training_waits(ref: str) -> mail.Message | None:
    """To who may put it online, while it waits: a colleague wrote it."""
    pk, user = _refs(ref)
    if user is None:
        return None
    rows = TrainingOffer.objects.to_read_by(user).select_related("organisation", "written_by")
    offer = rows.filter(pk=pk).first()
    if offer is None:
        return None
    return _notice(
        user,
        subject=f"Na te lezen: {offer}",
        lines=[
            f"{offer.written_by or 'Een collega'} schreef deze vorming van {offer.organisation}. "
            "Ze staat online zodra iemand anders ze naleest.",
        ],
        url=reverse("training:read", args=[offer.pk]),
        label="Lees na",
        why=f"je bij {offer.organisation} dossiers opvolgt",
        is_demo=offer.is_demo,
    )


def _invitations(user: User | None) -> PriceInvitationQuerySet:
    """Those to the partners where this person follows up; asked again when the mail leaves."""
    mine = scoping.organisation_ids(user, choices.RIGHT) if user else []
    rows = PriceInvitation.objects.filter(partner__in=mine)
    return rows.select_related("partner", "request__lead__employer", "request__organisation")


def _then(offer: HandOver) -> str:
    if offer.passes_on:
        return "naar een andere partner die past, of terug"
    return f"terug naar {offer.from_organisation}"


def _refs(ref: str) -> tuple[int, User | None]:
    """(number, person) of a ref "<object>-<user>"; the person while active."""
    pk, _, user = str(ref).partition("-")
    person = User.objects.filter(pk=row_number(user) or 0, is_active=True).first()
    return row_number(pk) or 0, person


def _offers(user: User | None) -> HandOverQuerySet:
    """What this person may see; the right is asked again when the mail leaves."""
    rows = HandOver.objects.visible_to(user) if user else HandOver.objects.none()
    return rows.select_related("lead__employer", "from_organisation", "to_organisation")


def _next(lead: Lead) -> str:
    if lead.next_action_on is None:
        return "geen"
    day = date_format(lead.next_action_on, "l j F")
    return f"{lead.get_next_action_display().lower()} op {day} {lead.agreed_hour}".strip()


def _notice(
    user: User, *, subject: str, lines: list[str], url: str, label: str, why: str, is_demo: bool
) -> mail.Message:
    return mail.compose(
        "leads/email/notice",
        to=user.email,
        context={
            "subject": subject,
            "lines": [line for line in lines if line],
            "url": settings.SITE_URL + url,
            "label": label,
            "why": why,
        },
        is_demo=is_demo,
    )


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
