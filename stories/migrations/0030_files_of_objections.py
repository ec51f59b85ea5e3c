"""What stood in what was refused is of whoever refused it, also when nobody had asked for it.

A photograph that was refused, and the films of a story that is refused as a whole.
"""

from importlib import import_module

from django.db import migrations

attached = import_module("stories.migrations.0026_attachments")
asked = import_module("stories.migrations.0028_films_that_were_asked")


def keep(apps, editor):
    Objection = apps.get_model("stories", "Objection")
    AskedFile = apps.get_model("stories", "AskedFile")
    stories = apps.get_model("stories", "StoryPage").objects
    documents = attached.Documents(apps.get_model("wagtaildocs", "Document"))
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="stories", content_type__model="storypage"
    )
    rows = Objection.objects.exclude(settled_as="persoon", is_taken_out=False)
    for row in list(rows):
        files = {row.file_hash} - {""}
        page = stories.filter(pk=row.story_id).first()
        if row.whole and row.settled_at is None and page:
            versions = attached.Versions(page, revisions, documents)
            files |= asked.only_films(versions.at(row.made_at))
        if files and (request := request_of(apps, row)):
            AskedFile.objects.bulk_create(
                [AskedFile(request=request, file_hash=one) for one in sorted(files)],
                ignore_conflicts=True,
            )


def request_of(apps, objection):
    """An objection is made on a page of its person."""
    requests = apps.get_model("stories", "ConsentRequest").objects
    own = requests.filter(person=objection.person_id).order_by("-asked_at", "-pk")
    return objection.request or own.first()


class Migration(migrations.Migration):
    dependencies = [("stories", "0029_where_links_lead")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
