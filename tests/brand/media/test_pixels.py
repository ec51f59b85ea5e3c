"""What is seen stays: pictures that few programs show become ones that all do, on arrival."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from brand.media import metadata, renditions, uploads
from brand.models import Picture, Rendition
from tests.factories.brand import OrganisationFactory
from tests.factories.stories import picture
from tests.support.telling_photographs import photo
from tests.support.unusual_pictures import SIZE, deep_grey, ink, shade, wrong_profile

INKS = {
    "plain": ink(),
    "tiff": ink("TIFF"),
    "wrong profile": ink(profile=wrong_profile()),
    "broken profile": ink(profile=b"no profile"),
}


def greys(content: bytes) -> list[int]:
    with Image.open(BytesIO(content)) as kept:
        return [kept.convert("L").getpixel((x, 13)) for x in range(kept.width)]


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_of_grey_become_eight(kind):
    kept = metadata.bare(BytesIO(deep_grey(kind))).read()
    with Image.open(BytesIO(kept)) as shown:
        assert (shown.format, shown.mode, shown.size) == ("PNG", "L", SIZE)
    assert greys(kept) == [shade(x) for x in range(SIZE[0])]


@pytest.mark.parametrize("longest", [48, 24])
def test_a_paper_that_a_scanner_kept_in_sixteen_bits_stays_readable(longest):
    """A photographed consent is evidence: white on white would be none."""
    kept = uploads.jpeg(SimpleUploadedFile("blad.png", deep_grey()), longest)
    found = greys(kept)
    meant = [shade(x * SIZE[0] // longest) for x in range(longest)]
    assert max(abs(one - other) for one, other in zip(found, meant, strict=True)) <= 10


@pytest.mark.parametrize("content", INKS.values(), ids=INKS)
def test_ink_becomes_light(content):
    with Image.open(metadata.bare(BytesIO(content))) as shown:
        red, green, blue = shown.getpixel((20, 10))
        assert (shown.mode, shown.info.get("icc_profile")) == ("RGB", None)
    assert red > 230
    assert max(green, blue) < 60


def test_a_file_put_in_by_a_visitor_is_light_too():
    kept = uploads.jpeg(SimpleUploadedFile("foto.jpg", ink()), 30)
    with Image.open(BytesIO(kept)) as shown:
        assert (shown.mode, shown.size) == ("RGB", (30, 17))
        assert shown.getpixel((9, 9))[0] > 230


def test_a_photograph_of_before_is_the_same_file_today():
    """By its bytes one knows that somebody refused it."""
    content = photo("JPEG", icc_profile=wrong_profile()).getvalue()
    with Image.open(BytesIO(content)) as given:
        profile, plain, out = given.info["icc_profile"], given.copy(), BytesIO()
    plain.info = {}
    plain.save(out, "JPEG", quality=92, optimize=True, icc_profile=profile)
    kept = metadata.bare(BytesIO(content)).read()
    assert hashlib.sha1(kept).digest() == hashlib.sha1(out.getvalue()).digest()


@pytest.mark.django_db
def test_what_waits_since_an_older_release_is_looked_at_again():
    name = "/var/media/wagtail_uploads/ab/ab.png"
    kept = metadata.bare(ContentFile(deep_grey(), name=name)).read()
    assert greys(kept)[:3] == [shade(x) for x in range(3)]


def replaced(kept: Picture, content: bytes) -> Picture:
    """The stored file as an older release left it, or a disk that lost some."""
    with kept.file.storage.open(kept.file.name, "wb") as file:
        file.write(content)
    return kept


UNDRAWABLE = {"nothing": b"", "no picture": b"geen foto", "half": photo("PNG").getvalue()[:150]}


@pytest.mark.django_db
@pytest.mark.parametrize("content", [*UNDRAWABLE.values()], ids=[*UNDRAWABLE])
def test_a_page_goes_without_a_picture_that_cannot_be_drawn(founded, client, content):
    founded.hero_picture = replaced(picture(1), content)
    founded.save_revision().publish()
    OrganisationFactory(logo=replaced(picture(2), content))
    for address in ("/", "/partners/", "/api/v1/partners/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "not-found" not in answer.content.decode()
        assert "<picture" not in answer.content.decode()
    assert Rendition.objects.count() == 0
    assert renditions.prepare_own() == 0
