"""The land the route runs through, and the mark, drawn as pixels in the kit's colours.

The same drawing as templates/brand/components/landscape.html, in its 400 by 300 units.
"""

from io import BytesIO

from PIL import Image, ImageDraw, ImageOps

from brand.kit.drawing import curve

UNITS = (400, 300)
FINE = 6  # drawn at 2400 by 1800 and scaled down: smooth edges
MARK = (40, 36)


class _Pen:
    def __init__(self, image: Image.Image, scale: float):
        self.draw, self.scale = ImageDraw.Draw(image), scale

    def _at(self, points):
        return [(x * self.scale, y * self.scale) for x, y in points]

    def shape(self, points, fill):
        self.draw.polygon(self._at(points), fill=fill)

    def box(self, x, y, width, height, fill):
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], fill)

    def oval(self, x, y, rx, ry, fill):
        self.draw.ellipse(self._at([(x - rx, y - ry), (x + rx, y + ry)]), fill=fill)

    def dot(self, x, y, radius, edge, fill, outline):
        self.oval(x, y, radius + edge / 2, radius + edge / 2, outline)
        self.oval(x, y, radius - edge / 2, radius - edge / 2, fill)

    def line(self, points, width, fill):
        """Round all along: a thick joined line has notches in a bend."""
        radius = width / 2
        for x, y in points:
            self.oval(x, y, radius, radius, fill)


def _curves(start, *parts):
    """Points of curves that follow each other; each part is given from where the last ended."""
    points, (x, y) = [start], start
    for part in parts:
        ends = [(x + dx, y + dy) for dx, dy in part]
        points += curve((x, y), *ends, steps=240)
        x, y = ends[-1]
    return points


def draw(room: tuple[int, int], colours: dict[str, str]) -> Image.Image:
    image = Image.new("RGB", tuple(side * FINE for side in UNITS), colours["brand-soft"])
    pen = _Pen(image, FINE)
    _sky_and_fields(pen, colours)
    _near(pen, colours)
    road = _curves(
        (-12, 292),
        [(80, -6), (84, -60), (158, -58)],
        [(74, 2), (86, 30), (142, 2)],
        [(56, -28), (54, -40), (124, -42)],
    )
    pen.line(road, 13, colours["paper"])
    pen.dot(150, 234, 13, 8, colours["sun"], colours["accent"])
    return ImageOps.fit(image, room, Image.Resampling.LANCZOS, centering=(0.45, 0.6))


def _sky_and_fields(pen: _Pen, colours: dict[str, str]) -> None:
    pen.oval(306, 112, 46, 46, colours["sun"])
    pen.box(0, 170, 400, 22, colours["land-far"])
    pen.shape([(172, 170), (172, 140), (179, 128), (186, 140), (186, 170)], colours["land-far"])
    pen.box(0, 186, 400, 114, colours["land-mid"])
    pen.shape([(236, 186), (-70, 300), (70, 300)], colours["sun-soft"])
    pen.shape([(262, 186), (332, 300), (522, 300)], colours["sun-soft"])
    pen.shape([(244, 186), (130, 300), (220, 300)], colours["land-crop"])
    pen.shape([(270, 186), (520, 300), (610, 300), (300, 186)], colours["land-crop"])


def _near(pen: _Pen, colours: dict[str, str]) -> None:
    hill = _curves((0, 254), [(110, -26), (230, 12), (400, -20)])
    pen.shape([*hill, (400, 300), (0, 300)], colours["land-near"])
    for x, y, rx, ry in ((36, 146, 8, 32), (58, 152, 7, 27), (78, 157, 6, 22), (95, 161, 5, 18)):
        pen.oval(x, y, rx, ry, colours["land-near"])
        pen.box(x - 1.5, y + ry - 8, 3, 24, colours["land-near"])
    pen.box(118, 168, 44, 28, colours["surface"])
    pen.shape([(112, 170), (140, 144), (168, 170)], colours["accent"])
    pen.box(134, 178, 12, 18, colours["land-near"])


def mark(canvas: Image.Image, at: tuple[int, int], width: int, colours: dict[str, str]) -> None:
    """The brand's mark: from the first stop to the one where you are."""
    scale = max(20, 3 * width // MARK[0])
    fine = Image.new("RGBA", tuple(side * scale for side in MARK))
    pen = _Pen(fine, scale)
    route = _curves((6, 29), [(0, -15), (10.5, -5), (14.5, -14)], [(4, -9), (6.5, -8), (12.5, -8)])
    pen.line(route, 5, colours["brand"])
    pen.oval(6, 29, 4.6, 4.6, colours["accent"])
    pen.dot(33, 7, 5.2, 2, colours["sun"], colours["accent"])
    small = fine.resize((width, width * MARK[1] // MARK[0]), Image.Resampling.LANCZOS)
    canvas.paste(small, at, small)


def mark_png(colours: dict[str, str], width: int = 1200) -> bytes:
    """The mark on nothing, for print."""
    canvas = Image.new("RGBA", (width, width * MARK[1] // MARK[0]))
    mark(canvas, (0, 0), width, colours)
    out = BytesIO()
    canvas.save(out, "PNG", optimize=True)
    return out.getvalue()


def icon_png(colours: dict[str, str], side: int) -> bytes:
    """The mark on the colour of paper, square, for a telephone's first screen."""
    canvas = Image.new("RGB", (side, side), colours["paper"])
    width = side * 3 // 5
    mark(canvas, ((side - width) // 2, (side - width * MARK[1] // MARK[0]) // 2), width, colours)
    out = BytesIO()
    canvas.save(out, "PNG", optimize=True)
    return out.getvalue()
