from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0013_work_of_a_lead")]

    operations = [
        migrations.AddField(
            "HandOver",
            "passes_on",
            models.BooleanField(
                default=False,
                editable=False,
                verbose_name="gaat bij een nee naar de volgende partner",
            ),
        ),
    ]
