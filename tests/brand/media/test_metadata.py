"""No picture keeps where, when and by whom it was taken."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from brand.media import forms, metadata
from brand.models import Picture, User
from tests.support.spoilt_pictures import SPOILT, bomb, broken_avif
from tests.support.telling_photographs import SECRET, XMP, exif, photo


def with_iptc(jpeg: BytesIO) -> BytesIO:
    """A JPEG with a Photoshop block (APP13), as press photographs have."""
    data = jpeg.getvalue()
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x10" + SECRET
    segment = b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block
    return BytesIO(data[:2] + segment + data[2:])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_what_waited_is_written_again_once(kind):
    """By an upload's bytes one knows whose picture it is; an older release left metadata in it."""
    name = "/var/media/wagtail_uploads/ab/ab.jpg"
    older = metadata.bare(ContentFile(photo(kind).getvalue(), name=name))
    assert SECRET not in older.read()
    once = metadata.bare(photo(kind)).read()
    assert metadata.bare(ContentFile(once, name=name)).read() == once


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_but_the_pixels_is_kept(kind):
    given = with_iptc(photo(kind)) if kind == "JPEG" else photo(kind)
    assert SECRET in given.getvalue()
    kept = metadata.bare(given).read()
    assert SECRET not in kept
    picture = Image.open(BytesIO(kept))
    assert (picture.format, picture.size) == (kind, (60, 40))
    assert not picture.getexif()
    assert {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "Author"}.isdisjoint(picture.info)


def test_a_picture_lying_on_its_side_is_turned_upright():
    kept = Image.open(metadata.bare(photo("JPEG", orientation=6)))
    assert kept.size == (40, 60)


def test_the_colours_stay_what_they_are():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = Image.open(metadata.bare(photo("JPEG", icc_profile=profile)))
    assert kept.info["icc_profile"] == profile


@pytest.mark.django_db
def test_an_upload_and_its_renditions_are_bare(founded, settings):
    picture = Picture(title="Portret", alt="Karim lacht")
    picture.file.save("karim.jpg", ContentFile(photo("JPEG").getvalue()), save=False)
    picture.save()
    picture.get_rendition("width-30|format-webp")
    picture.get_rendition("width-30")
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(files) == 3
    for path in files:
        assert SECRET not in path.read_bytes()
        assert not Image.open(path).getexif()


@pytest.mark.django_db
def test_the_hash_is_that_of_the_file_that_is_kept(founded):
    picture = Picture(title="Portret", alt="Karim lacht")
    picture.file = ContentFile(photo("JPEG").getvalue(), name="karim.jpg")
    picture.save()
    kept = picture.file_hash
    picture.file_hash = ""
    assert picture.get_file_hash() == kept


# Every road into the store ------------------------------------------------------------------------

MARKS = [SECRET, b"Exif", b"GPS", b"xmpmeta", b"adobe:ns", b"Photoshop", b"8BIM", b"http://ns."]


def gif() -> BytesIO:
    out = BytesIO()
    Image.linear_gradient("L").save(out, "GIF", comment=SECRET)
    data = out.getvalue()
    block = b"!\xff\x0bXMP DataXMP" + bytes([len(XMP)]) + XMP + b"\x00"
    return BytesIO(data[:-1] + block + data[-1:])


def tiff() -> BytesIO:
    out = BytesIO()
    Image.linear_gradient("L").save(out, "TIFF", exif=exif(), description=SECRET.decode())
    return out


FILLED = {
    "foto.jpg": lambda: with_iptc(photo("JPEG")),
    "foto.png": lambda: photo("PNG"),
    "foto.webp": lambda: photo("WEBP"),
    "foto.avif": lambda: photo("AVIF"),
    "foto.gif": gif,
}
RENDITIONS = ("width-30", "fill-20x20|format-webp", "width-30|format-jpeg", "width-30|format-avif")


def kept() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def tells(path: Path) -> list[str]:
    """What a file still says beside its pixels, raw and as Pillow reads it."""
    data = path.read_bytes()
    found = [mark.decode() for mark in MARKS if mark in data]
    with Image.open(path) as picture:
        names = {
            "exif",
            "xmp",
            "XML:com.adobe.xmp",
            "photoshop",
            "comment",
            "Author",
            "Description",
        }
        return found + sorted(names & picture.info.keys()) + [str(tag) for tag in picture.getexif()]


