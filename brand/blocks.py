"""The blocks of a page. Each carries its icon, its template, a preview and a sentence."""

import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from brand import gating, rooms

RICH_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "hr"]
SHORT_TEXT = ["bold", "italic", "ol", "ul", "link"]
PREVIEW = "brand/blocks/preview.html"


class LinkBlock(blocks.StructBlock):
    """Where a button leads: a page of ours, or an address elsewhere."""

    label = blocks.CharBlock(label="tekst op de knop", max_length=40)
    page = blocks.PageChooserBlock(label="pagina", required=False)
    url = blocks.URLBlock(label="of een adres elders", required=False)

    class Meta:
        label = "knop"
        icon = "link"

    def clean(self, value):
        result = super().clean(value)
        if bool(result.get("page")) == bool(result.get("url")):
            sentence = ValidationError("Kies een pagina of geef een adres: een van de twee.")
            raise StructBlockValidationError(block_errors={"page": sentence})
        return result


class OptionalLinkBlock(LinkBlock):
    label = blocks.CharBlock(label="tekst op de knop", max_length=40, required=False)

    class Meta:
        label = "knop (niet verplicht)"

    def clean(self, value):
        if not any(value.get(name) for name in ("label", "page", "url")):
            return blocks.StructBlock.clean(self, value)
        if not value.get("label"):
            sentence = ValidationError("Zet een tekst op de knop.")
            raise StructBlockValidationError(block_errors={"label": sentence})
        return super().clean(value)


class PictureBlock(blocks.StructBlock):
    about = ("image",)  # its words go with this picture: see `gating.leave_out_words`

    image = ImageChooserBlock(label="beeld")
    alt = blocks.CharBlock(
        label="beschrijving voor wie de foto niet ziet",
        max_length=160,
        help_text="Wat gebeurt er op de foto? Bijvoorbeeld: “Karim lacht en tilt een broodkrat”.",
    )
    caption = blocks.CharBlock(label="bijschrift", max_length=160, required=False)

    class Meta:
        label = "Beeld"
        icon = "image"
        template = "brand/blocks/picture.html"
        preview_template = PREVIEW
        preview_value = {"image": None, "alt": "Een landschap met een weg", "caption": "Onderweg"}
        description = "Een foto met beschrijving en bijschrift."


class HeroBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label="titel", max_length=90, help_text="Een woord tussen *sterretjes* krijgt de gele lijn."
    )
    text = blocks.TextBlock(label="tekst", max_length=300, required=False, rows=3)
    image = ImageChooserBlock(label="beeld", required=False)
    alt = blocks.CharBlock(label="beschrijving van het beeld", max_length=160, required=False)
    link = OptionalLinkBlock()

    class Meta:
        label = "Opening"
        icon = "title"
        template = "brand/blocks/hero.html"
        preview_template = PREVIEW
        preview_value = {
            "title": "Wie anders kijkt, vindt *mensen*.",
            "text": "Kom langs bij een halte in uw buurt.",
            "link": {"label": "Vind uw halte", "url": "https://example.org/"},
        }
        description = "Grote titel met tekst, knop en beeld."


class QuoteBlock(blocks.StructBlock):
    about = ("image",)

    text = blocks.TextBlock(label="citaat", max_length=240, rows=3)
    name = blocks.CharBlock(label="wie zegt dit", max_length=80)
    role = blocks.CharBlock(label="functie en organisatie", max_length=120, required=False)
    image = ImageChooserBlock(label="portret", required=False)

    class Meta:
        label = "Citaat"
        icon = "openquote"
        template = "brand/blocks/quote.html"
        preview_template = PREVIEW
        preview_value = {
            "text": "Ik dacht: dat wordt begeleiden. Nu leidt hij onze nachtploeg.",
            "name": "An, VOORBEELD",
            "role": "zaakvoerder",
        }
        description = "Een zin van iemand, met naam."


