"""What is seen stays: pictures that few programs show become ones that all do, on arrival."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from brand.media import metadata, renditions, uploads
from brand.models import Picture, Rendition
from stories.consent import requests
from stories.models import AskedFile
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import StopFactory
from tests.factories.stories import PersonFactory, covered_story, picture
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


def colours(kept: Picture) -> tuple[int, int]:
    """Of what a visitor sees: at the left and at the right."""
    with kept.get_rendition("format-png|width-48").file.open() as file, Image.open(file) as shown:
        return shown.convert("L").getpixel((1, 13)), shown.convert("L").getpixel((46, 13))


@pytest.mark.django_db
def test_what_an_older_release_took_in_is_written_again_once(
    founded, capsys, django_capture_on_commit_callbacks
):
    fine = picture(1)
    red = replaced(picture(3), ink())
    asked = replaced(picture(4), deep_grey())
    broken = replaced(picture(5), b"geen foto")
    AskedFile.objects.create(
        request=requests.ask(PersonFactory()), file_hash=hashlib.sha1(deep_grey()).hexdigest()
    )
    before = {one.pk: one.file.name for one in (fine, red, asked, broken)}
    call_command("pictures", "--dry-run")
    assert {one.pk: one.file.name for one in Picture.objects.all()} == before
    with django_capture_on_commit_callbacks(execute=True):
        call_command("pictures")
    said = capsys.readouterr().out
    assert said.count("1 written again") == 2
    assert said.count("1 kept, because somebody was asked about them, and drawn anew") == 2
    names = {one.pk: one.file.name for one in Picture.objects.all()}
    assert {pk for pk, name in names.items() if name != before[pk]} == {red.pk}
    red.refresh_from_db()
    with red.file.open() as file, Image.open(file) as shown:
        assert shown.mode == "RGB"
    assert red.file_hash == hashlib.sha1(red.file.open().read()).hexdigest()
    assert not red.file.storage.exists(before[red.pk])
    call_command("pictures")
    assert "written again" not in capsys.readouterr().out


@pytest.mark.django_db
def test_a_stored_picture_of_sixteen_bits_is_drawn_as_it_looks():
    """Also where its file must stay what it is."""
    kept = replaced(picture(1), deep_grey())
    Picture.objects.filter(pk=kept.pk).update(width=SIZE[0], height=SIZE[1])
    left, right = colours(Picture.objects.get())
    assert left < 20
    assert right > 235


@pytest.mark.django_db
@pytest.mark.parametrize("content", [*UNDRAWABLE.values()], ids=[*UNDRAWABLE])
def test_a_frame_goes_with_its_picture(founded, client, content):
    """On the pages with one large picture; elsewhere a drawing takes its place."""
    told = covered_story(7)
    replaced(told.picture, content)
    stop = StopFactory(venue__picture=replaced(picture(8), content))
    story = client.get(told.url).content.decode()
    assert "story-head__pic" not in story
    assert "stop-top__pic" not in client.get(stop.url).content.decode()
    assert 'card__pic"><svg' in client.get("/").content.decode().replace("\n", "")
