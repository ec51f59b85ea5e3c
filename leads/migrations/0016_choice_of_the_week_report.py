from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0015_source_of_a_lead")]

    operations = [
        migrations.AlterField(
            "NotificationChoice",
            "kind",
            models.CharField(
                choices=[
                    (
                        "op-mijn-naam",
                        "Een dossier komt op mijn naam, of die werkgever meldt zich weer",
                    ),
                    ("aanbod", "Een andere partner biedt ons een dossier aan"),
                    ("antwoord", "Een partner antwoordt op ons aanbod"),
                    ("te-laat", "Een eerste antwoord is te laat"),
                    ("overzicht", "Overzicht van de dag, op werkdagen om 7.30 uur"),
                    ("weekrapport", "Weekrapport, op maandag om 7.00 uur"),
                ],
                max_length=20,
                verbose_name="bericht",
            ),
        ),
    ]
