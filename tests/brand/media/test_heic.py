"""A photograph as iPhones make it comes in, and is kept as every browser shows it."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pillow_heif import from_pillow

from brand.media import metadata, uploads
from brand.models import Picture, User
from tests.support.telling_photographs import SECRET, exif


def heic(mode: str = "RGB") -> bytes:
    out = BytesIO()
    red = Image.new(mode, (48, 27), (200, 40, 30) if mode == "RGB" else (200, 40, 30, 255))
    from_pillow(red).save(out, quality=90, exif=exif().tobytes())
    assert SECRET in out.getvalue()
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_it_becomes_a_jpeg_that_tells_nothing(mode):
    kept = metadata.bare(BytesIO(heic(mode))).read()
    assert SECRET not in kept
    with Image.open(BytesIO(kept)) as shown:
        assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (48, 27), {})
        red, green, blue = shown.getpixel((20, 10))
    assert abs(red - 200) + abs(green - 40) + abs(blue - 30) < 30


def test_a_visitor_may_send_one():
    kept = uploads.jpeg(SimpleUploadedFile("IMG_1.HEIC", heic()), 30)
    with Image.open(BytesIO(kept)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (30, 17))


@pytest.mark.django_db
def test_the_back_office_takes_one_under_the_name_of_what_it_is_by_then(founded, client):
    client.force_login(User.objects.create_superuser("baas@example.org", "een lang geheim woord"))
    one = SimpleUploadedFile("IMG_1.HEIC", heic(), "image/heic")
    form = {"title": "Krat", "alt": "Karim tilt een krat", "collection": 1, "file": one}
    assert client.post("/beheer/images/add/", form).status_code == 302
    by_code = Picture.objects.create(title="b", file=ContentFile(heic(), name="b.heic"))
    for picture in Picture.objects.all():
        assert picture.file.name.endswith(".jpg")
        assert picture.get_rendition("width-30").file.name.endswith(".jpg")
    assert by_code.file_hash == Picture.objects.exclude(pk=by_code.pk).get().file_hash


@pytest.mark.django_db
def test_one_that_waits_for_a_description_is_a_jpeg_already(founded, client):
    client.force_login(User.objects.create_superuser("baas@example.org", "een lang geheim woord"))
    several = {"files[]": SimpleUploadedFile("IMG_1.heic", heic()), "title": "b", "collection": 1}
    ajax = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    answer = client.post("/beheer/images/multiple/add/", several, **ajax).json()
    pk, prefix = answer["uploaded_file_id"], f"uploaded-image-{answer['uploaded_file_id']}"
    form = {f"{prefix}-title": "b", f"{prefix}-alt": "Karim lacht", f"{prefix}-collection": 1}
    address = f"/beheer/images/multiple/create_from_uploaded_image/{pk}/"
    assert client.post(address, form, **ajax).json()["success"] is True
    assert Picture.objects.get().file.name.endswith(".jpg")
