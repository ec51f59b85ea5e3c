"""From three seed colours to every colour of the site, light and dark.

The seeds stand in the light theme as they were chosen; every other colour is computed around
them in OKLCH, where equal steps look equal (Ottosson, "A perceptual color space for image
processing", 2020). Contrast is WCAG 2.2's: at least 4.5 for text, 3 for what one must see.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import atan2, cos, hypot, radians, sin

TEXT, PART = 4.5, 3.0
WHITE = "#FFFFFF"
# Text stays aubergine whatever the brand: no seed may make reading harder.
INK, MUTED, LINE = "#231A2B", "#5D5363", "#857A88"
NIGHT = {"paper": "#17121D", "surface": "#221B2A", "sand": "#2C2435", "hair": "#443A4E"}
NIGHT_TEXT = {"ink": "#F7EFE4", "muted": "#C3B8C6", "line": "#9A8EA0"}


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _rgb(colour: str) -> tuple[float, float, float]:
    digits = colour.lstrip("#")
    return tuple(_linear(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))


def luminance(colour: str) -> float:
    red, green, blue = _rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def to_oklch(colour: str) -> tuple[float, float, float]:
    """Lightness 0 to 1, chroma, hue in degrees."""
    r, g, b = _rgb(colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a) * 180 / 3.141592653589793 % 360


def _channels(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The nearest colour a screen can show: chroma gives way, lightness and hue stay."""
    lightness = min(max(lightness, 0.0), 1.0)
    low, high = 0.0, chroma
    for _ in range(14):
        if all(-0.0005 <= c <= 1.0005 for c in _channels(lightness, high, hue)):
            break
        middle = (low + high) / 2
        fits = all(-0.0005 <= c <= 1.0005 for c in _channels(lightness, middle, hue))
        low, high = (middle, high) if fits else (low, middle)
    else:
        high = low
    channels = (round(255 * _gamma(min(max(c, 0), 1))) for c in _channels(lightness, high, hue))
    return "#" + "".join(f"{channel:02X}" for channel in channels)


def tinted(colour: str, lightness: float, chroma: float) -> str:
    """The same hue at another lightness; a grey stays grey."""
    _, own, hue = to_oklch(colour)
    return from_oklch(lightness, min(chroma, own), hue)


def readable(colour: str, grounds: list[str], at_least: float, step: float) -> str:
    """The nearest colour of this hue, darker (step < 0) or lighter, that stands out on all."""
    lightness, chroma, hue = to_oklch(colour)
    found = colour.upper()
    while min(contrast(found, ground) for ground in grounds) < at_least and 0 <= lightness <= 1:
        lightness += step
        found = from_oklch(lightness, chroma, hue)
    return found


@dataclass(frozen=True)
class Seeds:
    brand: str = "#0A5C52"
    accent: str = "#B8381A"
    sun: str = "#F5B83D"


@dataclass(frozen=True)
class ColourRefusal:
    """Why a seed cannot stand, and the nearest colour that can."""

    seed: str
    colour: str
    ground: str
    ratio: float
    proposal: str

    def __str__(self):
        # Rounded down: 4,49 must not read as the 4,5 that is asked.
        shown = str(int(self.ratio * 10) / 10).replace(".", ",")
        said = f"{self.colour} op {self.ground} leest niet vlot (contrast {shown})."
        return f"{said} Neem {self.proposal}."


