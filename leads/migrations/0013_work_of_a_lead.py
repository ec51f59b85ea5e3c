import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("brand", "0020_base_of_a_partner"),
        ("leads", "0012_how_an_employer_is_located"),
    ]

    operations = [
        migrations.AddField(
            "Lead",
            "activity",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="brand.activity",
                verbose_name="om welk werk het gaat",
            ),
        ),
    ]
