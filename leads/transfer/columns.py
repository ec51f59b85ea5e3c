"""What stands in each column: guessed from its name, what it holds, and what was said before."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError

from brand.forms import enterprise_numbers, phones
from brand.text import folded

FIELDS: dict[str, str] = {
    "company": "Bedrijf of organisatie",
    "name": "Voornaam en naam",
    "first_name": "Voornaam",
    "last_name": "Achternaam",
    "function": "Functie",
    "email": "E-mailadres",
    "phone": "Telefoon",
    "mobile": "Gsm",
    "enterprise_number": "Ondernemingsnummer",
    "postal_code": "Postcode",
    "town": "Gemeente",
    "website": "Website",
    "size": "Grootte (aantal mensen)",
    "joint_committee": "Paritair comité",
    "nace_2025": "NACE-BEL 2025",
    "nace_2008": "NACE-BEL 2008",
    "met_on": "Datum van het contact",
    "note": "Opmerking",
}
# As people write them above a column; folded, the surest first.
CALLED: dict[str, str] = {
    "company": "bedrijf bedrijfsnaam onderneming organisatie werkgever firma firmanaam klant "
    "klantnaam accountnaam vennootschap account company société organisation|naam bedrijf"
    "|naam onderneming|naam organisatie|naam werkgever|naam van het bedrijf|maatschappelijke "
    "benaming|company name",
    "name": "contactpersoon contact naam persoon verantwoordelijke|naam contactpersoon|naam contact"
    "|volledige naam|voornaam en naam|naam en voornaam|naam voornaam|voornaam naam|contact person"
    "|full name|aanspreekpunt",
    "first_name": "voornaam prénom firstname|first name|voornaam contact|voornaam contactpersoon",
    "last_name": "achternaam familienaam nom lastname surname|last name|naam familie"
    "|achternaam contactpersoon",
    "function": "functie titel rol fonction|job title|functie contactpersoon",
    "email": "email mail mailadres emailadres emailadressen courriel|e mail|e mailadres"
    "|e mail adres|email adres|mail adres|email address|e mail contactpersoon",
    "phone": "telefoon tel telefoonnummer telefoonnr telnr telefoonnr tél téléphone phone vast"
    "|tel nr|telefoon vast|vast nummer|telefoon werk",
    "mobile": "gsm gsmnummer mobiel mobile portable|gsm nr|gsm nummer|mobiel nummer"
    "|telefoon mobiel",
    "enterprise_number": "ondernemingsnummer ondernemingsnr kbo kbonummer btw btwnummer btwnr vat"
    " tva|kbo nummer|kbo nr|btw nummer|btw nr|ondernemings nummer|vat number|numéro d entreprise",
    "postal_code": "postcode postnummer zip|post code|postal code|code postal|zip code",
    "town": "gemeente stad plaats woonplaats locatie vestigingsplaats ville city"
    "|postcode en gemeente|postcode gemeente|gemeente stad|stad gemeente|adres gemeente",
    "website": "website site webadres url web|web site|www",
    "size": "grootte personeel werknemers personeelsleden medewerkers personeelsbestand omvang "
    "bedrijfsgrootte grootteklasse personeelsklasse tewerkstelling|aantal werknemers"
    "|aantal medewerkers|aantal personeelsleden|aantal mensen|aantal personen|aantal vte"
    "|klasse personeel|company size|nombre d employés",
    "joint_committee": "pc|paritair comité|paritaircomité|pc nummer|pc nr|paritair comité nr"
    "|nummer paritair comité|commission paritaire",
    "nace_2025": "nace nacecode nacecodes nacebel nacebelcode activiteitscode sectorcode|nace code"
    "|nace codes|nace bel|nace bel code|code nace|nace hoofdactiviteit|nace 2025|nace bel 2025"
    "|nacebel 2025|nace code 2025|nacecode 2025",
    "nace_2008": "nace2008 nacebel2008|nace 2008|nace bel 2008|nacebel 2008|nace code 2008"
    "|nacecode 2008|nace bel code 2008",
    "met_on": "datum|datum contact|contactdatum|laatste contact|eerste contact"
    "|datum laatste contact|datum gesprek|datum van het contact",
    "note": "opmerking opmerkingen notitie notities commentaar nota toelichting info bemerkingen"
    "|extra info|remarks|comments",
}
LIKENESS = 88  # rapidfuzz's ratio: a slip in a long word, not another word
SHORTEST = 5  # letters in which a slip is forgiven
REASON = "wat is er mis"  # our own column, in rows that came back


def _names() -> dict[str, str]:
    """Folded names, with the field."""
    found: dict[str, str] = {}
    for field, said in CALLED.items():
        words, *phrases = said.split("|")
        for name in [*words.split(), *phrases]:
            found.setdefault(folded(name), field)
    return found


NAMES = _names()


def remembered(earlier: Iterable[tuple[Sequence[str], Sequence[str]]]) -> dict[str, str]:
    """What this partner said of columns of these names, the last time first."""
    found: dict[str, str] = {}
    for headers, mapping in earlier:
        for header, field in zip(headers, mapping, strict=False):
            found.setdefault(folded(header), field)
    return found


def guess(
    headers: Sequence[str],
    examples: Sequence[Sequence[str]],
    known: Mapping[str, str] | None = None,
) -> list[str]:
    """A field for each column, or nothing; no field twice. `known`: see `remembered`."""
    width = max([len(headers), *map(len, examples)])
    named = [folded(headers[at]) if at < len(headers) else "" for at in range(width)]
    held = [[row[at] for row in examples if at < len(row) and row[at]] for at in range(width)]
    found = [""] * width
    told = [bool(known and name in known) for name in named]
    for at, name in enumerate(named):
        if known and told[at]:
            _take(found, at, known[name])
    rounds = (
        lambda at: NAMES.get(named[at], ""),
        lambda at: _nearly(named[at]),
        lambda at: _by_content(held[at]),
    )
    for look in rounds:
        for at in range(width):
            if not found[at] and not told[at] and named[at] != REASON:
                _take(found, at, look(at))
    return _settled(found, held)


def _take(found: list[str], at: int, field: str) -> None:
    if field in FIELDS and field not in found:
        found[at] = field


def _nearly(name: str) -> str:
    from rapidfuzz import fuzz, process  # when a table is read, and not at each start

    if len(name) < SHORTEST:
        return ""
    # Another year is another list of codes, and no slip.
    names = [one for one in NAMES if _digits(one) == _digits(name)]
    near = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return NAMES[near[0]] if near else ""


def _digits(name: str) -> str:
    return re.sub(r"[^0-9]", "", name)


def _by_content(values: list[str]) -> str:
    """What nearly all of these are."""
    for field, test in (("email", _is_address), ("enterprise_number", _is_number)):
        if values and sum(map(test, values)) >= 0.8 * len(values):
            return field
    if values and sum(map(_is_phone, values)) >= 0.8 * len(values):
        return "phone"
    return ""


def _is_address(value: str) -> bool:
    return re.fullmatch(r"[^\s@]+@[^\s@]+\.\w{2,}", value) is not None


def _is_number(value: str) -> bool:
    return enterprise_numbers.digits_of(value) is not None


def _is_phone(value: str) -> bool:
    try:
        return bool(phones.as_kept(value))
    except ValueError:
        return False


def _settled(found: list[str], held: list[list[str]]) -> list[str]:
    """ "Naam" is the company's where nothing else is, and the family name beside a first name."""
    if "name" in found:
        at = found.index("name")
        if "company" not in found:
            found[at] = "company"
        elif "first_name" in found and "last_name" not in found:
            found[at] = "last_name"
    return found


def check(mapping: Sequence[str], headers: Sequence[str]) -> list[str]:
    """Raises ValidationError with sentences when a lead cannot be made of these columns."""
    wrong = []
    for field, label in FIELDS.items():
        named = [
            headers[at] for at, one in enumerate(mapping) if one == field and at < len(headers)
        ]
        if mapping.count(field) > 1:
            both = " en ".join(f"“{name}”" for name in named)
            wrong.append(f"Twee kolommen zijn {label}: {both}. Kies er één.")
    if "company" not in mapping:
        wrong.append("Zeg in welke kolom de naam van het bedrijf of de organisatie staat.")
    if not {"name", "first_name", "last_name"} & {*mapping}:
        wrong.append("Zeg in welke kolom de naam van de contactpersoon staat.")
    if not {"email", "phone", "mobile"} & {*mapping}:
        wrong.append("Zeg in welke kolom het e-mailadres of het telefoonnummer staat.")
    if wrong:
        raise ValidationError(wrong)
    return list(mapping)
