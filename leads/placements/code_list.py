"""The first forms of cooperation, as a beginning that the federation keeps further.

Read on public pages of which some carry no date; nothing was checked with VDAB or the Department of
Work and Social Economy. So every row starts as "niet nagekeken": a rule of such a row is shown with
its source and refuses nothing.
"""

from datetime import date
from typing import Any

from leads.models import CooperationForm

READ_ON = date(2026, 11, 23)
Group = CooperationForm.Group

FORMS: list[dict[str, Any]] = [
    {
        "code": "schoolstage",
        "name": "Schoolstage",
        "group": Group.INTERNSHIP,
        "explanation": "Een leerling of student leert op de werkvloer, met de school als partner.",
    },
    {
        "code": "bvs",
        "name": "Beroepsverkennende stage (BVS)",
        "group": Group.INTERNSHIP,
        "explanation": "Kort kennismaken met een beroep. Kost de werkgever niets.",
        "longest_days": 30,
        "source": "argosvzw.be, zonder datum",
    },
    {
        "code": "activeringsstage",
        "name": "Activeringsstage",
        "group": Group.INTERNSHIP,
        "source": "Agoria, over de zes stagevormen sinds 1 september 2018",
    },
    {
        "code": "wes",
        "name": "Werkervaringsstage (WES)",
        "group": Group.INTERNSHIP,
        "source": "Agoria, over de zes stagevormen sinds 1 september 2018",
    },
    {
        "code": "opleidingsstage",
        "name": "Opleidingsstage",
        "group": Group.INTERNSHIP,
        "source": "Agoria, over de zes stagevormen sinds 1 september 2018",
    },
    {
        "code": "bis",
        "name": "Beroepsinlevingsstage (BIS)",
        "group": Group.INTERNSHIP,
        "explanation": "Leren op de werkvloer met een vergoeding. Aanwerven hoeft nadien niet.",
        "steps": [
            "Duid een mentor aan",
            "Maak een opleidingsplan in het Nederlands",
            "Dien het plan minstens 3 weken voor de start in",
            "Doe de Dimona-aangifte",
            "Regel de verzekering voor arbeidsongevallen en burgerlijke aansprakelijkheid",
        ],
        "longest_days": 182,
        "source": "VDAB, veelgestelde vragen",
    },
    {
        "code": "ibo",
        "name": "Individuele beroepsopleiding (IBO)",
        "group": Group.INTERNSHIP,
        "explanation": "Opleiden op de werkvloer, met een aanwerving erna. Over de langste duur "
        "spreken de bronnen elkaar tegen.",
        "steps": [
            "Maak een opleidingsplan",
            "Werf na de opleiding aan, minstens even lang als ze duurde",
        ],
        "source": "Voka, besox en Acerta (25 april 2024), die verschillen",
    },
    {
        "code": "imw",
        "name": "Individueel maatwerk (IMW)",
        "group": Group.EMPLOYMENT,
        "explanation": "Een werkgever werft zelf aan, met een premie en begeleiding op maat.",
        "steps": [
            "Vraag na of VDAB een attest gaf",
            "Sluit een contract van meer dan 24 uur",
            "Vraag aan in het WSE-loket, onder het ondernemingsnummer",
        ],
        "source": "VDAB en herwin.be",
    },
    {
        "code": "doorstroom",
        "name": "Doorstroom naar een gewone job",
        "group": Group.EMPLOYMENT,
        "explanation": "Van de partner naar een contract bij de werkgever zelf.",
    },
    {
        "code": "aanwerving",
        "name": "Aanwerving",
        "group": Group.EMPLOYMENT,
        "explanation": "Een gewoon contract, zonder bijzondere vorm.",
    },
    {
        "code": "enclave",
        "name": "Enclave",
        "group": Group.ORDER,
        "explanation": "Een ploeg van een maatwerkbedrijf werkt bij de werkgever, met een eigen "
        "begeleider. Enkel voor de kernactiviteit van de werkgever.",
        "steps": [
            "Sluit een schriftelijke overeenkomst",
            "Meld de enclave minstens 1 dag voor de start aan het Departement WSE",
            "Spreek af wie de ploeg begeleidt: een gekwalificeerde begeleider is altijd aanwezig",
            "Hou het gezag bij het maatwerkbedrijf: de werkgever stuurt niet rechtstreeks aan",
        ],
        "intake": [
            "Wie is de opdrachtgever?",
            "Hoe lang loopt het?",
            "Welk werk, en welke bijkomende risico's?",
            "Waar wordt er gewerkt?",
            "Met hoeveel mensen?",
            "Hoe is de veiligheid geregeld?",
            "Wie begeleidt de ploeg, en met welke kwalificatie?",
            "Welke uren?",
            "Hoe geraakt de ploeg er?",
        ],
        "source": "herwin.be, veelgestelde vragen; accg.be voor de negen vragen",
    },
    {
        "code": "uitbesteding",
        "name": "Werk uitbesteden",
        "group": Group.ORDER,
        "explanation": "Onderaanneming of aanneming van diensten: het werk gebeurt bij de partner, "
        "of bij de werkgever als het niet zijn kernactiviteit is.",
    },
    {
        "code": "voorbehouden-opdracht",
        "name": "Voorbehouden overheidsopdracht",
        "group": Group.ORDER,
        "explanation": "Een opdracht of perceel dat een openbare aankoper voorbehoudt.",
    },
    {
        "code": "bedrijfsbezoek",
        "name": "Bedrijfsbezoek",
        "group": Group.VISIT,
        "explanation": "Mensen van de partner leren de werkgever kennen, of omgekeerd.",
    },
]


def lay() -> int:
    """Write the list where there is none yet; returns how many forms were written.

    A form that the federation removed does not come back.
    """
    if CooperationForm.objects.exists():
        return 0
    rows = [
        CooperationForm(
            **row
            | {
                "steps": "\n".join(row.get("steps", [])),
                "intake": "\n".join(row.get("intake", [])),
                "source_date": READ_ON if row.get("source") else None,
                "position": 10 * number,
            }
        )
        for number, row in enumerate(FORMS, start=1)
    ]
    return len(CooperationForm.objects.bulk_create(rows))
