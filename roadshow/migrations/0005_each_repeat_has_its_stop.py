import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from the filling: PostgreSQL alters no table with unchecked foreign keys."""

    dependencies = [
        ("roadshow", "0004_links_used_and_seats_of_repeats"),
    ]

    operations = [
        migrations.AlterField(
            model_name="repeat",
            name="stop",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="repeats",
                to="roadshow.stoppage",
            ),
        ),
    ]
