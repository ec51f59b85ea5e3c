import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    Registration = apps.get_model("roadshow", "Registration")
    Repeat = apps.get_model("roadshow", "Repeat")
    proven = Registration.objects.exclude(address_proven_at=None)
    proven.update(link_used_at=F("address_proven_at"))
    first = Registration.objects.filter(pk=OuterRef("registration_id"))
    Repeat.objects.update(stop_id=Subquery(first.values("stop_id")))


class Migration(migrations.Migration):
    dependencies = [
        ("roadshow", "0003_links_of_the_page_and_the_mail"),
    ]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="link_used_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="repeat",
            name="network",
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name="repeat",
            name="seat_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="repeat",
            name="stop",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="repeats",
                to="roadshow.stoppage",
            ),
        ),
        migrations.AddIndex(
            model_name="repeat",
            index=models.Index(
                condition=models.Q(("network", ""), _negated=True),
                fields=["network", "created_at"],
                name="repeat_from_network",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
