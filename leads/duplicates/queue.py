""" "Lijkt hierop": the pairs of employers that wait for a person to judge them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from brand.models import User
from leads.duplicates import finding
from leads.duplicates.finding import Likely
from leads.models import Contact, Employer, Lead, LikelyDuplicate

MOST_PAIRS = 50


@dataclass
class Side:
    """One employer of a pair, with what this user may see of it."""

    employer: Employer
    contacts: list[Contact]
    leads: list[Lead]


@dataclass
class Pair:
    row: LikelyDuplicate
    sides: list[Side]
    reasons: list[str]


def refresh() -> int:
    """Find every pair anew; decisions stay, and what no longer looks alike goes. How many wait."""
    found = {(pair.first, pair.second): pair for pair in finding.likely(finding.firms().values())}
    with transaction.atomic():
        known = {
            (row.first_id, row.second_id): row
            for row in LikelyDuplicate.objects.select_for_update()
        }
        gone = [row.pk for key, row in known.items() if key not in found and not row.dismissed_at]
        LikelyDuplicate.objects.filter(pk__in=gone).delete()
        rows = [
            LikelyDuplicate(first_id=first, second_id=second, score=pair.score)
            for (first, second), pair in found.items()
            if (first, second) not in known
        ]
        LikelyDuplicate.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        for key, row in known.items():
            if key in found and row.score != found[key].score:
                LikelyDuplicate.objects.filter(pk=row.pk).update(score=found[key].score)
    return LikelyDuplicate.objects.undecided().count()


def waiting_for(user: User, employer: Employer | None = None) -> list[Pair]:
    """The likeliest pairs of which this user may change both employers.

    The evidence is looked at anew among the contacts that this user knows: what only another
    partner knows shows a pair to nobody else.
    """
    rows = LikelyDuplicate.objects.visible_to(user, "leads.change_employer").undecided()
    rows = rows.select_related("first__municipality", "second__municipality")
    if employer is not None:
        rows = rows.filter(first=employer) | rows.filter(second=employer)
    return list(_pairs(user, list(rows[:MOST_PAIRS])))


def _pairs(user: User, rows: list[LikelyDuplicate]) -> Iterator[Pair]:
    numbers = {pk for row in rows for pk in (row.first_id, row.second_id)}
    employers = Employer.objects.filter(pk__in=numbers)
    people = Contact.objects.visible_to(user)
    firms = finding.firms(employers, people)
    contacts, leads = _by_employer(user, numbers)
    for row in rows:
        pair: Likely = finding.compare(firms[row.first_id], firms[row.second_id])
        if pair.score < finding.THRESHOLD:
            continue
        sides = [
            Side(one, contacts.get(one.pk, []), leads.get(one.pk, []))
            for one in (row.first, row.second)
        ]
        yield Pair(row, sides, pair.reasons)


def _by_employer(
    user: User, numbers: set[int]
) -> tuple[dict[int, list[Contact]], dict[int, list[Lead]]]:
    contacts: dict[int, list[Contact]] = {}
    leads: dict[int, list[Lead]] = {}
    for contact in Contact.objects.visible_to(user).filter(employer__in=numbers):
        contacts.setdefault(contact.employer_id, []).append(contact)
    seen = Lead.objects.visible_to(user).filter(employer__in=numbers)
    for lead in seen.select_related("owner_organisation", "tour"):
        leads.setdefault(lead.employer_id, []).append(lead)
    return contacts, leads


def dismiss(row: LikelyDuplicate, by: User) -> None:
    """They are two employers; the pair does not come back."""
    LikelyDuplicate.objects.filter(pk=row.pk, dismissed_at=None).update(
        dismissed_at=timezone.now(), dismissed_by=by
    )


def take_back(row: LikelyDuplicate) -> None:
    """The pair waits for a judgement again."""
    LikelyDuplicate.objects.filter(pk=row.pk).update(dismissed_at=None, dismissed_by=None)
