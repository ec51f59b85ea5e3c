"""How long the data of portrayed and asked people is kept; see brand/privacy/retention.py.

Consent is kept as long as something rests on it, and as long afterwards as the proof may be
asked for. An open withdrawal, and a task that came of one, is a promise.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from brand.privacy.erasure import ERASED
from brand.privacy.retention import Purpose, each
from stories.models import (
    AskedFile,
    Consent,
    ConsentRequest,
    ContributionLink,
    PortrayedPerson,
    StoryPortrayal,
    Use,
    Withdrawal,
)
from stories.withdrawal import erasure, traces

MINE = {"person": OuterRef("pk")}


def _at_rest() -> QuerySet[PortrayedPerson]:
    """People in no story, without an open withdrawal."""
    unfinished = Q(swept_at=None) | Q(recalls__isnull=False, recalls__done_at=None)
    return PortrayedPerson.objects.filter(
        ~Exists(StoryPortrayal.objects.filter(**MINE)),
        ~Exists(Withdrawal.objects.filter(unfinished, **MINE)),
        erased_at=None,
    )


def never_answered(before: datetime) -> QuerySet[PortrayedPerson]:
    """People who were recorded or asked, and never allowed anything."""
    asked = ConsentRequest.objects.filter(asked_at__gte=before, **MINE)
    telling = ContributionLink.objects.filter(until__gte=before.date(), **MINE)
    consents = Consent.objects.filter(**MINE)
    rows = _at_rest().filter(created_at__lt=before)
    return rows.filter(~Exists(asked), ~Exists(telling), ~Exists(consents))


def long_over(before: datetime) -> QuerySet[PortrayedPerson]:
    """People whose consents had all ended before that day."""
    day = before.date()
    ended = Q(withdrawn_at__lt=before) | Q(until__lt=day)
    consents = Consent.objects.filter(**MINE)
    taken_back = Withdrawal.objects.filter(at__gte=before, **MINE)
    rows = _at_rest().filter(Exists(consents), ~Exists(consents.exclude(ended)))
    return rows.filter(~Exists(taken_back))


def _forget(person: PortrayedPerson) -> bool:
    if traces.stories_of(person):  # a draft may name a person whom no page shows
        return False
    erasure.forget(person)
    return True


def _delete(person: PortrayedPerson) -> bool:
    """Without a trace when there is nothing to prove: no answer, and no photograph that waited."""
    if not _forget(person):
        return False
    if not AskedFile.objects.filter(request__person=person).exists():
        person.requests.filter(receipts=None).delete()
    if not person.has_evidence:
        person.delete()
    return True


def links(before: datetime) -> QuerySet[ContributionLink]:
    """People asked for a story; an open remark about a picture keeps them."""
    open_remark = Q(who_settled_at=None, story__isnull=False) & ~Q(who="")
    told = ContributionLink.objects.filter(until__lt=before.date())
    return told.exclude(name=ERASED).exclude(open_remark)


def takers(before: datetime) -> QuerySet[Use]:
    """People who took a press kit; kept as long as they must be asked to recall something."""
    rows = Use.objects.filter(at__lt=before).exclude(who="")
    busy = Use.objects.filter(recalls__isnull=False, recalls__done_at=None)
    return rows.exclude(pk__in=busy.values("pk")).exclude(story__live=True)


def _nobody(rows: QuerySet) -> int:
    return rows.update(who="")


PURPOSES = [
    Purpose(
        "Mensen die nooit toestemming gaven",
        "unanswered",
        "na de laatste vraag",
        never_answered,
        each(_delete),
    ),
    Purpose(
        "Mensen wier toestemming lang voorbij is",
        "consent_proof",
        "na het einde",
        long_over,
        each(_forget),
    ),
    Purpose(
        "Wie een verhaal mocht vertellen",
        "unanswered",
        "na de laatste dag",
        links,
        each(erasure.forget_link),
    ),
    Purpose("Wie iets meenam voor de pers", "consent_proof", "erna", takers, _nobody),
]
