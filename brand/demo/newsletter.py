"""The demo's newsletter: an issue in the making, of stories and stops that stand there."""

from brand.models import NewsletterIssue, User
from brand.newsletter import blocks, pieces
from brand.newsletter.blocks import Block
from brand.newsletter.links import home
from brand.text import EXAMPLE

INTRO = (
    "Dag werkgever,\n\nWat doen collega’s van de sociale economie op een gewone werkdag? Twee van "
    "hen vertellen het. En we komen langs in uw buurt: kijken kost niets."
)
AT_MOST = 2  # of each kind


def load(writer: User | None) -> None:
    """Once; running it again adds nothing."""
    if NewsletterIssue.objects.filter(is_demo=True).exists():
        return
    rows = [blocks.new(blocks.INTRO, text=INTRO)]
    for kind, source in pieces.sources().items():
        rows += _of(kind, source)
    rows.append(blocks.new(blocks.BUTTON, text="Bekijk alles op de site", page=home().pk))
    NewsletterIssue.objects.create(
        subject=f"Kom kijken in uw buurt {EXAMPLE}",
        preheader="Twee verhalen, twee haltes en een broodje",
        blocks=blocks.written(rows),
        created_by=writer,
        changed_by=writer,
        is_demo=True,
    )


def _of(kind: str, source: pieces.Source) -> list[Block]:
    choices = [choice.page for choice in source.choices()]
    may_go = source.pieces(choices)
    return [blocks.new(kind, page=page) for page in choices if page in may_go][:AT_MOST]
