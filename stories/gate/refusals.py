"""When somebody last said no: what was agreed to before that covers nothing any more.

A no to images in a story is about its films and what their captions say, wherever they stand.
Besides: a stop, what was taken back, and an open objection to a film or to a whole story. A yes
that comes later covers what stood there then, and nothing that only stood there before.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from stories.models.consent import AskedFile, Consent
from stories.models.objections import Objection
from stories.models.receipts import ConsentReceipt
from stories.models.withdrawal import Withdrawal
from stories.text import attachments
from stories.text.attachments import Kind

WEBSITE = Consent.Channel.WEBSITE


class Refusals:
    """The last no of each of these people: to everything, to a story, and to a file."""

    def __init__(self, people: Iterable[int]):
        self._last: dict[tuple, list[datetime]] = defaultdict(list)
        people = set(people)
        for row in Withdrawal.objects.filter(person__in=people):
            if row.covers(WEBSITE):
                self._of_withdrawal(row)
        shown = Consent.objects.filter(receipt=OuterRef("pk")).exclude(file_hash="")
        answers = ConsentReceipt.objects.filter(~Exists(shown), person__in=people, taking=False)
        told = answers.exclude(story_key=None)
        told = list(told.values_list("person", "story_key", "at", "attachments"))
        silent = _silent_captions({one for *_, marks in told for one in marks})
        for person, key, at, marks in told:
            for one in (key, *attachments.films_among(marks) - silent):
                self._last[person, one].append(at)
        # Also of a story that was deleted: who wrote it does not settle what was said of its films.
        for row in Objection.objects.filter(settled_at=None, person__in=people):
            keys = [row.story_key] if row.whole and row.story_key else []
            for one in keys + row.films:
                self._last[row.person_id, one].append(row.made_at)

    def _of_withdrawal(self, row: Withdrawal) -> None:
        about = [*map(UUID, row.story_keys), *row.file_hashes]
        for one in about if row.is_about_some else [None]:
            self._last[row.person_id, one].append(row.at)

    def came_after(self, at: datetime, person: int, key, file: str = "") -> bool:
        """Whether what this person agreed to then, in this story, was refused since."""
        said = [no for one in (None, key, file) for no in self._last.get((person, one), ())]
        return any(no > at for no in said)


def _silent_captions(marks: set[str]) -> set[str]:
    """Those that say nothing are of many films: nobody is asked for them, nor refuses them."""
    found = {attachments.key_of(one) for one in marks if one.startswith(f"{Kind.CAPTIONS}:")}
    asked = AskedFile.objects.filter(file_hash__in=found).values_list("file_hash", flat=True)
    return found - set(asked) if found else found
