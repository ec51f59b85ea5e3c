"""What a stop's page is built of besides its fields: the hours, the questions, the look back.

A person who stands in a story is not named here but by choosing that story: name and picture come
from there, as long as that person allows it (`brand.gating.told`).
"""

from wagtail import blocks

from brand.blocks import SHORT_TEXT, PictureBlock, QuestionBlock, QuoteBlock

FROM_STORY = (
    "Staat die persoon in een verhaal? Kies het verhaal en typ de naam niet: naam en foto komen "
    "vanzelf mee, zolang die persoon dat toelaat."
)


def story_chooser() -> blocks.PageChooserBlock:
    return blocks.PageChooserBlock(
        label="verhaal", page_type="stories.StoryPage", required=False, help_text=FROM_STORY
    )


class MomentBlock(blocks.StructBlock):
    at = blocks.TimeBlock(label="uur", format="%H:%M")
    what = blocks.CharBlock(label="wat gebeurt er", max_length=90)
    text = blocks.TextBlock(label="in één of twee zinnen", max_length=240, required=False, rows=2)
    who = blocks.CharBlock(
        label="wie",
        max_length=120,
        required=False,
        help_text="Functie en organisatie. Bijvoorbeeld: “ploegbaas van de inpak”.",
    )
    story = story_chooser()

    class Meta:
        label = "Moment"
        icon = "time"


class StopQuestionBlock(QuestionBlock):
    question = blocks.CharBlock(label="vraag", max_length=160)
    answer = blocks.RichTextBlock(label="antwoord", features=SHORT_TEXT)

    class Meta:
        label = "Vraag"
        icon = "help"


class StopQuoteBlock(QuoteBlock):
    name = blocks.CharBlock(
        label="wie zegt dit",
        max_length=80,
        required=False,
        help_text="Iemand die hiermee instemde. Leeg als je een verhaal kiest.",
    )
    story = story_chooser()

    class Meta:
        label = "Citaat"
        icon = "openquote"
        preview_value = {"text": "We kwamen kijken en bleven praten.", "name": "An (VOORBEELD)"}


def timetable() -> list[tuple[str, blocks.Block]]:
    return [("moment", MomentBlock())]


def questions() -> list[tuple[str, blocks.Block]]:
    return [("question", StopQuestionBlock())]


def look_back() -> list[tuple[str, blocks.Block]]:
    return [
        ("text", blocks.RichTextBlock(label="Tekst", icon="pilcrow", features=SHORT_TEXT)),
        ("quote", StopQuoteBlock()),
        ("picture", PictureBlock()),
    ]
