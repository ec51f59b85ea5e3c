"""Pictures of scanners and printers, that few programs show as they are."""

from io import BytesIO

from PIL import Image, ImageCms

SIZE = (48, 27)


def deep_grey(kind: str = "PNG") -> bytes:
    """Sixteen bits a point, from black on the left to white on the right."""
    picture, out = Image.new("I;16", SIZE), BytesIO()
    for x in range(SIZE[0]):
        for y in range(SIZE[1]):
            picture.putpixel((x, y), shade(x) * 257)
    picture.save(out, kind)
    return out.getvalue()


def shade(x: int) -> int:
    return x * 255 // (SIZE[0] - 1)


def ink(kind: str = "JPEG", profile: bytes | None = None) -> bytes:
    """Pure red, as a printer mixes it."""
    out = BytesIO()
    Image.new("CMYK", SIZE, (0, 255, 255, 0)).save(out, kind, icc_profile=profile)
    return out.getvalue()


def wrong_profile() -> bytes:
    """A colour profile that says nothing of ink."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
