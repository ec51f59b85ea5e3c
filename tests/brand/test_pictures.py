"""No picture keeps where, when and by whom it was taken."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageCms
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from brand import pictures
from brand.models import Picture

SECRET = b"Karim-woont-hier"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"


def exif(orientation=1) -> Image.Exif:
    data = Image.Exif()
    data[Base.Artist] = SECRET.decode()
    data[Base.Orientation] = orientation
    data.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (50.0, 57.0, 50.7)
    return data


def photo(kind: str, orientation=1, **more) -> BytesIO:
    picture = Image.linear_gradient("L").resize((60, 40)).convert("RGB")
    out = BytesIO()
    if kind == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        info.add_text("Author", SECRET.decode())
        more["pnginfo"] = info
    else:
        more["xmp"] = XMP
    picture.save(out, kind, exif=exif(orientation), **more)
    return out


def with_iptc(jpeg: BytesIO) -> BytesIO:
    """A JPEG with a Photoshop block (APP13), as press photographs have."""
    data = jpeg.getvalue()
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x10" + SECRET
    segment = b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block
    return BytesIO(data[:2] + segment + data[2:])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_but_the_pixels_is_kept(kind):
    given = with_iptc(photo(kind)) if kind == "JPEG" else photo(kind)
    assert SECRET in given.getvalue()
    kept = pictures.bare(given).read()
    assert SECRET not in kept
    picture = Image.open(BytesIO(kept))
    assert (picture.format, picture.size) == (kind, (60, 40))
    assert not picture.getexif()
    assert {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "Author"}.isdisjoint(picture.info)


def test_a_picture_lying_on_its_side_is_turned_upright():
    kept = Image.open(pictures.bare(photo("JPEG", orientation=6)))
    assert kept.size == (40, 60)


def test_the_colours_stay_what_they_are():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = Image.open(pictures.bare(photo("JPEG", icc_profile=profile)))
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