@pytest.fixture
def admin(founded, client):
    client.force_login(User.objects.create_superuser("baas@example.org", "een lang geheim woord"))
    return client


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, FILLED[name]().getvalue())


def add(client, name: str, **fields):
    form = {"title": name, "alt": "Iemand lacht", "collection": 1, "file": upload(name), **fields}
    return client.post("/beheer/images/add/", form)


@pytest.mark.django_db
def test_nothing_under_media_tells_anything(admin, settings):
    """By the form, by several at once, by a file put in the place of another, and by code."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10  # through a temporary file too
    for name in FILLED:
        assert SECRET in FILLED[name]().getvalue()
        assert add(admin, name).status_code == 302
        several = {"files[]": upload(name), "title": name, "collection": 1}
        ajax = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
        assert admin.post("/beheer/images/multiple/add/", several, **ajax).json()["success"]
    for picture in Picture.objects.all():
        other = {"title": "ander", "alt": "Iemand lacht", "collection": 1}
        address = f"/beheer/images/{picture.pk}/"
        name = Path(picture.title).name
        assert admin.post(address, {**other, "file": upload(name)}).status_code == 302
    by_code = Picture.objects.create(
        title="tiff", file=ContentFile(tiff().getvalue(), name="tiff.jpg")
    )
    for picture in Picture.objects.all():
        picture.get_renditions(*RENDITIONS)
    assert by_code.renditions.count() == len(RENDITIONS)
    files = kept()
    originals, asides = len(FILLED) + 1, len(FILLED)
    assert len(files) == originals * (1 + len(RENDITIONS)) + asides
    assert {path.name: told for path in files if (told := tells(path))} == {}


@pytest.mark.django_db
def test_a_file_kept_aside_becomes_a_picture_once_it_is_described(admin):
    several = {"files[]": upload("foto.jpg"), "title": "Krat", "collection": 1}
    ajax = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    answer = admin.post("/beheer/images/multiple/add/", several, **ajax).json()
    pk = answer["uploaded_file_id"]
    address = f"/beheer/images/multiple/create_from_uploaded_image/{pk}/"
    prefix = f"uploaded-image-{pk}"
    form = {f"{prefix}-title": "Krat", f"{prefix}-alt": "", f"{prefix}-collection": 1}
    assert admin.post(address, form, **ajax).json()["success"] is False
    form[f"{prefix}-alt"] = "Karim tilt een krat"
    assert admin.post(address, form, **ajax).json()["success"] is True
    assert [picture.alt for picture in Picture.objects.all()] == ["Karim tilt een krat"]
    assert [tells(path) for path in kept()] == [[]]


@pytest.mark.django_db
def test_words_for_who_cannot_see_it_are_asked(admin):
    answer = add(admin, "foto.jpg", alt="")
    assert "Vertel wat er op de foto gebeurt, voor wie ze niet ziet." in answer.content.decode()
    assert Picture.objects.count() == 0


TOO_MANY = (
    "Deze foto telt te veel punten: meer dan 50 miljoen. Bewaar ze kleiner en probeer opnieuw."
)


@pytest.mark.django_db
@pytest.mark.parametrize("side", [8000, 20_000])
def test_too_many_pixels_are_refused_in_words(admin, side):
    answer = add(admin, "foto.png", file=SimpleUploadedFile("bom.png", bomb(side)))
    assert TOO_MANY in answer.content.decode()
    assert (Picture.objects.count(), kept()) == (0, [])


@pytest.mark.django_db
@pytest.mark.parametrize("half", [lambda: photo("JPEG").getvalue()[:-300], lambda: b"geen foto"])
def test_a_broken_file_is_refused_in_words(admin, half):
    answer = add(admin, "foto.jpg", file=SimpleUploadedFile("half.jpg", half()))
    assert "Dit bestand kunnen we niet als foto openen." in answer.content.decode()
    assert kept() == []


@pytest.mark.parametrize("content", SPOILT.values(), ids=SPOILT)
def test_broken_notes_leave_like_whole_ones(content):
    kept = Image.open(metadata.bare(BytesIO(content)))
    assert (sorted(kept.size), dict(kept.getexif())) == ([32, 48], {})


@pytest.mark.parametrize("content", [broken_avif(), b"geen foto", b""])
def test_what_cannot_be_opened_is_refused_on_every_road(content):
    with pytest.raises(metadata.UnreadablePicture):
        metadata.bare(BytesIO(content))
    metadata.check_size(BytesIO(content))
    assert not forms.is_picture(BytesIO(content))


@pytest.mark.django_db
def test_a_decoder_that_fails_is_refused_in_words(admin):
    broken = SimpleUploadedFile("foto.avif", broken_avif())
    answer = add(admin, "foto.avif", file=broken)
    assert "Dit bestand kunnen we niet als foto openen." in answer.content.decode()
    assert kept() == []


def portrait(client, name: str, content: bytes):
    """Saved on the account's own screen, with what that screen sends along."""
    user = User.objects.get()
    form = {
        "avatar-avatar": SimpleUploadedFile(name, content),
        "name_email-first_name": user.first_name or "An",
        "name_email-last_name": user.last_name or "Peeters",
        "name_email-email": user.email,
        "locale-preferred_language": "nl",
        "locale-current_time_zone": "Europe/Brussels",
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
    }
    return client.post("/beheer/account/", form)


