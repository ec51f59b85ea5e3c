from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0043_keys_for_the_journal")]

    operations = [
        migrations.AddField(
            "PortrayedPerson",
            "is_from_journal",
            models.BooleanField(default=False, editable=False),
        )
    ]
