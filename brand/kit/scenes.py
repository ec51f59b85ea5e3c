"""The demo's pictures: a workshop, hands, a park from afar; no two alike. See `drawing`."""

from collections.abc import Callable
from dataclasses import replace

from brand.kit.drawing import (
    BLUE,
    BLUSH,
    BRICK,
    BUTTER,
    INK,
    LEAF,
    MINT,
    NIGHT,
    PAPER,
    PLUM,
    POLDER,
    SAND,
    SKY,
    STEEL,
    SUN,
    WOOD,
    Brush,
    Look,
    arm,
    bust,
    canvas,
    curve,
    jpeg,
    standing,
)

KARIM = Look("#A86B42", "#2A1B14", "kort", POLDER, beard=True)
ELS = Look("#F2C9A5", "#8C5A2B", "knot", BLUE)
FATIMA = Look("#D9A06F", BRICK, "doek", PAPER, apron=POLDER)
JORIS = Look("#F2C9A5", "#7A2E1A", "kort", PAPER, beard=True, apron=BRICK)
SAMIRA = Look("#7A4A2B", "#2A1B14", "krullen", SUN)
RIK = Look("#E8B48A", "#B9B4AC", "muts", LEAF)
GREET = Look("#F2C9A5", "#B9B4AC", "lang", BRICK)
LEEN = Look("#E8B48A", "#5B3A1E", "lang", POLDER)
NADIA = Look("#A86B42", "#2A1B14", "lang", PLUM)
TOM = Look("#D9A06F", "#3B3B46", "kaal", BLUE)
LINE = 34  # the route, as thick in every picture


def _route(brush: Brush, start, first, second, end, colour=POLDER) -> list:
    points = list(curve(start, first, second, end))
    brush.line(points, colour, LINE)
    return points


def _stop(brush: Brush, x: float, y: float, colour=POLDER) -> None:
    brush.oval(x, y, 30, 30, PAPER)
    brush.oval(x, y, 17, 17, colour)


def _box(brush: Brush, x, y, width, height, colour=WOOD) -> None:
    brush.block(x, y, width, height, colour, 6)
    brush.block(x + width * 0.42, y, width * 0.16, height, "#C1884A")
    brush.block(x + width * 0.1, y + height * 0.66, width * 0.28, height * 0.2, PAPER, 4)


def _rack(brush: Brush, left: float) -> None:
    for shelf in (210, 430, 650):
        for number, (x, width, height) in enumerate(
            ((16, 120, 110), (150, 90, 140), (252, 130, 96))
        ):
            _box(
                brush, left + x, shelf - height, width, height, (WOOD, "#E0B884", "#C98B4A")[number]
            )
        brush.block(left - 10, shelf, 420, 20, BLUE)
    for side in (left - 10, left + 392):
        brush.block(side, 60, 22, 780, BLUE)


def magazijn(brush: Brush) -> None:
    """Between the racks, a box in his arms."""
    _rack(brush, 40)
    _rack(brush, 470)
    brush.block(-20, 830, 1240, 90, SAND)
    bust(brush.moved(850, 360, 1.05), KARIM)
    _box(brush, 690, 640, 330, 230)
    for x, out in ((640, -60), (1066, 60)):
        arm(brush, [(x + out, 560), (x + out / 2, 700), (x, 770)], KARIM, 92)


def fietspunt(brush: Brush) -> None:
    """At the repair stand, wheels on the wall."""
    for number, x in enumerate((110, 320, 530)):
        brush.ring(x, 150, 88, INK if number % 2 else PLUM, 15)
        brush.oval(x, 150, 14, 14, INK)
    brush.block(-20, 760, 1240, 160, SAND)
    bust(brush.moved(960, 400, 0.98), ELS)
    brush.block(344, 420, 26, 400, STEEL)
    brush.block(250, 806, 214, 26, STEEL, 12)
    for wheel in (170, 590):
        brush.ring(wheel, 610, 134, INK, 20)
        for turn in range(4):
            brush.line(
                [(wheel - 118, 610 - 60 + turn * 40), (wheel + 118, 610 + 60 - turn * 40)], STEEL, 4
            )
        brush.oval(wheel, 610, 18, 18, INK)
    brush.line([(170, 610), (280, 420), (500, 420), (380, 620), (170, 610)], BRICK, 24)
    brush.line([(280, 420), (380, 620)], BRICK, 24)
    brush.line([(590, 610), (508, 380), (440, 350)], BRICK, 24)
    brush.line([(280, 420), (262, 360)], INK, 18)
    brush.block(204, 330, 124, 34, INK, 17)
    arm(brush, [(790, 650), (690, 640), (600, 520)], ELS, 80)


