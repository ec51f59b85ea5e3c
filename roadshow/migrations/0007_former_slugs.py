import re
from itertools import count

import django.db.models.deletion
from django.db import migrations, models
from django.utils.text import slugify

PLAIN = re.compile(r"[-a-zA-Z0-9_]+")


def one_plain_slug_each(apps, schema_editor):
    """Copies made before may have accents in their slug, or the slug of the stop they came from."""
    stops = apps.get_model("roadshow", "StopPage").objects.using(schema_editor.connection.alias)
    known = set(stops.values_list("slug", flat=True))
    used = set()
    for stop in stops.order_by("pk"):
        if PLAIN.fullmatch(stop.slug) and stop.slug not in used:
            used.add(stop.slug)
            continue
        base = slugify(stop.slug) or "halte"
        slug = next(one for number in count(1) if (one := numbered(base, number)) not in known)
        known.add(slug)
        used.add(slug)
        above = stop.url_path.rstrip("/").rpartition("/")[0]
        stop.slug, stop.url_path = slug, f"{above}/{slug}/"
        stop.save(update_fields=["slug", "url_path"])


def numbered(base, number):
    return base if number == 1 else f"{base}-{number}"


class Migration(migrations.Migration):

    dependencies = [
        ('roadshow', '0006_addresses_without_unseen_signs'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(max_length=255, unique=True)),
                ('stop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_slugs', to='roadshow.stoppage')),
            ],
            options={
                'verbose_name': 'vroeger adres',
                'verbose_name_plural': 'vroegere adressen',
            },
        ),
        migrations.RunPython(one_plain_slug_each, migrations.RunPython.noop),
    ]
