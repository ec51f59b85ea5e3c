"""Telephone numbers as people read them."""

import pytest

from brand.forms.phones import in_one_piece, phone_words


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("+32470123456", "0470 12 34 56"),
        ("0470/12.34.56", "0470 12 34 56"),
        ("+31201234567", "+31 20 123 4567"),
        ("na 17 uur", "na 17 uur"),
        ("12", "12"),
        ("", ""),
    ],
)
def test_a_number_is_written_as_people_here_do(kept, read):
    assert phone_words(kept) == read


@pytest.mark.parametrize(
    "number",
    ["0400 00 00 00", "089 00 00 00", "02/511 45 67", "+32 (0)470 12 34 56"],
)
def test_a_number_in_a_text_stays_on_one_line(number):
    page = f"<p>Bel {number}, of mail.</p>"
    assert in_one_piece(page) == f'<p>Bel <span class="whole">{number}</span>, of mail.</p>'


@pytest.mark.parametrize(
    "page",
    [
        '<input value="0400 00 00 00"><script>"0400 00 00 00"</script>',
        "<textarea>Bel 0400 00 00 00</textarea><option>0400 00 00 00</option>",
        "<p>Van 1.000 tot 2.000, in 2026 of 02 uur, 12 34 56 78 90</p>",
    ],
)
def test_what_is_typed_or_no_number_stays_as_it_is(page):
    assert in_one_piece(page) == page


def test_a_page_of_nothing_but_signs_is_no_burden():
    assert in_one_piece("<" * 100_000) == "<" * 100_000