def light(seeds: Seeds) -> dict[str, str]:
    brand, accent, sun = seeds.brand.upper(), seeds.accent.upper(), seeds.sun.upper()
    sand = tinted(sun, 0.945, 0.026)
    return {
        "paper": tinted(sun, 0.984, 0.014),
        "surface": WHITE,
        "sand": sand,
        "ink": INK,
        "muted": MUTED,
        "line": LINE,
        "hair": tinted(sun, 0.862, 0.029),
        "brand": brand,
        "brand-ink": WHITE,
        "brand-strong": _darker(brand, 0.09),
        "brand-soft": tinted(brand, 0.928, 0.028),
        "deep": brand,
        "deep-ink": WHITE,
        "accent": accent,
        "accent-soft": tinted(accent, 0.93, 0.035),
        "sun": sun,
        "sun-ink": INK,
        "sun-strong": _darker(sun, 0.05) if contrast(_darker(sun, 0.05), INK) >= TEXT else sun,
        "sun-soft": tinted(sun, 0.955, 0.05),
        "link": brand,
        "ok": "#1E6B34",
        "ok-soft": "#DDF2E1",
        "warn": "#854800",
        "err": "#A8201A",
        "err-soft": "#FDE6E3",
        "focus": INK,
        "halo": sun,
        "land-far": tinted(brand, 0.8, 0.055),
        "land-mid": tinted(brand, 0.66, 0.075),
        "land-near": tinted(brand, 0.5, 0.08),
        "land-crop": tinted(sun, 0.89, 0.1),
        "foot": INK,
        "foot-ink": NIGHT_TEXT["ink"],
    }


def dark(seeds: Seeds) -> dict[str, str]:
    grounds = [NIGHT["paper"], NIGHT["surface"], NIGHT["sand"]]
    brand_soft, accent_soft = tinted(seeds.brand, 0.345, 0.05), tinted(seeds.accent, 0.3, 0.08)
    sun_soft = tinted(seeds.sun, 0.33, 0.06)
    brand = _lighter(seeds.brand, 0.8, [*grounds, brand_soft])
    accent = _lighter(seeds.accent, 0.785, [*grounds, accent_soft])
    return {
        **NIGHT,
        **NIGHT_TEXT,
        "brand": brand,
        "brand-ink": "#10231F" if contrast("#10231F", brand) >= TEXT else NIGHT["paper"],
        "brand-strong": tinted(brand, 0.88, 0.11),
        "brand-soft": brand_soft,
        "deep": brand_soft,
        "deep-ink": NIGHT_TEXT["ink"],
        "accent": accent,
        "accent-soft": accent_soft,
        "sun": seeds.sun.upper(),
        "sun-ink": INK,
        "sun-strong": tinted(seeds.sun, max(0.88, to_oklch(seeds.sun)[0]), 0.13),
        "sun-soft": sun_soft,
        "link": _lighter(seeds.brand, 0.84, [*grounds, brand_soft]),
        "ok": "#7FD494",
        "ok-soft": "#173A22",
        "warn": "#FFC36B",
        "err": "#FF9C94",
        "err-soft": "#4A1B1A",
        "focus": seeds.sun.upper(),
        "halo": NIGHT["paper"],
        "land-far": tinted(seeds.brand, 0.42, 0.06),
        "land-mid": tinted(seeds.brand, 0.5, 0.07),
        "land-near": tinted(seeds.brand, 0.27, 0.05),
        "land-crop": tinted(seeds.sun, 0.5, 0.08),
        "foot": "#0E0A12",
        "foot-ink": NIGHT_TEXT["ink"],
    }


def _darker(colour: str, by: float) -> str:
    lightness, chroma, hue = to_oklch(colour)
    return from_oklch(lightness - by, chroma, hue)


def _lighter(colour: str, lightness: float, grounds: list[str]) -> str:
    _, chroma, hue = to_oklch(colour)
    at_night = min(chroma * 1.35, 0.13)  # a dark colour made light looks greyer than it was
    return readable(from_oklch(lightness, at_night, hue), grounds, TEXT, 0.01)


