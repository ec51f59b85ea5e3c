import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models
from django.db.models import F


def made_when_asked(apps, schema_editor):
    rows = apps.get_model("stories", "ConsentRequest").objects
    rows.using(schema_editor.connection.alias).update(made_at=F("asked_at"))


class Migration(migrations.Migration):
    dependencies = [("stories", "0026_attachments")]

    operations = [
        migrations.AddField(
            model_name="consentrequest",
            name="made_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="objection",
            name="request",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="stories.consentrequest",
            ),
        ),
        migrations.RunPython(made_when_asked, migrations.RunPython.noop),
    ]
