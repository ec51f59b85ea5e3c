"""What is kept about a story or a picture that is gone, without its name: logs, tags and mails."""

from datetime import datetime
from html import unescape

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.html import escape
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from brand import mail
from brand.models import OutgoingMail, Picture
from stories.models import StoryPage, Withdrawal
from stories.text import fingerprints

STORY, PICTURE, FILE = "Teruggehaald verhaal", "Teruggehaalde foto", "Teruggehaald bestand"
DELETED = "Verwijderd"


# In the log: that something happened, and who did it, stays; what it was called does not ---------


def history(story: StoryPage) -> int:
    return PageLogEntry.objects.filter(page=story.pk).update(label=STORY, data={})


def history_of_file(file, label: str) -> int:
    """Of a picture or a document that is about to go."""
    return ModelLogEntry.objects.for_instance(file).update(label=label, data={})


def history_of_deleted() -> int:
    """Stories, pictures and files that were deleted earlier.

    It is unknown which people they showed, so this covers all of them.
    """
    of_stories = PageLogEntry.objects.filter(content_type=_kind(StoryPage))
    gone = of_stories.exclude(page__in=Page.objects.values("pk"))
    entries = PageLogEntry.objects.filter(page__in=gone.values("page"))
    count = entries.update(label=DELETED, data={})
    for model in (Picture, get_document_model()):
        here = model.objects.annotate(number=Cast("pk", CharField())).values("number")
        entries = ModelLogEntry.objects.filter(content_type=_kind(model))
        entries = entries.exclude(object_id__in=here).exclude(label__in=[PICTURE, FILE])
        count += entries.update(label=DELETED, data={})
    return count


def _kind(model) -> ContentType:
    return ContentType.objects.get_for_model(model)


def unused_tags() -> int:
    """A tag may be a name; unused tags would still be suggested while typing."""
    return Tag.objects.filter(taggit_taggeditem_items=None).delete()[0]


# In the outbox: mails among colleagues; those to employers name no story -------------------------


def mails(titles: set[str]) -> int:
    named = Q()
    for title in titles - {STORY}:
        named |= Q(subject__contains=title) | Q(text__contains=title)
        named |= Q(html__contains=escape(title))
    return _without_words(_mails().filter(named)) if named else 0


def late_mails(withdrawal: Withdrawal, since: datetime) -> int:
    """Those whose words a worker had made, and wrote down only after the story was gone."""
    late = Q(created_at__gt=since) | Q(done_at__gt=since) | Q(handed_over_at__gt=since)
    rows = _mails().filter(late).exclude(subject__in=["", STORY])
    words = rows.values_list("pk", "subject", "text", "html")
    named = [
        pk
        for pk, *parts in words
        if fingerprints.title_in(unescape("\n".join(parts)), withdrawal.marks)
    ]
    return _without_words(_mails().filter(pk__in=named)) if named else 0


def _mails() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(Q(kind__startswith="stories.") | Q(kind=mail.READY_MADE))


def _without_words(rows: QuerySet[OutgoingMail]) -> int:
    return rows.update(subject=STORY, text="", html="")
