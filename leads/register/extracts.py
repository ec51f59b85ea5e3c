"""What a person does with an extract: find it in the folder, begin reading it, stop."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from brand import outbox
from brand.models import User
from brand.worker import jobs
from leads.models import RegisterExtract
from leads.register import writing
from leads.register.files import Extract, Meta, Unreadable

JOB = "leads.stand van KBO"
State, Kind = RegisterExtract.State, RegisterExtract.Kind

BUSY = "Er wordt al een stand ingelezen. Wacht tot die klaar is, of stop ze."
NO_FULL = "Dit zijn alleen wijzigingen. Lees eerst een volledige stand in."
OLDER = "Dit is de stand van {this}. Hier staat al een latere, van {last}."
GAP = (
    "Dit zijn de wijzigingen tot stand {this}; het laatst ingelezen is {last}. Lees eerst wat "
    "ertussen ligt, of een volledige stand."
)


class Refused(Exception):
    """Its text is a Dutch sentence for the person."""


@dataclass(frozen=True)
class Found:
    """A file in the folder, and what can be said of it without reading it."""

    name: str
    meta: Meta | None
    trouble: str


def folder() -> Path:
    return Path(settings.KBO_FOLDER)


def there() -> list[Found]:
    """What stands in the folder, the newest name first."""
    if not folder().is_dir():
        return []
    paths = [*folder().glob("*.zip"), *(one for one in folder().iterdir() if one.is_dir())]
    return [_found(path) for path in sorted(paths, key=lambda one: one.name, reverse=True)]


def _found(path: Path) -> Found:
    try:
        return Found(path.name, _meta(path), "")
    except Unreadable as trouble:
        return Found(path.name, None, str(trouble))


def _meta(path: Path) -> Meta:
    extract = Extract(path)
    try:
        return extract.meta()
    finally:
        extract.close()


def begin(path: Path, by: User | None, *, keeps_list: bool) -> RegisterExtract:
    """The worker reads it from here on. Raises Unreadable, Refused."""
    meta = _meta(path)
    with transaction.atomic():
        _may_begin(meta)
        last = RegisterExtract.last()
        if last and meta.kind == Kind.UPDATE:  # changes go on with what stands there
            keeps_list = last.keeps_list
        extract = RegisterExtract.objects.create(
            path=str(path.resolve()),
            kind=meta.kind,
            number=meta.number,
            taken_on=meta.taken_on,
            keeps_list=keeps_list,
            by=by,
        )
    _wake()
    return extract


def _may_begin(meta: Meta) -> None:
    if RegisterExtract.objects.filter(state=State.READING).exists():
        raise Refused(BUSY)
    last = RegisterExtract.last()
    if last is None:
        if meta.kind == Kind.UPDATE:
            raise Refused(NO_FULL)
    elif (meta.taken_on, meta.number) < (last.taken_on, last.number):
        said = {"this": _day(meta.taken_on), "last": _day(last.taken_on)}
        raise Refused(OLDER.format(**said))
    elif meta.kind == Kind.UPDATE and meta.number > last.number + 1:
        raise Refused(GAP.format(this=meta.number, last=last.number))


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def stop(extract: RegisterExtract) -> None:
    """What was read stays, and is read again with the next extract."""
    rows = RegisterExtract.objects.filter(pk=extract.pk, state=State.READING)
    rows.update(state=State.STOPPED, done_at=timezone.now())


def go_on(extract: RegisterExtract) -> None:
    """From where it stopped or failed. Raises Refused."""
    with transaction.atomic():
        if RegisterExtract.objects.filter(state=State.READING).exists():
            raise Refused(BUSY)
        rows = RegisterExtract.objects.filter(
            pk=extract.pk, state__in=[State.STOPPED, State.FAILED]
        )
        rows.update(state=State.READING, trouble="", done_at=None)
    _wake()


def _wake() -> None:
    jobs.ask(JOB)
    outbox.poke_after_commit()


def all_bytes(files: Extract, kind: str) -> int:
    return sum(files.size(step.file) for step in writing.steps(kind))