def keuken(brush: Brush) -> None:
    """Two cooks behind the counter, pans above."""
    brush.block(0, 70, 1200, 18, INK)
    for x, size in ((130, 66), (330, 50), (840, 58), (1060, 72)):
        brush.block(x - 5, 80, 10, 90, INK)
        brush.pie(x, 170, size, size * 1.3, 0, 180, STEEL)
        brush.block(x - size, 160, size * 2, 14, PLUM, 7)
    bust(brush.moved(390, 390, 0.86), FATIMA)
    bust(brush.moved(800, 370, 0.86), JORIS)
    brush.block(-20, 720, 1240, 200, POLDER)
    brush.block(-20, 706, 1240, 34, WOOD)
    brush.block(500, 540, 210, 166, STEEL, 20)
    brush.block(480, 528, 250, 26, PLUM, 13)
    for puff, (x, y) in enumerate(((560, 470), (620, 420), (575, 360))):
        brush.oval(x, y, 50 - puff * 8, 34 - puff * 5, PAPER)
    for x, colour in ((130, BRICK), (200, SUN), (250, LEAF), (940, LEAF), (1010, BRICK)):
        brush.oval(x, 680, 36, 32, colour)
    arm(brush, [(250, 620), (210, 690), (270, 690)], FATIMA, 70)
    arm(brush, [(950, 610), (880, 560), (720, 560)], JORIS, 70)


def inpak(brush: Brush) -> None:
    """From above: two pairs of hands fill one box."""
    for plank in range(6):
        brush.block(0, plank * 152, 1200, 148, "#E7C48F" if plank % 2 else "#EBCB9A")
    brush.block(360, 220, 480, 460, "#C98B4A", 10)
    brush.block(400, 260, 400, 380, "#8A5A2A", 6)
    for flap in (
        [(360, 220), (260, 150), (260, 620), (360, 680)],
        [(840, 220), (940, 150), (940, 620), (840, 680)],
    ):
        brush.shape(flap, WOOD)
    for row in range(2):
        for column in range(3):
            colour = (MINT, SUN, BLUSH, BLUSH, MINT, SUN)[row * 3 + column]
            brush.block(424 + column * 122, 284 + row * 176, 108, 158, colour, 16)
            brush.block(444 + column * 122, 320 + row * 176, 68, 16, POLDER, 8)
    arm(brush, [(-60, 860), (180, 700), (400, 520)], SAMIRA, 130)
    arm(brush, [(-60, 240), (170, 300), (372, 360)], SAMIRA, 130)
    arm(brush, [(1260, 160), (1010, 300), (820, 400)], LEEN, 130)
    arm(brush, [(1260, 820), (1030, 700), (830, 560)], LEEN, 130)


def _tree(brush: Brush, x, y, size, colour=LEAF) -> None:
    brush.block(x - 12 * size, y, 24 * size, 120 * size, "#8C5A2B")
    brush.oval(x, y - 30 * size, 90 * size, 110 * size, colour)