class ImpactNumberBlock(blocks.StructBlock):
    """A figure never stands alone: period, source and who counted belong to it."""

    value = blocks.DecimalBlock(label="getal", max_digits=12, decimal_places=2)
    prefix = blocks.CharBlock(label="voor het getal", max_length=4, required=False, help_text="€")
    suffix = blocks.CharBlock(label="na het getal", max_length=6, required=False, help_text="%")
    unit = blocks.CharBlock(label="wat wordt geteld", max_length=120)
    period = blocks.CharBlock(label="periode", max_length=60)
    source = blocks.CharBlock(label="bron", max_length=160)
    source_url = blocks.URLBlock(label="adres van de bron", required=False)
    collected_by = blocks.CharBlock(label="verzameld door", max_length=120)
    answered = blocks.IntegerBlock(label="aantal dat antwoordde", required=False, min_value=0)
    asked = blocks.IntegerBlock(label="op een totaal van", required=False, min_value=1)
    checked_by = blocks.CharBlock(label="nagekeken door", max_length=120)
    checked_on = blocks.DateBlock(label="nagekeken op")
    explanation = blocks.TextBlock(label="hoe is geteld", max_length=500, required=False, rows=3)
    is_example = blocks.BooleanBlock(label="dit is een voorbeeld, geen echt cijfer", required=False)

    class Meta:
        label = "Cijfer met herkomst"
        icon = "order"
        template = "brand/blocks/impact_number.html"
        preview_template = PREVIEW
        preview_value = {
            "value": Decimal(128),
            "unit": "mensen begonnen via een halte",
            "period": "januari tot juni 2026",
            "source": "opvolgdossiers van de roadshow",
            "collected_by": "vier partners",
            "answered": 3,
            "asked": 4,
            "checked_by": "het secretariaat",
            "checked_on": datetime.date(2026, 7, 14),
            "is_example": True,
        }
        description = "Een groot getal dat zegt waar het vandaan komt."

    def clean(self, value):
        result = super().clean(value)
        answered, asked = result.get("answered"), result.get("asked")
        if (answered is None) != (asked is None):
            sentence = ValidationError("Vul beide getallen in, of geen van beide.")
            raise StructBlockValidationError(block_errors={"asked": sentence})
        if asked is not None and answered > asked:
            sentence = ValidationError("Er kunnen er niet meer antwoorden dan er gevraagd werden.")
            raise StructBlockValidationError(block_errors={"answered": sentence})
        return result


# What the preview of the block shows.
NOT_CHOSEN = {
    "value": Decimal(128),
    "unit": "mensen begonnen bij een werkgever",
    "period": "2026",
    "definition": "Wat geteld is, en wat niet.",
    "stand": "27 november 2026, 9.40 uur",
    "url": "/impact/",
    "is_example": True,
}


def figures_to_choose() -> list[tuple[str, str]]:
    return [choice for room in rooms.modules("page_figures") for choice in room.choices()]


class CountedFigureBlock(blocks.StructBlock):
    """A figure that is counted, always as it was published last; nothing of it is typed here.

    A room that has such figures says so in its module `page_figures`.
    """

    code = blocks.ChoiceBlock(choices=figures_to_choose, label="welk cijfer")

    class Meta:
        label = "Geteld cijfer"
        icon = "order"
        template = "brand/blocks/counted_figure.html"
        preview_template = PREVIEW
        preview_value = {"code": ""}
        description = "Een cijfer van de impactpagina, dat vanzelf bijblijft."

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        code = value.get("code") or ""
        found = [room.figure(code) for room in rooms.modules("page_figures")]
        context["figure"] = next(filter(None, found), None if code else NOT_CHOSEN)
        return context


