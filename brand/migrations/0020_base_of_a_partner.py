import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("brand", "0019_sending_newsletters")]

    operations = [
        migrations.AddField(
            "Organisation",
            "base",
            models.ForeignKey(
                blank=True,
                help_text=(
                    "De gemeente van waaruit jullie werken. Zo meten we hoe ver een werkgever is."
                ),
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="brand.municipality",
                verbose_name="thuisbasis",
            ),
        ),
    ]
