"""Does it still run? Asked four times, counted from the start of a placement."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from brand import mail
from brand.models import User
from leads.follow_up.record import LeadActionRefused, hold, write
from leads.models import Contact, Interaction, Placement, PlacementCheck, PlacementLink
from leads.models.placements import MOMENTS, Answer, Side
from leads.placements import following

Said = PlacementCheck.Answer


def plan(placement: Placement) -> None:
    """Write the moments that fall within the placement; answers that were given stay."""
    wanted = {
        moment: due
        for moment, days in MOMENTS.items()
        if (due := placement.start + timedelta(days=days)) <= (placement.end or date.max)
    }
    placement.checks.filter(answer="").exclude(moment__in=wanted).delete()
    for moment, due in wanted.items():
        row, made = placement.checks.get_or_create(moment=moment, defaults={"due_on": due})
        if not made and not row.answer and row.due_on != due:
            row.due_on, row.asked_at = due, None
            row.save(update_fields=["due_on", "asked_at"])


def due(placement: Placement) -> PlacementCheck | None:
    """The newest moment that has come and is not answered; earlier ones stay unknown."""
    come = placement.checks.filter(due_on__lte=timezone.localdate()).order_by("-due_on").first()
    return come if come is not None and not come.answer else None


@transaction.atomic
def answer(
    check: PlacementCheck,
    said: str,
    side: str,
    *,
    people: int | None = None,
    ended_on: date | None = None,
    by: User | None = None,
) -> PlacementCheck:
    """Keep what one side says of this moment.

    `people` is how many still work there, for "Loopt nog voor een deel"; `ended_on` the last day,
    for "Gestopt" (today when left out). Raises LeadActionRefused with a sentence.
    """
    said = Said(said)
    lead, before = hold(check.placement.lead, None)
    placement = Placement.objects.select_for_update().get(pk=check.placement_id)
    check = PlacementCheck.objects.select_for_update().get(pk=check.pk)
    if check.due_on > timezone.localdate():
        raise LeadActionRefused("Deze navraag is nog niet aan de beurt.")
    check.answer, check.side, check.by = said, side, by
    check.people, check.answered_at = _people(placement, said, people), timezone.now()
    check.save()
    if said == Said.ENDED:
        placement.end = _last_day(placement, ended_on)
        placement.save(update_fields=["end"])
        plan(placement)
    following.plan(lead, placement)
    note = f"{placement}. {check.get_moment_display()}: {check.get_answer_display().lower()}."
    if said == Said.FEWER:
        note = f"{note} Nog {check.people}."
    write(lead, before, Interaction.Kind.PLACEMENT, by, note=note, for_good=True)
    return check


def _people(placement: Placement, said: str, people: int | None) -> int:
    if said == Said.RUNS:
        return placement.people
    if said == Said.ENDED:
        return 0
    if people is None or not 1 <= people < placement.people:
        raise LeadActionRefused(f"Hoeveel van de {placement.people} mensen werken er nog?")
    return people


def _last_day(placement: Placement, ended_on: date | None) -> date:
    today = timezone.localdate()
    day = ended_on or today
    if not placement.start <= day <= today:
        raise LeadActionRefused("Kies een einddatum tussen de start en vandaag.")
    return min(day, placement.end or day)


def ask_due() -> int:
    """Mail "Loopt dit nog?" to employers whose moment came; returns how many mails were asked.

    Each moment is asked once, of placements that the employer has confirmed. A moment that a later
    one has overtaken is not asked any more.
    """
    today = timezone.localdate()
    later = PlacementCheck.objects.filter(
        placement=OuterRef("placement"), due_on__gt=OuterRef("due_on"), due_on__lte=today
    )
    rows = PlacementCheck.objects.filter(
        Q(placement__end=None) | Q(placement__end__gte=today),
        ~Exists(later),
        due_on__lte=today,
        answer="",
        asked_at=None,
        placement__employer_answer=Answer.YES,
    )
    return sum(_ask(pk) for pk in list(rows.values_list("pk", flat=True)))


@transaction.atomic
def _ask(pk: int) -> int:
    """Claimed before it is sent, so that two workers ask once."""
    claimed = PlacementCheck.objects.filter(pk=pk, asked_at=None, answer="")
    if not claimed.update(asked_at=timezone.now()):
        return 0
    placement = Placement.objects.select_related("lead").get(checks=pk)
    contact = _whom(placement)
    if contact is None:
        return 0
    link = PlacementLink.objects.create(placement=placement, side=Side.EMPLOYER, contact=contact)
    mail.post("leads.emails.still_running", link.pk)
    return 1


def _whom(placement: Placement) -> Contact | None:
    """Who confirmed, or else the lead's contact; of those who still have an address."""
    said = placement.confirmations.filter(side=Side.EMPLOYER).exclude(contact=None).first()
    options = [said.contact if said else None, placement.lead.contact]
    return next((contact for contact in options if contact and contact.email), None)
