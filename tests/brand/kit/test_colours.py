"""Colours that anybody can read, whatever three the federation picks."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from brand.kit import colours
from brand.kit.colours import Seeds

HEX = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
SEEDS = st.builds(Seeds, HEX, HEX, HEX)


def between(low: int, high: int):
    """Colours of which each channel lies between the two: those that are often accepted."""
    channel = st.integers(low, high)
    return st.builds("#{:02X}{:02X}{:02X}".format, channel, channel, channel)


LIKELY = st.builds(Seeds, between(0, 130), between(0, 130), between(130, 255))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#777777", "#FFFFFF", 4.48),
        ("#0A5C52", "#FFF9F0", 7.53),
        ("#F5B83D", "#231A2B", 9.41),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert round(colours.contrast(one, other), 2) == ratio


@pytest.mark.parametrize("colour", ["#0A5C52", "#B8381A", "#F5B83D", "#000000", "#FFFFFF"])
def test_a_colour_survives_the_way_to_oklch_and_back(colour):
    assert colours.from_oklch(*colours.to_oklch(colour)) == colour


def test_the_delivered_seeds_give_the_delivered_palette():
    light, dark = colours.themes(Seeds()).values()
    assert {name: light[name] for name in ("paper", "sand", "brand", "accent", "sun")} == {
        "paper": "#FFF9EF",
        "sand": "#F6EBDA",
        "brand": "#0A5C52",
        "accent": "#B8381A",
        "sun": "#F5B83D",
    }
    assert {name: dark[name] for name in ("paper", "ink", "brand", "accent")} == {
        "paper": "#17121D",
        "ink": "#F7EFE4",
        "brand": "#6DD3C2",
        "accent": "#FF9A82",
    }
    assert colours.refusals(Seeds()) == []


def test_both_themes_know_the_same_tokens():
    light, dark = colours.themes(Seeds()).values()
    assert set(light) == set(dark)
    assert {name for pair in colours.PAIRS for name in pair[:2]} <= set(light)


@settings(max_examples=100, deadline=None)
@given(LIKELY)
def test_seeds_are_refused_or_every_pair_is_readable(seeds):
    assume(not colours.refusals(seeds))
    for theme in colours.themes(seeds).values():
        assert colours.failing_pairs(theme) == []


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_the_proposals_together_are_accepted(seeds):
    proposed = {refusal.seed: refusal.proposal for refusal in colours.refusals(seeds)}
    taken = Seeds(**{**vars(seeds), **proposed})
    assert colours.refusals(taken) == []
    for theme in colours.themes(taken).values():
        assert colours.failing_pairs(theme) == []


def test_a_refusal_says_what_why_and_what_instead():
    (refusal,) = colours.refusals(Seeds(brand="#FF0088"))
    assert str(refusal) == "#FF0088 op de achtergrond leest niet vlot (contrast 3,5). Neem #CA006A."
    assert refusal.seed == "brand"


def test_a_figure_just_short_is_not_rounded_up_to_enough():
    refusal = colours.ColourRefusal("brand", "#777777", "wit", 4.4999, "#767676")
    assert str(refusal) == "#777777 op wit leest niet vlot (contrast 4,4). Neem #767676."


def test_a_dark_sun_is_refused_for_the_text_on_it():
    (refusal,) = colours.refusals(Seeds(sun="#7A4A00"))
    assert refusal.seed == "sun"
    assert "aubergine tekst" in str(refusal)


def test_the_check_can_fail():
    """With the delivered light theme's text turned yellow, the pairs speak."""
    theme = {**colours.themes(Seeds())["light"], "ink": "#F5B83D"}
    assert ("ink", "paper") in {pair[:2] for pair in colours.failing_pairs(theme)}