@pytest.mark.django_db
@pytest.mark.parametrize("size", [(60, 40), (900, 600)])
def test_ones_own_portrait_is_bare_too(admin, size):
    out = BytesIO()
    Image.new("RGB", size).save(out, "JPEG", exif=exif(), xmp=XMP, comment=SECRET)
    assert portrait(admin, "ik.jpg", out.getvalue()).status_code == 302
    [path] = kept()
    assert (path.parent.name, tells(path)) == ("avatar_images", [])


@pytest.mark.django_db
@pytest.mark.parametrize("content", [bomb(8000), broken_avif(), photo("JPEG").getvalue()[:-300]])
def test_a_portrait_that_cannot_be_opened_is_refused_in_words(admin, content):
    answer = portrait(admin, "ik.jpg", content)
    assert answer.status_code == 200
    assert kept() == []


@pytest.mark.parametrize("side", [8000, 20_000])
def test_too_many_pixels_are_not_opened_on_any_road(side):
    with pytest.raises(metadata.PictureTooLarge) as refused:
        metadata.bare(BytesIO(bomb(side)))
    assert str(refused.value) == TOO_MANY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"), [("brief.txt", b"een brief"), ("lijst.csv", b"naam;plaats")]
)
def test_a_photo_is_no_document(admin, name, content):
    photograph = SimpleUploadedFile(name, FILLED["foto.jpg"]().getvalue())
    form = {"title": "Brief", "collection": 1, "file": photograph}
    answer = admin.post("/beheer/documents/add/", form)
    assert "Dit bestand is een foto. Voeg ze toe bij Beelden" in answer.content.decode()
    assert kept() == []
    text = SimpleUploadedFile(name, content)
    assert admin.post("/beheer/documents/add/", {**form, "file": text}).status_code == 302


def test_a_telephones_double_picture_stays_a_jpeg():
    one, other = Image.new("RGB", (60, 40)), Image.new("RGB", (30, 20))
    out = BytesIO()
    one.save(out, "MPO", save_all=True, append_images=[other], exif=exif())
    kept = Image.open(metadata.bare(out))
    assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (60, 40), {})


@pytest.mark.django_db
def test_a_new_point_of_focus_leaves_no_old_crops(founded):
    picture = Picture.objects.create(
        title="Krat", file=ContentFile(photo("JPEG").getvalue(), name="krat.jpg")
    )
    before = picture.get_rendition("fill-20x20").file.name
    whole = picture.get_rendition("width-30").file.name
    picture.focal_point_x = picture.focal_point_y = 5
    picture.focal_point_width = picture.focal_point_height = 4
    picture.save()
    assert [row.file.name for row in picture.renditions.all()] == [whole]
    assert picture.get_rendition("fill-20x20").file.name != before


def test_a_file_has_a_name_that_nobody_guesses():
    named = [
        Picture(title="Jan", collection_id=1).get_upload_to("Jan De Smet.JPG") for _ in range(2)
    ]
    assert all(re.fullmatch(r"original_images/[0-9a-f]{32}\.jpg", name) for name in named)
    assert len(set(named)) == 2
