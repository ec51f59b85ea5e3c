"""An issue as a mail and as a page: made from what may be shown at this moment.

Nothing of a story is kept in an issue. Whoever takes a consent back is out of every copy that is
made from then on: the preview, the mails that still leave, the archive.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from brand import mail
from brand.dates import words
from brand.models import NewsletterIssue
from brand.newsletter import blocks, links, pieces
from brand.newsletter.blocks import BUTTON, INTRO, Block

TEMPLATE = "brand/email/newsletter_issue"
PICTURE = "fill-1120x630|format-jpeg"
WIDTH, HEIGHT = 560, 315  # as it is shown: half its size, for sharp screens
EMPTY_LINE = re.compile(r"\n\s*\n")


class Part(NamedTuple):
    """One block with what it says now."""

    block: Block
    title: str = ""
    paragraphs: tuple[str, ...] = ()
    page: int | None = None
    url: str = ""
    label: str = ""
    picture_url: str = ""
    alt: str = ""
    is_demo: bool = False

    @property
    def is_intro(self) -> bool:
        return self.block.kind == INTRO


def parts(
    issue: NewsletterIssue,
    counted: Mapping[int, str] | None = None,
    *,
    archived: bool = False,
) -> list[Part]:
    """What goes along now, in order. `counted`: addresses by page, in place of the plain ones."""
    rows = blocks.read(issue.blocks)
    found = pieces.shown(((one.kind, one.page) for one in rows if one.is_piece), archived=archived)
    urls = links.plain(one.page for one in rows if one.page)
    urls |= {page: url for page, url in (counted or {}).items() if page in urls}
    made = (_part(one, found, urls) for one in rows)
    return [part for part in made if part]


def _part(one: Block, found: Mapping, urls: Mapping[int, str]) -> Part | None:
    if one.is_piece:
        piece = found.get((one.kind, one.page))
        return _of_piece(one, piece, urls) if piece and one.page in urls else None
    if one.kind == BUTTON:
        label = " ".join(one.text.split())
        if not label or one.page not in urls:
            return None
        return Part(one, page=one.page, url=urls[one.page], label=label)
    said = paragraphs(one.text)
    return Part(one, paragraphs=said) if said else None


def _of_piece(one: Block, piece: pieces.Piece, urls: Mapping[int, str]) -> Part:
    picture = reverse("newsletter_picture", args=[one.kind, piece.page]) if piece.picture else ""
    return Part(
        one,
        title=words.together(piece.title),
        paragraphs=paragraphs(piece.text),
        page=piece.page,
        url=urls[piece.page],
        label=piece.label,
        picture_url=settings.SITE_URL + picture if picture else "",
        alt=piece.alt,
        is_demo=piece.is_demo,
    )


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(words.together(said.strip()) for said in EMPTY_LINE.split(text) if said.strip())


def letter(
    issue: NewsletterIssue,
    *,
    to: str,
    stop_url: str,
    counted: Mapping[int, str] | None = None,
    online_url: str = "",
    address_line: str = "",
    **fields,
) -> mail.Message:
    """The mail itself. Without `counted` its links lead straight to the pages."""
    home = links.home()
    home_url = (counted or {}).get(home.pk if home else 0, settings.SITE_URL)
    made = parts(issue, counted)
    context = {
        "issue": issue,
        "heading": words.together(issue.subject),
        "parts": made,
        "stop_url": stop_url,
        "online_url": online_url,
        "address_line": address_line,
        "home_url": home_url,
        "site_host": settings.SITE_HOST,
        "width": WIDTH,
        "height": HEIGHT,
        "is_example": any(part.is_demo for part in made),
    }
    return mail.compose(TEMPLATE, to=to, context=context, **fields)


def pages(issue: NewsletterIssue) -> set[int]:
    """The pages that it leads to now, with the home page."""
    home = links.home()
    found = {part.page for part in parts(issue) if part.page}
    return found | ({home.pk} if home else set())
