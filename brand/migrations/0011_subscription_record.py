from django.db import migrations


class Migration(migrations.Migration):
    """Renames the model alone: it keeps its table, so that nothing is copied."""

    dependencies = [
        ("brand", "0010_proven_addresses"),
    ]

    operations = [
        migrations.AlterModelTable("Consent", "brand_consent"),
        migrations.RenameModel("Consent", "SubscriptionRecord"),
    ]
