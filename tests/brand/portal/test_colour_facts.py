"""Colours as people ask for them, and which text reads on which."""

import pytest

from brand.models import BrandKit
from brand.portal import colour_facts


def test_a_colour_in_every_notation():
    one = colour_facts.Colour("brand", "Merkkleur", "knoppen", "#0A5C52")
    assert (one.rgb, one.cmyk) == ("10, 92, 82", "89, 0, 11, 64")
    assert colour_facts.Colour("ink", "Zwart", "", "#000000").cmyk == "0, 0, 0, 100"


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (7.0, "Voor elke tekst (AAA)"),
        (6.99, "Voor elke tekst (AA), voor grote tekst AAA"),
        (4.5, "Voor elke tekst (AA), voor grote tekst AAA"),
        (4.49, "Alleen voor grote tekst (AA): vanaf 24 punten, of 19 punten vet"),
        (3.0, "Alleen voor grote tekst (AA): vanaf 24 punten, of 19 punten vet"),
        (2.99, "Niet voor tekst"),
    ],
)
def test_a_pair_in_words(ratio, said):
    assert colour_facts.Pair(None, None, ratio).verdict == said


def test_a_ratio_is_never_rounded_up():
    assert colour_facts.Pair(None, None, 4.49).shown == "4,4"


def test_every_pair_stands_once_best_first():
    found = colour_facts.pairs(BrandKit())
    names = [(pair.text.token, pair.ground.token) for pair in found]
    assert len(set(names)) == len(names)
    assert found[0].ratio == max(pair.ratio for pair in found)
    assert ("ink", "ink") not in names


def test_files_for_who_builds():
    kit = BrandKit()
    assert "  --brand: #0A5C52;\n" in colour_facts.css(kit)
    assert "prefers-color-scheme: dark" in colour_facts.css(kit)
    said = colour_facts.as_json(kit)
    assert said["colours"][0]["hex"] == "#0A5C52"
    assert said["themes"]["light"]["brand"] == "#0A5C52"
