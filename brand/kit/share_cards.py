"""Pictures to share, drawn from the brand kit: what it is called, what it looks like, who tells it.

Drawn when asked for and kept nowhere: what is withdrawn needs no cleaning up.
"""

from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageOps

from brand.kit import landscape, lettering
from brand.media import pixels
from brand.models import BrandKit, Picture
from brand.models.kit import Corner

BUBBLES = {Corner.STRAIGHT: 8, Corner.SOFT: 64, Corner.ROUND: 96}


class Size(NamedTuple):
    """A format that a channel asks for, and where the words and the picture stand in it."""

    width: int
    height: int
    label: str
    picture: tuple[int, int, int, int]
    words: tuple[int, int, int, int]
    letters: range  # of the title, largest first
    lines: int
    lead_lines: int


SIZES = {
    "liggend": Size(
        1200, 630, "LinkedIn, Facebook en links",
        (660, 0, 1200, 630), (64, 60, 612, 570), range(78, 35, -2), 5, 0,
    ),
    "vierkant": Size(
        1080, 1080, "Instagram en Facebook",
        (0, 0, 1080, 556), (72, 604, 1008, 1020), range(76, 39, -2), 3, 0,
    ),
    # The top and the foot stay free: there the telephone writes over it.
    "staand": Size(
        1080, 1920, "Verhaal op Instagram of Facebook",
        (0, 0, 1080, 930), (80, 990, 1000, 1700), range(86, 45, -2), 4, 3,
    ),
}  # fmt: skip


class Words(NamedTuple):
    title: str
    kind: str
    partner: str
    lead: str = ""


def draw(size: Size, kit: BrandKit, words: Words, picture: Picture | None) -> bytes:
    """A JPEG. Without a picture the land that the route runs through stands in its place."""
    colours = kit.tokens()["light"]
    canvas = Image.new("RGB", (size.width, size.height), colours["paper"])
    _place_picture(canvas, size, kit, colours, picture)
    _Writer(canvas, size, kit, colours).write(words)
    out = BytesIO()
    canvas.save(out, "JPEG", quality=88, optimize=True, progressive=True)
    return out.getvalue()


def _place_picture(canvas, size: Size, kit: BrandKit, colours: dict, picture) -> None:
    left, top, right, bottom = size.picture
    room = (right - left, bottom - top)
    shown = cropped(picture, room) if picture else landscape.draw(room, colours)
    canvas.paste(shown, (left, top), _bubble(size, kit, room))


def _bubble(size: Size, kit: BrandKit, room: tuple[int, int]) -> Image.Image:
    """One round corner, towards the words, as pictures on the site have."""
    radius = BUBBLES[kit.corners] * 2
    mask = Image.new("L", (room[0] * 2, room[1] * 2), 255)
    draw = ImageDraw.Draw(mask)
    x, y = 0, room[1] * 2 - radius
    draw.rectangle((x, y, x + radius, y + radius), fill=0)
    draw.pieslice((x, y - radius, x + radius * 2, y + radius), 90, 180, fill=255)
    return mask.resize(room, Image.Resampling.LANCZOS)


def cropped(picture: Picture, room: tuple[int, int]) -> Image.Image:
    """The part of the picture around its point of focus."""
    with picture.open_file() as file, Image.open(file) as opened:
        opened.draft("RGB", (room[0] * 2, room[1] * 2))
        scale = opened.width / picture.width
        whole = pixels.ordinary(opened).convert("RGB")
    focus = picture.get_focal_point()
    x, y = whole.width * 0.5, whole.height * 0.4  # faces stand above the middle
    if focus:
        x, y = (side * scale for side in focus.centroid)
    zoom = max(room[0] / whole.width, room[1] / whole.height)
    centre = (_share(x, whole.width, room[0] / zoom), _share(y, whole.height, room[1] / zoom))
    return ImageOps.fit(whole, room, Image.Resampling.LANCZOS, centering=centre)


def _share(middle: float, whole: float, kept: float) -> float:
    """Where the crop begins, as ImageOps measures it: a share of what is cut off."""
    cut = whole - kept
    return min(1.0, max(0.0, (middle - kept / 2) / cut)) if cut > 0 else 0.5


class _Writer:
    """Writes the words from the top of their room down, and the sender at its foot."""

    def __init__(self, canvas: Image.Image, size: Size, kit: BrandKit, colours: dict):
        self.canvas, self.size, self.kit, self.colours = canvas, size, kit, colours
        self.draw = ImageDraw.Draw(canvas)
        self.left, self.y, self.right, self.bottom = size.words

    def write(self, words: Words) -> None:
        self._kind(words.kind)
        self._title(words.title)
        if words.lead and self.size.lead_lines:
            self._lead(words.lead)
        self._sender(words.partner)

    def _kind(self, kind: str) -> None:
        letters = self._text(27, 700)
        width, height = letters.width(kind), 50
        box = (self.left, self.y, self.left + width + 40, self.y + height)
        self.draw.rounded_rectangle(box, radius=height // 2, fill=self.colours["sun"])
        letters.write(self.draw, (self.left + 20, self.y + 35), kind, self.colours["sun-ink"])
        self.y += height + 26

    def _title(self, title: str) -> None:
        letters, rows = lettering.fitting(
            title, self.kit.display_face, 780, self.size.letters,
            self.right - self.left, self.size.lines,
        )  # fmt: skip
        self._rows(letters, rows, 1.08, self.colours["ink"])

    def _lead(self, lead: str) -> None:
        letters, rows = lettering.fitting(
            lead, self.kit.text_face, 400, range(38, 37, -1),
            self.right - self.left, self.size.lead_lines,
        )  # fmt: skip
        self.y += 22
        self._rows(letters, rows, 1.35, self.colours["muted"])

    def _rows(self, letters: lettering.Letters, rows: list[str], leading: float, fill: str):
        for row in rows:
            letters.write(self.draw, (self.left, self.y + letters.size * 0.84), row, fill)
            self.y += letters.size * leading

    def _sender(self, partner: str) -> None:
        """The mark and the brand's name; under it, who tells it."""
        y = self.bottom
        name = lettering.Letters(self.kit.display_face, 36, 800)
        landscape.mark(self.canvas, (self.left, y - 68), 56, self.colours)
        name.write(self.draw, (self.left + 72, y - 36), self.kit.name, self.colours["ink"])
        letters, rows = lettering.fitting(
            partner, self.kit.text_face, 400, range(25, 21, -1), self.right - self.left - 72, 1
        )
        letters.write(self.draw, (self.left + 72, y - 2), rows[0], self.colours["muted"])

    def _text(self, size: int, weight: int) -> lettering.Letters:
        return lettering.Letters(self.kit.text_face, size, weight)
