from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0023_lists_taken_in")]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["phone"], name="contact_phone"),
        ),
    ]
