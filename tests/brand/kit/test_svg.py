"""A drawing that somebody uploaded: shapes stay, and nothing that acts or fetches."""

import pytest

from brand.kit import svg

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'
)


def read(inside: str, head: str = 'viewBox="0 0 40 20"') -> svg.Drawing:
    return svg.read(HEAD.format(head, inside).encode())


def test_shapes_and_their_looks_stay():
    drawn = read('<g fill="#0A5C52"><path d="M0 0h9v9z"/><use xlink:href="#a"/></g>')
    assert drawn.markup == (
        '<g fill="#0A5C52"><path d="M0 0h9v9z"></path><use href="#a"></use></g>'
    )
    assert (drawn.left, drawn.top, drawn.width, drawn.height) == (0, 0, 40, 20)
    assert drawn.is_lines


def test_looks_of_the_whole_drawing_stay():
    drawn = read("<path d='M0 0'/>", 'viewBox="0 0 4 4" fill="none" width="40"')
    assert drawn.markup == '<g fill="none"><path d="M0 0"></path></g>'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<s:script xmlns:s='http://www.w3.org/2000/svg'>alert(1)</s:script>",
        "<foreignObject><b xmlns='http://www.w3.org/1999/xhtml'>x</b></foreignObject>",
        "<iframe xmlns='http://www.w3.org/1999/xhtml' src='https://kwaad.example'/>",
        "<a xlink:href='javascript:alert(1)'><path d='M0 0'/></a>",
        "<animate attributeName='href' to='javascript:alert(1)'/>",
        "<style>@import 'https://kwaad.example/x.css'</style>",
        "<style>g{fill:url(https://kwaad.example/x)}</style>",
    ],
)
def test_what_acts_or_fetches_goes(inside):
    assert read(inside).markup == ""


@pytest.mark.parametrize(
    "attributes",
    [
        "onload='alert(1)'",
        "ONCLICK='alert(1)'",
        "xlink:href='https://kwaad.example/x.svg#a'",
        "href='java&#115;cript:alert(1)'",
        "style='fill:url(https://kwaad.example/x)'",
        "fill='url( &quot;//kwaad.example&quot;)'",
    ],
)
def test_such_a_property_goes(attributes):
    assert read(f"<use {attributes}/>").markup == "<use></use>"


def test_a_picture_within_is_one_of_its_own():
    assert "https" not in read("<image xlink:href='https://kwaad.example/x.png'/>").markup
    drawn = read("<image xlink:href='data:image/png;base64,iVBORw0KGgo='/>")
    assert "data:image/png" in drawn.markup
    assert not drawn.is_lines


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "geen leesbare tekening"),
        (b"<svg", "geen leesbare tekening"),
        (b"<html/>", "geen SVG-tekening"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "hoe groot"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 0 0'/>", "hoe groot"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 nan 3'/>", "hoe groot"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><svg viewBox='0 0 1 1'>&a;</svg>", "geen leesbare"),
        (b" " * 2_000_001, "groter dan 2 MB"),
    ],
)
def test_what_is_no_drawing_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(svg.UndrawableError, match=sentence):
        svg.read(data)


def test_without_a_box_the_size_counts():
    assert read("", 'width="30px" height="10"').width == 30


def test_layer_upon_layer_is_refused_in_a_sentence():
    with pytest.raises(svg.UndrawableError, match="te diep in lagen"):
        read("<g>" * 20_000 + "</g>" * 20_000)
