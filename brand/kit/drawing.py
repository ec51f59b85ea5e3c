"""What the demo's pictures are drawn with: a brush, people of invented looks, and the palette.

The scenes themselves are in `scenes`. Everything is drawn twice as large and scaled down, so that
edges are smooth.
"""

from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 900
SCALE = 2

PAPER, SAND, POLDER, MINT = "#FFF9F0", "#F6EADA", "#0A5C52", "#D6EEE6"
BRICK, BLUSH, SUN, INK = "#B8381A", "#FCE3D9", "#F5B83D", "#231A2B"
BUTTER, SKY, STEEL, WOOD = "#FFF0CC", "#DCEBF2", "#8FA3A8", "#D8A86A"
BLUE, PLUM, LEAF, NIGHT = "#2F5D8A", "#5D5363", "#3E7C4F", "#17303A"


@dataclass
class Brush:
    """A canvas on which positions are given in picture pixels, from a corner and at a size."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    x: float = 0
    y: float = 0
    size: float = 1

    def at(self, *points: float) -> list[float]:
        corner = (self.x, self.y)
        return [
            (corner[number % 2] + point * self.size) * SCALE for number, point in enumerate(points)
        ]

    def moved(self, x: float, y: float, size: float) -> "Brush":
        """The same canvas, drawn on from this point on, at this size."""
        left, top = (side / SCALE for side in self.at(x, y))
        return replace(self, x=left, y=top, size=self.size * size)

    def oval(self, x, y, rx, ry, fill):
        self.draw.ellipse(self.at(x - rx, y - ry, x + rx, y + ry), fill=fill)

    def block(self, x, y, width, height, fill, radius=0):
        self.draw.rounded_rectangle(
            self.at(x, y, x + width, y + height), radius=radius * SCALE * self.size, fill=fill
        )

    def pie(self, x, y, rx, ry, start, end, fill):
        self.draw.pieslice(self.at(x - rx, y - ry, x + rx, y + ry), start, end, fill=fill)

    def arc(self, x, y, rx, ry, start, end, fill, width):
        box = self.at(x - rx, y - ry, x + rx, y + ry)
        self.draw.arc(box, start, end, fill=fill, width=round(width * SCALE * self.size))

    def ring(self, x, y, radius, fill, width):
        self.arc(x, y, radius, radius, 0, 360, fill, width)

    def shape(self, points, fill):
        self.draw.polygon([tuple(self.at(*point)) for point in points], fill=fill)

    def line(self, points, fill, width):
        scaled = [tuple(self.at(*point)) for point in points]
        thick = max(1, round(width * SCALE * self.size))
        self.draw.line(scaled, fill=fill, width=thick, joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            r = thick / 2
            self.draw.ellipse([x - r, y - r, x + r, y + r], fill=fill)


def canvas(ground: str) -> Brush:
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
    return Brush(image, ImageDraw.Draw(image))


def jpeg(brush: Brush) -> bytes:
    small = brush.image.reduce(SCALE)  # each pixel was drawn SCALE times as wide and high
    out = BytesIO()
    small.save(out, "JPEG", quality=86, optimize=True)
    return out.getvalue()


def curve(start, first, second, end, steps=60):
    """Points of a cubic Bézier curve."""
    for step in range(steps + 1):
        t = step / steps
        u = 1 - t
        yield tuple(
            u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d
            for a, b, c, d in zip(start, first, second, end, strict=True)
        )


@dataclass(frozen=True)
class Look:
    """How somebody looks. hair: kort, lang, knot, krullen, muts, kaal or doek."""

    skin: str
    hair: str
    style: str
    clothes: str
    beard: bool = False
    apron: str = ""


def head(brush: Brush, look: Look) -> None:
    """A face of some 200 pixels, its middle at nought."""
    if look.style == "lang":
        brush.block(-112, -96, 224, 280, look.hair, 100)
    if look.style == "doek":
        brush.block(-124, -140, 248, 300, look.hair, 110)
    if look.style == "knot":
        brush.oval(0, -150, 62, 58, look.hair)
    brush.block(-46, 70, 92, 130, look.skin, 40)
    brush.oval(0, 0, 98, 118, look.skin)
    if look.style != "doek":
        for side in (-1, 1):
            brush.oval(side * 98, 10, 18, 26, look.skin)
    if look.beard:
        brush.pie(0, 32, 88, 92, 15, 165, look.hair)
    for side in (-1, 1):
        brush.oval(side * 36, -2, 9, 11, INK)
    brush.arc(0, 37, 38, 29, 25, 155, PAPER if look.beard else INK, 14)
    _hair(brush, look)


def _hair(brush: Brush, look: Look) -> None:
    if look.style == "muts":
        brush.pie(0, -40, 112, 110, 180, 360, look.hair)
        brush.block(-118, -52, 236, 26, SUN, 13)
    elif look.style == "doek":
        brush.pie(0, -20, 104, 122, 185, 355, look.hair)
    elif look.style != "kaal":
        brush.pie(0, -40, 106, 100, 180, 360, look.hair)
    if look.style == "krullen":
        for curl in range(-3, 4):
            brush.oval(curl * 33, -92 + abs(curl) * 14, 36, 34, look.hair)


def bust(brush: Brush, look: Look) -> None:
    """Head and shoulders, as far as the picture goes; the middle of the face at nought."""
    if look.style == "lang":
        brush.block(-112, -96, 224, 280, look.hair, 100)
    brush.block(-230, 160, 460, 900, look.clothes, 150)
    if look.apron:
        brush.shape([(-120, 240), (120, 240), (150, 1060), (-150, 1060)], look.apron)
        for side in (-1, 1):
            brush.line([(side * 112, 250), (side * 64, 166)], look.apron, 20)
    head(brush, look)


def arm(brush: Brush, points, look: Look, width: float = 84) -> None:
    """A sleeve along these points, with a hand at the end."""
    brush.line(points, look.clothes, width)
    brush.oval(*points[-1], width * 0.56, width * 0.52, look.skin)


def standing(brush: Brush, look: Look) -> None:
    """Somebody whole, some 900 pixels tall, the feet at nought."""
    for side in (-1, 1):
        brush.line([(side * 62, -360), (side * 66, -30)], PLUM, 96)
        brush.block(side * 66 - 58 + side * 14, -44, 116, 44, INK, 22)
    brush.block(-140, -640, 280, 330, look.clothes, 90)
    for side in (-1, 1):
        arm(brush, [(side * 128, -580), (side * 165, -440), (side * 150, -330)], look, 66)
    if look.apron:
        brush.block(-92, -560, 184, 290, look.apron, 20)
    head(brush.moved(0, -760, 0.92), look)
