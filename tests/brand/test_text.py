"""Words as they are compared, and the word that was meant."""

import pytest

from brand.text import apart, folded, meant, one_line, row_number, row_numbers, slips

KNOWN = ["bakkerij", "magazijn", "magazijnmedewerker", "karim", "doos", "werk", "werken"]


def test_accents_capitals_and_signs_do_not_count():
    assert folded("  Pèers & Zn.\tCafé-bÄr ") == "peers en zn cafe bar"


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("doos", "doos", 0),
        ("doos", "dos", 1),
        ("doos", "dosos", 1),
        ("odos", "doos", 1),
        ("karim", "karima", 1),
        ("bakkerij", "baker", 3),
        ("", "doos", 4),
    ],
)
def test_how_far_words_are_apart(one, other, distance):
    assert apart(one, other) == apart(other, one) == distance


@pytest.mark.parametrize(
    ("word", "allowed"), [("wie", 0), ("doos", 1), ("karims", 1), ("bakkers", 2)]
)
def test_in_a_short_word_each_letter_counts(word, allowed):
    assert slips(word) == allowed


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bakerij", "bakkerij"),  # one too few
        ("bakkeriij", "bakkerij"),  # one too many
        ("bakkreij", "bakkerij"),  # two swapped
        ("Màgazein", "magazijn"),  # a capital, an accent and two slips
        ("karin bakerij", "karim bakkerij"),
        ("karim bakerij", "karim bakkerij"),  # what exists stays
        ("magazijn", ""),  # nothing was wrong
        ("dox", ""),  # part of no word, but too short to guess
        ("fietsenmaker", ""),
        ("karim fietsenmaker", ""),
        ("", ""),
        ("!!!", ""),
    ],
)
def test_the_word_that_was_meant(asked, expected):
    assert meant(asked, KNOWN) == expected


def test_the_nearest_of_several():
    assert meant("werkt", KNOWN) == "werk"
    assert meant("wreken", KNOWN) == "werken"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        (7, 7),
        ("007", 7),
        ("9223372036854775807", 9223372036854775807),
        ("9223372036854775808", None),
        ("9" * 30, None),
        ("0", None),
        ("-1", None),
        ("+1", None),
        ("1.5", None),
        ("1_0", None),
        (" 1", None),
        ("²", None),
        ("٣", None),
        ("", None),
        (None, None),
        ("een", None),
    ],
)
def test_what_can_be_the_number_of_a_row(text, number):
    assert row_number(text) == number


def test_only_those_that_can_be_one():
    assert row_numbers(["3", "²", "", 4, "9" * 30]) == [3, 4]


def test_one_line_is_text():
    assert one_line(" a\r\n\tb\x00c ") == "a bc"
