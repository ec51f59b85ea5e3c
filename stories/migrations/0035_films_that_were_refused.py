"""An objection may be about a film; one to a whole story is about the films that stood in it.

Of an objection that is open, these are read from the version of then.
"""

from importlib import import_module

from django.db import migrations, models

attached = import_module("stories.migrations.0026_attachments")
asked = import_module("stories.migrations.0028_films_that_were_asked")
offered = import_module("stories.migrations.0032_films_as_files_and_elsewhere")
elsewhere = import_module("stories.migrations.0034_addresses_of_one_film")


def keys_in(body, films) -> set[str]:
    """Films of our own, films offered as a file, captions that say something, and elsewhere."""
    found = attached.marks_in(body, films.documents)
    urls = {attached.hashed(elsewhere.plain_address(url)) for url in addresses(body)}
    return asked.only_films(found) | offered.keys_in(body, films) | urls


def addresses(body) -> set[str]:
    return set(elsewhere.films_in(attached.raw(body)))


class Versions:
    """What stood in each version of one page."""

    def __init__(self, page, revisions, films):
        self.now = keys_in(page.body, films)
        rows = revisions.filter(object_id=str(page.pk)).order_by("created_at", "pk")
        self.kept = [
            (row.pk, row.created_at, keys_in(row.content.get("body"), films))
            for row in rows.iterator()
            if isinstance(row.content, dict)
        ]

    at = attached.Versions.at


def carry(apps, editor):
    films = offered.Films(attached.Documents(apps.get_model("wagtaildocs", "Document")))
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="stories", content_type__model="storypage"
    )
    objections = apps.get_model("stories", "Objection").objects.filter(whole=True, settled_at=None)
    for page in apps.get_model("stories", "StoryPage").objects.filter(
        pk__in=objections.exclude(story=None).values("story")
    ):
        versions = Versions(page, revisions, films)
        for row in list(objections.filter(story=page.pk)):
            objections.filter(pk=row.pk).update(films=sorted(versions.at(row.made_at)))


class Migration(migrations.Migration):
    dependencies = [("stories", "0034_addresses_of_one_film")]

    operations = [
        migrations.AddField(
            model_name="objection",
            name="films",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.RunPython(carry, migrations.RunPython.noop),
    ]
