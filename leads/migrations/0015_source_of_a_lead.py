from django.db import migrations, models
from django.db.models import OuterRef, Subquery

CALLBACK, BY_HAND = "bel-mij", "zelf"
SOURCES = [
    ("halte", "Halte van de roadshow"),
    ("bel-mij", "Formulier “Bel mij”"),
    ("zelf", "Zelf toegevoegd"),
    ("import", "Ingelezen bestand"),
    ("api", "Andere toepassing"),
]


def tell_from_the_first_line(apps, schema_editor):
    """By what form it came, or that somebody typed it in: the first line of the timeline says.

    What came from a stop the roadshow knows; see its migration.
    """
    lines = apps.get_model("leads", "Interaction").objects
    leads = apps.get_model("leads", "Lead").objects
    first = lines.filter(lead=OuterRef("pk"), kind__in=["inschrijving", "terugbelformulier"])
    first = first.order_by("at", "pk")
    rows = leads.annotate(
        first_kind=Subquery(first.values("kind")[:1]), first_by=Subquery(first.values("by")[:1])
    )
    asked = rows.filter(first_kind="terugbelformulier").values("pk")
    typed = rows.filter(first_kind="inschrijving", first_by__isnull=False).values("pk")
    for source, found in ((CALLBACK, asked), (BY_HAND, typed)):
        numbers = list(found.values_list("pk", flat=True))
        for start in range(0, len(numbers), 500):
            leads.filter(pk__in=numbers[start : start + 500]).update(source=source)


class Migration(migrations.Migration):
    dependencies = [("leads", "0014_hand_overs_that_pass_on")]

    operations = [
        migrations.AddField(
            "Lead",
            "source",
            models.CharField(
                blank=True, choices=SOURCES, default="", max_length=10, verbose_name="herkomst"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(
            tell_from_the_first_line, migrations.RunPython.noop, elidable=True
        ),
    ]
