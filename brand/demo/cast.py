"""The cast of the demo: one federation, four partners, one account per role."""

from typing import NamedTuple

from brand.models import Organisation, Province, Role

FEDERATION = "federatie-voorbeeld"


class Partner(NamedTuple):
    slug: str
    name: str
    kind: str
    provinces: list[str]
    town: str
    activities: list[str]
    description: str
    also: tuple[str, ...] = ()  # municipalities outside its provinces where it works too


PARTNERS = [
    Partner(
        "de-werkschuit",
        "De Werkschuit",
        Organisation.Kind.MAATWERKBEDRIJF,
        [Province.LIMBURG, Province.VLAAMS_BRABANT],
        "Genk",
        ["Verpakking", "Assemblage", "Logistiek"],
        "Wij pakken in, monteren en verzenden. In onze hal in Genk of met een ploeg bij u.",
    ),
    Partner(
        "handgreep-noord",
        "Handgreep Noord",
        Organisation.Kind.MAATWERKBEDRIJF,
        [Province.ANTWERPEN],
        "Mechelen",
        ["Montage", "Drukwerk", "Onderhoud"],
        "Vakwerk met de hand: van kleine reeksen tot vast onderhoud, met begeleiding ter plaatse.",
    ),
    Partner(
        "tuinwijk-groenwerk",
        "Tuinwijk Groenwerk",
        Organisation.Kind.LDE,
        [Province.WEST_VLAANDEREN, Province.OOST_VLAANDEREN],
        "Kortrijk",
        ["Groenonderhoud", "Fietsherstel", "Buurtdiensten"],
        "Onze ploegen verzorgen groen, fietsen en buurten in West- en Oost-Vlaanderen.",
    ),
    Partner(
        "atelier-zuidpunt",
        "Atelier Zuidpunt",
        Organisation.Kind.MAATWERKBEDRIJF,
        [Province.BRUSSEL, Province.VLAAMS_BRABANT, Province.OOST_VLAANDEREN],
        "Leuven",
        ["Catering", "Textiel", "Softwaretesten"],
        "Keuken, naaiatelier en testteam onder één dak, voor bedrijven rond Brussel en Leuven.",
        also=("Genk", "Hasselt"),
    ),
]

# One account a role: who tries the product out signs in as each of them.
ACCOUNTS = [
    ("federatie", "Noor Vandeweerd", FEDERATION, Role.BEHEERDER),
    ("nalezer", "Wout Ceulemans", FEDERATION, Role.MARKETEER),
    ("marketeer", "Lies Achten", "de-werkschuit", Role.MARKETEER),
    ("coordinator", "Sam Reynders", "de-werkschuit", Role.COORDINATOR),
    ("onthaal", "Mo Claesen", "de-werkschuit", Role.ONTHAAL),
    ("beheerder", "Jef Daniels", "de-werkschuit", Role.BEHEERDER),
    ("coordinator.noord", "Ines Maes", "handgreep-noord", Role.COORDINATOR),
    ("coordinator.groen", "Tim Verbeke", "tuinwijk-groenwerk", Role.COORDINATOR),
    ("coordinator.zuid", "Aya Bensalem", "atelier-zuidpunt", Role.COORDINATOR),
]
