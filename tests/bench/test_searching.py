"""Searching among 5,000 stories: prints how long it takes, and holds it to what a visitor waits."""

import random
import time
from copy import copy
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import QueryDict
from wagtail.models import Page

from brand.search import shelves
from stories.listing import search, vocabulary
from stories.models import Consent, ConsentReceipt, StoryPage, StoryPortrayal
from tests.factories.brand import OrganisationFactory
from tests.factories.stories import ConsentFactory, PersonFactory, section_of, story

pytestmark = pytest.mark.django_db

STORIES, WORDS_EACH, VOCABULARY = 5000, 150, 20_000
PATIENCE = 5.0  # seconds, on a machine that does other things too
VOWELS, CONSONANTS = "aeiou", "bdfghklmnprstvw"


def made_up(draw: random.Random) -> str:
    """A word one could pronounce."""
    syllables = range(draw.randint(2, 5))
    return "".join(draw.choice(CONSONANTS) + draw.choice(VOWELS) for _ in syllables)


def page_like(first: StoryPage, section, number: int) -> Page:
    fields = [field for field in Page._meta.local_concrete_fields if not field.primary_key]
    page = Page(**{field.attname: getattr(first, field.attname) for field in fields})
    page.path = Page._get_path(section.path, section.depth + 1, number)
    page.slug, page.translation_key = f"verhaal-{number}", uuid4()
    page.url_path, page.title = f"{section.url_path}verhaal-{number}/", f"Verhaal {number}"
    return page


def copy_rows(first: StoryPage, words: dict[int, str]) -> None:
    """The story's own columns for every page, with these words to search by."""
    other = {"page_ptr_id", "search_words"}
    fields = [field.column for field in StoryPage._meta.local_concrete_fields]
    columns = ", ".join(f'"{name}"' for name in fields if name not in other)
    statement = (
        f"INSERT INTO stories_storypage (page_ptr_id, search_words, {columns}) "
        f"SELECT %s, %s, {columns} FROM stories_storypage WHERE page_ptr_id = %s"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(pk, text, first.pk) for pk, text in words.items()])


@pytest.fixture
def thousands():
    """Copies of one story of one person, each with words of its own, straight into the tables."""
    draw = random.Random(7)
    known = [made_up(draw) for _ in range(VOCABULARY)]
    partner = OrganisationFactory(name="De Werkschuit", slug="werkschuit")
    person = PersonFactory(organisation=partner)
    ConsentFactory(person=person)
    first = story(person, live=True, title="Karim in het magazijn")
    section = section_of(partner)
    pages = [page_like(first, section, number) for number in range(2, STORIES + 1)]
    Page.objects.bulk_create(pages, batch_size=500)
    keys = dict(
        Page.objects.child_of(section).exclude(pk=first.pk).values_list("pk", "translation_key")
    )
    made = list(keys)
    copy_rows(first, {pk: " ".join(draw.choices(known, k=WORDS_EACH)) for pk in made})
    portrayals = [StoryPortrayal(story_id=pk, person=person) for pk in made]
    StoryPortrayal.objects.bulk_create(portrayals, batch_size=500)
    allow(keys)
    return known


def allow(keys: dict[int, UUID]) -> None:
    """The answer about the first story, given about each of these too."""
    given = Consent.objects.select_related("receipt").get()

    def about_each(row) -> list:
        rows = [copy(row) for _ in keys]
        for one, (pk, key) in zip(rows, keys.items(), strict=True):
            one.pk, one.story_id, one.story_key = None, pk, key
        return rows

    receipts = ConsentReceipt.objects.bulk_create(about_each(given.receipt), batch_size=500)
    consents = about_each(given)
    for one, receipt in zip(consents, receipts, strict=True):
        one.receipt = receipt
    Consent.objects.bulk_create(consents, batch_size=500)


def took(what) -> tuple[float, object]:
    began = time.perf_counter()
    answer = what()
    return time.perf_counter() - began, answer


def test_a_visitor_does_not_wait(thousands, capsys):
    assert StoryPage.objects.shown().count() == STORIES
    vocabulary._known.clear()
    timed = {}

    def measure(name, what):
        timed[name], answer = took(what)
        return answer

    def site(words):
        return shelves.search(QueryDict(f"zoek={words}"))

    assert measure("site, a word that exists", lambda: site("magazijn")).count >= 1
    first = measure("site, a slip, words read anew", lambda: site("magazin"))
    again = measure("site, a slip, words remembered", lambda: site("magazin"))
    assert (first.meant, again.meant) == ("magazijn", "magazijn")
    assert measure("site, nothing near", lambda: site("qqqqqqqqqqqq")).count == 0
    index = measure("index, a slip", lambda: search.find(QueryDict("zoek=magazin")))
    assert (index.meant, index.count) == ("magazijn", 1)
    measure("index, nothing asked", lambda: list(search.find(QueryDict("")).page))
    with capsys.disabled():
        print(f"\n{STORIES} stories, {len(vocabulary.shown())} words ({connection.vendor})")
        for name, seconds in timed.items():
            print(f"  {name:<32} {seconds * 1000:>7.0f} ms")
    assert {name: seconds for name, seconds in timed.items() if seconds > PATIENCE} == {}
