"""The colours of the brand as people ask for them, and which text reads on which."""

from typing import NamedTuple

from brand.kit.colours import contrast
from brand.models import BrandKit

# What they are for, by token of the light theme.
NAMES = {
    "brand": ("Merkkleur", "knoppen, links en grote vlakken"),
    "accent": ("Accentkleur", "cijfers en wat nu telt"),
    "sun": ("Lichte kleur", "altijd met donkere tekst erop"),
    "ink": ("Inkt", "alle lopende tekst"),
    "muted": ("Zachte inkt", "bijschriften"),
    "paper": ("Papier", "de achtergrond van een pagina"),
    "sand": ("Zand", "een vlak dat iets apart zet"),
    "surface": ("Wit", "kaarten en formulieren"),
}
TEXTS = ("ink", "muted", "brand", "accent", "surface")
GROUNDS = ("surface", "paper", "sand", "sun", "brand", "accent", "ink")


class Colour(NamedTuple):
    token: str
    name: str
    use: str
    hex: str

    @property
    def channels(self) -> tuple[int, int, int]:
        digits = self.hex.lstrip("#")
        return tuple(int(digits[at : at + 2], 16) for at in (0, 2, 4))

    @property
    def rgb(self) -> str:
        return ", ".join(str(one) for one in self.channels)

    @property
    def cmyk(self) -> str:
        """By arithmetic alone: paper and ink of a printer decide, so it is never exact."""
        light = [one / 255 for one in self.channels]
        black = 1 - max(light)
        if black == 1:
            return "0, 0, 0, 100"
        inks = [(1 - one - black) / (1 - black) for one in light]
        return ", ".join(str(round(100 * one)) for one in (*inks, black))


class Pair(NamedTuple):
    text: Colour
    ground: Colour
    ratio: float

    @property
    def shown(self) -> str:
        """Rounded down: 4,49 must not read as the 4,5 that is asked."""
        return f"{int(self.ratio * 10) / 10:.1f}".replace(".", ",")

    @property
    def verdict(self) -> str:
        if self.ratio >= 7:
            return "Voor elke tekst (AAA)"
        if self.ratio >= 4.5:
            return "Voor elke tekst (AA), voor grote tekst AAA"
        if self.ratio >= 3:
            return "Alleen voor grote tekst (AA): vanaf 24 punten, of 19 punten vet"
        return "Niet voor tekst"

    @property
    def reads(self) -> bool:
        return self.ratio >= 3


def colours(kit: BrandKit) -> list[Colour]:
    tokens = kit.tokens()["light"]
    return [Colour(name, *words, tokens[name]) for name, words in NAMES.items()]


def pairs(kit: BrandKit) -> list[Pair]:
    """What may meet, best first; of the rest, which are the temptations."""
    by_token = {one.token: one for one in colours(kit)}
    found = [
        Pair(by_token[text], by_token[ground], contrast(by_token[text].hex, by_token[ground].hex))
        for ground in GROUNDS
        for text in TEXTS
        if by_token[text].hex != by_token[ground].hex
    ]
    return sorted(found, key=lambda pair: -pair.ratio)


def css(kit: BrandKit) -> str:
    """Custom properties for both themes, under the names that the site uses."""

    def lines(theme: str) -> str:
        return "".join(f"  --{name}: {value};\n" for name, value in kit.tokens()[theme].items())

    dark = lines("dark").replace("  --", "    --")
    return (
        f":root {{\n{lines('light')}}}\n\n"
        f"@media (prefers-color-scheme: dark) {{\n  :root {{\n{dark}  }}\n}}\n"
    )


def as_json(kit: BrandKit) -> dict:
    return {
        "name": kit.name,
        "colours": [
            {"token": one.token, "name": one.name, "use": one.use, "hex": one.hex,
             "rgb": list(one.channels), "cmyk_approximation": one.cmyk}
            for one in colours(kit)
        ],
        "pairs": [
            {"text": pair.text.hex, "ground": pair.ground.hex,
             "ratio": int(pair.ratio * 100) / 100, "verdict": pair.verdict}
            for pair in pairs(kit)
        ],
        "themes": kit.tokens(),
    }  # fmt: skip