def park(brush: Brush) -> None:
    """From afar: three people on a lawn, offices behind."""
    brush.oval(960, 170, 90, 90, SUN)
    for x, width, height, colour in (
        (60, 220, 260, PAPER),
        (300, 170, 340, BLUSH),
        (490, 260, 220, PAPER),
        (800, 190, 300, BUTTER),
        (1010, 230, 210, PAPER),
    ):
        brush.block(x, 520 - height, width, height + 20, colour, 6)
        for row in range(height // 70):
            for column in range(width // 60):
                brush.block(x + 20 + column * 56, 540 - height + row * 62, 32, 36, STEEL, 4)
    brush.block(-20, 500, 1240, 420, "#A9CF9B")
    brush.shape(
        [*curve((-20, 640), (300, 560), (800, 720), (1220, 600)), (1220, 920), (-20, 920)],
        "#7DB36E",
    )
    points = _route(brush, (-60, 800), (340, 640), (620, 940), (1260, 700), PAPER)
    for place in (18, 44):
        _stop(brush, *points[place])
    for x, y, size in ((120, 470, 1), (720, 450, 0.8), (1120, 480, 1.1)):
        _tree(brush, x, y, size)
    for x, y, look in (
        (330, 700, RIK),
        (560, 660, Look("#7A4A2B", "#2A1B14", "kort", SUN)),
        (860, 690, ELS),
    ):
        standing(brush.moved(x, y, 0.2), look)
    brush.line([(380, 610), (440, 684)], INK, 8)
    brush.block(410, 676, 74, 30, BRICK, 10)
    for wheel in (426, 470):
        brush.oval(wheel, 708, 12, 12, INK)


def testen(brush: Brush) -> None:
    """Over the shoulder: a list on a screen, ticked off."""
    brush.block(180, 90, 840, 520, INK, 24)
    brush.block(206, 116, 788, 468, MINT, 10)
    brush.block(560, 610, 80, 90, STEEL)
    for row in range(5):
        y = 160 + row * 84
        brush.block(250, y, 50, 50, PAPER, 10)
        brush.block(330, y + 12, (420, 540, 360, 480, 300)[row], 26, PLUM, 13)
        if row < 3:
            brush.line([(260, y + 26), (272, y + 38), (294, y + 6)], BRICK, 10)
    brush.block(-20, 690, 1240, 230, "#8C5A2B")
    brush.block(-20, 690, 1240, 24, WOOD)
    brush.block(130, 730, 170, 130, SUN, 26)
    brush.ring(308, 790, 34, SUN, 16)
    brush.block(520, 700, 440, 300, BRICK, 150)
    brush.block(690, 600, 100, 150, "#D9A06F", 40)
    brush.oval(740, 500, 112, 132, "#5B3A1E")
    for side in (-1, 1):
        brush.oval(740 + side * 110, 520, 20, 28, "#D9A06F")


def overleg(brush: Brush) -> None:
    """Five minutes around the board."""
    brush.block(360, 90, 480, 400, PAPER, 12)
    brush.block(360, 90, 480, 60, POLDER, 12)
    for column in range(3):
        for row in range(3 - column % 2):
            brush.block(
                386 + column * 152,
                180 + row * 96,
                120,
                76,
                (SUN, BLUSH, MINT)[(column + row) % 3],
                6,
            )
    brush.block(-20, 780, 1240, 140, SAND)
    for x, y, look in ((190, 870, GREET), (420, 850, SAMIRA), (800, 850, TOM), (1030, 872, RIK)):
        standing(brush.moved(x, y, 0.66), look)
    arm(brush, [(720, 470), (690, 400), (640, 330)], TOM, 46)


def vier_fotos(brush: Brush) -> None:
    """Four photographs above the bench, and a hand that points."""
    for row in range(5):
        for column in range(9):
            brush.block(column * 140 - (70 if row % 2 else 0), row * 150, 132, 142, "#EFD9C0")
    steps = (SUN, MINT, BLUSH, SKY)
    for number, (x, y) in enumerate(((190, 60), (560, 60), (190, 370), (560, 370))):
        brush.block(x, y, 330, 270, PAPER, 4)
        brush.block(x + 18, y + 18, 294, 194, steps[number])
        brush.oval(x + 165, y + 10, 13, 13, BRICK)
        _box(brush, x + 60, y + 200 - (number + 1) * 36, 90, (number + 1) * 34 - 6)
        brush.block(x + 196, y + 120 - number * 16, 70, 78 + number * 14, POLDER, 8)
        brush.block(x + 110, y + 228, 120, 20, STEEL, 10)
    brush.block(-20, 760, 1240, 160, "#8C5A2B")
    brush.block(-20, 744, 1240, 30, WOOD)
    arm(brush, [(1280, 900), (1080, 800), (900, 560)], TOM, 120)
    brush.line([(890, 550), (838, 470)], TOM.skin, 40)


def lijn(brush: Brush) -> None:
    """A team at the belt, its coach beside it."""
    for lamp in (250, 600, 950):
        brush.block(lamp - 3, 0, 6, 80, INK)
        brush.pie(lamp, 120, 90, 50, 180, 360, SUN)
    for x, look in ((230, NADIA), (560, Look("#F2C9A5", "#5B3A1E", "kort", SUN)), (960, LEEN)):
        bust(brush.moved(x, 330, 0.66), look)
    brush.block(880, 520, 160, 210, PAPER, 10)
    for row in range(4):
        brush.block(902, 556 + row * 40, 116, 14, STEEL, 7)
    arm(brush, [(820, 500), (830, 620), (890, 650)], LEEN, 60)
    brush.block(-20, 660, 880, 60, INK, 30)
    for wheel in range(7):
        brush.oval(30 + wheel * 130, 690, 20, 20, STEEL)
    brush.block(-20, 720, 1240, 200, SAND)
    for leg in (100, 420, 740):
        brush.block(leg, 720, 40, 150, PLUM)
    for x, colour in ((60, BRICK), (340, POLDER), (660, BRICK)):
        brush.block(x, 590, 110, 70, colour, 12)
        brush.oval(x + 55, 590, 30, 30, STEEL)
    arm(brush, [(120, 520), (130, 590), (200, 600)], NADIA, 58)
    arm(brush, [(660, 510), (660, 580), (600, 610)], Look("#F2C9A5", "#5B3A1E", "kort", SUN), 58)


def naaiatelier(brush: Brush) -> None:
    """Close by: fabric under the needle, two hands."""
    brush.block(-20, 640, 1240, 280, WOOD)
    brush.shape(
        [*curve((-20, 600), (300, 520), (620, 660), (1220, 560)), (1220, 900), (-20, 900)], BRICK
    )
    for stitch in range(14):
        brush.block(20 + stitch * 44, 706 - stitch * 4, 26, 9, SUN, 4)
    brush.block(560, 90, 560, 130, POLDER, 60)
    brush.block(900, 90, 220, 480, POLDER, 50)
    brush.block(560, 120, 130, 300, POLDER, 40)
    brush.block(612, 400, 24, 190, STEEL)
    brush.block(580, 570, 92, 24, STEEL, 10)
    brush.oval(1010, 160, 50, 50, SUN)
    brush.ring(1120, 330, 66, STEEL, 22)
    for x, colour in ((130, SUN), (220, MINT), (310, BLUSH)):
        brush.block(x, 180, 60, 110, colour, 12)
        brush.block(x - 10, 166, 80, 22, WOOD, 8)
        brush.block(x - 10, 286, 80, 22, WOOD, 8)
    arm(brush, [(-60, 940), (200, 800), (470, 660)], NADIA, 130)
    arm(brush, [(1000, 980), (900, 800), (760, 670)], NADIA, 130)


def samen(brush: Brush) -> None:
    """The home page's: two at work, and the line that comes in from the page beside it."""
    brush.oval(900, 180, 120, 120, SUN)
    points = _route(brush, (-40, 558), (200, 558), (260, 330), (1260, 330))
    for place in (20, 46):
        _stop(brush, *points[place])
    brush.block(-20, 800, 1240, 140, PAPER)
    for column, count in enumerate((1, 1)):
        for row in range(count):
            _box(brush, 60 + column * 150, 800 - (row + 1) * 130, 138, 124)
    bust(brush.moved(900, 380, 0.92), SAMIRA)
    bust(brush.moved(560, 410, 0.98), Look("#F2C9A5", "#5B3A1E", "kort", BLUE, apron=PAPER))


def gevel(brush: Brush, number: int = 0) -> None:
    """A building where the roadshow stops; each number another."""
    wall, roof = ((BLUSH, BRICK), (PAPER, POLDER), (BUTTER, PLUM), (MINT, BLUE))[number % 4]
    brush.oval(180 + number * 70 % 800, 170, 80, 80, SUN)
    brush.block(-20, 720, 1240, 200, "#A9CF9B")
    left, width = 210, 760
    brush.block(left, 330, width, 420, wall)
    if number % 3 == 0:  # a shed with a saw-toothed roof
        for tooth in range(4):
            x = left + tooth * width / 4
            brush.shape([(x, 334), (x, 210), (x + width / 4, 334)], roof)
            brush.shape([(x + 12, 320), (x + 12, 240), (x + 60, 290), (x + 60, 320)], SKY)
    elif number % 3 == 1:
        brush.shape([(left - 40, 334), (left + width / 2, 150), (left + width + 40, 334)], roof)
        brush.oval(left + width / 2, 262, 40, 40, SKY)
    else:
        brush.block(left - 20, 290, width + 40, 50, roof, 8)
        brush.block(left + 520, 200, 160, 100, roof, 6)
    brush.block(left + 40, 380, 300, 70, roof, 12)
    brush.block(left + 70, 404, 180 + number * 5, 22, PAPER, 11)
    for window in range(4 - number % 2):
        brush.block(left + 40 + window * 100, 500, 76, 110, STEEL, 6)
    brush.block(left + 520, 480, 190, 270, PLUM, 8)
    brush.block(left + 536, 496, 74, 254, SKY)
    brush.block(left + 620, 496, 74, 254, SKY)
    _tree(brush, 110, 600, 1.2)
    _tree(brush, 1080, 620, 0.9 + number % 3 * 0.2)
    points = _route(brush, (-60, 850), (300, 800), (700, 900), (1260, 810))
    _stop(brush, *points[38])


def kantoor(brush: Brush, number: int = 0) -> None:
    """Who picks up the telephone; each number another."""
    brush.block(60, 120, 330, 420, SKY, 12)
    brush.block(214, 120, 18, 420, PAPER)
    callers = (TOM, ELS, replace(JORIS, apron="", clothes=LEAF), NADIA)
    bust(brush.moved(720, 370, 1.1), callers[number % 4])
    brush.block(-20, 800, 1240, 120, WOOD)


Draw = Callable[..., None]
# Ground, what is on it, and the middle of a face to cut a portrait from.
SCENES: dict[str, tuple[str, Draw, tuple[int, int] | None]] = {
    "magazijn": (BLUSH, magazijn, (850, 360)),
    "fietspunt": (MINT, fietspunt, (960, 400)),
    "keuken": (BUTTER, keuken, (390, 390)),
    "inpak": (WOOD, inpak, None),
    "park": (SKY, park, None),
    "testen": (NIGHT, testen, None),
    "overleg": (MINT, overleg, (190, 370)),
    "vier-fotos": (SAND, vier_fotos, None),
    "lijn": (BLUSH, lijn, (960, 330)),
    "naaiatelier": (SKY, naaiatelier, None),
    "samen": (SAND, samen, (900, 380)),
    "kantoor": (BLUSH, kantoor, (720, 370)),
    "gevel": (SKY, gevel, None),
}


NUMBERED = {"gevel", "kantoor"}


def scene(kind: str, number: int = 0) -> bytes:
    """A JPEG of 1200 by 900 pixels. `number` makes one of many buildings or desks."""
    ground, draw, _ = SCENES[kind]
    brush = canvas(ground)
    draw(brush, *([number] if kind in NUMBERED else []))
    return jpeg(brush)


def face(kind: str) -> tuple[int, int] | None:
    """The middle of a face in it, if there is one near enough for a portrait."""
    return SCENES[kind][2]
