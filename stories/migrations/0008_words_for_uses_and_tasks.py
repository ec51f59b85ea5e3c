
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0007_objection_to_a_whole_story'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='recall',
            options={'ordering': ['due_on', 'pk'], 'verbose_name': 'taak', 'verbose_name_plural': 'taken'},
        ),
        migrations.AlterModelOptions(
            name='use',
            options={'ordering': ['-at', '-pk'], 'verbose_name': 'plaats buiten de site', 'verbose_name_plural': 'plaatsen buiten de site'},
        ),
    ]
