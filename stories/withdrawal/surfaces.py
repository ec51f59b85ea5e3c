"""Every surface on which a story stands, and how it leaves each: one list one can read.

What is left of the page is an empty draft in the same place, in which an anonymous version can
be written. Its old addresses answer "gone"; they are known by their hash only.
"""

from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Comment, Page, ReferenceIndex, Revision, WorkflowState
from wagtail.search import index
from wagtail.search.models import IndexEntry

from brand.media import waiting
from brand.models import Picture
from stories.gate import remarks
from stories.models import GoneAddress, ShownWords, StoryPage, Withdrawal
from stories.sharing import kit
from stories.text import fingerprints
from stories.withdrawal import others, scrubbing, traces

# What an anonymous version can build on, without identifying the person.
KEPT = {"page_ptr", "kind", "province", "section_organisation"}


@dataclass(frozen=True)
class Files:
    """What of a story may be deleted: each in one list."""

    pictures: list[Picture]
    videos: list
    documents: list


def _files(story: StoryPage, withdrawal: Withdrawal) -> Files:
    videos = traces.videos(story)
    documents = [row for row in traces.own_documents(story, withdrawal) if row not in videos]
    return Files(
        others.without(traces.pictures(story, withdrawal), withdrawal),
        others.without(videos, withdrawal),
        others.without(documents, withdrawal),
    )


def fingerprint(story: StoryPage, withdrawal: Withdrawal, going: Files | None = None) -> None:
    """What newsletters are searched for: addresses of the page and its pictures, and titles."""
    going = going or _files(story, withdrawal)
    files = [file for one in going.pictures for file in traces.files(one)]
    words = {fingerprints.of_title(phrase) for phrase in traces.phrases(story)} - {""}
    addresses = {fingerprints.of_address(address) for address in [*traces.pages(story), *files]}
    for document in (*going.videos, *going.documents):
        addresses.add(fingerprints.of_address(document.file.url))
    withdrawal.marks = sorted({*withdrawal.marks, *words, *addresses})


def remove_story(story: StoryPage, withdrawal: Withdrawal) -> Counter:
    """Remove a story everywhere. Returns how many rows and files went, per surface.

    Waits for a version that is being saved at this moment, which goes too.
    """
    done = Counter()
    with transaction.atomic():
        story = StoryPage.objects.select_for_update().get(pk=story.pk)
        titles = set(traces.titles(story))
        going = _files(story, withdrawal)
        fingerprint(story, withdrawal, going)
        # First, for once the page is empty nothing tells which they were.
        done["foto's en bestanden"] = sum(delete_picture(picture) for picture in going.pictures)
        done["video's"] = sum(_delete_document(document) for document in going.videos)
        done["documenten"] = sum(_delete_document(document) for document in going.documents)
        done["adressen"] = _remember_addresses(story)
        done["geschiedenis"] = scrubbing.history(story)
        done["concepten"] = _drafts(story)
        done["nalezen"] = _reviews(story)
        done["bezwaren en nalezingen"] = _readings(story)
        done["gevraagde verhalen"] = remarks.forget(story)
        done["deelteksten"] = kit.forget([story])
        done["wat gelezen werd"] = ShownWords.forget_story(story.translation_key)
        done["mails die we bewaarden"] = scrubbing.mails(titles)
        done["pagina"] = _blank(story)
        done["zoekindex"] = _search_index(story)
    return done


def _remember_addresses(story: StoryPage) -> int:
    redirects = _redirects(story)
    paths = [*traces.pages(story), *redirects.values_list("old_path", flat=True)]
    hashes = {fingerprints.of_address(path) for path in paths}
    GoneAddress.objects.bulk_create(
        [GoneAddress(path_hash=one) for one in hashes], ignore_conflicts=True
    )
    redirects.delete()
    return len(hashes)


def _redirects(story: StoryPage) -> models.QuerySet[Redirect]:
    """Wagtail's own redirects, and those made by hand to the address of the page."""
    here = {fingerprints.of_address(path) for path in traces.pages(story)}
    typed = Redirect.objects.exclude(redirect_link="").values_list("pk", "redirect_link")
    by_hand = [pk for pk, link in typed if fingerprints.of_address(link) in here]
    return Redirect.objects.filter(Q(redirect_page=story.page_ptr) | Q(pk__in=by_hand))


def _blank(story: StoryPage) -> int:
    """By update, not by save: a changed slug would leave a redirect with the old one in it."""
    empty = StoryPage()
    own = [field for field in StoryPage._meta.local_concrete_fields if field.name not in KEPT]
    values = {field.attname: getattr(empty, field.attname) for field in own}
    slug = f"verhaal-{story.pk}"
    parent = story.url_path.rstrip("/").rpartition("/")[0]
    StoryPage.objects.filter(pk=story.pk).update(**values)
    StoryPage.objects.filter(pk=story.pk).update(
        title=scrubbing.STORY,
        draft_title=scrubbing.STORY,
        slug=slug,
        url_path=f"{parent}/{slug}/",
        seo_title="",
        search_description="",
        first_published_at=None,
        last_published_at=None,
        go_live_at=None,
        expire_at=None,
        live=False,
        has_unpublished_changes=False,
        latest_revision=None,
        live_revision=None,
        taken_back_at=models.functions.Now(),
    )
    story.portrayals.all().delete()
    story.text_pictures.all().delete()
    fresh = StoryPage.objects.get(pk=story.pk)
    ReferenceIndex.create_or_update_for_object(fresh)
    return 1


