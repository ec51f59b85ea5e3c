"""The tour and its stops, as pages of the shared site."""

from itertools import chain, count

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import slugify
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from brand import gating, scoping
from brand.dates import words
from brand.pages.copies import CopiedAsDraft
from brand.pages.restrictions import KnownRestrictions
from roadshow.models.addresses import FormerSlug
from roadshow.models.venues import ONE_LINE
from roadshow.planning.page_form import StopPageForm
from roadshow.tour import blocks


class TourPage(CopiedAsDraft, KnownRestrictions, Page):
    """One tour through Flanders: the map, and the list of its stops."""

    intro = models.TextField("inleiding", max_length=400, blank=True)
    take_home = models.TextField(
        "wat neemt u mee naar huis",
        max_length=600,
        blank=True,
        help_text="Eén zin per regel. Staat bij elke halte die zelf niets invult.",
    )
    questions = StreamField(
        blocks.questions(),
        verbose_name="vragen en antwoorden",
        blank=True,
        help_text="Staan onderaan elke halte, na de eigen vragen van die halte.",
    )

    template = "roadshow/tour_page.html"
    parent_page_types = ["brand.HomePage"]
    subpage_types = ["roadshow.StopPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("take_home"), FieldPanel("questions")], "Voor elke halte"),
    ]

    class Meta:
        verbose_name = "tournee"
        verbose_name_plural = "tournees"

    @property
    def stops(self):
        return StopPage.objects.child_of(self)


class StopState(models.TextChoices):
    """Whether and how a visitor can register for a stop."""

    OPEN = "open", "Vrije plaatsen"
    FEW = "bijna-vol", "Bijna volzet"
    FULL = "volzet", "Volzet"
    STARTED = "begonnen", "Begonnen"
    PAST = "voorbij", "Voorbij"
    CANCELLED = "geannuleerd", "Geannuleerd"


NO_SUCH_YEAR = "Zo ver vooruit plant niemand. Kijk het jaar na."
MOST_YEARS = 150  # ahead; before that a far year is a question


def is_too_far(day) -> bool:
    return day.year > timezone.now().year + MOST_YEARS


class StopQuerySet(PageQuerySet):
    def upcoming(self, now=None):
        """Published stops that have not ended, the next one first; cancelled ones too."""
        return self.live().filter(ends_at__gt=now or timezone.now()).order_by("starts_at", "pk")

    def open(self, now=None):
        """Upcoming stops that still take registrations or names for the waiting list."""
        now = now or timezone.now()
        return self.upcoming(now).filter(cancelled_at=None, starts_at__gt=now)

    def with_free_seats(self):
        return self.filter(Q(seat_count=None) | Q(seat_count__taken__lt=F("capacity")))

    def past(self, now=None):
        """Published stops that took place, the last one first."""
        return (
            self.live()
            .filter(ends_at__lte=now or timezone.now(), cancelled_at=None)
            .order_by("-starts_at", "-pk")
        )

    def at_address(self, slug: str) -> "StopPage | None":
        """The stop that has this slug, or had it before: mailed addresses live on."""
        return self.filter(slug=slug).first() or self.filter(former_slugs__slug=slug).first()

    def with_place(self):
        """With what a line about a stop shows, so that a list asks once."""
        return self.select_related("venue__municipality", "organisation", "seat_count")

    def visible_to(self, user, right="roadshow.view_stoppage"):
        """In the back office: the federation sees all, a partner its own stops."""
        return scoping.within(self, user, right)

    def planned_by(self, user):
        """Stops this user may change: at the federation all, else those of the own partner."""
        return self.visible_to(user, "roadshow.change_stoppage")


StopManager = PageManager.from_queryset(StopQuerySet)

# Decided by planning, for the stop as a whole: an older draft that is published leaves them be.
DECIDED = ["cancelled_at", "cancel_reason", "sequence"]


