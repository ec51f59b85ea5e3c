"""A made set of 5,000 employers, of which 600 are another one once more.

Invented companies. The second row of a pair was typed by somebody else: with a slip, an
abbreviation, another legal form, after a move, or with a free-mail address. Beside them stand
companies that only look alike: those of one group, branches, and people of one name in one trade.
"""

import random
from dataclasses import dataclass, field, replace

from leads.duplicates.finding import Firm
from leads.employers.matching import mail_domain


def _words(line: str) -> list[str]:
    return line.split()


TRADES = _words(
    "Bakkerij Slagerij Garage Drukkerij Tuincentrum Metaalwerken Schrijnwerkerij Bouwbedrijf "
    "Transport Schoonmaak Dakwerken Elektro Sanitair Kwekerij Brouwerij Wasserij Meubelen Textiel "
    "Verpakking Kunststof Interieur Schilderwerken Tuinaanleg Hoveniersbedrijf Keukens Glaswerken"
)
SURNAMES = _words(
    "Peeters Janssens Maes Jacobs Mertens Willems Claes Goossens Wouters Pauwels Aerts Hermans "
    "Michiels Smets Hendrickx Lemmens Verhoeven Vermeulen Desmet Lambrechts Bogaerts Stevens Cools "
    "Thijs Segers Verstraete Geerts Baeten Vandamme Wuyts Martens Smits Coppens Luyten Nijs Bosmans"
)
START = _words(
    "Al Be Cor Da El Fi Gro Hal In Jo Kar Lo Mer No Or Pol Qui Ros Sta Tre Ul Ver Wil Xan Zo"
)
MIDDLE = _words("ba da fe gi ko la ma ne pi ra so ta vi lu mo ri")
END = _words("tex plast bouw pack flor line matic deco verde mat logix stal print pro form techn")
GENERAL = ["Algemene Bouwonderneming", "Etablissementen", "Gebroeders", "Firma", "Technieken"]
FORMS = ["BV", "NV", "BVBA", "CV", "VOF", ""]
FREE = ["gmail.com", "telenet.be", "hotmail.com", "skynet.be"]
PEOPLE = _words("An Bart Chris Dina Erik Fien Gert Hanne Ilias Jana Koen Lies Mo Nele Omar Piet")
KINDS = ["slip", "abbreviation", "legal form", "move", "free mail", "other person"]
BRANCHES = {"Genk": 71, "Hasselt": 72}
GROUPS = ["Logistics", "Vastgoed", "Holding", "Services", "Retail"]


@dataclass
class Made:
    firms: list[Firm] = field(default_factory=list)
    pairs: dict[tuple[int, int], str] = field(default_factory=dict)  # primary keys, kind


def make(seed: int, count: int = 5000, doubles: int = 600) -> Made:
    """`count` employers in all; `doubles` of them are another one once more."""
    dice, made = random.Random(seed), Made()
    while len(made.firms) < count - doubles:
        firm = _company(dice, len(made.firms) + 1)
        made.firms.append(firm)
        if dice.random() < 0.04 and firm.domain:  # a company of the same house
            word = next(iter(firm.name.split()))
            name = f"{word} {dice.choice(GROUPS)} {dice.choice(FORMS)}".strip()
            made.firms.append(_row(dice, len(made.firms) + 1, name, firm.domain, firm.phones))
        elif dice.random() < 0.02 and firm.domain:  # two branches
            for place, municipality in BRANCHES.items():
                branch = _row(dice, len(made.firms) + 1, f"{firm.name} {place}", firm.domain)
                made.firms.append(replace(branch, municipality=municipality))
    del made.firms[count - doubles :]
    singles = list(made.firms)
    for firm in dice.sample(singles, doubles):
        kind = dice.choice(KINDS)
        again = _again(dice, firm, kind, len(made.firms) + 1)
        made.firms.append(again)
        made.pairs[firm.pk, again.pk] = kind
    return made


