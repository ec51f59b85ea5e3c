"""How a visitor comes to a film of another site: it stands on the page, or a link leads to it."""

import re
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from wagtail.fields import RichTextField
from wagtail.models import get_page_models

from brand import gating
from stories.text import attachments, links
from stories.text.attachments import Attachment, Kind

WORD = re.compile(r"[a-z0-9_-]+", re.IGNORECASE)
# What all films of a service have in common, and not every address of one.
SERVICES = ("youtube ", "vimeo.com/", "dailymotion.com/video/")


def links_on(page) -> list[Attachment]:
    """Where its text, buttons and sources lead, each as the film that may be there."""
    streams = [getattr(page, field.name) for field in gating.streams(type(page))]
    kept = [part for body in streams if body for part in body.stream_block.get_prep_value(body)]
    found = [*links.of_source(page), *links.places(kept)]
    for name in _texts(type(page)):
        found += links.in_text(getattr(page, name) or "")
    return [
        Attachment(Kind.ADDRESS, one.text or one.address, url=one.url, is_linked=True)
        for one in found
        if one.url
    ]


def pages_to(urls: Iterable[str]) -> set[int]:
    """The live pages from which one comes to these films, however their addresses are written.

    Nothing keeps a list of addresses: what tells films apart stands somewhere in the page.
    """
    films = {attachments.plain_address(url) for url in urls}
    if not films:
        return set()
    words = {telling(film) for film in films}
    return {
        page.pk
        for model in get_page_models()
        if gating.streams(model) or _texts(model)
        for page in _saying(model, words)
        if films & {attachments.plain_address(one.url) for one in _all_on(page)}
    }


def _all_on(page) -> list[Attachment]:
    streams = [getattr(page, field.name) for field in gating.streams(type(page))]
    films = [one for body in streams for one in attachments.in_body(body)]
    return [*(one for one in films if one.kind == Kind.ADDRESS), *links_on(page)]


def _texts(model) -> list[str]:
    """Its fields of rich text that stand beside the blocks."""
    return [one.name for one in model._meta.get_fields() if isinstance(one, RichTextField)]


def telling(film: str) -> str:
    """What stands in every address of this film; empty where nothing does."""
    for service in SERVICES:
        film = film.removeprefix(service)
    return max(WORD.findall(film), key=len, default="")


def holds(column: str, word: str) -> Q:
    """Whether an address with this word may stand there: any sign can be written as %2D."""
    return Q(**{f"{column}__icontains": word}) | Q(**{f"{column}__contains": "%"})


def _saying(model, words: set[str]):
    names = {field.name: f"kept_{field.name}" for field in gating.streams(model)}
    rows = model.objects.live().annotate(
        **{kept: Cast(name, TextField()) for name, kept in names.items()}
    )
    columns = [*names.values(), *_texts(model)]
    columns += ["source_url"] if hasattr(model, "source_url") else []
    told = [holds(name, word) for name in columns for word in words]
    return rows.filter(reduce(or_, told))