# Every pair that meets on a page: what, on what, how much at least. Both themes.
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "muted", "link") for ground in ("paper", "surface")),
    *((text, "sand", TEXT) for text in ("ink", "muted", "link", "brand", "accent", "err", "ok")),
    *((text, "surface", TEXT) for text in ("brand", "accent", "ok", "err", "warn")),
    *((text, "paper", TEXT) for text in ("brand", "accent", "ok", "err", "warn")),
    *(("ink", soft, TEXT) for soft in ("brand-soft", "accent-soft", "sun-soft")),
    *(("ink", soft, TEXT) for soft in ("ok-soft", "err-soft")),
    *(("muted", soft, TEXT) for soft in ("brand-soft", "sun-soft")),
    ("link", "brand-soft", TEXT),
    ("brand-ink", "brand", TEXT),
    ("brand-ink", "brand-strong", TEXT),
    ("deep-ink", "deep", TEXT),
    ("foot-ink", "foot", TEXT),
    ("sun", "foot", PART),
    ("sun-ink", "sun", TEXT),
    ("sun-ink", "sun-strong", TEXT),
    ("accent", "accent-soft", TEXT),
    ("accent", "brand-soft", PART),
    ("err", "err-soft", TEXT),
    ("ok", "ok-soft", TEXT),
    ("warn", "sun-soft", TEXT),
    *((part, ground, PART) for part in ("line", "focus") for ground in ("paper", "surface")),
    *((part, "sand", PART) for part in ("line", "focus")),
]

_GROUND_NAMES = {"paper": "de achtergrond", "surface": "wit", "sand": "zand"}


@lru_cache(maxsize=64)
def themes(seeds: Seeds) -> dict[str, dict[str, str]]:
    """Every token of both themes; the caller must not change them."""
    return {"light": light(seeds), "dark": dark(seeds)}


def failing_pairs(theme: dict[str, str]) -> list[tuple[str, str, float]]:
    """Pairs of this theme below what WCAG AA asks."""
    return [
        (text, ground, contrast(theme[text], theme[ground]))
        for text, ground, least in PAIRS
        if contrast(theme[text], theme[ground]) < least
    ]


def _sun_stands(sun: str) -> bool:
    """Aubergine text stands on it, and it is seen as the focus ring at night."""
    return contrast(INK, sun) >= TEXT and contrast(sun, NIGHT["sand"]) >= TEXT


def _refused_sun(seeds: Seeds) -> ColourRefusal | None:
    if _sun_stands(seeds.sun):
        return None
    proposal = readable(seeds.sun, [INK, NIGHT["sand"]], TEXT, 0.005)
    ratio = min(contrast(INK, seeds.sun), contrast(NIGHT["sand"], seeds.sun))
    return ColourRefusal("sun", seeds.sun.upper(), "aubergine tekst", ratio, proposal)


def _unreadable(seeds: Seeds, name: str) -> list[tuple[str, float]]:
    """Grounds on which this seed, used for text, falls short: paper, white, sand, its own soft."""
    theme = light(seeds)
    ratios = {key: contrast(theme[name], theme[key]) for key in (*_GROUND_NAMES, f"{name}-soft")}
    return [(key, ratio) for key, ratio in ratios.items() if ratio < TEXT]


def _refused_text(seeds: Seeds, name: str) -> ColourRefusal | None:
    """Darker step by step until it stands; its soft ground moves along, so all is asked again."""
    failing = _unreadable(seeds, name)
    if not failing:
        return None
    colour = getattr(seeds, name).upper()
    lightness, chroma, hue = to_oklch(colour)
    proposed = seeds
    while _unreadable(proposed, name) and lightness > 0:
        lightness -= 0.005
        proposed = replace(proposed, **{name: from_oklch(lightness, chroma, hue)})
    ground, ratio = failing[0]
    named = _GROUND_NAMES.get(ground, "haar eigen lichte vlak")
    return ColourRefusal(name, colour, named, ratio, getattr(proposed, name))


def refusals(seeds: Seeds) -> list[ColourRefusal]:
    """Seeds that cannot stand, each with a proposal; all proposals together are accepted."""
    found = []
    if sun := _refused_sun(seeds):
        found.append(sun)
        # The grounds take their warmth from the sun: the others are judged on the proposed one.
        seeds = replace(seeds, sun=sun.proposal)
    for name in ("brand", "accent"):
        if refusal := _refused_text(seeds, name):
            found.append(refusal)
    return found
