from django.db import migrations, models


def what_went(apps, schema_editor):
    """Settled by somebody, without a word on another way: it was taken out of the text."""
    rows = apps.get_model("stories", "Objection").objects.using(schema_editor.connection.alias)
    settled = rows.filter(settled_at__isnull=False, settled_by__isnull=False)
    settled.exclude(note__contains="→").update(is_taken_out=True)


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0019_receipt_words_per_language"),
    ]

    operations = [
        migrations.AddField(
            model_name="objection",
            name="is_taken_out",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(what_went, migrations.RunPython.noop),
    ]
