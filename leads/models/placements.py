"""What came of a lead: placements, and who confirmed them. Counts only, nothing on candidates."""

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from brand import scoping, tokens
from brand.models import User
from brand.models.tokens import TokenLink
from leads.models.employers import Contact
from leads.models.lead import Lead

MOST_PEOPLE = 500
LINK_DAYS = 60


class CooperationFormQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> Self:
        """Forms that exist on this day; an open end counts as for ever."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gte=day))


class CooperationForm(models.Model):
    """One way to work together, with its rules; kept by the federation.

    Rules change and sources differ: each row says where it was read, when, and how sure it is.
    """

    class Group(models.TextChoices):
        INTERNSHIP = "stage", "Stage en opleiding"
        EMPLOYMENT = "tewerkstelling", "Aanwerving"
        ORDER = "opdracht", "Werk in opdracht"
        VISIT = "kennismaking", "Kennismaking"

    class Status(models.TextChoices):
        VERIFIED = "nagekeken", "Nagekeken"
        UNVERIFIED = "niet-nagekeken", "Niet nagekeken"
        HISTORIC = "historisch", "Historisch"

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("naam", max_length=120)
    group = models.CharField("soort", max_length=20, choices=Group)
    explanation = models.TextField("uitleg", max_length=600, blank=True)
    steps = models.TextField(
        "stappen", max_length=2000, blank=True, help_text="Een stap per regel, in volgorde."
    )
    intake = models.TextField(
        "vragen bij de start",
        max_length=2000,
        blank=True,
        help_text="Een vraag per regel. Ze worden gesteld bij het noteren van een plaatsing.",
    )
    longest_days = models.PositiveSmallIntegerField(
        "hoogstens zoveel kalenderdagen", null=True, blank=True
    )
    source = models.CharField("bron", max_length=200, blank=True)
    source_date = models.DateField("bron gelezen op", null=True, blank=True)
    status = models.CharField("staat", max_length=20, choices=Status, default=Status.UNVERIFIED)
    valid_from = models.DateField("geldt vanaf", null=True, blank=True)
    valid_to = models.DateField("geldt tot en met", null=True, blank=True)
    position = models.PositiveSmallIntegerField("volgorde", default=100)

    objects = CooperationFormQuerySet.as_manager()

    class Meta:
        verbose_name = "vorm van samenwerking"
        verbose_name_plural = "vormen van samenwerking"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def step_list(self) -> list[str]:
        return _lines(self.steps)

    @property
    def questions(self) -> list[str]:
        return _lines(self.intake)


class Answer(models.TextChoices):
    """What one side says of a placement."""

    YES = "ja", "Klopt"
    NO = "nee", "Klopt niet"


class PlacementQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_lead") -> Self:
        """The partner that realises a placement, and whoever follows its lead up."""
        if scoping.is_everywhere(user, right):
            return self
        mine = scoping.organisation_ids(user, right)
        return self.filter(Q(partner__in=mine) | Q(lead__owner_organisation__in=mine))

    def confirmed(self) -> Self:
        """The only ones that may enter a public figure: both sides say so, of what stands now."""
        return self.filter(employer_answer=Answer.YES, partner_answer=Answer.YES)

    def disputed(self) -> Self:
        return self.filter(Q(employer_answer=Answer.NO) | Q(partner_answer=Answer.NO))

    def running_on(self, day: date) -> Self:
        """Started, and not known to have ended before this day."""
        return self.filter(Q(end=None) | Q(end__gte=day), start__lte=day)


class Placement(models.Model):
    """People of a partner who work, learn or are received at an employer: how many, since when."""

    lead = models.ForeignKey(
        Lead, verbose_name="opvolgdossier", on_delete=models.CASCADE, related_name="placements"
    )
    partner = models.ForeignKey(
        "brand.Organisation",
        verbose_name="partner",
        on_delete=models.PROTECT,
        related_name="placements",
    )
    form = models.ForeignKey(
        CooperationForm,
        verbose_name="vorm van samenwerking",
        on_delete=models.PROTECT,
        related_name="placements",
    )
    people = models.PositiveSmallIntegerField(
        "aantal mensen", validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)]
    )
    start = models.DateField("start")
    end = models.DateField("einde", null=True, blank=True)
    hours_per_week = models.DecimalField(
        "uren per week en per persoon",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    # Answers to the questions of the form, as {question: answer}: a form that is rewritten later
    # changes no answer.
    intake = models.JSONField("antwoorden bij de start", default=dict, blank=True)
    note = models.TextField("notitie", max_length=1000, blank=True)
    # What each side last said about what stands here now; a change asks both again.
    employer_answer = models.CharField(
        "werkgever", max_length=3, choices=Answer, blank=True, editable=False
    )
    partner_answer = models.CharField(
        "partner", max_length=3, choices=Answer, blank=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="genoteerd door",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField("genoteerd op", default=timezone.now, editable=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "plaatsing"
        verbose_name_plural = "plaatsingen"
        ordering = ["-start", "-pk"]
        indexes = [
            models.Index(fields=["partner", "-start"], name="placement_of_partner"),
            models.Index(
                fields=["employer_answer", "partner_answer", "start"], name="placement_confirmed"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MOST_PEOPLE), name="placement_of_people"
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("start")), name="placement_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}, {self.people_words}"

    @property
    def people_words(self) -> str:
        return "1 persoon" if self.people == 1 else f"{self.people} mensen"

    @property
    def is_confirmed(self) -> bool:
        return self.employer_answer == self.partner_answer == Answer.YES

    @property
    def is_disputed(self) -> bool:
        return Answer.NO in (self.employer_answer, self.partner_answer)

    @property
    def state_words(self) -> str:
        """Who said what, in one short sentence."""
        if self.is_confirmed:
            return "Bevestigd door werkgever en partner"
        if self.is_disputed:
            who = "werkgever" if self.employer_answer == Answer.NO else "partner"
            return f"De {who} zegt dat het niet klopt"
        waits = [
            name
            for name, said in (
                ("werkgever", self.employer_answer),
                ("partner", self.partner_answer),
            )
            if not said
        ]
        return f"Wacht op {' en '.join(waits)}"


class Side(models.TextChoices):
    EMPLOYER = "werkgever", "Werkgever"
    PARTNER = "partner", "Partner"


class Confirmation(models.Model):
    """One answer of one side about one version of a placement. Answers are added, never changed."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="confirmations")
    side = models.CharField("kant", max_length=10, choices=Side)
    answer = models.CharField("antwoord", max_length=3, choices=Answer)
    version = models.PositiveIntegerField("over versie")
    reason = models.TextField("wat niet klopt", max_length=1000, blank=True)
    at = models.DateTimeField("op", default=timezone.now)
    # Who answered: a colleague who was signed in, or the contact whose link was used.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    contact = models.ForeignKey(
        Contact,
        verbose_name="contactpersoon",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = "bevestiging"
        verbose_name_plural = "bevestigingen"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.get_answer_display().lower()}"


