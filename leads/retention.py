"""How long leads are kept; see brand/privacy/retention.py.

A lead with a date ahead, with a plan or a pledge of a public buyer for a time to come, or with an
offer that waits for an answer, is kept. When that date passed as long ago as the last contact, the
promise was not kept and the lead is erased.
"""

from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, Q, QuerySet

from brand.privacy.retention import Purpose, delete, each
from leads.employers import erasure
from leads.models import (
    ApiWrite,
    Employer,
    HandOver,
    ImportRow,
    Interaction,
    Lead,
    LeadImport,
    Pledge,
    PriceRequest,
    ProcurementIntention,
    RegisterEntry,
    WebhookDelivery,
)

ASKED_AGAIN_DAYS = 2
MESSAGES_DAYS = 30


def _untouched(before: datetime) -> QuerySet[Lead]:
    lines = Interaction.objects.filter(lead=OuterRef("pk"), at__gte=before)
    offers = HandOver.objects.waiting().filter(lead=OuterRef("pk"))
    plans = ProcurementIntention.objects.ahead().filter(
        lead=OuterRef("pk"), expected_on__gte=before.date()
    )
    asked = PriceRequest.objects.filter(
        lead=OuterRef("pk"), withdrawn_at=None, closes_on__gte=before.date()
    )
    promised = Q(next_action_on__gte=before.date())
    rows = Lead.objects.filter(created_at__lt=before, stage_since__lt=before)
    rows = rows.exclude(promised).filter(~Exists(lines), ~Exists(offers))
    promises = Pledge.objects.filter(lead=OuterRef("pk"), year__gte=before.year)
    return rows.filter(~Exists(plans), ~Exists(asked), ~Exists(promises))


def without_outcome(before: datetime) -> QuerySet[Lead]:
    return _untouched(before).exclude(erasure.WITH_OUTCOME)


def with_outcome(before: datetime) -> QuerySet[Lead]:
    """Until of the employer too nothing is left, unless another lead needs it."""
    others = Lead.objects.filter(employer=OuterRef("employer")).exclude(pk=OuterRef("pk"))
    known = ~Q(employer__identity__startswith=erasure.IDENTITY)
    last = known & ~Exists(others.exclude(pk__in=erasure.bare()))
    rows = _untouched(before).filter(erasure.WITH_OUTCOME)
    return rows.filter(~Q(pk__in=erasure.bare()) | last)


def without_lead(before: datetime) -> QuerySet[Employer]:
    """Employers without a lead; their contacts are deleted with them."""
    return Employer.objects.filter(leads=None, created_at__lt=before)


def rows_of_lists(before: datetime) -> QuerySet[ImportRow]:
    """What was read from a file, as long as it could be undone; and files nobody went on with."""
    return ImportRow.objects.filter(lead_import__in=LeadImport.objects.over(before).values("pk"))


def writes_of_software(before: datetime) -> QuerySet[ApiWrite]:
    """Nobody asks again after so long."""
    return ApiWrite.objects.filter(created_at__lt=before - timedelta(days=ASKED_AGAIN_DAYS))


def people_in_register(before: datetime) -> QuerySet[RegisterEntry]:
    """Who does business as a person, and is no employer here any more."""
    ours = Employer.objects.exclude(enterprise_number=None).values("enterprise_number")
    return RegisterEntry.objects.filter(is_person=True).exclude(number__in=ours)


def messages(before: datetime) -> QuerySet[WebhookDelivery]:
    """With what was answered; to look back at where something went wrong."""
    old = before - timedelta(days=MESSAGES_DAYS)
    return WebhookDelivery.objects.filter(created_at__lt=old)


PURPOSES = [
    Purpose(
        "Eenmanszaken uit KBO",
        "",
        "zodra ze hier geen werkgever meer zijn",
        people_in_register,
        delete,
    ),
    Purpose(
        "Rijen van ingelezen lijsten",
        "",
        "na de zeven dagen om het ongedaan te maken",
        rows_of_lists,
        delete,
    ),
    Purpose(
        "Opdrachten van koppelingen: welke al gebeurd zijn",
        "",
        "na de twee dagen waarin ze opnieuw kunnen komen",
        writes_of_software,
        delete,
    ),
    Purpose(
        "Berichten aan koppelingen",
        "",
        "na de dertig dagen om ze na te kijken",
        messages,
        delete,
    ),
    Purpose(
        "Opvolgdossiers zonder resultaat",
        "leads",
        "na het laatste contact",
        without_outcome,
        each(erasure.erase_lead),
    ),
    Purpose(
        "Samenwerkingen: de namen erin",
        "outcomes",
        "na het laatste contact",
        with_outcome,
        each(erasure.anonymise),
    ),
    Purpose(
        "Werkgevers zonder dossier",
        "leads",
        "na hun komst",
        without_lead,
        each(partial(erasure.erase_employer, everywhere=True, waiting=False)),
    ),
]
