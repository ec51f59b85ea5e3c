"""Press kits: a story's words and pictures for a journalist, as far as all people in it allow."""

from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string
from django.utils.text import slugify

from brand.kit import landscape
from brand.models import BrandKit
from brand.pages.kinds import live_of
from stories.gate import consent
from stories.models import PressPage, StoryPage, StoryPicture, StoryPortrayal, Use
from stories.sharing.uses import record

PRESS = consent.Channel.PRESS


def kits():
    """Shown stories whose people all allow press and print, newest first."""
    bare = consent.uncovered(StoryPortrayal.objects.all(), PRESS).values("story")
    told = consent.uncovered_pictures(StoryPicture.objects.all(), PRESS).values("story")
    withheld = StoryPage.objects.withheld(PRESS).values("pk")
    return (
        StoryPage.objects.shown().exclude(pk__in=bare).exclude(pk__in=told).exclude(pk__in=withheld)
    )


def is_open(story: StoryPage) -> bool:
    """Asked of the story itself at the very moment of taking it along."""
    return story.is_shown and not consent.missing(story, PRESS)


def pictures(story: StoryPage) -> list[tuple]:
    """Each picture once, with its words: the story's own first."""
    found = [(story.picture, story.alt)] if story.picture else []
    for block in story.body:
        if block.block_type in ("picture", "quote") and block.value.get("image"):
            picture = block.value["image"]
            found.append((picture, block.value.get("alt") or picture.alt))
    once = {}
    for picture, alt in found:
        once.setdefault(picture.pk, (picture, alt))
    return list(once.values())


def bundle(story: StoryPage) -> bytes:
    """Text to read and to paste, and the pictures as large as we have them."""
    shown = [
        (f"foto-{number}{_ending(picture)}", picture, alt)
        for number, (picture, alt) in enumerate(pictures(story), 1)
    ]
    context = {
        "story": story,
        "pictures": shown,
        "page": live_of(PressPage).first(),
        "kit": BrandKit.current(),
    }
    page = render_to_string("stories/press/kit.html", context)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("verhaal.html", page)
        archive.writestr("verhaal.txt", as_text(page))
        for name, picture, _ in shown:
            with picture.open_file() as file:
                archive.writestr(name, file.read())
    return out.getvalue()


def note(story: StoryPage, who: str, purpose: str) -> Use:
    """Record who took the kit and what for, so that it can be recalled after a withdrawal."""
    return record(
        story, kind=Use.Kind.DOWNLOAD, channel=PRESS, where=f"Persmap: {purpose}", who=who
    )


def brand_bundle() -> bytes:
    """The mark and the colours of the brand kit."""
    kit = BrandKit.current()
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        drawn = {"colours": kit.tokens()["light"], "kit": kit}
        archive.writestr("teken.svg", render_to_string("stories/press/mark.svg", drawn))
        archive.writestr("teken.png", landscape.mark_png(kit.tokens()["light"]))
        for name in ("logo", "logo_dark"):
            if file := getattr(kit, name):
                with file.open() as opened:
                    archive.writestr(f"{slugify(name)}{_suffix(file.name)}", opened.read())
        archive.writestr("kleuren.txt", colours_text(kit))
    return out.getvalue()


def colours_text(kit: BrandKit) -> str:
    rows = [("Merkkleur", kit.seed_brand), ("Accentkleur", kit.seed_accent)]
    rows.append(("Lichte kleur", kit.seed_sun))
    lines = [f"{kit.name}: kleuren", "", *(f"{label}: {colour}" for label, colour in rows)]
    return "\n".join([*lines, "", f"Letter voor titels: {kit.get_display_face_display()}",
                      f"Letter voor tekst: {kit.get_text_face_display()}", ""])  # fmt: skip


def _ending(picture) -> str:
    return _suffix(picture.file.name)


def _suffix(name: str) -> str:
    return "." + name.rpartition(".")[2].lower()


class _Text(HTMLParser):
    """The words of our own small page, a blank line between its parts."""

    PARTS = {"p", "h1", "h2", "h3", "li", "blockquote", "figcaption", "dt", "dd"}

    def __init__(self):
        super().__init__()
        self.parts, self.aside = [""], 0

    def handle_starttag(self, tag, attrs):
        self.aside += tag in ("style", "title")
        if tag in self.PARTS:
            self.parts.append("- " if tag == "li" else "")
        elif tag == "br":
            self.parts[-1] += "\n"

    def handle_endtag(self, tag):
        self.aside -= tag in ("style", "title")

    def handle_data(self, data):
        if not self.aside:
            self.parts[-1] += data


def as_text(page: str) -> str:
    reader = _Text()
    reader.feed(page)
    parts = (" ".join(part.split()) for part in reader.parts)
    return "\n\n".join(part for part in parts if part.strip("- ")) + "\n"
