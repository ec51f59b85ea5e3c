"""Telephone numbers as people read them."""

import pytest

from brand.forms.phones import phone_words


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
