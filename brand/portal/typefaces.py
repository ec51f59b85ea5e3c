"""The typefaces of the brand: what their own packages say of them, and their files."""

import json
import zipfile
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from brand.models import BrandKit
from brand.models.kit import Typeface

LICENCES = {"OFL-1.1": "SIL Open Font License 1.1"}


class Face(NamedTuple):
    slug: str
    name: str
    use: str
    version: str
    licence: str
    holder: str  # the line on copyright in its own licence
    source: str
    is_here: bool

    @property
    def is_of_device(self) -> bool:
        return self.slug == Typeface.SYSTEM


def faces(kit: BrandKit) -> list[Face]:
    """One of both when titles and text have the same."""
    use = {kit.display_face: ["titels"]}
    use.setdefault(kit.text_face, []).append("lopende tekst")
    return [_face(slug, " en ".join(words)) for slug, words in use.items()]


def package(slug: str) -> Path:
    return settings.ASSETS / "@fontsource-variable" / slug


@lru_cache(maxsize=8)
def _facts(folder: Path) -> dict[str, str]:
    try:
        said = json.loads((folder / "package.json").read_text("utf-8"))
        licence = (folder / "LICENSE").read_text("utf-8")
    except (OSError, ValueError):
        return {}
    kind = str(said.get("license", ""))
    return {
        "version": str(said.get("version", "")),
        "licence": LICENCES.get(kind, kind),
        "holder": next((line.strip() for line in licence.splitlines() if line.strip()), ""),
        "source": str(said.get("homepage", "")),
    }


def _face(slug: str, use: str) -> Face:
    known = _facts(package(slug)) if slug != Typeface.SYSTEM else {}
    said = {name: known.get(name, "") for name in ("version", "licence", "holder", "source")}
    return Face(slug=slug, name=Typeface(slug).label, use=use, is_here=bool(known), **said)


def archive(kit: BrandKit) -> bytes:
    """The files as they came, each with its licence, which asks to go along."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for face in faces(kit):
            if not face.is_here:
                continue
            folder = package(face.slug)
            made.writestr(f"{face.slug}/LICENSE.txt", (folder / "LICENSE").read_bytes())
            for file in sorted((folder / "files").glob("*-latin*-wght-normal.woff2")):
                made.writestr(f"{face.slug}/{file.name}", file.read_bytes())
    return out.getvalue()
