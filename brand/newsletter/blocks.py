"""The blocks of an issue, in their order, as they are kept and as a form sends them."""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from django import forms
from django.core.exceptions import ValidationError

from brand.newsletter import pieces
from brand.text import row_number

INTRO, TEXT, BUTTON = "inleiding", "tekst", "knop"
TYPED = {INTRO: "Inleiding", TEXT: "Tekst", BUTTON: "Knop"}
MOST = 30
LONGEST_TEXT, LONGEST_LABEL = 3000, 60
UP, DOWN, AWAY = "hoger", "lager", "weg"
ADD = "nieuw"


@dataclass(frozen=True)
class Block:
    """A piece of another room by its number, or words typed here; a button has both."""

    id: str
    kind: str
    text: str = ""
    page: int | None = None

    @property
    def is_piece(self) -> bool:
        return self.kind in pieces.sources()

    @property
    def name(self) -> str:
        source = pieces.sources().get(self.kind)
        return source.one.capitalize() if source else TYPED[self.kind]


def read(kept: Iterable[object]) -> list[Block]:
    """From the row; what is no block of ours is left out."""
    found = []
    for one in kept if isinstance(kept, list | tuple) else ():
        if isinstance(one, Mapping) and (block := _block(one)):
            found.append(block)
    return found


def _block(said: Mapping) -> Block | None:
    kind, name = str(said.get("kind", "")), str(said.get("id", ""))
    if kind not in {*TYPED, *pieces.sources()} or not name.isalnum() or len(name) > 12:
        return None
    page = row_number(said.get("page") or "")
    return Block(name, kind, str(said.get("text") or ""), page)


def written(blocks: Iterable[Block]) -> list[dict]:
    """For the row, always in the same order of keys."""
    return [asdict(block) for block in blocks]


def new(kind: str, *, page: int | None = None, text: str = "") -> Block:
    return Block(secrets.token_hex(4), kind, text, page)


def ticked(blocks: list[Block], chosen: Mapping[str, Collection[int]]) -> list[Block]:
    """With exactly these pieces: what was there keeps its place, what is new comes last."""
    kept = [one for one in blocks if not one.is_piece or one.page in chosen.get(one.kind, ())]
    there = {(one.kind, one.page) for one in kept}
    fresh = [
        new(kind, page=page)
        for kind in pieces.sources()
        for page in chosen.get(kind, ())
        if (kind, page) not in there
    ]
    return [*kept, *fresh]


def changed(blocks: list[Block], act: str) -> list[Block]:
    """After a button of the editor: "hoger:a1b2", "nieuw:tekst"."""
    verb, _, what = act.partition(":")
    if verb == ADD and what in TYPED:
        fresh = new(what)
        return [fresh, *blocks] if what == INTRO else [*blocks, fresh]
    at = next((n for n, one in enumerate(blocks) if one.id == what), None)
    if at is None:
        return blocks
    one, rest = blocks[at], blocks[:at] + blocks[at + 1 :]
    if verb == AWAY:
        return rest
    to = {UP: max(at - 1, 0), DOWN: at + 1}.get(verb, at)
    return [*rest[:to], one, *rest[to:]]


class BlocksWidget(forms.Widget):
    """Read from the fields of each block, in the order in which they stand in the form."""

    template_name = "brand/newsletter/blocks.html"

    def value_from_datadict(self, data, files, name):
        if name in data:  # put there after two people wrote
            return data[name]
        ids = data.getlist("block") if hasattr(data, "getlist") else ()
        said = [
            {
                "id": one,
                "kind": data.get(f"kind-{one}", ""),
                "text": data.get(f"text-{one}", "").replace("\r\n", "\n").replace("\x00", ""),
                "page": data.get(f"page-{one}", ""),
            }
            for one in dict.fromkeys(ids)
        ]
        return written(read(said))

    def format_value(self, value):
        return json.dumps(value or [])

    def value_omitted_from_data(self, data, files, name):
        return False


class BlocksField(forms.Field):
    widget = BlocksWidget

    def to_python(self, value):
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                value = []
        return written(read(value or []))

    def validate(self, value):
        if len(value) > MOST:
            raise ValidationError(f"Een nieuwsbrief heeft hoogstens {MOST} blokken.")
        for block in read(value):
            longest = LONGEST_LABEL if block.kind == BUTTON else LONGEST_TEXT
            if len(block.text) > longest:
                raise ValidationError(
                    f"“{block.text[:40]}…” is te lang: hoogstens {longest} tekens, "
                    f"nu {len(block.text)}."
                )


def one_line(block: Block) -> Block:
    return replace(block, text=" ".join(block.text.split()))
