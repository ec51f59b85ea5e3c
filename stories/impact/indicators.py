"""The indicators a site begins with; the counted ones follow what is written here.

A change of what a query counts (counting.py) is a change of the formula: a higher version here. The
next stand then waits for a person who writes why.
"""

from stories.models.indicators import Indicator, Layer

CONFIRMED = (
    "Alleen samenwerkingen die werkgever én partner bevestigden, die begonnen zijn, en geen bezoek."
)

COUNTED = [
    {
        "code": "haltes",
        "name": "Haltes van de roadshow",
        "unit": "haltes",
        "layer": Layer.ACTIVITY,
        "definition": "Haltes die in dit jaar plaatsvonden. Een geannuleerde halte telt niet mee.",
        "formula": "Aantal haltes op de site die begonnen in dit jaar, voorbij zijn en niet "
        "geannuleerd.",
        "protects": False,
    },
    {
        "code": "bezoekers",
        "name": "Bezoekers van de roadshow",
        "unit": "mensen kwamen kijken",
        "layer": Layer.OUTPUT,
        "definition": "Mensen die aan de deur van een halte binnenkwamen, ook wie meekwam. Wie "
        "twee haltes bezocht, telt twee keer.",
        "formula": "Som van “binnen met” over alle inschrijvingen die aan de deur aanwezig "
        "werden gezet, bij haltes die begonnen in dit jaar.",
    },
    {
        "code": "opvolgdossiers",
        "name": "Werkgevers die we opvolgen",
        "unit": "opvolgdossiers van werkgevers",
        "layer": Layer.OUTPUT,
        "definition": "Werkgevers met wie in dit jaar een gesprek begon: via een halte of elders "
        "ontmoet. Eén werkgever in één tournee is één dossier. Onder de partner staat wie hen "
        "ontmoette.",
        "formula": "Aantal opvolgdossiers die in dit jaar gemaakt werden, zonder wat als dubbel "
        "afgesloten is.",
    },
    {
        "code": "samenwerkingen",
        "name": "Bevestigde samenwerkingen",
        "unit": "bevestigde samenwerkingen",
        "layer": Layer.OUTCOME,
        "definition": "Stages, aanwervingen en werk in opdracht die in dit jaar begonnen. "
        f"{CONFIRMED}",
        "formula": "Aantal bevestigde plaatsingen met een start in dit jaar, ten laatste vandaag, "
        "zonder de soort kennismaking.",
    },
    {
        "code": "mensen-aan-de-slag",
        "name": "Mensen aan de slag bij een werkgever",
        "unit": "mensen begonnen bij een werkgever",
        "layer": Layer.OUTCOME,
        "definition": "Mensen van een partner die in dit jaar bij een werkgever begonnen te werken "
        f"of te leren. {CONFIRMED} Wie twee keer begint, telt twee keer.",
        "formula": "Som van “aantal mensen” over de bevestigde plaatsingen met een start in dit "
        "jaar, ten laatste vandaag, zonder de soort kennismaking.",
    },
    {
        "code": "nog-aan-de-slag",
        "name": "Na drie maanden nog aan de slag",
        "unit": "mensen waren er na drie maanden nog",
        "layer": Layer.OUTCOME,
        "definition": "Van de mensen die in dit jaar begonnen en van wie de drie maanden om zijn: "
        "hoeveel er volgens werkgever of partner nog waren. Geen antwoord is onbekend, en telt "
        "niet als ja.",
        "formula": "Som van het antwoord op “Loopt dit nog?” na 91 dagen, over bevestigde "
        "plaatsingen die begonnen in dit jaar. Onbekend: mensen van plaatsingen zonder antwoord.",
    },
]

REPORTED = [
    {
        "code": "uren-roadshow",
        "name": "Uren van de partners in de roadshow",
        "unit": "uren staken partners in de roadshow",
        "layer": Layer.INPUT,
        "definition": "Uren van medewerkers en vrijwilligers van de partner voor voorbereiding, "
        "onthaal en opvolging van de roadshow in dit jaar.",
        "protects": False,
    },
    {
        "code": "doorstroom",
        "name": "Doorgestroomd naar een gewone job",
        "unit": "mensen stroomden door naar een gewone job",
        "layer": Layer.OUTCOME,
        "definition": "Medewerkers van de partner die in dit jaar overgingen naar een contract "
        "zonder begeleiding van de partner, volgens de eigen administratie van de partner.",
    },
]
SUM = "Som van wat de partners doorgaven en een tweede persoon goedkeurde."


def lay() -> None:
    """Make what is missing. What is counted follows the code; the rest the federation keeps."""
    for place, told in enumerate(COUNTED):
        wanted = {"formula_version": 1, "protects": True, **told, "counter": told["code"]}
        code = wanted.pop("code")
        row, made = Indicator.objects.get_or_create(
            code=code, defaults={**wanted, "position": 10 * (place + 1)}
        )
        if not made and any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            row.save(update_fields=list(wanted))
    for place, told in enumerate(REPORTED):
        code, rest = told["code"], {name: told[name] for name in told if name != "code"}
        defaults = {"formula": SUM, "position": 100 + 10 * place, **rest}
        Indicator.objects.get_or_create(code=code, defaults=defaults)
