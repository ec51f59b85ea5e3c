"""The story, and who and what is shown in it."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from brand import gating, scoping
from brand.models import BrandPage, Organisation, Province
from brand.pages import restrictions
from brand.queries.prepared import prepared
from brand.search import typed
from brand.text import one_line
from stories.editor import panels, preview
from stories.editor.forms import StoryForm
from stories.gate import compiled, consent, four_eyes, pictures
from stories.gate.serving import Serving
from stories.models.objections import Objection
from stories.models.pages import gone
from stories.models.versions import InLanguages
from stories.text import address, languages
from stories.text.blocks import pictures_in, story_blocks

ONE_LINE = ("title", "seo_title", "sector", "prejudice", "lesson", "invitation_name", "picture_alt")
# What visitors see changes only with these; other fields of a live story are saved freely.
SHOWN = {"live", "picture", "picture_id", "body", "shows_nobody", "shows_nobody_why"}
TAKEN_BACK = gating.Obstacle(
    "Dit verhaal werd intussen teruggehaald. Wat je schreef, is niet bewaard."
)


def withheld(channel=consent.Channel.WEBSITE) -> models.Q:
    """Condition on a story: a person does not allow its picture there, or one in its text."""
    refused = pictures.is_withheld("picture__file_hash", channel)
    told = StoryPicture.objects.filter(story=models.OuterRef("pk"))
    return refused | models.Q(models.Exists(told.filter(refused)))


WEBSITE = consent.Channel.WEBSITE


class StoryQuerySet(PageQuerySet):
    def covered(self):
        """Stories in which all people shown allow that at this moment."""
        return self.filter(compiled.OfEachRow(_covered, *ASKED))

    def withheld(self, channel=consent.Channel.WEBSITE):
        """Stories with a picture that a person in it does not allow there, named or not."""
        return self.filter(withheld(channel))

    def in_language(self, language: str):
        """Told in this language: "nl", "fr" or "en"."""
        return self.filter(locale__language_code=languages.CODES[language])

    def shown(self):
        """What visitors may see now: live, and covered by consent."""
        return self.filter(compiled.OfEachRow(_shown, *ASKED))

    def for_cards(self):
        """Newest first, with what a card shows."""
        return (
            self.select_related("picture", "section_organisation")
            .prefetch_related("picture__renditions")
            .defer("body", "search_words")
            .order_by("-first_published_at", "-pk")
        )

    def drafts(self) -> list:
        """What an editor would go on with: of each its newest version."""
        rows = self.select_related("locale").prefetch_related("latest_revision")
        return [row.draft for row in rows]

    def visible_to(self, user, right="stories.write"):
        """In the back office: what stands in the section of a partner where the user writes."""
        return scoping.within(self, user, right, "section_organisation")


StoryManager = PageManager.from_queryset(StoryQuerySet)


# A column of each table that coverage asks of the story itself.
ASKED = ("pk", "translation_key", "picture__file_hash")


def _covered() -> StoryQuerySet:
    """Asked per row throughout, so that one story costs one story."""
    here, key = models.OuterRef("pk"), models.OuterRef("translation_key")
    named = StoryPortrayal.objects.filter(story=here)
    stories = StoryPage.objects.filter(models.Q(shows_nobody=True) | models.Exists(named))
    for lacking in (
        consent.uncovered(StoryPortrayal.objects.all()),
        consent.uncovered_pictures(StoryPicture.objects.all()),
        StoryPicture.objects.filter(pictures.is_withheld("picture__file_hash", WEBSITE)),
    ):
        # What may not be shown in one language is shown in none. Two questions and not one with
        # "or", for which no index serves: it would read every row for every row.
        elsewhere = lacking.filter(story__live=True, story__translation_key=key)
        stories = stories.filter(~models.Exists(lacking.filter(story=here)))
        stories = stories.filter(~models.Exists(elsewhere))
    refused = pictures.is_withheld("picture__file_hash", WEBSITE)
    versions = StoryPage.objects.live().filter(refused, translation_key=key)
    return stories.filter(~refused, ~models.Exists(versions))


def _given_for_social_media() -> StoryQuerySet:
    """What `consent.not_given()` says of the story as it is saved, but for its own picture."""
    here, social = models.OuterRef("pk"), consent.Channel.SOCIAL
    named = StoryPortrayal.objects.filter(story=here)
    stories = StoryPage.objects.filter(models.Q(shows_nobody=True) | models.Exists(named))
    for lacking in (
        consent.uncovered(StoryPortrayal.objects.all(), social),
        consent.uncovered_pictures(StoryPicture.objects.all(), social),
        StoryPicture.objects.filter(pictures.is_withheld("picture__file_hash", social)),
    ):
        stories = stories.filter(~models.Exists(lacking.filter(story=here)))
    return stories


def _clear_for_social_media() -> StoryQuerySet:
    """Without anything that `consent.missing()` has to read the story itself for."""
    objections = Objection.objects.holding().filter(story_key=models.OuterRef("translation_key"))
    refused = pictures.is_withheld("picture__file_hash", consent.Channel.SOCIAL)
    return StoryPage.objects.filter(~models.Exists(objections), ~refused)


@prepared(pk=models.IntegerField())
def _allowed(pk):
    """Whether visitors may see the story, and what is needed to know what may be shared."""
    return StoryPage.objects.filter(pk=pk).values(
        website=compiled.OfEachRow(_covered, *ASKED),
        given=compiled.OfEachRow(_given_for_social_media, *ASKED),
        clear=compiled.OfEachRow(_clear_for_social_media, *ASKED),
    )


def _shown() -> StoryQuerySet:
    return restrictions.unrestricted(_covered().live())


class StoryPage(InLanguages, BrandPage):
    class Kind(models.TextChoices):
        TESTIMONIAL = "getuigenis", "Getuigenis"
        IMPACT = "impactverhaal", "Impactverhaal"
        LESSON = "les", "Les voor uw bedrijf"
        PREJUDICE = "vooroordeel", "Vooroordeel beantwoord"

    leaves_out_pictures = False
    read_with = ("locale", "picture", "section_organisation__section")
    serving: Serving | None = None  # what is known of it while visitors are given it
    social_image = None  # another picture would be another consent: the story's own is shared

    kind = models.CharField("soort", max_length=20, choices=Kind, default=Kind.TESTIMONIAL)
    lead = models.TextField(
        "inleiding",
        max_length=300,
        help_text="Wat gebeurde er, in twee zinnen? Gewone woorden en korte zinnen lezen vlotter.",
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name="foto",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Kies de foto waarvoor de persoon toestemming gaf. Leeg: een getekend landschap.",
    )
    picture_alt = models.CharField(
        "wat is er op de foto te zien?",
        max_length=160,
        blank=True,
        help_text="Voor wie de foto niet ziet. Bijvoorbeeld: “Karim lacht en tilt een broodkrat”. "
        "Leeg: de beschrijving die bij het beeld zelf staat.",
    )
    body = StreamField(story_blocks(), verbose_name="verhaal", blank=True)
    sector = models.CharField("sector", max_length=80, blank=True)
    province = models.CharField("provincie", max_length=20, choices=Province, blank=True)
    shows_nobody = models.BooleanField(
        "Er staat niemand herkenbaar in dit verhaal",
        default=False,
        help_text="Ook niet van achteren, aan een stem of aan een naam in de tekst.",
    )
    shows_nobody_why = models.CharField(
        "waarom is niemand herkenbaar?",
        max_length=200,
        blank=True,
        help_text="Alleen met het vinkje hierboven. Bijvoorbeeld: “alleen handen en dozen”. "
        "Wie naleest, bevestigt het.",
    )
    invitation_name = models.CharField(
        "wie de lezer op de halte ontmoet",
        max_length=60,
        blank=True,
        help_text="Alleen als die persoon echt komt: “Kom Karim ontmoeten in Genk”.",
    )
    prejudice = models.CharField(
        "het vooroordeel", max_length=200, blank=True, help_text="Leeg: de titel van het verhaal."
    )
    fact = models.TextField("het feit", max_length=400, blank=True)
    source = models.CharField("de bron", max_length=200, blank=True)
    source_url = models.URLField("adres van de bron", blank=True)
    source_on = models.DateField("datum van de bron", null=True, blank=True)
    lesson = models.CharField("de les in één zin", max_length=200, blank=True)
    evidence = models.TextField("waaruit blijkt dat", max_length=400, blank=True)
    contact_name = models.CharField("wie kan men bellen", max_length=120, blank=True)
    contact_phone = models.CharField("telefoon", max_length=40, blank=True)
    contact_email = models.EmailField(
        "e-mailadres", blank=True, help_text="Alles leeg: de gegevens van de partner."
    )
    come_and_see = models.CharField(
        "kom kijken",
        max_length=200,
        blank=True,
        help_text="Waar en wanneer? Zoals: “Elke eerste dinsdag om 9 uur, in onze inpakhal.”",
    )
    review_on = models.DateField(
        "nakijken op", null=True, blank=True, help_text="Klopt dit verhaal dan nog?"
    )
    in_newsletter = models.BooleanField(
        "Neem op in de volgende nieuwsbrief",
        default=False,
        help_text="Alleen als iedereen die erin staat dat toelaat.",
    )
    # When its content was taken back; what is left answers "gone" and nothing else.
    taken_back_at = models.DateTimeField(null=True, editable=False)
    # Whose section it stands in, and the words people search by; written by save().
    section_organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="partner",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="stories",
    )
    search_words = models.TextField(editable=False, default="")

    objects = StoryManager()

    parent_page_types = ["stories.PartnerSectionPage"]
    subpage_types = []
    template = "stories/story_page.html"
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    base_form_class = StoryForm
    edit_handler = panels.story_panels()

    # What each kind cannot do without, on top of a title and an introduction.
    NEEDED = {
        Kind.LESSON: ["lesson", "evidence"],
        Kind.PREJUDICE: ["fact", "source", "source_on"],
    }

    class Meta:
        verbose_name = "verhaal"
        verbose_name_plural = "verhalen"
        indexes = [models.Index(fields=["kind", "province"], name="story_filters")]

    @property
    def draft(self):
        """As `get_latest_revision_as_object`, of a row that was read a moment ago.

        Wagtail reads it once more.
        """
        if not (self.has_unpublished_changes and self.latest_revision):
            return self
        return self.with_content_json(self.latest_revision.content)

    @property
    def organisation(self) -> Organisation | None:
        """The partner whose story this is: whose section it stands in, also before it is saved."""
        section = self.path[: -self.steplen] if self.path else None
        return Organisation.objects.filter(section__path=section).first()

    @property
    def may_be_shared(self) -> bool:
        """Whether everybody in it allows social media: what offers sharing there asks this."""
        if self.serving:
            return self.serving.may_be_shared
        return not consent.missing(self, consent.Channel.SOCIAL)

    @property
    def was_published(self) -> bool:
        """Whether this very page was live before, as its row says; a copy of it was not."""
        rows = StoryPage.objects.filter(pk=self.pk) if self.pk else StoryPage.objects.none()
        return rows.exclude(first_published_at=None).exists()

    @cached_property
    def shared_picture(self):
        """What goes along on social media: only what may be seen there. A page asks twice."""
        if self.serving:
            return self.serving.shared_picture
        social = consent.missing(self, consent.Channel.SOCIAL) if self.picture else []
        return None if social else self.picture

    @property
    def people_shown(self) -> list[str]:
        """How those in it are called on the website."""
        return self.serving.names if self.serving else consent.names_shown(self)

    @property
    def alt(self) -> str:
        """The alternative text of the picture."""
        return self.picture_alt or (self.picture.alt if self.picture else "")

    @property
    def claim(self) -> str:
        """The prejudice that is answered, without quotation marks."""
        return (self.prejudice or self.title).strip(" “”\"'‘’")

    @property
    def is_covered(self) -> bool:
        return StoryPage.objects.covered().filter(pk=self.pk).exists()

    @property
    def is_shown(self) -> bool:
        return StoryPage.objects.shown().filter(pk=self.pk).exists()

    @property
    def is_demo(self) -> bool:
        return bool(self.section_organisation and self.section_organisation.is_demo)

    def full_clean(self, *args, **kwargs):
        for name in ONE_LINE:
            setattr(self, name, one_line(getattr(self, name)))
        super().full_clean(*args, **kwargs)

    def save(self, *args, update_fields=None, **kwargs):
        shows = update_fields is None or SHOWN.intersection(update_fields)
        with transaction.atomic():
            if update_fields is None:
                self._refuse_withdrawn()
                self._take_its_address()
                if strangers := consent.strangers(self):
                    raise consent.PublicationRefused(self, strangers)
                self.section_organisation = self.organisation
                self.search_words = self.words_to_find_by()
            super().save(*args, update_fields=update_fields, **kwargs)  # through the gate
            if shows:
                self._keep_pictures()

    def _take_its_address(self):
        """By whatever road it goes live, no draft's provisional address goes along."""
        if self.live and self.pk and address.is_provisional(self.slug):
            siblings = self.get_siblings(inclusive=False)
            self.slug = address.from_title(self.title, siblings)

    def _refuse_withdrawn(self):
        """Refuse to save over a withdrawal that happened since the row was read."""
        row = StoryPage.objects.select_for_update().filter(pk=self.pk).first()
        if row is None or row.taken_back_at is None:
            return
        # A version that is kept knows the moment to the millisecond only.
        known = self.taken_back_at
        if known is None or row.taken_back_at - known > timedelta(seconds=1):
            raise consent.PublicationRefused(row, [TAKEN_BACK])

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        """A reviewed version keeps its text: other text under its number would pass as reviewed."""
        latest = overwrite_revision and overwrite_revision == self.latest_revision
        if latest and four_eyes.is_text_locked(overwrite_revision):
            overwrite_revision = None
        with transaction.atomic():
            self._refuse_withdrawn()
            return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def words_to_find_by(self) -> str:
        """Everything a visitor may search by, as it is compared."""
        text = self.body.stream_block.get_searchable_content(self.body)
        said = [self.title, self.lead, self.sector, self.prejudice, self.fact, self.lesson]
        said += [self.get_province_display(), str(self.section_organisation or "")]
        return typed.text_line(*said, *map(str, text))[:30_000]

    def _keep_pictures(self):
        told: dict[int, bool] = {}
        for picture, nobody in pictures_in(self.body):
            told[picture.pk] = told.get(picture.pk, True) and (nobody or self.shows_nobody)
        self.text_pictures.exclude(picture__in=told).delete()
        StoryPicture.objects.bulk_create(
            [StoryPicture(story=self, picture_id=pk, shows_nobody=told[pk]) for pk in told],
            update_conflicts=True,
            unique_fields=["story", "picture"],
            update_fields=["shows_nobody"],
        )

    @property
    def preview_modes(self):
        return preview.MODES

    def get_preview_template(self, request, mode_name):
        own = super().get_preview_template
        return preview.TEMPLATES.get(mode_name) or own(request, mode_name)

    def get_preview_context(self, request, mode_name):
        context = super().get_preview_context(request, mode_name)
        extra = mode_name in preview.TEMPLATES
        return {**context, **preview.context_of(self, mode_name)} if extra else context

    def permissions_for_user(self, user):
        return four_eyes.StoryTester(user, self)

    def can_move_to(self, parent) -> bool:
        """A story stays with its partner: the people in it gave their consent to that partner."""
        return parent.pk == self.get_parent().pk

    def move(self, target, pos=None, user=None):
        inside = pos in ("first-child", "last-child", "sorted-child")
        if not self.can_move_to(target if inside else target.get_parent()):
            raise consent.PublicationRefused(self, [consent.STAYS])
        return super().move(target, pos=pos, user=user)

    def route(self, request, path_components):
        """A story that was taken back still answers, kindly; any other draft is unknown."""
        if not path_components and not self.live and self.was_published and not self.is_covered:
            return RouteResult(self)
        return super().route(request, path_components)

    def serve(self, request, *args, **kwargs):
        allowed = _allowed.first(pk=self.pk)
        if not allowed or not allowed.pop("website"):
            return gone(request, self.language)
        self.serving = Serving(self, **allowed)
        return super().serve(request, *args, **kwargs)


class StoryPortrayal(Orderable):
    """A person in a story."""

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="portrayals")
    person = models.ForeignKey(
        "stories.PortrayedPerson",
        verbose_name="wie",
        on_delete=models.PROTECT,
        related_name="portrayals",
    )

    class Meta(Orderable.Meta):
        verbose_name = "wie staat erin"

    def __str__(self):
        return str(self.person)


class StoryPicture(models.Model):
    """A picture in the text of a story; kept by `StoryPage.save()`."""

    story = models.ForeignKey(StoryPage, on_delete=models.CASCADE, related_name="text_pictures")
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    # What its editor ticked: then no person in the story has to allow it.
    shows_nobody = models.BooleanField(default=False)

    class Meta:
        verbose_name = "foto in een verhaal"
        verbose_name_plural = "foto's in verhalen"
        constraints = [
            models.UniqueConstraint(fields=["story", "picture"], name="story_picture_once")
        ]

    def __str__(self):
        return f"{self.story}: {self.picture}"
