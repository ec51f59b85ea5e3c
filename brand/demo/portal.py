"""The demo's brand portal: how the brand sounds."""

from brand.models import ToneRule
from brand.text import EXAMPLE

# About what, so, not so, why.
TONE = [
    (
        f"Mensen eerst {EXAMPLE}",
        "Karim pakt al drie jaar elke doos in.",
        "Onze doelgroepmedewerker wordt ingezet in de verpakking.",
        "Noem de mens en wat die doet. Een etiket zegt niets.",
    ),
    (
        f"Zeg wat u eraan hebt {EXAMPLE}",
        "U kijkt twee uur mee en beslist daarna.",
        "Wij bieden een laagdrempelig kennismakingstraject op maat aan.",
        "Een werkgever leest dit tussen twee telefoons.",
    ),
    (
        f"Geen medelijden {EXAMPLE}",
        "Ze leerde lassen en leert het nu aan twee anderen.",
        "Ondanks haar beperking kan ze toch werken.",
        "",
    ),
]


def load() -> None:
    if ToneRule.objects.exists():
        return
    for position, (topic, writes, instead_of, why) in enumerate(TONE, 1):
        ToneRule.objects.create(
            position=position,
            topic=topic,
            writes=writes,
            instead_of=instead_of,
            why=why,
            is_demo=True,
        )
