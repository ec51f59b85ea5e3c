from django.db import migrations, models



def known_by_now(apps, schema_editor):
    """Those who were mailed have an entry of the stop in their calendar."""
    people = apps.get_model("roadshow", "Companion").objects.exclude(email="")
    for person in people.filter(
        registration__state="bevestigd", registration__address_proven_at__isnull=False
    ).select_related("registration"):
        person.told_at = person.registration.address_proven_at
        person.entry = f"halte-{person.registration.stop_id}"
        person.save(update_fields=["told_at", "entry"])


class Migration(migrations.Migration):

    dependencies = [
        ('roadshow', '0008_link_numbers'),
    ]

    operations = [
        migrations.AddField(
            model_name='companion',
            name='entry',
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name='companion',
            name='left_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='komt niet meer mee sinds'),
        ),
        migrations.AddField(
            model_name='companion',
            name='told_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='gemaild sinds'),
        ),
        migrations.RunPython(known_by_now, migrations.RunPython.noop),
    ]
