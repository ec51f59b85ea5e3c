import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadshow", "0013_said_at_the_table"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "Registration",
            "objected_at",
            models.DateTimeField(
                blank=True, null=True, verbose_name="wil geen berichten meer sinds"
            ),
        ),
        migrations.CreateModel(
            "StopMail",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=120, verbose_name="onderwerp")),
                ("body", models.TextField(max_length=5000, verbose_name="bericht")),
                ("groups", models.JSONField(default=list, verbose_name="aan wie")),
                ("key", models.UUIDField(editable=False, unique=True)),
                ("count", models.PositiveIntegerField(default=0, verbose_name="aantal")),
                ("leaves_at", models.DateTimeField(verbose_name="vertrekt om")),
                (
                    "stopped_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="tegengehouden om"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="gemaakt"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="roadshow.stoppage",
                    ),
                ),
            ],
            options={
                "verbose_name": "mail aan deelnemers",
                "verbose_name_plural": "mails aan deelnemers",
                "ordering": ["-created_at", "-pk"],
            },
        ),
    ]
