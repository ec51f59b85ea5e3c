import unicodedata

from django.db import migrations


def keep_in_lower_case(apps, schema_editor):
    """Accounts are looked up by the exact address. Where two would become one, both stay."""
    users = apps.get_model("brand", "User").objects
    for user in users.only("pk", "email").iterator():
        email = unicodedata.normalize("NFKC", user.email).strip().lower()
        if email != user.email and not users.filter(email=email).exists():
            users.filter(pk=user.pk).update(email=email)


class Migration(migrations.Migration):
    dependencies = [("brand", "0003_accounts")]
    operations = [migrations.RunPython(keep_in_lower_case, migrations.RunPython.noop)]
