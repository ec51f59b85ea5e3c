from django.db import migrations, models


def mark_the_demo_accounts(apps, schema_editor):
    """The demo made them at one address space, with one hash; who changed the address keeps that."""
    users = apps.get_model("brand", "User").objects
    there = users.filter(email__endswith="@voorbeeld.example")
    shared = list(there.filter(password__startswith="pbkdf2_").values_list("password", flat=True))
    there.update(is_demo=True)
    users.filter(password__in={one for one in shared if shared.count(one) > 1}).update(is_demo=True)


class Migration(migrations.Migration):
    dependencies = [("brand", "0004_addresses_in_lower_case")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="is_demo",
            field=models.BooleanField(default=False, editable=False, verbose_name="voorbeeld"),
        ),
        migrations.RunPython(mark_the_demo_accounts, migrations.RunPython.noop),
    ]
