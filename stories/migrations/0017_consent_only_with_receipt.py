import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0016_receipts_of_what_was_given")]

    operations = [
        migrations.RemoveField(
            model_name='consent',
            name='language',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='present',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='proof',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='reason',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='recorded_by',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='request',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='way',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='wording',
        ),
        migrations.AlterField(
            model_name="consent",
            name="receipt",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="consents",
                to="stories.consentreceipt",
                verbose_name="bewijs",
            ),
        ),
    ]
