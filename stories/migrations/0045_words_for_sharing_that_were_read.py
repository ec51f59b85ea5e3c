from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0044_people_whom_a_backup_does_not_know")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="share_texts",
            field=models.JSONField(default=list, editable=False),
        )
        for model in ("consentreceipt", "storyreading")
    ]
