"""A PDF does not tell who made it, who remarked on it and where its photographs were taken."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from brand.media import documents
from tests.support.telling_photographs import SECRET, photo

pytestmark = pytest.mark.django_db
WORDS = b"BT (Kom kijken) Tj ET"


def pdf() -> PdfWriter:
    made = PdfWriter()
    page = made.add_blank_page(200, 100)
    said = StreamObject()
    said._data = WORDS
    page[NameObject("/Contents")] = made._add_object(said)
    jpeg = StreamObject()
    jpeg._data = photo("JPEG").getvalue()
    jpeg[NameObject("/Subtype")] = NameObject("/Image")
    jpeg[NameObject("/ColorSpace")] = NameObject("/DeviceRGB")
    jpeg[NameObject("/Width")], jpeg[NameObject("/Height")] = NumberObject(60), NumberObject(40)
    jpeg[NameObject("/Filter")] = NameObject("/DCTDecode")
    told = StreamObject()
    told._data = SECRET
    jpeg[NameObject("/Metadata")] = made._add_object(told)
    shown = DictionaryObject({NameObject("/Im1"): made._add_object(jpeg)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): shown})
    remark = made.add_annotation(0, Text(rect=(1, 1, 9, 9), text="Goed zo"))
    remark[NameObject("/T")] = TextStringObject(SECRET.decode())
    made.add_metadata({"/Author": SECRET.decode()})
    made.xmp_metadata = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    return made


def written(made: PdfWriter) -> bytes:
    out = BytesIO()
    made.write(out)
    return out.getvalue()


def bare(content: bytes) -> bytes:
    upload = SimpleUploadedFile("brief.pdf", content)
    documents.make_bare(upload)
    return upload.read()


def test_it_keeps_its_pages_only():
    given = written(pdf())
    assert given.count(SECRET) >= 4
    assert PdfReader(BytesIO(given)).metadata.author == SECRET.decode()
    kept = bare(given)
    assert SECRET not in kept
    assert SECRET.replace(b"-", b"\\055") not in kept
    read = PdfReader(BytesIO(kept))
    [page] = read.pages
    assert (read.metadata, read.xmp_metadata) == (None, None)
    assert page.get_contents().get_data().strip() == WORDS
    assert page.images[0].image.size == (60, 40)
    assert page["/Annots"][0].get_object()["/Contents"] == "Goed zo"


def test_the_pixels_of_its_photographs_stay_bit_for_bit():
    kept = PdfReader(BytesIO(bare(written(pdf())))).pages[0]["/Resources"]["/XObject"]["/Im1"]
    given = photo("JPEG").getvalue()
    pixels = given[given.index(b"\xff\xdb") :]
    assert kept.get_object()._data.endswith(pixels)


def closed() -> bytes:
    made = pdf()
    made.encrypt("geheim", algorithm="RC4-128")
    return written(made)


@pytest.mark.parametrize("content", [b"%PDF-1.7 een brief", closed(), written(pdf())[:300]])
def test_one_that_cannot_be_opened_is_refused(content):
    with pytest.raises(documents.UnreadableDocument, match="geen pdf die we kunnen openen"):
        bare(content)
