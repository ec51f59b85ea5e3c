from django.db import migrations

from brand.search import typed


def write_again(apps, schema_editor):
    """Names in one piece are found too; the words are those that stood there."""
    stories = apps.get_model("stories", "StoryPage").objects
    for pk, words in list(stories.exclude(search_words="").values_list("pk", "search_words")):
        stories.filter(pk=pk).update(search_words=typed.text_line(words)[:30_000])


class Migration(migrations.Migration):
    dependencies = [("stories", "0035_films_that_were_refused")]
    operations = [migrations.RunPython(write_again, migrations.RunPython.noop)]
