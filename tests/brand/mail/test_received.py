"""Reading what comes in: words without the quoted mail, in whatever charset."""

import base64

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from brand.mail import received


def read(*lines: str | bytes, size: int = 0) -> received.Received:
    raw = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return received.read(raw, size or len(raw))


def html(page: str) -> str:
    return read("Content-Type: text/html; charset=utf-8", "", page).text


@pytest.mark.parametrize(
    ("charset", "content"),
    [
        ("utf-8", "Café één €".encode()),
        ("iso-8859-15", "Café één €".encode("iso-8859-15")),
        ("windows-1252", "Café één €".encode("cp1252")),
        ("utf-16", "Café één €".encode("utf-16")),
        ("bestaat-niet", "Café één €".encode()),
        ("bestaat-niet", "Café één €".encode("cp1252")),
        ("us-ascii", "Café één €".encode("cp1252")),
        ("", "Café één €".encode("cp1252")),
    ],
)
def test_odd_charsets(charset, content):
    found = read(
        f'Content-Type: text/plain; charset="{charset}"',
        "Content-Transfer-Encoding: base64",
        "",
        base64.b64encode(content),
    )
    assert found.text == "Café één €"


def test_no_control_character_or_half_letter_stays():
    assert read("Subject: a\0b", "", b"een\0 \x1b[31mtwee\x7f \xed\xa0\x80").text.startswith(
        "een [31m"
    )


def test_encoded_headers_and_broken_ones():
    found = read(
        "From: =?utf-8?q?Bo_P=C3=A9eters?= <Bo@Peeters.Example>",
        "Subject: =?onbekend?q?Caf=C3=A9?= =?utf-8?b?!!!?=",
        "",
        "x",
    )
    assert found.sender == "bo@peeters.example"
    assert found.subject.startswith("Café")


class TestHtmlAlone:
    def test_words_and_lines(self):
        page = "<head><style>p{}</style></head><p>Dag <b>An</b>,</p><p>Past&nbsp;het?<br>Bo</p>"
        assert html(page) == "Dag An,\n\nPast het?\nBo"

    def test_the_quoted_mail_is_left_out(self):
        page = "<div>Ja, graag.</div><blockquote>Tot gauw.<script>x()</script></blockquote>"
        assert html(page) == "Ja, graag."

    def test_a_page_without_words_says_nothing(self):
        assert html('<img src="https://volg.example/x.gif">') == ""

    @pytest.mark.parametrize("page", ["<p>open", "</p></b>dag", "<<<>>", "<blockquote>alles"])
    def test_a_page_that_is_none(self, page):
        assert "<" not in html(page).replace("<<<>>", "")


@pytest.mark.parametrize(
    "earlier",
    [
        "Op 23 nov. 2026 om 10:00 schreef An <an@x.be>:\n\n> Tot gauw.",
        "On Mon, 23 Nov 2026 at 10:00, An <an@x.be> wrote:\n> Tot gauw.",
        "Le 23 nov. 2026 à 10:00, An <an@x.be> a écrit :\n> Tot gauw.",
        "-----Oorspronkelijk bericht-----\nTot gauw.",
        "________________________________\nVan: An\nTot gauw.",
        "Van: An <an@x.be>\nVerzonden: maandag 23 november 2026\nTot gauw.",
        "> Tot gauw.\n> > Eerder.",
    ],
)
def test_the_mail_that_is_answered_is_left_out(earlier):
    assert read("", f"Dat past.\n\n{earlier}").text == "Dat past."


def test_an_answer_below_the_quote_is_kept():
    assert read("", "> Past het?\n\nJa hoor.").text == "Ja hoor."


def test_where_only_a_quote_is_left_all_of_it_stays():
    assert read("", "> Past het?").text == "> Past het?"


def test_the_plain_text_goes_before_the_page():
    found = read(
        "Content-Type: multipart/alternative; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "Gewoon",
        "--b",
        "Content-Type: text/html",
        "",
        "<p>Opgemaakt</p>",
        "--b--",
    )
    assert (found.text, found.attachments) == ("Gewoon", [])


def test_files_are_named_and_not_read():
    found = read(
        "Content-Type: multipart/mixed; boundary=b",
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "Zie bijlage",
        "--b",
        "Content-Type: text/plain; name=brief.txt",
        "Content-Disposition: attachment; filename*=utf-8''br%C3%AFef.txt",
        "",
        "Geheim",
        "--b",
        "Content-Type: application/pdf",
        "Content-Disposition: attachment",
        "",
        "afgekapt",
        size=99_999,
    )
    assert found.text == "Zie bijlage"
    assert found.attachments == ["brïef.txt", "bijlage"]
    assert found.is_cut


def test_the_same_mail_has_one_key_and_others_have_another():
    one = read("Message-ID: <1@x>", "From: a@x.be", "Received: langs hier", "", "x")
    again = read("Message-ID: <1@x>", "From: a@x.be", "Received: langs daar", "", "x")
    assert one.key == again.key
    assert one.key != read("Message-ID: <1@x>", "From: b@x.be", "", "x").key
    assert read("", "x").key != read("", "y").key


def test_long_lines_are_read_at_once():
    """Nothing in the reading of quotes goes over a line more often than it is long."""
    text = "op on le van: from: " * 20_000
    assert read("", text).text == text.strip()


def no_nul_in(found: received.Received) -> bool:
    """A database takes none."""
    said = (found.sender, found.to, *found.thread, found.subject, found.text, *found.attachments)
    return "\0" not in "".join(said)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
@example(b"From: a\0@x.be\nTo: b\0@x.be\nReferences: <1\0@x>\n\nx\0")
def test_nothing_makes_it_fall_over(raw):
    assert no_nul_in(received.read(raw, len(raw)))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
@example(b"text/plain; charset=utf-7", b"utf-8?q?=00a", b"a\0b")
@example(b"application/pdf", b"utf-8''a%00b", b"a\0b")
def test_nor_do_headers(kind, name, body):
    found = received.read(
        b"Content-Type: " + kind + b"\r\nSubject: =?" + name + b"?=\r\n"
        b"Content-Disposition: attachment; filename*=" + name + b"\r\n\r\n" + body,
        100,
    )
    assert no_nul_in(found)
