"""Photographs that tell where, when and by whom they were taken."""

from io import BytesIO

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

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