class BeforeAfterBlock(blocks.StructBlock):
    before_title = blocks.CharBlock(label="titel links", max_length=60, default="Voor")
    before = blocks.RichTextBlock(label="voor", features=SHORT_TEXT)
    after_title = blocks.CharBlock(label="titel rechts", max_length=60, default="Na")
    after = blocks.RichTextBlock(label="na", features=SHORT_TEXT)

    class Meta:
        label = "Voor en na"
        icon = "resubmit"
        template = "brand/blocks/before_after.html"
        preview_template = PREVIEW
        preview_value = {
            "before_title": "Voor",
            "before": "<p>Elf weken zoeken naar een inpakker.</p>",
            "after_title": "Na",
            "after": "<p>Eén vaste ploeg van vier, met begeleiding.</p>",
        }
        description = "Hoe het was, en hoe het nu is."


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="titel", max_length=80)
    text = blocks.TextBlock(label="tekst", max_length=300, required=False, rows=2)
    state = blocks.ChoiceBlock(
        label="stand",
        choices=[("done", "voorbij"), ("here", "hier zijn we"), ("next", "nog te komen")],
        default="next",
    )

    class Meta:
        label = "halte op de lijn"
        icon = "pick"


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="titel", max_length=80, required=False)
    steps = blocks.ListBlock(StepBlock(), label="stappen", min_num=2, max_num=8)
    lies_down = blocks.BooleanBlock(label="naast elkaar op een breed scherm", required=False)

    class Meta:
        label = "De route"
        icon = "list-ol"
        template = "brand/blocks/steps.html"
        preview_template = PREVIEW
        preview_value = {
            "title": "Zo loopt het",
            "steps": [
                {"title": "U komt langs bij een halte", "text": "Twee uur.", "state": "done"},
                {"title": "We bellen u binnen één werkdag", "text": "", "state": "here"},
                {"title": "U proeft", "text": "", "state": "next"},
            ],
        }
        description = "Stappen of een tijdlijn, als haltes op de route."


class PartnerStripBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="titel", max_length=80, default="Partners")

    class Meta:
        label = "Partners"
        icon = "group"
        template = "brand/blocks/partner_strip.html"
        preview_template = PREVIEW
        preview_value = {"title": "Partners"}
        description = "Alle partners, alfabetisch: niemand staat vooraan."

    def get_context(self, value, parent_context=None):
        from brand.models import Organisation  # a model of the room this module is read by

        context = super().get_context(value, parent_context)
        partners = Organisation.objects.partners().select_related("logo")
        context["partners"] = gating.shown_with(partners, "logo")
        return context


class CallBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="titel", max_length=90)
    text = blocks.TextBlock(label="tekst", max_length=300, required=False, rows=2)
    link = LinkBlock()

    class Meta:
        label = "Oproep"
        icon = "pick"
        template = "brand/blocks/call.html"
        preview_template = PREVIEW
        preview_value = {
            "title": "Kom kijken in uw buurt.",
            "text": "Twee uur, een broodje, echte verhalen.",
            "link": {"label": "Vind uw halte", "url": "https://example.org/"},
        }
        description = "Een vlak met één vraag en één knop."


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label="wat men zegt", max_length=160)
    answer = blocks.RichTextBlock(label="wat wij zien", features=SHORT_TEXT)

    class Meta:
        label = "vraag"
        icon = "help"


class QuestionsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="titel", max_length=80, required=False)
    questions = blocks.ListBlock(QuestionBlock(), label="vragen")

    class Meta:
        label = "Vooroordelen en vragen"
        icon = "help"
        template = "brand/blocks/questions.html"
        preview_template = PREVIEW
        preview_value = {
            "title": "Wat men zegt",
            "questions": [
                {
                    "question": "“Dat vraagt toch te veel begeleiding?”",
                    "answer": "<p>Dat valt mee.</p>",
                }
            ],
        }
        description = "Vragen die openklappen, ook zonder JavaScript."