def _company(dice: random.Random, pk: int) -> Firm:
    kind = dice.random()
    if kind < 0.35:
        name = f"{dice.choice(TRADES)} {dice.choice(SURNAMES)}"
        if dice.random() < 0.5:
            name += f" en {dice.choice(SURNAMES)}"
    elif kind < 0.45:
        name = f"{dice.choice(GENERAL)} {dice.choice(SURNAMES)} {_coined(dice)}"
    else:
        name = _coined(dice)
        if dice.random() < 0.5:
            name += f" {dice.choice(TRADES)}"
    domain = "" if dice.random() < 0.35 else f"{name.split()[-1].lower()}{pk}.example"
    return _row(dice, pk, f"{name} {dice.choice(FORMS)}".strip(), domain)


def _coined(dice: random.Random) -> str:
    middle = "".join(dice.choice(MIDDLE) for _ in range(dice.randint(1, 2)))
    return dice.choice(START) + middle + dice.choice(END)


def _row(
    dice: random.Random, pk: int, name: str, domain: str, phones: frozenset[str] = frozenset()
) -> Firm:
    person = f"{dice.choice(PEOPLE)} {dice.choice(SURNAMES)}"
    return Firm(
        pk=pk,
        name=name,
        number=f"{dice.randrange(10**9, 2 * 10**9)}" if dice.random() < 0.4 else "",
        municipality=dice.randrange(1, 300) if dice.random() < 0.9 else None,
        domain=domain,
        emails=frozenset({_address(dice, person, domain)}),
        phones=phones or frozenset({_phone(dice)}),
        people=frozenset({" ".join(sorted(person.lower().split()))}),
    )


def _address(dice: random.Random, person: str, domain: str) -> str:
    if domain:
        return f"{person.replace(' ', '.').lower()}@{domain}"
    return f"{person.replace(' ', '.').lower()}{dice.randrange(10**6)}@{dice.choice(FREE)}"


def _phone(dice: random.Random) -> str:
    return f"+324{dice.randrange(70, 99)}{dice.randrange(10**6):06}"


def _again(dice: random.Random, firm: Firm, kind: str, pk: int) -> Firm:
    """The same company, as somebody else typed it; two things they know stay the same."""
    name, bare = firm.name, _without_form(firm.name)
    municipality, domain = firm.municipality, firm.domain
    emails, phones, people = firm.emails, firm.phones, firm.people
    if kind == "slip":
        name = _slip(dice, bare)
    elif kind == "abbreviation":
        name = _shortened(bare)
    elif kind == "legal form":
        name = f"{bare} {dice.choice([form for form in FORMS if form not in name.split()])}"
    elif kind == "move":
        municipality = dice.randrange(1, 300)
    elif kind == "free mail":
        domain = ""
        emails = frozenset({_address(dice, next(iter(people)), "")})
    if kind != "free mail" and dice.random() < 0.5:  # a colleague was met
        person = f"{dice.choice(PEOPLE)} {dice.choice(SURNAMES)}"
        people = frozenset({" ".join(sorted(person.lower().split()))})
        emails = frozenset({_address(dice, person, domain)})
        if domain:
            phones = frozenset({_phone(dice)})
    number = firm.number if dice.random() < 0.1 else ""
    domain = next(filter(None, map(mail_domain, sorted(emails))), "")
    return Firm(pk, name.strip(), number, municipality, domain, emails, phones, people)


def _without_form(name: str) -> str:
    return " ".join(word for word in name.split() if word not in FORMS)


def _slip(dice: random.Random, name: str) -> str:
    at = dice.randrange(1, len(name) - 1)
    swap, drop, double, other = range(4)
    how = dice.randrange(4)
    if how == swap:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if how == drop:
        return name[:at] + name[at + 1 :]
    if how == double:
        return name[:at] + name[at] + name[at:]
    assert how == other
    return name[:at] + dice.choice("abcdefghijklmnopqrstuvwxyz") + name[at + 1 :]


def _shortened(name: str) -> str:
    words = name.split()
    if len(words) > 2:
        return " ".join([*(f"{word[:3]}." for word in words[:-1] if len(word) > 3), words[-1]])
    return " ".join(word[:4] + "." if word in TRADES else word for word in words)
