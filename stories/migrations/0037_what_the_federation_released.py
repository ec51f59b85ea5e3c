
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stories', '0036_words_as_they_are_searched'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FileRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_hash', models.CharField(db_index=True, editable=False, max_length=64)),
                ('reason', models.CharField(max_length=300, verbose_name='waarom')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='wanneer')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='niet meer sinds')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='file_releases', to='stories.portrayedperson')),
            ],
            options={
                'verbose_name': 'vrijgegeven beeld',
                'verbose_name_plural': 'vrijgegeven beelden',
                'ordering': ['-at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person', 'file_hash'), name='file_release_once')],
            },
        ),
    ]