def two_months() -> Any:
    return timezone.now() + timedelta(days=LINK_DAYS)


class PlacementLink(TokenLink):
    """The link by which one side answers without an account: a contact, or a colleague."""

    token_purpose = "placement"  # noqa: S105 - a label, no secret

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="links")
    side = models.CharField(max_length=10, choices=Side)
    contact = models.ForeignKey(
        Contact, null=True, on_delete=models.CASCADE, related_name="placement_links"
    )
    # The hash of the address it was mailed to: under another address it opens nothing.
    mailed_to = models.CharField(max_length=64, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=two_months)

    class Meta:
        verbose_name = "link naar een plaatsing"
        verbose_name_plural = "links naar een plaatsing"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side=Side.EMPLOYER, contact__isnull=False, user=None)
                | Q(side=Side.PARTNER, contact=None, user__isnull=False),
                name="placement_link_of_one_side",
            )
        ]

    def __str__(self) -> str:
        return f"Link van de {self.get_side_display().lower()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.contact is not None:
            self.mailed_to = tokens.digest(self.contact.email)
        super().save(*args, **kwargs)

    @property
    def holds(self) -> bool:
        """Whether it still opens: in time, and whoever it was made for still stands there.

        A contact with the address that it was mailed to: the mailbox of before may be another's.
        """
        if self.expires_at <= timezone.now():
            return False
        if self.side == Side.EMPLOYER:
            address = self.contact.email if self.contact is not None else ""
            return bool(address) and self.mailed_to == tokens.digest(address)
        return self.user is not None and scoping.may(
            self.user, "leads.change_lead", self.placement.partner_id
        )


class Moment(models.TextChoices):
    """When a placement is looked at again, counted from its start."""

    WEEKS_4 = "4-weken", "Na 4 weken"
    MONTHS_3 = "3-maanden", "Na 3 maanden"
    MONTHS_6 = "6-maanden", "Na 6 maanden"
    MONTHS_12 = "12-maanden", "Na 12 maanden"


# Days after the start.
MOMENTS: dict[str, int] = {
    Moment.WEEKS_4: 28,
    Moment.MONTHS_3: 91,
    Moment.MONTHS_6: 182,
    Moment.MONTHS_12: 365,
}


class PlacementCheck(models.Model):
    """ "Loopt dit nog?": asked at four moments, answered by either side. No answer is unknown."""

    class Answer(models.TextChoices):
        RUNS = "loopt", "Loopt nog"
        FEWER = "deels", "Loopt nog voor een deel"
        ENDED = "gestopt", "Gestopt"

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="checks")
    moment = models.CharField("moment", max_length=12, choices=Moment)
    due_on = models.DateField("vanaf")
    asked_at = models.DateTimeField("gevraagd op", null=True, blank=True)
    answer = models.CharField("antwoord", max_length=10, choices=Answer, blank=True)
    people = models.PositiveSmallIntegerField("aantal mensen", null=True, blank=True)
    side = models.CharField("geantwoord door", max_length=10, choices=Side, blank=True)
    answered_at = models.DateTimeField("geantwoord op", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "navraag"
        verbose_name_plural = "navragen"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "moment"], name="one_check_per_moment")
        ]
        indexes = [models.Index(fields=["answer", "due_on"], name="check_due")]

    def __str__(self) -> str:
        return f"{self.get_moment_display()}: {self.get_answer_display().lower() or 'onbekend'}"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
