"""The demo's brand portal: how the brand sounds, and the licence that partners accepted."""

from brand.models import LicenceAcceptance, LicenceText, Membership, Organisation, Role, ToneRule
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


LICENCE = (
    f"{EXAMPLE} Deze tekst is verzonnen.\n\n"
    "De partner gebruikt het merk om te vertellen over sociale economie, en voor niets anders.\n\n"
    "Logo, kleuren en letters blijven zoals ze in het merkportaal staan. Wie iemand toont, vroeg "
    "dat eerst.\n\n"
    "De partner vervangt oude versies binnen drie maanden. De federatie kan de licentie beëindigen "
    "als dit niet gebeurt."
)


def load() -> None:
    _tone()
    _licence()


def _licence() -> None:
    """All but one of the partners accepted."""
    if LicenceText.objects.exists():
        return
    text = LicenceText.objects.create(number=1, text=LICENCE, is_demo=True)
    partners = Organisation.objects.filter(is_demo=True, is_federation=False).order_by("pk")
    for partner in list(partners)[:-1]:
        runs = Membership.objects.filter(organisation=partner, role=Role.BEHEERDER).first()
        LicenceAcceptance.objects.create(
            organisation=partner,
            text=text,
            by=runs.user if runs else None,
            until=partner.licence_until,
            is_demo=True,
        )


def _tone() -> None:
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
