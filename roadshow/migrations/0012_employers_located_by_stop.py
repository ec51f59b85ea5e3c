from django.db import migrations


def take_over_from_stops(apps, schema_editor):
    """An employer is said to be where it came to a stop, where those stops agree; and said so.

    Who registered in two municipalities, or was placed by a person, stays as it was.
    """
    registrations = apps.get_model("roadshow", "Registration").objects
    employers = apps.get_model("leads", "Employer").objects
    rows = registrations.filter(lead__employer__municipality=None, erased_at=None).order_by()
    places: dict[int, set[int]] = {}
    for employer, town in rows.values_list(
        "lead__employer", "stop__venue__municipality"
    ).distinct():
        places.setdefault(employer, set()).add(town)
    by_town: dict[int, list[int]] = {}
    for employer, towns in places.items():
        if len(towns) == 1:
            by_town.setdefault(towns.pop(), []).append(employer)
    for town, found in by_town.items():
        for start in range(0, len(found), 500):
            employers.filter(pk__in=found[start : start + 500]).update(
                municipality=town, located_by="halte"
            )


class Migration(migrations.Migration):
    dependencies = [
        ("roadshow", "0011_answers_after_the_stop"),
        ("leads", "0012_how_an_employer_is_located"),
    ]

    operations = [
        migrations.RunPython(take_over_from_stops, migrations.RunPython.noop, elidable=True),
    ]