class VideoBlock(blocks.StructBlock):
    """A file of our own, or a link: third parties are contacted only after a click."""

    about = ("file", "captions", "url")

    title = blocks.CharBlock(label="titel", max_length=120)
    file = DocumentChooserBlock(label="videobestand (mp4 of webm)", required=False)
    captions = DocumentChooserBlock(label="ondertitels (vtt)", required=False)
    url = blocks.URLBlock(label="of een adres bij een videodienst", required=False)
    poster = ImageChooserBlock(label="stilstaand beeld", required=False)
    transcript = blocks.RichTextBlock(label="uitgeschreven tekst", features=SHORT_TEXT)

    class Meta:
        label = "Video"
        icon = "media"
        template = "brand/blocks/video.html"
        preview_template = PREVIEW
        preview_value = {
            "title": "Een dag in het magazijn",
            "url": "https://example.org/video",
            "transcript": "<p>Wat er gezegd wordt.</p>",
        }
        description = "Eigen video met ondertitels, of een link naar een videodienst."

    def get_context(self, value, parent_context=None):
        """A version that was kept after its film was deleted knows of none."""
        context = super().get_context(value, parent_context)
        context["is_gone"] = not (value.get("file") or value.get("url"))
        return context

    def clean(self, value):
        result = super().clean(value)
        if bool(result.get("file")) == bool(result.get("url")):
            sentence = ValidationError("Kies een bestand of geef een adres: een van de twee.")
            raise StructBlockValidationError(block_errors={"file": sentence})
        if result.get("file") and not result.get("captions"):
            sentence = ValidationError("Voeg ondertitels toe: niet iedereen hoort de video.")
            raise StructBlockValidationError(block_errors={"captions": sentence})
        return result


class DownloadBlock(blocks.StructBlock):
    about = ("document",)

    document = DocumentChooserBlock(label="bestand")
    title = blocks.CharBlock(label="titel", max_length=120, required=False)
    text = blocks.CharBlock(label="waarvoor", max_length=200, required=False)

    class Meta:
        label = "Bestand"
        icon = "download"
        template = "brand/blocks/download.html"
        preview_template = PREVIEW
        preview_value = {"document": None, "title": "Affiche voor uw prikbord", "text": "A4"}
        description = "Een bestand om te bewaren, met soort en grootte."


class StoryCardsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="titel", max_length=80, required=False)
    stories = blocks.ListBlock(
        blocks.PageChooserBlock(label="verhaal", page_type="stories.StoryPage"), label="verhalen"
    )

    class Meta:
        label = "Verhalen"
        icon = "doc-full"
        template = "brand/blocks/story_cards.html"
        preview_template = PREVIEW
        preview_value = {"title": "Verhalen", "stories": []}
        description = "Kaarten van verhalen; wat teruggetrokken is, valt weg."

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["stories"] = [page for page in value["stories"] if page and page.is_shown]
        return context


class StopCardsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label="titel", max_length=80, required=False)
    stops = blocks.ListBlock(
        blocks.PageChooserBlock(label="halte", page_type="roadshow.StopPage"), label="haltes"
    )

    class Meta:
        label = "Haltes"
        icon = "date"
        template = "brand/blocks/stop_cards.html"
        preview_template = PREVIEW
        preview_value = {"title": "Haltes", "stops": []}
        description = "Gekozen haltes, met datum en vrije plaatsen."

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["stops"] = [page for page in value["stops"] if page and page.live]
        return context


def rich_text() -> blocks.RichTextBlock:
    return blocks.RichTextBlock(
        label="Tekst",
        icon="pilcrow",
        features=RICH_TEXT,
        template="brand/blocks/text.html",
        preview_template=PREVIEW,
        preview_value="<h2>Een tussentitel</h2><p>Korte zinnen. Gewone woorden.</p>",
        description="Lopende tekst met tussentitels.",
    )


def content_blocks() -> list[tuple[str, blocks.Block]]:
    """Every block, for pages of the shared site."""
    return [
        ("text", rich_text()),
        ("hero", HeroBlock()),
        ("picture", PictureBlock()),
        ("quote", QuoteBlock()),
        ("impact_number", ImpactNumberBlock()),
        ("counted_figure", CountedFigureBlock()),
        ("before_after", BeforeAfterBlock()),
        ("steps", StepsBlock()),
        ("story_cards", StoryCardsBlock()),
        ("stop_cards", StopCardsBlock()),
        ("partners", PartnerStripBlock()),
        ("call", CallBlock()),
        ("questions", QuestionsBlock()),
        ("video", VideoBlock()),
        ("download", DownloadBlock()),
    ]
