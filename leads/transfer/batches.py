"""What a person does with a list: choose a file, say what its columns are, take it in, undo it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from brand import outbox
from brand.models import Organisation, User
from brand.worker import jobs
from leads.models import LeadImport
from leads.transfer import columns, reading, rounds

State = LeadImport.State
EARLIER = 20  # lists of which the columns are remembered
BEFORE_TAKING_IN = (State.COLUMNS, State.CHECKING, State.CHECKED, State.FAILED)
CHANGED = "Dat kan nu niet meer: kijk hoe het met deze lijst staat."


class Refused(Exception):
    """Its text is a Dutch sentence for the person."""


def accept(
    user: User,
    organisation: Organisation,
    *,
    content: bytes,
    name: str,
    obtained: str,
    obtained_note: str,
    basis: str,
) -> LeadImport:
    """Keep a file and guess its columns. Raises reading.Unreadable."""
    head = reading.head(content)
    batch = LeadImport.objects.create(
        organisation=organisation,
        by=user,
        file_name=name[:200],
        content=content,
        first_row=head.first_row,
        headers=head.headers,
        mapping=columns.guess(head.headers, head.examples, _known(organisation)),
        notes=head.notes,
        obtained=obtained,
        obtained_note=obtained_note,
        basis=basis,
    )
    _wake()
    return batch


def _known(organisation: Organisation) -> dict[str, str]:
    rows = LeadImport.objects.filter(organisation=organisation).exclude(state=State.COLUMNS)
    return columns.remembered(rows.values_list("headers", "mapping")[:EARLIER])


@transaction.atomic
def choose(batch: LeadImport, mapping: Sequence[str]) -> None:
    """What each column is; then every row is looked at. Raises ValidationError, Refused."""
    said = columns.check(mapping, batch.headers)
    _turn(batch, [State.COLUMNS, State.CHECKED], State.CHECKING, mapping=said, figures={})
    batch.rows.update(outcome="", reason="", differences=[], key="")


@transaction.atomic
def take_in(batch: LeadImport, user: User, *, takes: bool, first_step_on: date) -> None:
    _turn(
        batch, [State.CHECKED], State.TAKING_IN, takes=takes, first_step_on=first_step_on, by=user
    )
    log(batch, "wagtail.create", user=user)


@transaction.atomic
def undo(batch: LeadImport, user: User) -> None:
    """Also half-way: what was taken in by then is taken back. Raises Refused."""
    batch = LeadImport.objects.select_for_update().defer("content").get(pk=batch.pk)
    if batch.state != State.TAKING_IN and not batch.can_be_undone:
        raise Refused(CHANGED)
    figures = batch.figures | {"made": batch.rows.filter(is_made=True).count()}
    done_at = batch.done_at or timezone.now()
    _turn(batch, [State.TAKING_IN, State.DONE], State.UNDOING, figures=figures, done_at=done_at)
    log(batch, "wagtail.delete", user=user)


@transaction.atomic
def remove(batch: LeadImport) -> None:
    """A list of which nothing was taken in goes, with its rows."""
    gone = LeadImport.objects.filter(pk=batch.pk, state__in=BEFORE_TAKING_IN)
    if not gone.select_for_update().exists():
        raise Refused(CHANGED)
    gone.delete()


def _turn(batch: LeadImport, before: Sequence[str], state: str, **more: object) -> None:
    rows = LeadImport.objects.filter(pk=batch.pk, state__in=before)
    if not rows.update(state=state, position=0, **more):
        raise Refused(CHANGED)
    _wake()


def _wake() -> None:
    jobs.ask(rounds.JOB)
    outbox.poke_after_commit()
