"""What a poster says. Apart from what draws it, which takes long to import."""

from typing import NamedTuple


class Words(NamedTuple):
    title: str
    text: str
