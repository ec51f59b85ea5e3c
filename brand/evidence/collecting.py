"""The evidence pack: what was done in a period and what came of it, for a subsidy or a board.

Each room answers in its module `evidence_tables`, with a function `tables(asked)` that gives
`Table`s in the language that was asked. They are put under each other here, with how they were
counted; `pdf` and `workbook` write them.
"""

from django.utils import timezone

from brand import rooms
from brand.evidence import own_tables
from brand.evidence.pack import Asked, Pack, Words
from brand.models import BrandKit, Organisation

TITLE = Words("Bewijsmap", "Dossier justificatif", "Evidence pack")
ALL = Words("Alle partners samen", "Tous les partenaires ensemble", "All partners together")
FACTS = {
    "period": Words("Periode", "Période", "Period"),
    "whom": Words("Van wie", "De qui", "Of whom"),
    "stand": Words("Stand", "Situation au", "As of"),
}
UNTIL = Words(
    "{start} tot en met {end}", "du {start} au {end} inclus", "{start} up to and incl. {end}"
)
METHOD = [
    Words(
        "Elk getal is geteld in de rijen van de eigen administratie, op het ogenblik dat deze map "
        "gemaakt werd. Niets is overgetypt.",
        "Chaque chiffre est compté dans les lignes de notre propre administration, au moment où ce "
        "dossier a été établi. Rien n’a été recopié.",
        "Every number is counted in the rows of our own records at the moment this pack was made. "
        "Nothing was typed over.",
    ),
    Words(
        "Wie zijn gegevens liet wissen, of van wie de bewaartermijn om is, telt niet meer mee.",
        "Les personnes qui ont fait effacer leurs données, ou dont le délai de conservation est "
        "écoulé, ne sont plus comptées.",
        "People who had their data erased, or whose retention period has passed, are no longer "
        "counted.",
    ),
    Words(
        "Groepen van minder dan 5 mensen staan samen in één rij. Zijn ze samen met minder dan 5, "
        "dan staat er geen getal.",
        "Les groupes de moins de 5 personnes sont réunis en une ligne. S’ils comptent ensemble "
        "moins de 5 personnes, aucun nombre n’est indiqué.",
        "Groups of fewer than 5 people stand in one row. Where together they are fewer than 5, no "
        "number is given.",
    ),
    Words(
        "Geen causaal bewijs: we weten niet wat er zonder ons gebeurd zou zijn.",
        "Pas de preuve causale : nous ne savons pas ce qui se serait passé sans nous.",
        "No causal proof: we do not know what would have happened without us.",
    ),
]
EXAMPLE = Words(
    "VOORBEELD: deze site toont verzonnen gegevens.",
    "EXEMPLE : ce site montre des données fictives.",
    "EXAMPLE: this site shows invented data.",
)


def make(asked: Asked) -> Pack:
    """Raises nothing: where a user may not look, that table is not there."""
    asking = [own_tables, *rooms.modules("evidence_tables")]
    tables = [table for room in asking for table in room.tables(asked)]
    whom = asked.organisation.name if asked.organisation else asked.say(ALL)
    period = asked.say(UNTIL).format(start=asked.day(asked.start), end=asked.day(asked.end))
    now = timezone.localtime(timezone=timezone.get_default_timezone())
    facts = {"period": period, "whom": whom, "stand": f"{asked.day(now.date())}, {now:%H.%M}"}
    is_example = Organisation.objects.filter(is_demo=True).exists()
    method = [asked.say(EXAMPLE)] if is_example else []
    return Pack(
        asked=asked,
        title=f"{asked.say(TITLE)}: {BrandKit.current().name}",
        facts=[(asked.say(FACTS[name]), said) for name, said in facts.items()],
        tables=tables,
        method=[*method, *(asked.say(words) for words in METHOD)],
        is_example=is_example,
    )
