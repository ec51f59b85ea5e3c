
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0006_who_is_in_the_picture'),
    ]

    operations = [
        migrations.AddField(
            model_name='objection',
            name='whole',
            field=models.BooleanField(default=False, verbose_name='het hele verhaal'),
        ),
    ]
