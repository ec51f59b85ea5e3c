"""Contacts as vCards (RFC 6350), for a telephone or the address book of a mail program.

icalendar, which knows how these lines are written, is loaded by the first card that is made.
"""

import re
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import StreamingHttpResponse

from brand.scoping import export
from leads.desk import stops
from leads.models import Contact, Lead

FORMAT = "vcf"
MIME = "text/vcard; charset=utf-8"
# What no text of a card may hold, and no telephone shows.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def response(leads: QuerySet[Lead], name: str) -> StreamingHttpResponse:
    """Sent card by card: however many there are, few are in memory."""
    kept = {"Content-Disposition": f'attachment; filename="{name}.{FORMAT}"'}
    return StreamingHttpResponse(of_leads(leads), content_type=MIME, headers=kept)


def of_leads(leads: QuerySet[Lead]) -> Iterator[bytes]:
    """Who is spoken to in these leads, each once however many leads that is."""
    met = leads.order_by("created_at", "pk").filter(contact=OuterRef("pk"), stop__isnull=False)
    rows = Contact.objects.filter(pk__in=leads.order_by().values("contact"))
    rows = rows.annotate(met_at=Subquery(met.values("stop")[:1])).annotate(
        **stops.columns("met_at")
    )
    rows = rows.select_related("employer__municipality").order_by("employer__name", "pk")
    for contact in export.read(rows):
        yield card(contact)


def card(contact: Contact) -> bytes:
    from icalendar.parser import Contentline, Parameters

    lines = [
        Contentline.from_parts(name, Parameters(said), value).to_ical()
        for name, said, value in _lines(contact)
    ]
    return b"".join(line + b"\r\n" for line in lines)


def _lines(contact: Contact) -> Iterator[tuple[str, dict[str, str], Any]]:
    from icalendar.prop import vAdr, vN, vOrg, vText, vUri

    def text(said: str) -> Any:
        return vText(UNSEEN.sub("", said))

    employer = contact.employer
    name = UNSEEN.sub("", contact.name or employer.name)
    uri = {"VALUE": "uri"}
    yield "BEGIN", {}, text("VCARD")
    yield "VERSION", {}, text("4.0")
    yield "KIND", {}, text("individual")
    # The same person in a later file is the same card, whatever changed on it.
    yield "UID", {}, vUri(uuid5(NAMESPACE_URL, f"{settings.SITE_URL}/{contact.pk}").urn)
    yield "FN", {}, text(name)
    # Which word is the family's is not known; telephones ask for this line and show it as it is.
    yield "N", {}, vN(("", name, "", "", ""))
    yield "ORG", {}, vOrg((UNSEEN.sub("", employer.name),))
    if contact.function:
        yield "TITLE", {}, text(contact.function)
    if contact.email and not contact.is_unreachable:
        yield "EMAIL", {"TYPE": "work"}, text(contact.email)
    if re.fullmatch(r"\+\d+", contact.phone):
        yield "TEL", {"TYPE": "work", **uri}, vUri(f"tel:{contact.phone}")
    elif contact.phone:
        yield "TEL", {"TYPE": "work"}, text(contact.phone)
    if employer.municipality and not employer.is_location_assumed:
        where = ("", "", "", str(employer.municipality), "", "", "")
        yield "ADR", {"TYPE": "work"}, vAdr(where)
    if employer.website:
        yield "URL", {"TYPE": "work"}, vUri(employer.website)
    if met := stops.words(contact):
        yield "NOTE", {}, text(f"Kwam via de halte in {met}.")
    yield "END", {}, text("VCARD")
