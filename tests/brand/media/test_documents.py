"""A document is what its bytes say, and does not tell who made it, or where."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from PIL import Image
from wagtail.documents import get_document_model

from brand.media import documents
from brand.models import User
from tests.factories.stories import document
from tests.support.telling_documents import (
    EXECUTABLE,
    PICTURE,
    PLACE,
    TIME,
    WAY,
    docx,
    film,
    odt,
    packed,
    pptx,
    xlsx,
)
from tests.support.telling_photographs import SECRET

pytestmark = pytest.mark.django_db


def bare(name: str, content: bytes) -> bytes:
    upload = SimpleUploadedFile(name, content)
    documents.make_bare(upload)
    kept = upload.read()
    assert upload.size == len(kept)
    return kept


def test_a_film_tells_no_place_no_name_and_no_time():
    given, kept = film(), bare("film.mp4", film())
    for told in (PLACE, SECRET, *WAY, TIME):
        assert told in given
        assert told not in kept
    assert len(kept) == len(given)
    assert kept[: given.index(b"moov")].startswith(given[: given.index(WAY[0])])
    assert PICTURE in kept
    assert kept.count(b"trak") == 1
    assert bare("film.mp4", kept) == kept


def test_a_film_that_is_here_already_stays_the_same_file():
    """By its bytes one knows whose it is, also of what an older release took in."""
    document("oud.mp4", film())
    assert bare("nieuw.mp4", film()) == film()


def resized(size: int) -> bytes:
    content = film()
    at = content.index(b"moov") - 4
    return content[:at] + size.to_bytes(4) + content[at + 4 :]


def test_a_film_whose_last_part_says_no_size_is_stripped_too():
    assert SECRET not in bare("film.mp4", resized(0))


@pytest.mark.parametrize("size", [1, 7, 2**31])
def test_a_film_with_a_wrong_size_in_it_is_refused(size):
    with pytest.raises(documents.UnreadableDocument, match="geen mp4 die we kunnen openen"):
        bare("film.mp4", resized(size))


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as made:
        assert made.testzip() is None
        return {name: made.read(name) for name in made.namelist()}


def assert_nobody_is_named(parts: dict[str, bytes]):
    for name, content in parts.items():
        if documents.office.is_office(content):
            assert_nobody_is_named(members(content))
        else:
            assert SECRET not in content, name
            assert SECRET.decode().encode("utf-16-le") not in content, name


def test_a_text_of_word_keeps_its_words_only():
    before, after = members(docx()), members(bare("brief.docx", docx()))
    assert list(before) == list(after)
    assert_nobody_is_named(after)
    assert after["word/document.xml"] == b'<w:p><w:ins w:author="">Kom kijken</w:ins></w:p>'
    assert after["[Content_Types].xml"] == before["[Content_Types].xml"]
    with Image.open(BytesIO(after["word/media/image1.jpeg"])) as picture:
        assert (picture.size, dict(picture.getexif())) == ((60, 40), {})
    assert b"<w:t>Mooi</w:t>" in after["word/comments.xml"]
    assert "één" in after["word/footnotes.xml"].decode()
    assert b"https://example.be/home/zo/" in after["word/_rels/settings.xml.rels"]


def test_remarks_and_changes_of_a_presentation_name_nobody():
    before, after = members(pptx()), members(bare("dia.pptx", pptx()))
    assert_nobody_is_named(after)
    assert after["ppt/slides/slide1.xml"] == before["ppt/slides/slide1.xml"]
    assert b'<p:cmAuthor id="0" name=""' in after["ppt/commentAuthors.xml"]
    assert b"_xmlsignatures" not in after["[Content_Types].xml"]
    within = members(after["ppt/embeddings/blad.xlsx"])
    assert within == members(bare("blad.xlsx", xlsx()))


def test_remarks_in_a_sheet_name_nobody():
    after = members(bare("blad.xlsx", xlsx()))
    assert_nobody_is_named(after)
    assert b'name="Haltes" displayName="Haltes"' in after["xl/tables/table1.xml"]
    assert b"<author></author><author>tc={3}</author>" in after["xl/comments1.xml"]
    assert b"<t></t><t>Nakijken</t>" in after["xl/comments1.xml"]


def test_a_sheet_that_openpyxl_wrote_opens_again():
    book = Workbook()
    book.properties.creator = SECRET.decode()
    book.active["A1"] = "Genk"
    book.active["A1"].comment = Comment("Nakijken", SECRET.decode())
    out = BytesIO()
    book.save(out)
    kept = bare("blad.xlsx", out.getvalue())
    assert_nobody_is_named(members(kept))
    [[cell]] = load_workbook(BytesIO(kept)).active.iter_rows()
    assert (cell.value, cell.comment.text) == ("Genk", "Nakijken")


def test_files_that_are_packed_in_each_other_too_often_are_refused():
    content = docx()
    for _ in range(4):
        content = packed(
            {
                "[Content_Types].xml": b"",
                "word/document.xml": b"",
                "word/embeddings/a.docx": content,
            }
        )
    with pytest.raises(documents.UnreadableDocument):
        bare("brief.docx", content)


def test_a_text_of_libreoffice_keeps_its_words_only():
    after = members(bare("brief.odt", odt()))
    assert next(iter(after)) == "mimetype"
    assert_nobody_is_named(after)
    assert b"Kom kijken" in after["content.xml"]


OTHERS = {
    "brief.pdf": EXECUTABLE,
    "brief.docx": EXECUTABLE,
    "lijst.csv": EXECUTABLE,
    "brief.txt": b"%PDF-1.7 een brief",
    "blad.xlsx": packed({"word/document.xml": b"", "[Content_Types].xml": b""}),
    "half.docx": docx()[:-30],
    "map.zip": b"PK\x03\x04 geen zip",
    "film.mp4": EXECUTABLE,
    "film.webm": film(),
    "film.vtt": b"een tekst",
}


@pytest.mark.parametrize(("name", "content"), OTHERS.items(), ids=OTHERS)
def test_what_is_something_else_is_refused(name, content):
    with pytest.raises(documents.UnreadableDocument):
        bare(name, content)


KEPT = {
    "lijst.csv": "naam;plaats\ncafé;Genk\n".encode("cp1252"),
    "lijst.txt": "één".encode("utf-16"),
    "map.zip": packed({"a.txt": b"a"}),
    "film.webm": b"\x1aE\xdf\xa3 webm",
    "film.vtt": "\ufeffWEBVTT\n\n".encode(),
}


@pytest.mark.parametrize(("name", "content"), KEPT.items(), ids=KEPT)
def test_what_tells_nothing_stays_as_it_is(name, content):
    assert bare(name, content) == content


def test_the_back_office_says_so_and_keeps_what_is_bare(founded, client):
    client.force_login(User.objects.create_superuser("baas@example.org", "een lang geheim woord"))
    form = {"title": "Brief", "collection": 1}

    def add(name: str, content: bytes):
        return client.post(
            "/beheer/documents/add/", {**form, "file": SimpleUploadedFile(name, content)}
        )

    answer = add("brief.pdf", EXECUTABLE)
    assert "Dit bestand is geen pdf die we kunnen openen." in answer.content.decode()
    assert add("film.mp4", film()).status_code == 302
    several = {"files[]": SimpleUploadedFile("brief.docx", docx()), "title": "b", "collection": 1}
    ajax = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    assert client.post("/beheer/documents/multiple/add/", several, **ajax).json()["success"]
    one, two = get_document_model().objects.order_by("pk")
    assert one.file.read() == bare("film.mp4", film())
    assert one.file_size == len(film())
    assert all(SECRET not in content for content in members(two.file.read()).values())
