from django.db import migrations

from brand.forms.addresses import plain_address


def keep_plainly(apps, schema_editor):
    """Addresses are looked up as they are kept. Where two would become one, both stay."""
    for name in ("User", "Subscription"):
        rows = apps.get_model("brand", name).objects
        for pk, email in list(rows.exclude(email=None).values_list("pk", "email")):
            plain = plain_address(email)
            if plain != email and not rows.filter(email=plain).exists():
                rows.filter(pk=pk).update(email=plain)


class Migration(migrations.Migration):
    dependencies = [("brand", "0012_what_changed")]
    operations = [migrations.RunPython(keep_plainly, migrations.RunPython.noop)]
