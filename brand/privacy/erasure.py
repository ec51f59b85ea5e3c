"""Taking a person out of what stays: texts, kept mail, logs, the newsletter."""

import re
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Cast
from wagtail.models import ModelLogEntry

from brand.models import OutgoingMail, User
from brand.models.outbox import UNCLAIMED, OutboxState

ERASED = "Gewist"
MARK = "[gewist]"
OF_THE_BRAND = Q(kind__startswith="brand.emails.") | Q(kind="ready_made")
SHORTEST = 3  # letters: of two, half of the words in a text are made


def address_of_nobody(pk) -> str:
    """Where a column wants an address; no mail can reach it, nor is one sent (brand/mail.py)."""
    return f"gewist-{pk}@gewist.invalid"


def whole(*said: str) -> set[str]:
    """Each value as it is."""
    return {text.strip() for text in said if text and len(text.strip()) >= SHORTEST}


def names_in(*said: str) -> set[str]:
    """What a person may be called in a text: each value as it is, and each word of a name."""
    texts = whole(*said)
    parts = {part for text in texts if "@" not in text for part in re.split(r"[\s,]+", text)}
    return texts | {part for part in parts if len(part) >= SHORTEST and not part.islower()}


def without(text: str, names: Iterable[str]) -> str:
    """The text, with a mark in the place of each name."""
    longest_first = sorted({name for name in names if name}, key=len, reverse=True)
    if not text or not longest_first:
        return text
    found = "|".join(re.escape(name) for name in longest_first)
    return re.sub(rf"(?<!\w)(?:{found})(?!\w)", MARK, text, flags=re.IGNORECASE)


def mail(about: Q) -> int:
    """Mail to this address: what waits is not sent, what left keeps no text.

    A worker may have made a mail already, from the earlier values, without its address written
    down yet: so the text of mails that leave just now is not kept. Repeated after the commit, for
    a worker that began meanwhile.
    """
    transaction.on_commit(lambda: _take_words(about))
    return _take_words(about)


def _take_words(about: Q) -> int:
    in_hand = OutgoingMail.objects.filter(state=OutboxState.BUSY, to="")
    in_hand.update(keeps_text=False)
    rows = OutgoingMail.objects.filter(about)
    rows.filter(state__in=UNCLAIMED).delete()
    return rows.exclude(to="", subject="", text="", html="").update(
        to="", subject="", text="", html="", keeps_text=False
    )


def mail_to(address: str, *, waiting: bool = True) -> int:
    """Mail of the rooms to this address.

    waiting: also what still has to leave. When a term is over, that is about something of today.

    An address is easily typed, so that what warns or lets in the owner of an account stays, and
    what the newsletter sent goes with the subscription.
    """
    if not address or User.objects.filter(email__iexact=address).exists():
        return 0
    about = Q(to__iexact=address) & ~OF_THE_BRAND
    return mail(about if waiting else about & ~Q(state__in=UNCLAIMED))


def history(row: models.Model) -> int:
    """The back office's log keeps that something happened, without the name."""
    return ModelLogEntry.objects.for_instance(row).update(label=ERASED, data={})


def histories(model: type[models.Model], numbers: Iterable[int]) -> int:
    """The same of several rows of one kind."""
    entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model, for_concrete_model=False),
        object_id__in=[str(number) for number in numbers],
    )
    return entries.update(label=ERASED, data={})


def history_naming(names: Iterable[str]) -> int:
    """Lines of other rows that carry the whole name or the address."""
    named = Q()
    entries = ModelLogEntry.objects.annotate(said=Cast("data", models.TextField()))
    for name in {name for name in names if len(name) > SHORTEST}:
        named |= Q(label__icontains=name) | Q(said__icontains=name)
    if not named:
        return 0
    numbers = list(entries.filter(named).values_list("pk", flat=True))
    return ModelLogEntry.objects.filter(pk__in=numbers).update(label=ERASED, data={})
