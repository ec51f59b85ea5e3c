"""What visitors see of a photograph or film outside the stories of one partner.

Anybody's file can be uploaded again, and a person can be made up. So a question takes nothing down
that is public elsewhere: on any other page, in a story of another partner, as a logo. It becomes
this person's too once that person answers.
"""

import re
from collections.abc import Iterable

from django.db.models import TextField
from django.db.models.functions import Cast
from wagtail.documents import get_document_model
from wagtail.models import get_page_models

from brand import gating
from brand.media import access
from brand.models import Picture
from stories.gate import asked_files
from stories.models.people import PortrayedPerson
from stories.models.stories import StoryPage
from stories.text import attachments
from stories.text.attachments import Kind

WORD = re.compile(r"[a-z0-9_-]+", re.IGNORECASE)


def shown(person: PortrayedPerson, stories: Iterable, pictures: Iterable = ()) -> set[str]:
    """Which photographs and films of these stories, and pictures, are public elsewhere now."""
    stories, partner = list(stories), person.organisation_id
    files = asked_files.files_of(stories, pictures)
    images = Picture.objects.filter(file_hash__in=files)
    films = get_document_model().objects.filter(file_hash__in=files)
    public = {one.file_hash for one in images if _is_shown(one, partner)}
    public |= {one.file_hash for one in films if _of_others(access.public_pages_with(one), partner)}
    urls = {
        one.key: one.url
        for story in stories
        for one in attachments.of(story)
        if one.kind == Kind.ADDRESS
    }
    public |= {key for key, url in urls.items() if _of_others(_pages_with_film(url), partner)}
    return public - _withheld(images, films, urls)


def _is_shown(picture: Picture, partner: int) -> bool:
    on_pages = _of_others(access.public_pages_with(picture), partner)
    return bool(on_pages) or access.is_of_the_brand(picture)


def _of_others(pages: set[int], partner: int) -> set[int]:
    """Without the stories of this partner."""
    own = StoryPage.objects.filter(pk__in=pages, section_organisation=partner)
    return pages - set(own.values_list("pk", flat=True)) if pages else pages


def _withheld(images, films, urls: dict[str, str]) -> set[str]:
    """What somebody refused already: by their keys."""
    pictures, documents = gating.withheld(images), gating.withheld_documents(films)
    gone = {one.file_hash for one in images if one.pk in pictures}
    gone |= {one.file_hash for one in films if one.pk in documents}
    elsewhere = gating.withheld_addresses(urls.values()) if urls else set()
    return gone | {key for key, url in urls.items() if url in elsewhere}


def _pages_with_film(url: str) -> set[int]:
    """The pages on which visitors find this film of another site, however its address is written.

    Nothing keeps a list of addresses: what tells films apart stands somewhere in the page.
    """
    film = attachments.plain_address(url)
    word = max(WORD.findall(film), key=len, default="")
    pages = {
        page.pk
        for model in get_page_models()
        for field in gating.streams(model)
        for page in model.objects.live()
        .public()
        .annotate(kept=Cast(field.name, TextField()))
        .filter(kept__icontains=word)
        if any(
            one.kind == Kind.ADDRESS and attachments.plain_address(one.url) == film
            for one in attachments.in_body(getattr(page, field.name))
        )
    }
    return gating.seen(pages)
