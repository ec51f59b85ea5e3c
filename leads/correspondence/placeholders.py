"""The fields that may stand in a mail or a template, like {bedrijf}: one fixed list."""

import re
from collections.abc import Callable

from django.utils.formats import date_format

from brand import mail
from brand.models import User
from leads.models import Contact, Lead

FIELD = re.compile(r"\{\s*(\w[\w -]{0,39}?)\s*\}")
Value = Callable[[Lead, Contact, User], str]


def _appointment(lead: Lead, contact: Contact, user: User) -> str:
    if lead.next_action_on is None or not lead.has_appointment:
        return ""
    place = f", {lead.next_action_place}" if lead.next_action_place else ""
    return f"{date_format(lead.next_action_on, 'l j F')} {lead.agreed_hour}{place}"


# Name: what it stands for, its value, and what to do where there is none.
FIELDS: dict[str, tuple[str, Value]] = {
    "naam": ("naam van de contactpersoon", lambda lead, contact, user: mail.as_name(contact.name)),
    "voornaam": (
        "voornaam van de contactpersoon",
        lambda lead, contact, user: mail.as_name(contact.name).partition(" ")[0],
    ),
    "bedrijf": ("naam van het bedrijf", lambda lead, contact, user: mail.as_name(str(lead))),
    "partner": ("jullie organisatie", lambda lead, contact, user: str(lead.owner_organisation)),
    "telefoon": (
        "telefoon van jullie organisatie",
        lambda lead, contact, user: lead.owner_organisation.phone,
    ),
    "afzender": ("jouw naam", lambda lead, contact, user: user.get_full_name()),
    "afspraak": ("dag, uur en plaats van de afspraak", _appointment),
}


def names_in(text: str) -> list[str]:
    """What stands between braces, in order and once each."""
    return list(dict.fromkeys(name.lower() for name in FIELD.findall(text)))


def unknown_in(text: str) -> list[str]:
    return [name for name in names_in(text) if name not in FIELDS]


def filled(text: str, lead: Lead, contact: Contact, user: User) -> str:
    """The text with the value of each field; a field without a value stays as it is."""

    def value(found: re.Match[str]) -> str:
        known = FIELDS.get(found[1].lower())
        return (known[1](lead, contact, user) if known else "") or found[0]

    return FIELD.sub(value, text)


def written(names: list[str]) -> str:
    """{naam}, {bedrijf} en {partner}"""
    *most, last = [f"{{{name}}}" for name in names]
    return f"{', '.join(most)} en {last}" if most else last
