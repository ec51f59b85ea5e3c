"""Words about candidates that do not belong here: health, and national numbers.

This room counts people and knows none of them. A text field can still be used to write about
somebody, so what looks like it is pointed at before it is saved.
"""

import re

from stdnum.be import nn

# Beginnings of words, matched at the start of a word. Pointed at, not forbidden: a host company
# may well be a hospital.
WORDS = (
    "aandoening",
    "adhd",
    "alcohol",
    "arbeidsongeschikt",
    "asperger",
    "autis",
    "beperking",
    "burn-out",
    "burnout",
    "depressi",
    "diagnos",
    "drugs",
    "epilep",
    "gehandicapt",
    "geneesmiddel",
    "handicap",
    "hartkwaal",
    "invalid",
    "kanker",
    "medicatie",
    "medicijn",
    "psychi",
    "psychos",
    "rolstoel",
    "rugklacht",
    "schizofren",
    "verslaaf",
    "verslav",
    "zwanger",
)
_WORDS = re.compile(rf"\b(?:{'|'.join(map(re.escape, WORDS))})\w*", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<!\d)\d{2}[ .]?\d{2}[ .]?\d{2}[ .-]?\d{3}[ .-]?\d{2}(?!\d)")


def health_words(text: str) -> list[str]:
    """Words in this text that may say something about somebody's health, each once, in order."""
    return list(dict.fromkeys(found.group().lower() for found in _WORDS.finditer(text)))


def has_national_number(text: str) -> bool:
    """Whether a valid Belgian national number (rijksregisternummer) stands in this text."""
    return any(nn.is_valid(found.group()) for found in _NUMBERS.finditer(text))
