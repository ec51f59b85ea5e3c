"""In which language an answer without the database speaks: the one that the address asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

from django.conf import settings
from django.utils import translation

ASKED_BY = "taal"


@contextmanager
def of(query: str) -> Iterator[dict]:
    """What is rendered within speaks it; gives what the template needs. Dutch when not ours."""
    known = {code for code, _ in settings.LANGUAGES}
    code = parse_qs(query).get(ASKED_BY, [""])[-1]
    with translation.override(code if code in known else settings.LANGUAGE_CODE):
        yield {"lang": code if code in known else "nl-BE"}
