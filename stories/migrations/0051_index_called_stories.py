"""What stands above every story says what it is again, and nothing about the people in them."""

from django.db import migrations


def name_index(apps, schema_editor):
    index = apps.get_model("stories", "StoryIndexPage").objects.values_list("pk", flat=True)
    pages = apps.get_model("wagtailcore", "Page").objects.filter(pk__in=list(index))
    pages.exclude(title="Verhalen").update(title="Verhalen", draft_title="Verhalen")


class Migration(migrations.Migration):
    dependencies = [("stories", "0050_counterparts")]

    operations = [migrations.RunPython(name_index, migrations.RunPython.noop, elidable=True)]
