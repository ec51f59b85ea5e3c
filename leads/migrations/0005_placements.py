
import brand.tokens
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import leads.models.placements
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("brand", "0013_addresses_without_unseen_signs"),
        ("leads", "0004_hour_of_an_appointment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CooperationForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="naam")),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("stage", "Stage en opleiding"),
                            ("tewerkstelling", "Aanwerving"),
                            ("opdracht", "Werk in opdracht"),
                            ("kennismaking", "Kennismaking"),
                        ],
                        max_length=20,
                        verbose_name="soort",
                    ),
                ),
                (
                    "explanation",
                    models.TextField(blank=True, max_length=600, verbose_name="uitleg"),
                ),
                (
                    "steps",
                    models.TextField(
                        blank=True,
                        help_text="Een stap per regel, in volgorde.",
                        max_length=2000,
                        verbose_name="stappen",
                    ),
                ),
                (
                    "intake",
                    models.TextField(
                        blank=True,
                        help_text="Een vraag per regel. Ze worden gesteld bij het noteren van een plaatsing.",
                        max_length=2000,
                        verbose_name="vragen bij de start",
                    ),
                ),
                (
                    "longest_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="hoogstens zoveel kalenderdagen"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="bron")),
                (
                    "source_date",
                    models.DateField(blank=True, null=True, verbose_name="bron gelezen op"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("nagekeken", "Nagekeken"),
                            ("niet-nagekeken", "Niet nagekeken"),
                            ("historisch", "Historisch"),
                        ],
                        default="niet-nagekeken",
                        max_length=20,
                        verbose_name="staat",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="geldt vanaf")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="geldt tot en met"),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=100, verbose_name="volgorde"),
                ),
            ],
            options={
                "verbose_name": "vorm van samenwerking",
                "verbose_name_plural": "vormen van samenwerking",
                "ordering": ["position", "name"],
            },
        ),
        migrations.AlterField(
            model_name="interaction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("telefoon", "Gebeld"),
                    ("mail", "Gemaild"),
                    ("afspraak", "Afspraak"),
                    ("notitie", "Notitie"),
                    ("inschrijving", "Inschrijving"),
                    ("wens", "Wens"),
                    ("fase", "Fase"),
                    ("volgende", "Volgende stap"),
                    ("opvolger", "Opvolger"),
                    ("overdracht", "Overdracht"),
                    ("plaatsing", "Plaatsing"),
                    ("andere", "Andere"),
                ],
                max_length=20,
                verbose_name="soort",
            ),
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "people",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(500),
                        ],
                        verbose_name="aantal mensen",
                    ),
                ),
                ("start", models.DateField(verbose_name="start")),
                ("end", models.DateField(blank=True, null=True, verbose_name="einde")),
                (
                    "hours_per_week",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="uren per week en per persoon",
                    ),
                ),
                (
                    "intake",
                    models.JSONField(
                        blank=True, default=dict, verbose_name="antwoorden bij de start"
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="notitie")),
                (
                    "employer_answer",
                    models.CharField(
                        blank=True,
                        choices=[("ja", "Klopt"), ("nee", "Klopt niet")],
                        editable=False,
                        max_length=3,
                        verbose_name="werkgever",
                    ),
                ),
                (
                    "partner_answer",
                    models.CharField(
                        blank=True,
                        choices=[("ja", "Klopt"), ("nee", "Klopt niet")],
                        editable=False,
                        max_length=3,
                        verbose_name="partner",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="genoteerd op",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="genoteerd door",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="leads.cooperationform",
                        verbose_name="vorm van samenwerking",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="leads.lead",
                        verbose_name="opvolgdossier",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="brand.organisation",
                        verbose_name="partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "plaatsing",
                "verbose_name_plural": "plaatsingen",
                "ordering": ["-start", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("werkgever", "Werkgever"), ("partner", "Partner")],
                        max_length=10,
                        verbose_name="kant",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("ja", "Klopt"), ("nee", "Klopt niet")],
                        max_length=3,
                        verbose_name="antwoord",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="over versie")),
                (
                    "reason",
                    models.TextField(blank=True, max_length=1000, verbose_name="wat niet klopt"),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="op")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="door",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="leads.contact",
                        verbose_name="contactpersoon",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="confirmations",
                        to="leads.placement",
                    ),
                ),
            ],
            options={
                "verbose_name": "bevestiging",
                "verbose_name_plural": "bevestigingen",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PlacementCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "moment",
                    models.CharField(
                        choices=[
                            ("4-weken", "Na 4 weken"),
                            ("3-maanden", "Na 3 maanden"),
                            ("6-maanden", "Na 6 maanden"),
                            ("12-maanden", "Na 12 maanden"),
                        ],
                        max_length=12,
                        verbose_name="moment",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="vanaf")),
                (
                    "asked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="gevraagd op"),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("loopt", "Loopt nog"),
                            ("deels", "Loopt nog voor een deel"),
                            ("gestopt", "Gestopt"),
                        ],
                        max_length=10,
                        verbose_name="antwoord",
                    ),
                ),
                (
                    "people",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="aantal mensen"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[("werkgever", "Werkgever"), ("partner", "Partner")],
                        max_length=10,
                        verbose_name="geantwoord door",
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="geantwoord op"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="leads.placement",
                    ),
                ),
            ],
            options={
                "verbose_name": "navraag",
                "verbose_name_plural": "navragen",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PlacementLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token_nonce",
                    models.CharField(
                        default=brand.tokens.new_nonce, editable=False, max_length=40, unique=True
                    ),
                ),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "side",
                    models.CharField(
                        choices=[("werkgever", "Werkgever"), ("partner", "Partner")], max_length=10
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(default=leads.models.placements.two_months)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placement_links",
                        to="leads.contact",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="leads.placement",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "link naar een plaatsing",
                "verbose_name_plural": "links naar een plaatsing",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(fields=["partner", "-start"], name="placement_of_partner"),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                fields=["employer_answer", "partner_answer", "start"], name="placement_confirmed"
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__gte", 1), ("people__lte", 500)),
                name="placement_of_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.CheckConstraint(
                condition=models.Q(("end", None), ("end__gte", models.F("start")), _connector="OR"),
                name="placement_ends_after_start",
            ),
        ),
        migrations.AddIndex(
            model_name="placementcheck",
            index=models.Index(fields=["answer", "due_on"], name="check_due"),
        ),
        migrations.AddConstraint(
            model_name="placementcheck",
            constraint=models.UniqueConstraint(
                fields=("placement", "moment"), name="one_check_per_moment"
            ),
        ),
        migrations.AddConstraint(
            model_name="placementlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contact__isnull", False), ("side", "werkgever"), ("user", None)),
                    models.Q(("contact", None), ("side", "partner"), ("user__isnull", False)),
                    _connector="OR",
                ),
                name="placement_link_of_one_side",
            ),
        ),
    ]
