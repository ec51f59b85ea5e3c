"""Thousands of stories and stops, straight into the tables: what a site holds after years."""

from copy import copy
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from brand.models import Picture
from roadshow.models import StopPage
from stories.models import (
    Consent,
    ConsentReceipt,
    ConsentRequest,
    PortrayedPerson,
    StoryPage,
    StoryPortrayal,
)
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import TOWNS, StopFactory, VenueFactory, tour_page, town
from tests.factories.stories import ConsentFactory, PersonFactory, section_of, story

BATCH = 500


def _pages_like(first: Page, parent: Page, numbers: range, slug: str) -> dict[int, UUID]:
    """Pages beside this one, with their keys; the rows of their own kind are not written yet."""
    fields = [field for field in Page._meta.local_concrete_fields if not field.primary_key]
    moment, made = first.first_published_at or timezone.now(), []
    for number in numbers:
        page = Page(**{field.attname: getattr(first, field.attname) for field in fields})
        page.path = Page._get_path(parent.path, parent.depth + 1, number)
        page.slug, page.translation_key = f"{slug}-{number}", uuid4()
        page.url_path = f"{parent.url_path}{page.slug}/"
        page.title = f"{slug.capitalize()} {number}"
        page.first_published_at = moment - timedelta(minutes=number)
        made.append(page)
    Page.objects.bulk_create(made, batch_size=BATCH)
    Page.objects.filter(pk=parent.pk).update(numchild=numbers.stop - 1)
    rows = Page.objects.child_of(parent).exclude(pk=first.pk).order_by("path")
    return dict(rows.values_list("pk", "translation_key"))


def _copy_rows(first: Page, rows: dict[int, dict]) -> None:
    """The page's own columns for each of these numbers, but for the columns that are named."""
    model = type(first)
    named = ["page_ptr_id", *next(iter(rows.values()))]
    fields = [field.column for field in model._meta.local_concrete_fields]
    same = ", ".join(f'"{name}"' for name in fields if name not in named)
    table, own = model._meta.db_table, ", ".join(f'"{name}"' for name in named)
    statement = (
        f"INSERT INTO {table} ({own}, {same}) SELECT {', '.join(['%s'] * len(named))}, {same} "
        f"FROM {table} WHERE page_ptr_id = %s"
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            statement, [(pk, *values.values(), first.pk) for pk, values in rows.items()]
        )


def stories(number: int, words=lambda: "", picture=None, **fields) -> StoryPage:
    """The first of so many stories, each of a person and a picture of its own.

    words: gives what a story is found by. picture: of the first one; the others look the same.
    """
    person = PersonFactory(organisation=OrganisationFactory(name="De Werkschuit", slug="schuit"))
    ConsentFactory(person=person, picture=picture)
    first = story(person, live=True, picture=picture, **fields)
    if number == 1:
        return first
    keys = _pages_like(first, section_of(person.organisation), range(2, number + 1), "verhaal")
    people = _people_like(person, len(keys))
    pictures = _pictures_like(picture, len(keys)) if picture else [None] * len(keys)
    told = list(zip(keys.items(), people, pictures, strict=True))
    _copy_rows(first, {
        pk: {"search_words": words(), "picture_id": shown and shown.pk}
        for (pk, _), _, shown in told
    })  # fmt: skip
    StoryPortrayal.objects.bulk_create(
        [StoryPortrayal(story_id=pk, person=one) for (pk, _), one, _ in told], batch_size=BATCH
    )
    _allow(told)
    return first


def _people_like(person: PortrayedPerson, number: int) -> list[PortrayedPerson]:
    rows = [copy(person) for _ in range(number)]
    for row in rows:
        row.pk, row.key = None, uuid4()
    return PortrayedPerson.objects.bulk_create(rows, batch_size=BATCH)


def _pictures_like(picture: Picture, number: int) -> list[Picture]:
    rows = [copy(picture) for _ in range(number)]
    for place, row in enumerate(rows):
        row.pk, row.file_hash = None, f"{place:040d}"
    return Picture.objects.bulk_create(rows, batch_size=BATCH)


def _allow(told: list[tuple]) -> None:
    """The answer about the first story, given about each of these: key, person and picture."""
    given = Consent.objects.select_related("receipt").get()

    def about_each(row) -> list:
        rows = [copy(row) for _ in told]
        for one, ((pk, key), person, _) in zip(rows, told, strict=True):
            one.pk, one.story_id, one.story_key, one.person = None, pk, key, person
        return rows

    receipts = about_each(given.receipt)
    asked = copy(given.receipt.request)
    requests = [copy(asked) for _ in told]
    for request, receipt, ((pk, _), person, shown) in zip(requests, receipts, told, strict=True):
        request.pk, request.person, request.story_id = None, person, pk
        request.token_nonce = request.token_hash = uuid4().hex
        receipt.key, receipt.file_hashes = uuid4(), [shown.file_hash] if shown else []
    requests = ConsentRequest.objects.bulk_create(requests, batch_size=BATCH)
    for receipt, request in zip(receipts, requests, strict=True):
        receipt.request = request
    receipts = ConsentReceipt.objects.bulk_create(receipts, batch_size=BATCH)
    consents = about_each(given)
    for one, receipt, (_, _, shown) in zip(consents, receipts, told, strict=True):
        one.receipt, one.picture = receipt, shown
        one.file_hash = shown.file_hash if shown else ""
    Consent.objects.bulk_create(consents, batch_size=BATCH)


def stops(number: int) -> StopPage:
    """The first of so many stops: in every town by turns, over a year from tomorrow."""
    venues = [VenueFactory(municipality=town(name)) for name in TOWNS]
    tomorrow = timezone.now() + timedelta(days=1)
    first = StopFactory(starts_at=tomorrow, venue=venues[0])
    if number == 1:
        return first
    pages = _pages_like(first, tour_page(), range(2, number + 1), "halte")
    field = StopPage._meta.get_field("starts_at")
    _copy_rows(first, {
        pk: {
            "venue_id": venues[place % len(venues)].pk,
            **{
                name: field.get_db_prep_save(begins + timedelta(hours=hours), connection)
                for name, hours in (("starts_at", 0), ("ends_at", 2))
            },
        }
        for place, pk in enumerate(pages)
        for begins in [tomorrow + timedelta(days=365) * place / number]
    })  # fmt: skip
    return first
