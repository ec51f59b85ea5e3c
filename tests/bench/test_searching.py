"""Searching among 5,000 stories: prints how long it takes, and holds it to what a visitor waits."""

import os
import random
import time

import pytest
from django.db import connection
from django.http import QueryDict

from brand.changes import catalogue
from brand.search import shelves
from stories.listing import search, vocabulary
from stories.models import StoryPage
from tests.support import many

pytestmark = pytest.mark.django_db

STORIES, WORDS_EACH, VOCABULARY = 5000, 150, 20_000
PATIENCE = 5.0  # seconds, on a machine that does other things too
VOWELS, CONSONANTS = "aeiou", "bdfghklmnprstvw"


def made_up(draw: random.Random) -> str:
    """A word one could pronounce."""
    syllables = range(draw.randint(2, 5))
    return "".join(draw.choice(CONSONANTS) + draw.choice(VOWELS) for _ in syllables)


@pytest.fixture
def thousands():
    """Copies of one story of one person, each with words of its own, straight into the tables."""
    draw = random.Random(7)
    known = [made_up(draw) for _ in range(VOCABULARY)]
    words = lambda: " ".join(draw.choices(known, k=WORDS_EACH))  # noqa: E731 - drawn anew each time
    many.stories(STORIES, words, title="Karim in het magazijn")
    return known


def took(what) -> tuple[float, object]:
    began = time.perf_counter()
    answer = what()
    return time.perf_counter() - began, answer


def test_a_visitor_does_not_wait(thousands, capsys):
    assert StoryPage.objects.shown().count() == STORIES
    catalogue.forget()
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
        load = f"load {os.getloadavg()[0]:.1f}"
        print(f"\n{STORIES} stories, {len(vocabulary.shown())} words, {connection.vendor}, {load}")
        for name, seconds in timed.items():
            print(f"  {name:<32} {seconds * 1000:>7.0f} ms")
    assert {name: seconds for name, seconds in timed.items() if seconds > PATIENCE} == {}