class StopPage(CopiedAsDraft, KnownRestrictions, Page):
    """One stop: a place, some hours, a number of seats, and a partner who is host."""

    organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="gastheer",
        on_delete=models.PROTECT,
        related_name="stops",
    )
    venue = models.ForeignKey(
        "roadshow.Venue", verbose_name="locatie", on_delete=models.PROTECT, related_name="stops"
    )
    starts_at = models.DateTimeField("begint")
    ends_at = models.DateTimeField("eindigt")
    capacity = models.PositiveIntegerField(
        "plaatsen", default=40, validators=[MinValueValidator(1, "Voorzie minstens één plaats.")]
    )
    includes = models.CharField(
        "inbegrepen",
        max_length=80,
        blank=True,
        default="Gratis · broodje inbegrepen",
        validators=[ONE_LINE],
    )
    headline = models.CharField(
        "kop",
        max_length=90,
        blank=True,
        validators=[ONE_LINE],
        help_text="Wat komt men zien? Leeg: “Kom kijken bij” met de gastheer en de gemeente.",
    )
    timetable = StreamField(
        blocks.timetable(),
        verbose_name="uur per uur",
        blank=True,
        max_num=12,
        help_text="Van het onthaal tot het einde. Wie spreekt en in een verhaal staat, kies je.",
    )
    programme = RichTextField("programma", blank=True, features=["h3", "bold", "ul", "ol", "link"])
    who_you_meet = models.TextField("wie u ontmoet", max_length=600, blank=True)
    take_home = models.TextField(
        "wat neemt u mee naar huis",
        max_length=600,
        blank=True,
        help_text="Eén zin per regel. Leeg: wat bij de tournee staat.",
    )
    questions = StreamField(
        blocks.questions(),
        verbose_name="vragen en antwoorden",
        blank=True,
        help_text="Alleen wat hier anders is; de vragen van de tournee staan er vanzelf onder.",
    )
    look_back = StreamField(
        blocks.look_back(),
        verbose_name="terugblik",
        blank=True,
        help_text="Staat op de pagina als de halte voorbij is. Hoeveel mensen kwamen, telt het "
        "onthaal.",
    )
    contact_name = models.CharField(
        "contactpersoon", max_length=120, blank=True, validators=[ONE_LINE]
    )
    contact_phone = models.CharField("telefoon", max_length=40, blank=True, validators=[ONE_LINE])
    contact_email = models.EmailField("e-mailadres", blank=True)
    contact_photo = models.ForeignKey(
        "brand.Picture",
        verbose_name="foto van de contactpersoon",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cancelled_at = models.DateTimeField("geannuleerd op", null=True, blank=True, editable=False)
    cancel_reason = models.CharField("reden", max_length=300, blank=True, editable=False)
    # Grows when the place or the hours change, for the calendars of those who come.
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = StopManager()

    read_with = ("venue__municipality", "venue__picture", "seat_count", "organisation")
    template = "roadshow/stop_page.html"
    parent_page_types = ["roadshow.TourPage"]
    subpage_types = []
    exclude_fields_in_copy = ["sequence"]
    base_form_class = StopPageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("organisation"),
        FieldPanel("venue"),
        MultiFieldPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], "Wanneer"),
        FieldPanel("capacity"),
        MultiFieldPanel(
            [
                FieldPanel("headline"),
                FieldPanel("includes"),
                FieldPanel("timetable"),
                FieldPanel("programme"),
                FieldPanel("who_you_meet"),
                FieldPanel("take_home"),
                FieldPanel("questions"),
            ],
            "Wat er te zien is",
        ),
        FieldPanel("look_back"),
        MultiFieldPanel(
            [
                FieldPanel("contact_name"),
                FieldPanel("contact_phone"),
                FieldPanel("contact_email"),
                FieldPanel("contact_photo"),
            ],
            "Contactpersoon",
        ),
    ]

    class Meta:
        verbose_name = "halte"
        verbose_name_plural = "haltes"
        indexes = [models.Index(fields=["starts_at"], name="stop_by_start")]

    def full_clean(self, *args, **kwargs):
        self._take_plain_slug()
        super().full_clean(*args, **kwargs)

    def save(self, *args, update_fields=None, **kwargs):
        """Whatever road leads here, and with or without validation: a plain slug, kept for ever."""
        if update_fields is None or "slug" in update_fields:
            self._take_plain_slug()
            self._keep_former_slug()
        super().save(*args, update_fields=update_fields, **kwargs)

    def _take_plain_slug(self):
        # The form, the calendar and the door know plain letters in a slug, no accents.
        self.slug = slugify(self.slug)
        if not self.slug and (self.path or getattr(self, "_cached_parent_obj", None)):
            self.slug = self._get_autogenerated_slug(self.plain_slug(self.title))

    def _keep_former_slug(self):
        known = StopPage.objects.filter(pk=self.pk) if self.pk else StopPage.objects.none()
        for slug in known.exclude(slug=self.slug).values_list("slug", flat=True):
            FormerSlug.objects.get_or_create(slug=slug, defaults={"stop_id": self.pk})

    @staticmethod
    def plain_slug(slug: str) -> str:
        return slugify(slug) or "halte"

    def prepare_copy(self, target):
        super().prepare_copy(target)
        target.slug = self._free(target.slug)

    @staticmethod
    def _free(slug: str) -> str:
        """A copy has no place in the tree yet: only other stops stand where it will."""
        numbered = (f"{slug}-{number}" for number in count(2))
        return next(one for one in chain([slug], numbered) if not _is_taken(one))

    def clean(self):
        super().clean()
        refused = {}
        try:
            ONE_LINE(self.title)
        except ValidationError:
            refused["title"] = "Zet de titel op één regel."
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            refused["ends_at"] = "Het einde moet na het begin liggen."
        for name in ("starts_at", "ends_at"):
            at = getattr(self, name)
            if at and is_too_far(at):
                refused[name] = NO_SUCH_YEAR
        if self.pk and self.capacity is not None and self.capacity < self.seats_taken:
            refused["capacity"] = (
                f"Er zijn al {self.seats_taken} plaatsen ingenomen. Kies minstens dat aantal."
            )
        if refused:
            raise ValidationError(refused)

    @staticmethod
    def _slug_is_available(slug, parent_page, page=None):
        """Unique over all tours: the form, the calendar and the door know a stop by its slug."""
        own = page.pk if page is not None else None
        return Page._slug_is_available(slug, parent_page, page) and not _is_taken(slug, own)

    def with_content_json(self, content):
        stop = super().with_content_json(content)
        # As they stand in the database now: this page may have been read before they changed.
        row = StopPage.objects.filter(pk=self.pk).values("slug", *DECIDED).first() or {}
        slug = row.pop("slug", stop.slug)
        # A version of the stop this was copied from, or from before another got that slug.
        if stop.slug != slug and _is_taken(slugify(stop.slug), self.pk):
            stop.slug = slug
        for name, value in row.items():
            setattr(stop, name, value)
        return stop

    def get_context(self, request, *args, **kwargs):
        """As on every page of the site: no picture of who does not allow it now."""
        gating.leave_out(self)
        gating.leave_out_words(self)
        gating.shown_with([self.venue], "picture")
        return super().get_context(request, *args, **kwargs)

    def state(self, now=None) -> StopState:
        now = now or timezone.now()
        if self.is_cancelled:
            return StopState.CANCELLED
        if self.ends_at <= now:
            return StopState.PAST
        if self.starts_at <= now:
            return StopState.STARTED
        return state_of_seats(self.seats_free, self.capacity)

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_past(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def seats_taken(self) -> int:
        count = getattr(self, "seat_count", None)
        return count.taken if count else 0

    @property
    def seats_free(self) -> int:
        return max(0, self.capacity - self.seats_taken)

    @property
    def day(self) -> str:
        """dinsdag 3 maart 2027"""
        return words.day(self.starts_at)

    @property
    def hours(self) -> str:
        """12 tot 14 uur"""
        return words.hours(self.starts_at, self.ends_at)

    @property
    def when(self) -> str:
        return f"{self.day}, {self.hours}"

    @property
    def sticky_day(self) -> str:
        """3 maart, 12.00 uur: for a narrow bar."""
        said = f"{words.short_day(self.starts_at)}, {words.clock(self.starts_at)}"
        return said.replace(" ", words.HARD).replace(f",{words.HARD}", ", ")

    @property
    def is_demo(self) -> bool:
        return self.organisation.is_demo


def _is_taken(slug: str, own: int | None = None) -> bool:
    """Whether another stop has this slug, or had it."""
    return (
        StopPage.objects.filter(slug=slug).exclude(pk=own).exists()
        or FormerSlug.objects.filter(slug=slug).exclude(stop=own).exists()
    )


def state_words(state: StopState, free: int) -> str:
    """The words of a stop's tag: "Nog 18 plaatsen", "Volzet, wachtlijst open", "Geannuleerd"."""
    if state in (StopState.OPEN, StopState.FEW):
        return "Nog 1 plaats" if free == 1 else f"Nog {free} plaatsen"
    return "Volzet, wachtlijst open" if state == StopState.FULL else StopState(state).label


def state_of_seats(free: int, capacity: int) -> StopState:
    """The last fifth of the seats is called the last ones."""
    if free <= 0:
        return StopState.FULL
    return StopState.FEW if free * 5 <= capacity else StopState.OPEN
