"""Where links lead becomes part of what a yes is about.

Each answer, reading, judgement and confirmation of before gets the links of the version that it was
about, as 0026 did with films and files: where no version is kept, the story as it is now counts. So
a story that did not change asks nothing again, and another address does.
"""

import hashlib
import re
from html import unescape
from importlib import import_module

from django.db import migrations

ADDRESSES = {"url", "source_url"}
ANCHOR = re.compile(
    r"""<a\s((?:[^>"']|"[^"]*"|'[^']*')*)>(.*?)(?=</a\s*>|<a\s|$)""", re.IGNORECASE | re.DOTALL
)
GIVEN = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
LARGEST = 2**63 - 1
earlier = import_module("stories.migrations.0026_attachments")


def sealed(digest: str, marks: list[str]) -> str:
    return earlier.hashed("\n".join([digest, *marks])) if marks else digest


def row_number(said) -> int | None:
    digits = str(said)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST))):
        return None
    return int(digits) if 0 < int(digits) <= LARGEST else None


class Links:
    def __init__(self, documents):
        self.documents = documents

    def marks_in(self, body, source_url) -> list[str]:
        found = [("url", source_url)] if source_url and isinstance(source_url, str) else []
        for block in earlier.raw(body):
            value = block.get("value")
            if block.get("type") == "video" and isinstance(value, dict):
                value = {name: part for name, part in value.items() if name not in ADDRESSES}
            found += in_value(value)
        return [mark for kind, said in found if (mark := self._mark(kind, said))]

    def _mark(self, kind: str, said) -> str:
        if kind == "page":
            return f"pagina:{said}"
        if kind == "url":
            return f"naar:{hashlib.sha256(said.encode()).hexdigest()}"
        document = self.documents.get(said)
        name = document.file.name.rpartition("/")[2] if document else ""
        return f"naam:{earlier.hashed(name)}" if name else ""


def in_value(value, name=""):
    if isinstance(value, dict):
        for inner, part in sorted(value.items()):
            yield from in_value(part, inner)
    elif isinstance(value, list):
        for part in value:
            yield from in_value(part, name)
    elif isinstance(value, str) and name in ADDRESSES:
        if value:
            yield "url", value
    elif name in ("page", "document"):
        if number := row_number(value):
            yield name, number
    elif isinstance(value, str):
        yield from in_text(value)


def in_text(text: str):
    for attributes, _ in ANCHOR.findall(text):
        given = {name.lower(): unescape("".join(said)) for name, *said in GIVEN.findall(attributes)}
        kind = given.get("linktype")
        if kind in ("page", "document"):
            if number := row_number(given.get("id")):
                yield kind, number
        elif given.get("href"):
            yield "url", given["href"]


class Versions:
    """Where the links led in each version of one page."""

    def __init__(self, page, revisions, links: Links):
        self.now = links.marks_in(page.body, page.source_url)
        rows = revisions.filter(object_id=str(page.pk)).order_by("created_at", "pk")
        self.kept = [
            (row.pk, row.created_at, links.marks_in(told.get("body"), told.get("source_url")))
            for row in rows.iterator()
            if isinstance(told := row.content, dict)
        ]

    is_bare = earlier.Versions.is_bare
    at = earlier.Versions.at


def carry(apps, editor):
    links = Links(earlier.Documents(apps.get_model("wagtaildocs", "Document")))
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="stories", content_type__model="storypage"
    )
    together = {}
    pages = apps.get_model("stories", "StoryPage").objects
    for page in pages.only("pk", "translation_key", "body", "source_url").iterator():
        versions = Versions(page, revisions, links)
        if not versions.is_bare:
            together.setdefault(page.translation_key, []).append(versions)
            of_page(apps, page.pk, versions)
    for key, found in together.items():
        of_receipts(apps, key, found)


def of_receipts(apps, key, pages: list[Versions]) -> None:
    """Beside what it knew: the same words without any link say nothing new."""
    receipts = apps.get_model("stories", "ConsentReceipt").objects.filter(story_key=key)
    for row in list(receipts):
        found = [page.at(row.at, row.revision_id) for page in pages]
        words = {row.text_hash, *row.text_hashes} - {""}
        told = {sealed(one, marks) for one in words for marks in found}
        receipts.filter(pk=row.pk).update(text_hashes=sorted(words | told))


def of_page(apps, pk: int, versions: Versions) -> None:
    readings = apps.get_model("stories", "StoryReading").objects.filter(story=pk)
    for row in list(readings):
        told = sealed(row.text_hash, versions.at(row.agreed_at, row.revision_id))
        readings.filter(pk=row.pk).update(text_hash=told)
    notes = apps.get_model("stories", "HarmlessChange").objects.filter(story=pk)
    for row in list(notes):
        notes.filter(pk=row.pk).update(new_hash=sealed(row.new_hash, versions.at(row.at)))
    confirmed = apps.get_model("stories", "NobodyConfirmation").objects
    confirmed.bulk_create(
        [
            confirmed.model(
                story_id=pk,
                digest=sealed(row.digest, marks),
                confirmed_by_id=row.confirmed_by_id,
                confirmed_at=row.confirmed_at,
            )
            for row in list(confirmed.filter(story=pk))
            if (marks := versions.at(row.confirmed_at))
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("stories", "0028_films_that_were_asked")]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
