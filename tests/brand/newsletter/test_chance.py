"""The exact test, against numbers worked out by hand and tables of the binomial distribution."""

from fractions import Fraction

import pytest

from brand.newsletter import chance


@pytest.mark.parametrize(
    ("seen", "is_"),
    [
        ((6, 0, 50, 50), Fraction(2, 64)),
        ((5, 1, 50, 50), Fraction(14, 64)),
        ((3, 3, 50, 50), Fraction(1)),
        ((0, 0, 50, 50), Fraction(1)),
        ((7, 3, 40, 40), Fraction(352, 1024)),
        # The first was sent to one in four: 1/256 + ways of 4 in 4 that are no likelier.
        ((4, 0, 10, 30), Fraction(1, 256)),
        ((0, 4, 10, 30), Fraction(81 + 54 + 12 + 1, 256)),
        ((2, 2, 10, 30), Fraction(54 + 12 + 1, 256)),
    ],
)
def test_how_often_it_comes_up(seen, is_):
    assert chance.of(*seen) == is_


@pytest.mark.parametrize("got", [(37, 41), (50, 50), (3, 97)])
def test_it_is_the_same_seen_from_the_other_side(got):
    for first in range(8):
        one = chance.of(first, 7 - first, *got)
        assert one == chance.of(7 - first, first, *reversed(got))
        assert 0 < one <= 1


def test_with_many_it_stays_exact():
    """A thousand tosses with 540 heads, as tables of the binomial have it."""
    assert float(chance.of(540, 460, 900, 900)) == pytest.approx(0.0125, abs=0.0005)
    assert float(chance.of(540, 460, 899, 901)) == pytest.approx(0.0110, abs=0.0015)


def test_below_six_nothing_could_show_a_difference():
    assert [chance.can_tell(total, 30, 30) for total in range(7)] == [False] * 6 + [True]
    assert not chance.can_tell(40, 0, 30)
    assert not chance.can_tell(40, 30, 0)


def test_the_sentence():
    assert chance.sentence(Fraction(352, 1024)).endswith(
        "dan zag je in 34 van de 100 proeven zo’n verschil. Het kan dus toeval zijn."
    )
    assert chance.sentence(Fraction(1, 100)).endswith("wellicht geen toeval.")
    assert "in minder dan 1 van de 100 proeven" in chance.sentence(Fraction(1, 1000))
    assert "in 5 van de 100 proeven" in chance.sentence(Fraction(1, 20))
    assert "toeval zijn" in chance.sentence(Fraction(1, 20))
