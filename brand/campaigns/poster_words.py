"""What a poster says. Apart from what draws it, which takes long to import."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    title: str
    text: str