def _drafts(story: StoryPage) -> int:
    return _deleted(Revision.objects.for_instance(story), Revision)


def _reviews(story: StoryPage) -> int:
    """Remarks of readers say what stood there."""
    count = _deleted(WorkflowState.objects.for_instance(story), WorkflowState)
    return count + _deleted(Comment.objects.filter(page=story.page_ptr), Comment)


def _readings(story: StoryPage) -> int:
    """A picture or film that was refused stays refused; what was said about it goes."""
    about_some = story.objections.filter(~Q(file_hash="") | ~Q(films=[]), whole=False)
    count = about_some.update(story=None, note="")
    told = (story.objections, story.readings)
    return count + sum(_deleted(rows.all(), rows.model) for rows in told)


def delete_objections_of(withdrawal: Withdrawal) -> int:
    """Words of stories that were deleted before."""
    left = withdrawal.person.objections.filter(Q(films=[]) | Q(whole=True), file_hash="")
    left = left.filter(story=None)
    return 0 if withdrawal.is_about_some else _deleted(left, left.model)


def _search_index(story: StoryPage) -> int:
    kinds = ContentType.objects.get_for_models(Page, StoryPage).values()
    rows = IndexEntry.objects.filter(content_type__in=kinds, object_id=str(story.pk))
    count = rows.count()
    index.remove_object(story)
    rows.delete()
    return count


def _deleted(rows, model) -> int:
    return rows.delete()[1].get(model._meta.label, 0)


def delete_picture(picture: Picture) -> int:
    """The original, every rendition, their rows and what a cache holds of them. How many files."""
    renditions = list(picture.renditions.all())
    files = [one.file for one in (*renditions, picture)]
    for rendition in renditions:
        rendition.purge_from_cache()
    with transaction.atomic():
        scrubbing.history_of_file(picture, scrubbing.PICTURE)
        picture.delete()
    for file in files:
        file.storage.delete(file.name)  # Wagtail asks a task to; this is no time to wait for it
    return len(files)


def delete_pictures_of(withdrawal: Withdrawal) -> int:
    """Pictures that the consents taken back were given for, also those in no story."""
    going = others.without(traces.own_pictures(withdrawal), withdrawal)
    return sum(delete_picture(picture) for picture in going)


def delete_films_of(withdrawal: Withdrawal) -> int:
    """Films of somebody who wants no image any more, whatever story they stand in."""
    going = others.without(traces.own_films(withdrawal), withdrawal)
    return sum(_delete_document(document) for document in going)


def fingerprint_pictures(withdrawal: Withdrawal) -> None:
    """By these marks a file that comes back from a backup is known; see withdrawal/leftovers.py."""
    pictures = others.without(traces.own_pictures(withdrawal), withdrawal)
    files = [file for one in pictures for file in traces.files(one)]
    files += [row.file.url for row in waiting.same(_hashes(withdrawal))]
    films = others.without(traces.own_films(withdrawal), withdrawal)
    files += [row.file.url for row in films]
    withdrawal.marks = sorted({*withdrawal.marks, *map(fingerprints.of_address, files)})


def delete_waiting_uploads_of(withdrawal: Withdrawal) -> int:
    """The same picture, uploaded again and left without its description."""
    return waiting.delete_same(_hashes(withdrawal))


def _hashes(withdrawal: Withdrawal) -> set[str]:
    """Of the files that it is about."""
    hashes = set(withdrawal.file_hashes)
    if not withdrawal.is_about_some:
        hashes = set(withdrawal.person.consents.values_list("file_hash", flat=True))
    return hashes - {""}


def _delete_document(document) -> int:
    file = document.file
    with transaction.atomic():
        scrubbing.history_of_file(document, scrubbing.FILE)
        document.delete()
    file.storage.delete(file.name)
    return 1


def purge_deleted_text() -> None:
    """Take the freed words out of the database's own files, as far as it lets us.

    SQLite overwrites freed pages (secure_delete, see the settings); what a full-text index and
    the write-ahead log still hold goes here. PostgreSQL frees its dead rows by itself.
    """
    if connection.vendor != "sqlite":
        return
    if connection.in_atomic_block:  # the log is written out between transactions only
        transaction.on_commit(purge_deleted_text)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wagtailsearch_indexentry_fts(wagtailsearch_indexentry_fts)"
            " VALUES('optimize')"
        )
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
