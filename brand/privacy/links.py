"""Links that give access to a personal page do not stay in kept mails.

A mail is made when it leaves, with its links in it; what is kept for reading has the token of
each link taken out, so that neither a copy of the database nor a reader of Uitgaande post can open
a personal page. Only where mail goes nowhere, on a machine that serves itself alone, the kept mail
is the way to try a link.
"""

import re
from functools import cache

from django.conf import settings
from django.db.models import Q
from django.urls import URLPattern, get_resolver

from brand import demo
from brand.models import OutgoingMail

HIDDEN = "verborgen"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def may_be_read() -> bool:
    return not settings.EMAIL_URL and demo.is_only_here()


def hide(text: str) -> str:
    """The same words; in each personal link the token makes way for a word."""
    return _links().sub(rf"\g<1>{HIDDEN}", text)


def hide_in_addresses(text: str) -> str:
    """The same for addresses without a host, as they stand in a log."""
    return _addresses().sub(rf"\g<1>{HIDDEN}", text)


def kept(text: str) -> str:
    return text if may_be_read() else hide(text)


def hide_in_kept_mail() -> int:
    """Hide links in mail kept before this existed, or while still readable; returns how many."""
    if may_be_read():
        return 0
    changed = 0
    for row in _with_links().iterator():
        words = {"text": hide(row.text), "html": hide(row.html)}
        if words != {"text": row.text, "html": row.html}:
            changed += OutgoingMail.objects.filter(pk=row.pk).update(**words)
    return changed


def _with_links():
    """Mail that was made and is no longer waiting to leave with these very words."""
    found = Q()
    for path in paths():
        start = PARAMETER.split(path)[0]
        for field in ("text", "html"):
            shown, hidden = Q(**{f"{field}__contains": f"/{start}"}), f"/{start}{HIDDEN}"
            found |= shown & ~Q(**{f"{field}__contains": hidden})
    rows = OutgoingMail.objects.filter(found, keeps_text=True)
    return rows.only("text", "html")


@cache
def paths() -> tuple[str, ...]:
    """Where our addresses have a token, as far as the token: "mijn/", "nieuwsbrief/stop/"."""
    return tuple(sorted(set(_paths(get_resolver().url_patterns, ""))))


def _paths(entries, before: str):
    for entry in entries:
        route = before + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from _paths(entry.url_patterns, route)
        elif token := re.search(r"<(?:\w+:)?token>", route):
            yield route[: token.start()]


@cache
def _links() -> re.Pattern:
    return re.compile(rf"(https?://[^\s\"'<>]+?/(?:{_routes()}))[A-Za-z0-9_=:-]+")


@cache
def _addresses() -> re.Pattern:
    return re.compile(rf"(/(?:{_routes()}))[A-Za-z0-9_=:-]+")


def _routes() -> str:
    routes = ["".join(_part(piece) for piece in re.split(r"(<[^>]+>)", path)) for path in paths()]
    return "|".join(routes)


def _part(piece: str) -> str:
    return r"[^/\s]+" if PARAMETER.fullmatch(piece) else re.escape(piece)
