"""What two versions say, and that the lot falls the same each time."""

import pytest

from brand.models import NewsletterIssue, NewsletterTrial, Variant
from brand.newsletter import blocks, versions
from brand.newsletter.blocks import Block

INTRO, TEXT = Block("a", "inleiding", "Dag"), Block("d", "tekst", "Tot dan")
FIRST, SECOND = Block("b", "verhaal", page=1), Block("c", "halte", page=2)


def issue(**trial) -> NewsletterIssue:
    """Nothing of it is in the database."""
    rows = blocks.written([INTRO, FIRST, SECOND, TEXT])
    made = NewsletterIssue(pk=7, subject="Kom kijken", blocks=rows)
    if trial:
        NewsletterTrial(issue=made, **trial)
    return made


def pieces(made: NewsletterIssue) -> list:
    return [(one.kind, one.page) for one in blocks.read(made.blocks)]


@pytest.fixture
def two() -> NewsletterIssue:
    return issue(tries="onderwerp", subject_b="Kom proeven", share=20)


@pytest.mark.django_db
def test_one_version_says_what_it_says():
    made = issue()
    assert versions.says(made, "") is made
    assert versions.of(made) == ("",)
    assert versions.shared_out(made, [3, 1]) == {3: "", 1: ""}


def test_another_subject(two):
    assert [versions.says(two, one).subject for one in "ab"] == ["Kom kijken", "Kom proeven"]
    assert two.subject == "Kom kijken"
    assert pieces(versions.says(two, "b")) == pieces(two)


def test_the_others_get_the_one_that_was_chosen(two):
    said = {}
    for winner in ("", "a", "b"):
        two.trial.winner = winner
        said[winner] = [versions.says(two, one).subject for one in ("", "rest", "a", "b")]
    first, second = "Kom kijken", "Kom proeven"
    assert said == {
        "": [first, first, first, second],
        "a": [first, first, first, second],
        "b": [second, second, first, second],
    }


def test_another_story_first_comes_in_the_place_of_the_first():
    made = issue(tries="opening", lead_kind="verhaal", lead_page=9)
    assert pieces(versions.says(made, "b")) == [
        ("inleiding", None),
        ("verhaal", 9),
        ("halte", 2),
        ("tekst", None),
    ]
    assert versions.says(made, "b").subject == "Kom kijken"
    assert pieces(versions.says(made, "a")) == pieces(made)


def test_one_that_stands_further_on_changes_places_with_the_first():
    made = issue(tries="opening", lead_kind="halte", lead_page=2)
    shown = pieces(versions.says(made, "b"))
    assert shown == [("inleiding", None), ("halte", 2), ("verhaal", 1), ("tekst", None)]


def test_without_a_story_there_is_nothing_to_change():
    assert versions.led_by([INTRO, TEXT], "verhaal", 9) == [INTRO, TEXT]


@pytest.mark.parametrize(("share", "each"), [(10, 10), (20, 20), (50, 50)])
def test_as_many_for_each_version_and_the_others_wait(share, each):
    made = issue(subject_b="Kom proeven", share=share)
    out = versions.shared_out(made, range(1, 201))
    got = list(out.values())
    assert [got.count(one) for one in (Variant.A, Variant.B)] == [each, each]
    assert got.count(Variant.HELD) == 200 - 2 * each
    # They take turns, and who waits comes last.
    assert got[: 2 * each] == [Variant.A, Variant.B] * each


def test_the_lot_falls_the_same_each_time_and_otherwise_for_another_issue(two):
    people = list(range(1, 201))
    out = versions.shared_out(two, people)
    assert versions.shared_out(two, reversed(people)) == out
    first = {pk for pk, variant in out.items() if variant == Variant.A}
    assert first != set(people[: len(first)])
    two.pk = 8
    assert versions.shared_out(two, people) != out
