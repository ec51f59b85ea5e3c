"""What holds before Django reads a request."""

import codecs
from collections.abc import Callable

from django.utils.http import parse_header_parameters

# What browsers and mail programs write.
ENCODINGS = {"utf-8", "ascii", "iso8859-1", "cp1252"}


def readable(site: Callable) -> Callable:
    """Before Django reads a request: text is UTF-8, unless it names another usual encoding.

    Python takes the name of any codec ("hex", "rot13") for a way of writing text, and Django
    fails on those before any view or middleware could answer.
    """

    def inner(environ, start_response):
        kind, named = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        if "charset" in named and not _is_usual(named.pop("charset")):
            rest = "".join(f'; {name}="{value}"' for name, value in named.items())
            environ = {**environ, "CONTENT_TYPE": kind + rest}
        return site(environ, start_response)

    return inner


def _is_usual(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in ENCODINGS
    except (LookupError, ValueError):
        return False
