"""Pictures for the demo, drawn by us: invented people at work beside the route.

Everything is drawn twice as large and scaled down, so that edges are smooth.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 900
SCALE = 2

PAPER, SAND, POLDER, MINT = "#FFF9F0", "#F6EADA", "#0A5C52", "#D6EEE6"
BRICK, BLUSH, SUN, INK = "#B8381A", "#FCE3D9", "#F5B83D", "#231A2B"
GROUNDS = [(MINT, POLDER), (BLUSH, BRICK), ("#FFF0CC", "#8A4B00"), (SAND, POLDER), (MINT, BRICK)]
SKINS = ["#F2C9A5", "#D9A06F", "#A86B42", "#7A4A2B", "#E8B48A"]
HAIRS = ["#2A1B14", "#5B3A1E", "#8C5A2B", "#3B3B46", "#B9B4AC", "#7A2E1A"]
CLOTHES = [POLDER, BRICK, "#2F5D8A", "#5D5363", "#3E7C4F"]


@dataclass
class Brush:
    """A canvas on which positions are given in picture pixels."""

    image: Image.Image
    draw: ImageDraw.ImageDraw

    def at(self, *points: float) -> list[float]:
        return [point * SCALE for point in points]

    def oval(self, x, y, rx, ry, fill):
        self.draw.ellipse(self.at(x - rx, y - ry, x + rx, y + ry), fill=fill)

    def block(self, x, y, width, height, fill, radius=0):
        self.draw.rounded_rectangle(
            self.at(x, y, x + width, y + height), radius=radius * SCALE, fill=fill
        )

    def shape(self, points, fill):
        self.draw.polygon([tuple(self.at(*point)) for point in points], fill=fill)

    def line(self, points, fill, width):
        scaled = [tuple(self.at(*point)) for point in points]
        self.draw.line(scaled, fill=fill, width=width * SCALE, joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            r = width * SCALE / 2
            self.draw.ellipse([x - r, y - r, x + r, y + r], fill=fill)


def curve(start, first, second, end, steps=60):
    """Points of a cubic Bézier curve."""
    for step in range(steps + 1):
        t = step / steps
        u = 1 - t
        yield tuple(
            u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d
            for a, b, c, d in zip(start, first, second, end, strict=True)
        )


def _route(brush: Brush, dice: random.Random, colour: str) -> None:
    """The sign of the brand: one thick line with stops."""
    height = dice.randint(560, 680)
    points = list(
        curve((-60, height), (320, height - 420), (620, height + 240), (1260, height - 460))
    )
    brush.line(points, colour, 34)
    for share in (0.24, 0.52, 0.8):
        x, y = points[int(share * 60)]
        brush.oval(x, y, 30, 30, PAPER)
        brush.oval(x, y, 17, 17, colour)


def _crates(brush: Brush, x: float, dice: random.Random) -> None:
    for row in range(dice.randint(2, 3)):
        y = 800 - row * 120
        brush.block(x, y - 104, 250, 104, "#C98B4A", 10)
        for slat in (20, 56):
            brush.block(x + 14, y - 104 + slat, 222, 16, "#A86F36", 6)
    for loaf in range(3):
        brush.oval(x + 55 + loaf * 70, 800 - (row + 1) * 120 + 8, 42, 30, "#E3A857")
        brush.line(
            [
                (x + 35 + loaf * 70, 800 - (row + 1) * 120 + 6),
                (x + 75 + loaf * 70, 800 - (row + 1) * 120 - 8),
            ],
            "#B87A33",
            5,
        )


def _plants(brush: Brush, x: float, dice: random.Random) -> None:
    for stem in range(4):
        foot, top = x + stem * 70, 800 - dice.randint(180, 330)
        brush.line([(foot, 800), (foot + 12, top)], "#2E6B3C", 12)
        for leaf in range(4):
            y = top + leaf * 62
            side = -1 if leaf % 2 else 1
            brush.oval(foot + side * 40, y, 44, 20, "#4E9A5B" if leaf % 2 else "#3B8149")
        brush.oval(foot + 12, top, 30, 30, SUN if stem % 2 else BRICK)


def _bicycle(brush: Brush, x: float, dice: random.Random) -> None:
    for wheel in (x + 90, x + 370):
        brush.oval(wheel, 700, 120, 120, INK)
        brush.oval(wheel, 700, 102, 102, PAPER)
        brush.oval(wheel, 700, 14, 14, INK)
    frame = [(x + 90, 700), (x + 180, 520), (x + 330, 520), (x + 220, 700), (x + 90, 700)]
    brush.line(frame, BRICK, 18)
    brush.line([(x + 370, 700), (x + 322, 470), (x + 270, 452)], BRICK, 18)
    brush.line([(x + 180, 520), (x + 168, 470)], INK, 14)
    brush.block(x + 122, 446, 96, 26, INK, 13)


def _boxes(brush: Brush, x: float, dice: random.Random) -> None:
    for column, count in enumerate((3, 2, 1)):
        for row in range(count):
            left, top = x + column * 140, 800 - (row + 1) * 130
            brush.block(left, top, 130, 124, "#D8A86A", 6)
            brush.block(left + 52, top, 26, 124, "#C1884A")
            brush.block(left + 14, top + 84, 40, 24, PAPER, 4)


def _kitchen(brush: Brush, x: float, dice: random.Random) -> None:
    brush.block(x - 20, 690, 460, 110, "#5D5363", 10)
    brush.block(x + 30, 560, 190, 130, "#8FA3A8", 18)
    brush.block(x + 12, 548, 226, 26, "#74888E", 13)
    for puff in range(3):
        brush.oval(x + 70 + puff * 55, 480 - puff * 26, 44, 30, PAPER)
    brush.oval(x + 340, 664, 80, 26, PAPER)
    brush.oval(x + 322, 650, 26, 20, BRICK)
    brush.oval(x + 356, 646, 24, 22, "#4E9A5B")


def _screens(brush: Brush, x: float, dice: random.Random) -> None:
    brush.block(x - 30, 680, 470, 30, "#8C5A2B", 8)
    brush.block(x, 430, 320, 220, INK, 16)
    brush.block(x + 16, 446, 288, 188, MINT, 8)
    brush.block(x + 130, 650, 60, 34, INK)
    for row in range(5):
        length = dice.randint(90, 230)
        brush.block(x + 36, 468 + row * 32, length, 14, POLDER if row % 2 else BRICK, 7)


SCENES: dict[str, Callable[[Brush, float, random.Random], None]] = {
    "bakkerij": _crates,
    "groen": _plants,
    "fietsen": _bicycle,
    "magazijn": _boxes,
    "keuken": _kitchen,
    "kantoor": _screens,
}


def _hair_behind(brush: Brush, x: float, y: float, style: int, colour: str) -> None:
    if style == 1:
        brush.block(x - 112, y - 96, 224, 280, colour, 100)
    elif style == 2:
        brush.oval(x, y - 150, 62, 58, colour)


def _hair_before(brush: Brush, x: float, y: float, style: int, colour: str) -> None:
    if style == 4:  # a headscarf or cap
        brush.draw.pieslice(brush.at(x - 112, y - 150, x + 112, y + 70), 180, 360, fill=SUN)
        brush.block(x - 118, y - 52, 236, 26, "#D99A1F", 13)
        return
    brush.draw.pieslice(brush.at(x - 106, y - 140, x + 106, y + 60), 180, 360, fill=colour)
    if style == 3:
        for curl in range(-3, 4):
            brush.oval(x + curl * 33, y - 92 + abs(curl) * 14, 36, 34, colour)


def _face(brush: Brush, x: float, y: float, hair: str, beard: bool) -> None:
    if beard:
        brush.draw.pieslice(brush.at(x - 88, y - 60, x + 88, y + 124), 15, 165, fill=hair)
    for side in (-1, 1):
        brush.oval(x + side * 36, y - 2, 9, 11, INK)
    brush.draw.arc(
        brush.at(x - 38, y + 8, x + 38, y + 66), 25, 155, fill=PAPER if beard else INK, width=14
    )


def _person(brush: Brush, x: float, look: tuple[str, str, str, int], beard: bool) -> None:
    skin, hair, clothes, style = look
    y = 400
    _hair_behind(brush, x, y, style, hair)
    brush.block(x - 230, 560, 460, 420, clothes, 150)
    brush.block(x - 46, 470, 92, 130, skin, 40)
    brush.shape([(x - 120, 640), (x + 120, 640), (x + 150, 920), (x - 150, 920)], PAPER)
    brush.line([(x - 112, 650), (x - 64, 566)], PAPER, 20)
    brush.line([(x + 112, 650), (x + 64, 566)], PAPER, 20)
    brush.block(x - 70, 740, 140, 90, SAND, 14)
    brush.oval(x, y, 98, 118, skin)
    for side in (-1, 1):
        brush.oval(x + side * 98, y + 10, 18, 26, skin)
    _face(brush, x, y, hair, beard=beard and style == 0)
    _hair_before(brush, x, y, style, hair)


def scene(kind: str, seed: int, *, people: int = 1) -> bytes:
    """A JPEG of 1200 by 900 pixels: one of SCENES, with zero to two people in it."""
    dice = random.Random(seed)  # noqa: S311
    ground, line = dice.choice(GROUNDS)
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
    brush = Brush(image, ImageDraw.Draw(image))
    brush.oval(dice.randint(820, 1040), 210, 120, 120, SUN)
    _route(brush, dice, line)
    brush.block(-20, 800, WIDTH + 40, 140, PAPER)
    person_first = dice.random() < 0.5
    SCENES[kind](brush, 690 if person_first else 90, dice)
    spots = [340, 640] if person_first else [840, 560]
    looks = zip(
        dice.sample(SKINS, people),
        dice.sample(HAIRS, people),
        dice.sample(CLOTHES, people),
        dice.sample(range(5), people),
        strict=True,
    )
    for spot, look in zip(spots, looks, strict=False):
        _person(brush, spot, look, beard=dice.random() < 0.6)
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "JPEG", quality=86, optimize=True)
    return out.getvalue()
