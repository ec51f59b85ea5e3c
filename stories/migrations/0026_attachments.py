"""Films, captions and files become part of what a yes is about.

Each answer, reading and confirmation of before gets what stood in the version it was about, with
the files as they are now. Where no version is kept, the story as it is now counts. So a story that
did not change asks nothing again, and another film does.
"""

import hashlib
import json
import re
from collections.abc import Sequence

from django.db import migrations, models

LINK = re.compile(r"<a\s[^>]*\blinktype=[\"']document[\"'][^>]*>")
NUMBER = re.compile(r"\bid=[\"'](\d+)[\"']")
LARGEST = 2**63 - 1


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(digest: str, marks: list[str]) -> str:
    return hashed("\n".join([digest, *marks])) if marks else digest


class Documents:
    def __init__(self, model):
        self.model, self.known = model, {}

    def get(self, said):
        """By what a version keeps, which no editor need have written."""
        digits = str(said)
        is_row = digits.isascii() and digits.isdigit() and int(digits[:19]) <= LARGEST
        number = int(digits) if is_row and len(digits) <= 19 else 0
        if number not in self.known:
            self.known[number] = self.model.objects.filter(pk=number).first()
        return self.known[number]

    def mark(self, kind: str, number, says_title=False) -> str:
        document = self.get(number)
        if document is None:
            return ""
        mark = f"{kind}:{self._hash(document)}"
        return f"{mark}:{hashed(document.title)}" if says_title else mark

    def _hash(self, document) -> str:
        if not document.file_hash:
            try:
                with document.file.open("rb") as file:
                    document.file_hash = hashlib.file_digest(file, "sha1").hexdigest()
            except (OSError, ValueError):
                return ""
            document.save(update_fields=["file_hash"])
        return document.file_hash


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)


def raw(body) -> list[dict]:
    """The blocks that a version keeps; what no editor can have written there is none."""
    body = getattr(body, "raw_data", body)
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            body = []
    is_list = isinstance(body, Sequence) and not isinstance(body, str)
    return [block for block in body if isinstance(block, dict)] if is_list else []


def marks_in(body, documents: Documents) -> list[str]:
    found = set()
    for block in raw(body):
        kind, value = block.get("type"), block.get("value")
        if kind == "video" and isinstance(value, dict):
            for name, number in (("film", "file"), ("ondertitels", "captions")):
                if value.get(number):
                    found.add(documents.mark(name, value[number]))
            if isinstance(value.get("url"), str) and value["url"]:
                found.add(f"adres:{hashed(value['url'])}")
        elif kind == "download" and isinstance(value, dict) and value.get("document"):
            found.add(documents.mark("bestand", value["document"], says_title=True))
        for text in texts(value):
            for tag in LINK.findall(text) if "linktype" in text else ():
                found |= {documents.mark("bestand", one) for one in NUMBER.findall(tag)}
    return sorted(found - {""})


class Versions:
    """What stood in each version of one page."""

    def __init__(self, page, revisions, documents: Documents):
        self.now = marks_in(page.body, documents)
        self.kept = [
            (row.pk, row.created_at, marks_in(row.content.get("body"), documents))
            for row in revisions.filter(object_id=str(page.pk)).order_by("created_at", "pk").iterator()
            if isinstance(row.content, dict)
        ]

    @property
    def is_bare(self) -> bool:
        return not (self.now or any(marks for *_, marks in self.kept))

    def at(self, moment, revision=None) -> list[str]:
        named = [marks for pk, _, marks in self.kept if pk == revision]
        earlier = [marks for _, at, marks in self.kept if at <= moment]
        return (named or earlier[-1:] or [self.now])[0]


def carry(apps, editor):
    Story = apps.get_model("stories", "StoryPage")
    documents = Documents(apps.get_model("wagtaildocs", "Document"))
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="stories", content_type__model="storypage"
    )
    together = {}
    for page in Story.objects.only("pk", "translation_key", "body").iterator():
        versions = Versions(page, revisions, documents)
        if not versions.is_bare:
            together.setdefault(page.translation_key, {})[page.pk] = versions
    for key, pages in together.items():
        of_receipts(apps, key, list(pages.values()))
        for pk, versions in pages.items():
            of_page(apps, pk, versions)


def of_receipts(apps, key, pages: list[Versions]) -> None:
    receipts = apps.get_model("stories", "ConsentReceipt").objects.filter(story_key=key)
    for row in list(receipts):
        found = [marks for page in pages if (marks := page.at(row.at, row.revision_id))]
        words = {row.text_hash, *row.text_hashes} - {""}
        receipts.filter(pk=row.pk).update(
            attachments=sorted({mark for marks in found for mark in marks}),
            text_hashes=sorted({*words, *(sealed(one, marks) for one in words for marks in found)}),
        )


def of_page(apps, pk: int, versions: Versions) -> None:
    readings = apps.get_model("stories", "StoryReading").objects.filter(story=pk)
    for row in list(readings):
        marks = versions.at(row.agreed_at, row.revision_id)
        told = sealed(row.text_hash, marks)
        readings.filter(pk=row.pk).update(text_hash=told, attachments=marks)
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
            for row in confirmed.filter(story=pk)
            if (marks := versions.at(row.confirmed_at))
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0025_objection_of_the_person"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [
        migrations.AddField(
            model_name="consentreceipt",
            name="attachments",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.AddField(
            model_name="storyreading",
            name="attachments",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.RunPython(carry, migrations.RunPython.noop),
    ]
