"""The first templates, as a beginning that the federation keeps further."""

from leads.models import MailTemplate

TEMPLATES = [
    {
        "name": "Na een gesprek",
        "subject_formal": "Ons gesprek, {bedrijf} en {partner}",
        "body_formal": (
            "Beste {naam}\n\nBedankt voor het gesprek. Ik zet graag op papier wat we afspraken:\n\n"
            "- \n\nKlopt dit voor u? Antwoord gerust op deze mail.\n\n"
            "Vriendelijke groeten\n{afzender}\n{partner}"
        ),
        "subject_informal": "Ons gesprek, {bedrijf} en {partner}",
        "body_informal": (
            "Dag {voornaam}\n\nBedankt voor het gesprek. Ik zet graag op papier wat we"
            " afspraken:\n\n- \n\nKlopt dit voor jou? Antwoord gerust op deze mail.\n\n"
            "Groeten\n{afzender}\n{partner}"
        ),
    },
    {
        "name": "Niet bereikt",
        "subject_formal": "Ik probeerde u te bellen",
        "body_formal": (
            "Beste {naam}\n\nIk probeerde u vandaag te bellen. Wanneer past een kort gesprek voor"
            " u? Antwoord op deze mail met een dag en een uur, dan bel ik u op.\n\n"
            "Vriendelijke groeten\n{afzender}\n{partner}"
        ),
        "subject_informal": "Ik probeerde je te bellen",
        "body_informal": (
            "Dag {voornaam}\n\nIk probeerde je vandaag te bellen. Wanneer past een kort gesprek"
            " voor jou? Antwoord op deze mail met een dag en een uur, dan bel ik je op.\n\n"
            "Groeten\n{afzender}\n{partner}"
        ),
    },
    {
        "name": "Onze afspraak",
        "subject_formal": "Onze afspraak op {afspraak}",
        "body_formal": (
            "Beste {naam}\n\nWe zien elkaar op {afspraak}. Past het toch niet voor u? Laat het dan"
            " weten met een antwoord op deze mail.\n\n"
            "Vriendelijke groeten\n{afzender}\n{partner}"
        ),
        "subject_informal": "Onze afspraak op {afspraak}",
        "body_informal": (
            "Dag {voornaam}\n\nWe zien elkaar op {afspraak}. Past het toch niet voor jou? Laat het"
            " dan weten met een antwoord op deze mail.\n\n"
            "Groeten\n{afzender}\n{partner}"
        ),
    },
]


def lay() -> int:
    """Write them where there are none; one that the federation removed does not come back."""
    if MailTemplate.objects.exists():
        return 0
    rows = [MailTemplate(**row, position=10 * n) for n, row in enumerate(TEMPLATES, start=1)]
    return len(MailTemplate.objects.bulk_create(rows))
