"""The blocks of an issue: what is kept of what is sent, and moving them by a button."""

import pytest
from django.http import QueryDict

from brand.newsletter import blocks
from brand.newsletter.blocks import Block, BlocksField, BlocksWidget

A, B, C = (Block(name, "tekst", name) for name in "abc")


def order(act: str) -> str:
    return "".join(block.id for block in blocks.changed([A, B, C], act))


@pytest.mark.parametrize(
    ("act", "after"),
    [
        ("hoger:b", "bac"),
        ("hoger:a", "abc"),
        ("lager:b", "acb"),
        ("lager:c", "abc"),
        ("weg:b", "ac"),
        ("weg:x", "abc"),
        ("", "abc"),
    ],
)
def test_a_button_moves_one_block(act, after):
    assert order(act) == after


def test_an_introduction_comes_first_and_text_last():
    assert blocks.changed([A], "nieuw:inleiding")[0].kind == "inleiding"
    assert blocks.changed([A], "nieuw:tekst")[-1].text == ""
    assert blocks.changed([A], "nieuw:verhaal") == [A]  # is ticked, not typed


def test_ticking_keeps_places_and_adds_at_the_end():
    there = [Block("s1", "verhaal", page=1), A, Block("s2", "verhaal", page=2)]
    after = blocks.ticked(there, {"verhaal": [2, 3], "halte": [4]})
    assert [(one.kind, one.page) for one in after] == [
        ("tekst", None),
        ("verhaal", 2),
        ("verhaal", 3),
        ("halte", 4),
    ]


def test_the_order_is_that_of_the_fields_in_the_form():
    sent = QueryDict("block=b&block=a&block=b&kind-a=tekst&text-a=Dag&kind-b=halte&page-b=7")
    kept = BlocksWidget().value_from_datadict(sent, {}, "blocks")
    assert blocks.read(kept) == [Block("b", "halte", page=7), Block("a", "tekst", "Dag")]


@pytest.mark.parametrize(
    "kept", [None, "x", [1], [{}], [{"id": "a", "kind": "dans"}], [{"id": "<b>", "kind": "tekst"}]]
)
def test_what_is_no_block_is_left_out(kept):
    assert blocks.read(kept) == []


@pytest.mark.parametrize("page", ["-1", "x", 10**30, None, ""])
def test_a_number_that_is_no_row_is_none(page):
    assert blocks.read([{"id": "a", "kind": "verhaal", "page": page}]) == [Block("a", "verhaal")]


def test_too_long_is_said_and_not_cut():
    field = BlocksField()
    with pytest.raises(Exception, match="hoogstens 3000 tekens, nu 3001"):
        field.clean([{"id": "a", "kind": "tekst", "text": "x" * 3001}])
    with pytest.raises(Exception, match="hoogstens 60 tekens, nu 61"):
        field.clean([{"id": "a", "kind": "knop", "text": "x" * 61}])
    with pytest.raises(Exception, match="hoogstens 30 blokken"):
        field.clean([{"id": f"a{n}", "kind": "tekst"} for n in range(31)])
