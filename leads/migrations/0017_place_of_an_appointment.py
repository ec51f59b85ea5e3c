from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0016_choice_of_the_week_report")]

    operations = [
        migrations.AddField(
            "Lead",
            "next_action_place",
            models.CharField(blank=True, default="", max_length=160, verbose_name="waar"),
            preserve_default=False,
        ),
    ]
