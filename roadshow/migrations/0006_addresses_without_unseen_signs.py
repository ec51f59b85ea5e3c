from django.db import migrations

from brand.forms.addresses import plain_address

CANCELLED = "geannuleerd"


def keep_plainly(apps, schema_editor):
    """Addresses are looked up as they are kept. Where two would become one, both stay."""
    rows = apps.get_model("roadshow", "Registration").objects
    for registration in list(rows.exclude(email="").only("stop", "email", "state")):
        plain = plain_address(registration.email)
        same = rows.filter(stop=registration.stop_id, email=plain).exclude(state=CANCELLED)
        if plain != registration.email and (registration.state == CANCELLED or not same.exists()):
            rows.filter(pk=registration.pk).update(email=plain)
    for name in ("Repeat", "Companion"):
        rows = apps.get_model("roadshow", name).objects
        for pk, email in list(rows.exclude(email="").values_list("pk", "email")):
            if (plain := plain_address(email)) != email:
                rows.filter(pk=pk).update(email=plain)


class Migration(migrations.Migration):
    dependencies = [("roadshow", "0005_each_repeat_has_its_stop")]
    operations = [migrations.RunPython(keep_plainly, migrations.RunPython.noop)]
