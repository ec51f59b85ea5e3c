"""A row of text as what a lead is made of, or the reasons why that cannot be."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from brand.forms import plain
from brand.forms.addresses import plain_address
from brand.forms.fields import (
    CompanyField,
    EnterpriseNumberField,
    LineField,
    MailField,
    NameField,
    PhoneField,
)
from brand.models import Municipality
from brand.text import unaccented
from leads.capture.in_bulk import Met
from leads.employers import facts, location
from leads.employers.location import Places
from leads.models import EmployerActivity
from leads.transfer.columns import FIELDS

FORMULA = "In “{label}” staat een formule zonder uitkomst ({text}). Zet er de waarde zelf."
EXCEL_ERROR = "In “{label}” staat een foutmelding van Excel ({text})."
NO_COMPANY = "De naam van het bedrijf of de organisatie ontbreekt."
NO_NAME = "De naam van de contactpersoon ontbreekt."
NO_REACH = "Er is geen e-mailadres en geen telefoonnummer."
BAD_DATE = "“{text}” is geen datum. Schrijf dag, maand en jaar, zoals 31/12/2025."
MONTH_FIRST = "“{text}” is geen datum als dag/maand/jaar. Staat de maand vooraan? Draai ze om."
NOT_YET = "“{text}” moet nog komen: dat kan geen dag zijn waarop jullie elkaar spraken."
TOO_OLD = "“{text}” is van voor 2000. Kijk het jaar na."
BAD_SIZE = "“{text}” is geen grootte. Schrijf een aantal mensen, of 1-9, 10-49, 50-249 of 250+."
BAD_COMMITTEE = "“{text}” is geen paritair comité. Schrijf het nummer, zoals 200 of 327.01."
BAD_CODE = "“{text}” is geen NACE-BEL-code. Die heeft twee tot vijf cijfers, zoals 47.110."
TOO_LONG = "In “{label}” staan {count} tekens. Er mogen er {most} staan."

LONGEST_NOTE = 2000
LONGEST_SIZE = 40
EARLIEST = date(2000, 1, 1)
_ERRORS = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|N/B|VERW!|WAARDE!|NAAM\?)")
_QUOTED = re.compile(r'="(.*)"')  # how programs keep the nought before a number
_MONTHS = ["jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


@dataclass
class Said:
    """What a row says, in the forms in which we keep it."""

    company: str = ""
    name: str = ""
    function: str = ""
    email: str = ""
    phone: str = ""
    enterprise_number: str = ""
    municipality: Municipality | None = None
    place: str = ""  # as written, where we know no municipality of it
    website: str = ""
    size: str = ""
    joint_committee: str = ""
    activities: tuple[tuple[str, str], ...] = ()  # version and code of NACE-BEL
    untold: list[str] = field(default_factory=list)  # sentences of what has no one place
    met_on: date | None = None
    note: str = ""
    wrong: list[str] = field(default_factory=list)

    @property
    def met(self) -> Met:
        return Met(
            self.company,
            self.name,
            self.email,
            self.phone,
            self.enterprise_number,
            self.function,
            self.website,
            self.municipality,
            self.size,
            self.joint_committee,
            self.activities,
        )

    @property
    def words(self) -> str:
        """What has no column of its own on a lead, as sentences for the timeline."""
        said = []
        if self.met_on:
            said.append(f"Contact op {date_format(self.met_on, 'j F Y')}.")
        if self.place:
            said.append(f"Plaats: {self.place}.")
        return " ".join([*said, *self.untold, self.note]).strip()


def by_field(values: Sequence[str], mapping: Sequence[str]) -> dict[str, str]:
    """The text of each field; signs that no text has are left out."""
    found = dict.fromkeys(FIELDS, "")
    for text, name in zip(values, mapping, strict=False):
        if name:
            found[name] = plain(text.replace("\x00", ""), lines=name == "note").strip()
    return found


def read(
    values: Sequence[str],
    mapping: Sequence[str],
    known: Places | None = None,
    today: date | None = None,
) -> Said:
    """Every reason is named at once: who mends a file wants to mend it once.

    `known`: places that were looked up for rows before.
    """
    said, text = Said(), by_field(values, mapping)
    for name, written in text.items():
        if quoted := _QUOTED.fullmatch(written):
            text[name] = written = quoted[1].strip()
        if written.startswith("="):
            said.wrong.append(FORMULA.format(label=FIELDS[name], text=written[:60]))
            text[name] = ""
        elif _ERRORS.fullmatch(written):
            said.wrong.append(EXCEL_ERROR.format(label=FIELDS[name], text=written))
            text[name] = ""
    spoilt = bool(said.wrong)
    whole = text["name"] or f"{text['first_name']} {text['last_name']}".strip()
    said.company = _cleaned(said, "company", text["company"])
    said.name = _cleaned(said, "name", whole)
    said.function = _cleaned(said, "function", text["function"])
    said.email = _cleaned(said, "email", text["email"])
    phone, mobile = (_cleaned(said, kind, text[kind]) for kind in ("phone", "mobile"))
    said.phone = phone or mobile
    said.enterprise_number = _cleaned(said, "enterprise_number", text["enterprise_number"])
    said.website = _cleaned(said, "website", _with_scheme(text["website"]))
    said.municipality, said.place = _place(
        text["postal_code"], text["town"], {} if known is None else known
    )
    _describe(said, text)
    said.met_on = _day(said, text["met_on"], today or timezone.localdate())
    said.note = text["note"]
    if phone and mobile and phone != mobile:
        said.note = f"{said.note} Ook op {mobile}.".strip()
    if len(said.note) > LONGEST_NOTE:
        told = TOO_LONG.format(label=FIELDS["note"], count=len(said.note), most=LONGEST_NOTE)
        said.wrong.append(told)
    if not spoilt:
        said.wrong += _missing(text, whole)
    return said


def _describe(said: Said, text: dict[str, str]) -> None:
    """What the firm does, how large it is and under which joint committee."""
    said.size = facts.size(text["size"]) or ""
    if text["size"] and not said.size:
        # "20 tot 200" is right, and no class of ours.
        if re.search(r"\d", text["size"]) and len(text["size"]) <= LONGEST_SIZE:
            said.untold.append(f"Grootte: {text['size']}.")
        else:
            said.wrong.append(BAD_SIZE.format(text=text["size"][:60]))
    committees = [facts.committee(one) for one in _several(text["joint_committee"])]
    if None in committees:
        said.wrong.append(BAD_COMMITTEE.format(text=text["joint_committee"][:60]))
    elif len(set(committees)) > 1:
        said.untold.append(f"Paritaire comités: {' en '.join(filter(None, committees))}.")
    elif committees:
        said.joint_committee = committees[0] or ""
    codes = []
    for version in EmployerActivity.Version:
        for one in _several(text.get(f"nace_{version.value}", "")):
            if code := facts.nace_code(one):
                codes.append((version.value, code))
            else:
                said.wrong.append(BAD_CODE.format(text=one[:60]))
    said.activities = tuple(dict.fromkeys(codes))


def _several(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[;|/\n]|,\s|,(?=\d{3,})", text) if one.strip()]


def _missing(text: dict[str, str], name: str) -> list[str]:
    gone = [] if text["company"] else [NO_COMPANY]
    gone += [] if name else [NO_NAME]
    return gone + ([] if text["email"] or text["phone"] or text["mobile"] else [NO_REACH])


CLEANED: dict[str, forms.Field] = {
    "company": CompanyField(required=False),
    "name": NameField(required=False),
    "function": LineField(required=False, max_length=120),
    "email": MailField(required=False),
    "phone": PhoneField(required=False),
    "mobile": PhoneField(required=False),
    "enterprise_number": EnterpriseNumberField(required=False, max_length=40),
    "website": forms.URLField(
        required=False, max_length=200, assume_scheme="https", error_messages={"invalid": "x"}
    ),
}
SENTENCES = {
    "email": "“{text}” is geen volledig e-mailadres.",
    "phone": "“{text}” is geen telefoonnummer.",
    "mobile": "“{text}” is geen telefoonnummer.",
    "enterprise_number": "“{text}” is geen Belgisch ondernemingsnummer.",
    "website": "“{text}” is geen webadres.",
    "company": "“{text}” is geen naam van een bedrijf.",
    "name": "“{text}” is geen naam van een mens.",
    "function": "“{text}” is geen functie.",
}


def _cleaned(said: Said, name: str, text: str) -> str:
    """As the forms of the desk keep it."""
    cleaner: Any = CLEANED[name]
    try:
        return str(cleaner.clean(text) or "")
    except ValidationError as error:
        most = cleaner.max_length
        if len(text) > most:
            told = TOO_LONG.format(label=FIELDS[name], count=len(text), most=most)
        else:
            told = SENTENCES[name].format(text=text)
        said.wrong.append(told if error.messages else "")
        return ""


def _with_scheme(text: str) -> str:
    return text if "://" in text or not text else f"https://{text}"


ADDRESS = re.compile(r"[^\s@<>()\[\]\",;:|/]+@[^\s@<>()\[\]\",;:|/]+\.\w{2,}")


def addresses_in(values: Sequence[str], *more: str) -> str:
    """Whose row this is, also before anybody said what its columns are: who asks finds it.

    Between spaces, so that one address is not found in a longer one.
    """
    found = [plain_address(one) for text in values for one in ADDRESS.findall(text)]
    said = dict.fromkeys([*found, *filter(None, more)])
    return f" {' '.join(said)} " if said else ""


# Places -----------------------------------------------------------------------------------------


def _place(code: str, town: str, known: Places) -> tuple[Municipality | None, str]:
    """Where we know no municipality, the words go along: a place is nothing to send back for."""
    code = re.sub(r"\.0$", "", code)
    for text in (f"{code} {town}".strip(), code, town):
        if text and (found := location.written(text, known)):
            return found, ""
    return None, f"{code} {town}".strip()[:200]


# Days -------------------------------------------------------------------------------------------


def _written(text: str) -> date | None:
    """Day, month and year as people here write them."""
    found = re.fullmatch(
        r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{2}|\d{4})(?:[ T].*)?", text
    )
    if not found:
        return None
    day, month, year = map(int, found.groups())
    return _date(year + 2000 if year < 100 else year, month, day)


def _international(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?", text)
    return _date(*map(int, found.groups())) if found else None


def _serial(text: str) -> date | None:
    """A date of Excel that became a number: days since 1899."""
    found = re.fullmatch(r"(\d{5})(?:[.,]\d+)?", text)
    return datetime(1899, 12, 30).date() + timedelta(days=int(found[1])) if found else None  # noqa: DTZ001


def _in_words(text: str) -> date | None:
    found = re.fullmatch(r"(?:[a-z]+ )?(\d{1,2}) ([a-z]+)\.? (\d{4})", unaccented(text))
    if not found or not found[2].startswith((*_MONTHS, "mrt")):
        return None
    short = "maa" if found[2].startswith("mrt") else found[2][:3]
    return _date(int(found[3]), _MONTHS.index(short) + 1, int(found[1]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


KINDS: dict[str, Callable[[str], date | None]] = {
    "dag/maand/jaar (31/12/2025)": _written,
    "jaar-maand-dag (2025-12-31)": _international,
    "een getal van Excel (46022)": _serial,
    "in woorden (31 december 2025)": _in_words,
}


def day(text: str) -> tuple[date, str] | None:
    """The day, and in which way it was written."""
    for kind, look in KINDS.items():
        if found := look(text.strip()):
            return found, kind
    return None


def _day(said: Said, text: str, today: date) -> date | None:
    if not text:
        return None
    found = day(text)
    if found is None:
        turned = re.sub(r"^(\d{1,2})(\D)(\d{1,2})", r"\3\2\1", text)
        said.wrong.append((MONTH_FIRST if _written(turned) else BAD_DATE).format(text=text[:60]))
        return None
    for is_wrong, sentence in ((found[0] > today, NOT_YET), (found[0] < EARLIEST, TOO_OLD)):
        if is_wrong:
            said.wrong.append(sentence.format(text=text[:60]))
            return None
    return found[0]


def kinds_of_days(texts: Sequence[str]) -> list[str]:
    return [kind for kind in KINDS if any((got := day(one)) and got[1] == kind for one in texts)]
