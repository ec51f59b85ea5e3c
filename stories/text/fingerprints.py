"""Recognising what was taken back without keeping it: addresses and titles as hashes."""

import hashlib
import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from brand.text import folded

WORDS = re.compile(r"\w+")


def of_address(address: str) -> str:
    """Of a page or a file, whatever site name or query it was written with."""
    path = unquote(urlsplit(address).path).rstrip("/")
    return _hash(f"address:{path}")


def of_title(title: str) -> str:
    """Of a title, with the number of its words: `3:…`. Empty for a title without words."""
    words = WORDS.findall(folded(title))
    return f"{len(words)}:{_hash(' '.join(words))}" if words else ""


def title_in(text: str, marks: Iterable[str]) -> bool:
    """Whether one of the titles stands somewhere in this text."""
    words = WORDS.findall(folded(text))
    wanted = {mark for mark in marks if ":" in mark}
    lengths = {int(mark.partition(":")[0]) for mark in wanted}
    return any(
        f"{length}:{_hash(' '.join(words[start : start + length]))}" in wanted
        for length in lengths
        for start in range(len(words) - length + 1)
    )


def _hash(text: str) -> str:
    return hashlib.sha256(f"merkbaar:{text}".encode()).hexdigest()
