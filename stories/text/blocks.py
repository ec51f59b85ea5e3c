"""What a story is built from: the brand's blocks that tell something."""

from collections.abc import Iterator

from wagtail import blocks
from wagtail.blocks import Block

from brand.blocks import (
    BeforeAfterBlock,
    CallBlock,
    DownloadBlock,
    ImpactNumberBlock,
    PictureBlock,
    QuestionsBlock,
    QuoteBlock,
    StepsBlock,
    VideoBlock,
    rich_text,
)
from brand.models import Picture

CONSENT = "Zonder vinkje geldt: wie hier te zien is, staat bij dit verhaal en gaf toestemming."
WHY = "Alleen met het vinkje. Bijvoorbeeld: “alleen handen en dozen”. Wie naleest, bevestigt het."


def nobody(what: str) -> blocks.BooleanBlock:
    return blocks.BooleanBlock(
        label=f"niemand herkenbaar {what}", required=False, help_text=CONSENT
    )


def why_nobody() -> blocks.CharBlock:
    return blocks.CharBlock(
        label="waarom is niemand herkenbaar?",
        required=False,
        max_length=200,
        help_text=WHY,
        search_index=False,
    )


class StoryPictureBlock(PictureBlock):
    shows_nobody = nobody("op dit beeld")
    shows_nobody_why = why_nobody()


class StoryVideoBlock(VideoBlock):
    shows_nobody = nobody("op het stilstaand beeld")
    shows_nobody_why = why_nobody()


def story_blocks() -> list[tuple[str, Block]]:
    return [
        ("text", rich_text()),
        ("quote", QuoteBlock()),
        ("before_after", BeforeAfterBlock()),
        ("impact_number", ImpactNumberBlock()),
        ("picture", StoryPictureBlock()),
        ("questions", QuestionsBlock()),
        ("steps", StepsBlock()),
        ("video", StoryVideoBlock()),
        ("download", DownloadBlock()),
        ("call", CallBlock()),
    ]


# In which block stands which picture.
PICTURES = {"picture": "image", "quote": "image", "video": "poster"}


def pictures_in(body) -> Iterator[tuple[Picture, bool]]:
    """Each picture in a story's text, and whether "no recognisable person" was ticked."""
    for block in body or ():
        picture = block.value.get(PICTURES[block.block_type]) if block.block_type in PICTURES else 0
        if picture:
            yield picture, bool(block.value.get("shows_nobody"))


def pictures_of_people(body) -> Iterator[Picture]:
    """The pictures in a story's text that show recognisable people."""
    return (picture for picture, nobody in pictures_in(body) if not nobody)


def nobody_in(body) -> Iterator[tuple[Picture, str]]:
    """The pictures ticked as showing no recognisable person, each with the reason."""
    for block in body or ():
        name = PICTURES.get(block.block_type)
        if name and block.value.get("shows_nobody") and (picture := block.value.get(name)):
            yield picture, block.value.get("shows_nobody_why") or ""
