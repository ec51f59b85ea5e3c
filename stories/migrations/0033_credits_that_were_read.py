"""Who made a picture, which visitors read with it, becomes part of what a yes is about.

Each answer, reading, judgement and confirmation of before gets the credits of the pictures that
stood in its version, as 0029 did with links. A picture keeps no earlier credit, so the one of now
counts. So a story that did not change asks nothing again, and another credit does.
"""

from importlib import import_module

from django.db import migrations

PICTURES = {"picture": "image", "quote": "image", "video": "poster"}
attached = import_module("stories.migrations.0026_attachments")
linked = import_module("stories.migrations.0029_where_links_lead")


class Credits:
    def __init__(self, model):
        self.model, self.known = model, {}

    def of(self, number) -> list[str]:
        number = linked.row_number(number)
        if number and number not in self.known:
            found = self.model.objects.filter(pk=number).values_list("credit", flat=True).first()
            self.known[number] = lines_of(found or "")
        return self.known.get(number, [])

    def in_story(self, picture, body) -> list[str]:
        found = {*self.of(picture)}
        for block in attached.raw(body):
            name, value = PICTURES.get(str(block.get("type"))), block.get("value")
            if name and isinstance(value, dict):
                found |= {*self.of(value.get(name))}
        return sorted(found)


def lines_of(text: str) -> list[str]:
    """As a person reads them: without what only spaces or breaks a line."""
    plain = (" ".join(line.split()) for line in text.replace("\r", "\n").split("\n"))
    return [line for line in plain if line]


class Versions:
    """Who made the pictures in each version of one page."""

    def __init__(self, page, revisions, credits: Credits):
        self.now = credits.in_story(page.picture_id, page.body)
        rows = revisions.filter(object_id=str(page.pk)).order_by("created_at", "pk")
        self.kept = [
            (row.pk, row.created_at, credits.in_story(told.get("picture"), told.get("body")))
            for row in rows.iterator()
            if isinstance(told := row.content, dict)
        ]

    is_bare = attached.Versions.is_bare
    at = attached.Versions.at


def carry(apps, editor):
    credits = Credits(apps.get_model("brand", "Picture"))
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="stories", content_type__model="storypage"
    )
    together = {}
    pages = apps.get_model("stories", "StoryPage").objects
    for page in pages.only("pk", "translation_key", "body", "picture").iterator():
        versions = Versions(page, revisions, credits)
        if not versions.is_bare:
            together.setdefault(page.translation_key, []).append(versions)
            linked.of_page(apps, page.pk, versions)
    for key, found in together.items():
        linked.of_receipts(apps, key, found)


class Migration(migrations.Migration):
    dependencies = [("stories", "0032_films_as_files_and_elsewhere")]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
