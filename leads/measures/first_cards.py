"""The first cards, as a beginning that the federation keeps further.

Read on public pages, of which some carry no date; nobody looked them over with VDAB, the Department
of Work and Social Economy or the RSZ. So every card and value starts as "niet nagekeken", or as
"historisch" where the source itself is of before. What was not found stays empty: "niet bekend".
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from brand.models import HomePage
from leads.models import MeasureParameter, MeasureValue, SupportMeasure, SupportPage
from leads.models.measures import Group, Region, Status
from leads.placements.code_list import READ_ON

LOOK_AGAIN = READ_ON + timedelta(days=182)
Employers, RegionOf = SupportMeasure.Employers, SupportMeasure.RegionOf
Role = MeasureParameter.Role

HERWIN = "herwin.be, veelgestelde vragen"
EARLY = "Bron zonder datum, van voor de start."
PLAIN = "Duidelijk in de bron."


@dataclass(frozen=True)
class Said:
    """A value as a source said it; without any, it was looked for and not found."""

    source: str = ""
    low: int | None = None
    high: int | None = None  # the same as low when it is one number
    words: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def row(self, parameter: MeasureParameter) -> MeasureValue:
        high = self.low if self.high is None else self.high
        told: dict[str, Any] = {
            "region": parameter.measure.region,
            "check_by": LOOK_AGAIN,
            "read_on": READ_ON,
            **self.more,
        }
        return MeasureValue(
            parameter=parameter,
            source=self.source,
            low=None if self.low is None else Decimal(self.low),
            high=None if high is None else Decimal(high),
            words=self.words,
            **told,
        )


class Named(NamedTuple):
    """A parameter, with each value that was read of it."""

    name: str
    said: list[Said]
    unit: str = ""
    role: str = Role.SHOWN


def _of(**more: Any) -> dict[str, Any]:
    return more


HISTORIC = {"status": Status.HISTORIC}
_IBO_BANDS = [
    ("een loon tot 1.734 euro", 650),
    ("een loon van 1.734 tot 2.040 euro", 800),
    ("een loon van 2.040 tot 2.346 euro", 1000),
    ("een loon van 2.346 tot 2.652 euro", 1200),
    ("een loon boven 2.652 euro", 1400),
]
_IBO_2019 = {
    **HISTORIC,
    "valid_from": date(2019, 7, 1),
    "remark": "Geldig op 1 juli 2019. De grenzen worden geïndexeerd.",
}

CARDS: list[tuple[dict[str, Any], list[Named]]] = [
    (
        {
            "code": "imw",
            "name": "Individueel maatwerk (IMW)",
            "group": Group.EMPLOYMENT,
            "region": Region.FLANDERS,
            "explanation": "U werft zelf iemand aan, en krijgt een premie op het loon en een "
            "premie voor begeleiding. Vervangt de Vlaamse ondersteuningspremie (VOP) sinds "
            "1 juli 2023.",
            "conditions": "VDAB gaf een attest\nHet contract telt meer dan 24 uur\nVoor "
            "overheden: een secundaire bron noemt scholen en lokale besturen",
            "steps": "Vraag na of VDAB een attest gaf\nSluit het contract\nVraag aan in het "
            "WSE-loket, onder het ondernemingsnummer\nHet recht start in het kwartaal van de "
            "beslissing",
            "decided_by": "VDAB over het recht, het Departement WSE over de premie",
            "also_called": "VOP Vlaamse ondersteuningspremie werkondersteuningspakket WOP "
            "loonpremie begeleidingspremie maatwerk arbeidsbeperking",
            "valid_from": date(2023, 7, 1),
            "source": "VDAB en herwin.be; sodalis over overheden",
        },
        [
            Named(
                "Loonpremie",
                [Said(f"VDAB; {HERWIN}", 20, 75, more=_of(remark=f"In stappen van 5. {PLAIN}"))],
                "% van het referteloon, tot een grens",
                Role.PERCENT,
            ),
            Named(
                "Hoogste loon dat meetelt",
                [
                    Said(
                        "unikselection.be",
                        words="2 keer het GGMMI, maal de tewerkstellingsbreuk",
                        more=_of(
                            remark="Eén bron, uit de tweede hand. Wat het GGMMI vandaag is, vonden "
                            "we niet."
                        ),
                    )
                ],
                "euro per maand",
                Role.CAP,
            ),
            Named(
                "Duur",
                [
                    Said(
                        "vlaanderen.be",
                        words="tot 2 jaar, niet te verlengen, of 5 jaar, wel te verlengen",
                        more=_of(remark=PLAIN),
                    )
                ],
            ),
            Named(
                "Pakket van 2 jaar",
                [
                    Said(
                        HERWIN,
                        words="20 % (5 kwartalen), dan 20 % (3 kwartalen)",
                        more=_of(remark=EARLY),
                    )
                ],
            ),
            Named(
                "Pakket van 5 jaar",
                [Said(HERWIN, words="40 %, dan 30 %, dan 20 %", more=_of(remark=EARLY))],
            ),
            Named(
                "Pakket van 5 jaar, bij een hogere nood of een advies voor collectief maatwerk",
                [Said(HERWIN, words="55 %, dan 50 %, dan 40 %", more=_of(remark=EARLY))],
            ),
            Named(
                "Pakket als een maatwerkbedrijf aanwerft",
                [Said(HERWIN, words="45 %, dan 45 %, dan 40 %", more=_of(remark=EARLY))],
            ),
            Named(
                "Na hoeveel kwartalen het percentage verandert",
                [
                    Said(
                        HERWIN,
                        words="5, dan 4, dan 11 kwartalen",
                        more=_of(remark=f"Gezegd over een maatwerkbedrijf. {EARLY}"),
                    ),
                    Said(
                        "unikselection.be",
                        words="kwartaal 1 tot 5, 6 tot 8 en 9 tot 20",
                        more=_of(remark="Uit de tweede hand."),
                    ),
                ],
            ),
            *(
                Named(
                    f"Begeleidingspremie, {part}",
                    [
                        Said(
                            HERWIN,
                            low,
                            high,
                            words,
                            _of(
                                remark="Niet geïndexeerd. Of dit per kwartaal is, staat er niet "
                                f"uitdrukkelijk. {EARLY}"
                            ),
                        )
                    ],
                    "euro",
                )
                for part, low, high, words in (
                    ("vast deel, eerste 5 kwartalen", 1200, None, ""),
                    ("vast deel, daarna", 600, None, ""),
                    ("variabel deel", 430, 1280, "laag 430, midden 730, hoog 1.280"),
                )
            ),
        ],
    ),
    (
        {
            "code": "rsz-zonder-werkervaring",
            "name": "RSZ-vermindering: zonder recente duurzame werkervaring",
            "group": Group.EMPLOYMENT,
            "region": Region.FLANDERS,
            "explanation": "U betaalt minder sociale bijdragen voor wie lang niet werkte. Voor "
            "bedrijven en overheden.",
            "decided_by": "RSZ",
            "also_called": "doelgroepvermindering langdurig werkzoekende NWWZ lastenverlaging",
            "valid_from": date(2023, 10, 1),
            "source": "RSZ, administratieve instructies",
            "remark": "Of dit in 2025 en 2026 verder loopt, is niet nagegaan. Het gewest evenmin.",
        },
        [
            Named(
                name,
                [Said("RSZ, administratieve instructies", low, words=words, more=more)],
                unit,
                role,
            )
            for name, low, words, unit, role, more in (
                (
                    "Vermindering",
                    1000,
                    "",
                    "euro per kwartaal",
                    Role.AMOUNT,
                    _of(valid_from=date(2023, 10, 1), remark="Niet nagegaan voor 2025 en 2026."),
                ),
                (
                    "Hoeveel kwartalen",
                    4,
                    "",
                    "kwartalen",
                    Role.TIMES,
                    _of(valid_from=date(2023, 10, 1), remark="Niet nagegaan voor 2025 en 2026."),
                ),
                ("Leeftijd", None, "van 25 tot jonger dan 58 jaar", "", Role.SHOWN, {}),
                ("Minstens zo lang niet-werkend werkzoekend", 2, "", "jaar", Role.SHOWN, {}),
                ("Kwartaalloon lager dan", 10000, "", "euro", Role.SHOWN, {}),
            )
        ],
    ),
    (
        {
            "code": "rsz-zittende-ouderen",
            "name": "RSZ-vermindering: oudere werknemers die al in dienst zijn",
            "group": Group.EMPLOYMENT,
            "region": Region.FLANDERS,
            "explanation": "Een vermindering van sociale bijdragen voor oudere werknemers. Of ze "
            "nog bestaat, daarover spreken de bronnen elkaar tegen.",
            "decided_by": "RSZ",
            "also_called": "doelgroepvermindering zittende ouderen",
            "source": "Liantis; p-magazine, naar De Tijd",
            "remark": "Latere berichten zeggen: geschrapt. Vraag het na bij de RSZ. Het gewest "
            "is niet nagegaan.",
        },
        [
            Named(
                "Loopt",
                [
                    Said("Liantis", words="tot en met 30 juni 2028"),
                    Said("p-magazine, naar De Tijd", words="geschrapt vanaf 1 juli 2025"),
                ],
            )
        ],
    ),
    (
        {
            "code": "bis",
            "name": "Beroepsinlevingsstage (BIS)",
            "group": Group.INTERNSHIP,
            "region": Region.FLANDERS,
            "explanation": "Iemand leert bij u op de werkvloer, en krijgt van u een vergoeding. "
            "Aanwerven hoeft nadien niet.",
            "conditions": "Een opleidingsplan in het Nederlands\nEen mentor\nDimona, en een "
            "verzekering voor arbeidsongevallen en burgerlijke aansprakelijkheid",
            "steps": "Dien het opleidingsplan minstens 3 weken voor de start in",
            "decided_by": "VDAB",
            "also_called": "stage stagevergoeding kosten stagiair",
            "source": "VDAB, veelgestelde vragen",
        },
        [
            Named(
                "Vergoeding die u betaalt",
                [
                    Said(
                        "VDAB, veelgestelde vragen",
                        words="minstens de helft van het GGMMI",
                        more=_of(remark=PLAIN),
                    )
                ],
                "euro per maand",
            ),
            Named(
                "GGMMI",
                [Said(more=_of(remark="Het bedrag voor 2024 tot 2026 vonden we niet."))],
                "euro per maand",
            ),
            Named(
                "Hoogstens",
                [Said("VDAB, veelgestelde vragen", 26, more=_of(remark=PLAIN))],
                "weken",
            ),
        ],
    ),
    (
        {
            "code": "ibo",
            "name": "Individuele beroepsopleiding (IBO)",
            "group": Group.INTERNSHIP,
            "region": Region.FLANDERS,
            "explanation": "U leidt iemand op de werkvloer op, en werft nadien aan. U betaalt een "
            "bedrag per maand, volgens het loon.",
            "conditions": "Een opleidingsplan\nU werft nadien aan, minstens even lang als de "
            "opleiding duurde",
            "decided_by": "VDAB",
            "also_called": "opleiding kosten premie",
            "source": "Voka, besox en Acerta (25 april 2024); sodalis over de kost",
        },
        [
            *(
                Named(f"Kost bij {band}", [Said("sodalis", cost, more=_IBO_2019)], "euro per maand")
                for band, cost in _IBO_BANDS
            ),
            Named(
                "Duur",
                [
                    Said("Voka", words="4 tot 24 weken"),
                    Said("besox", words="hoogstens 26 weken"),
                    Said(
                        "Acerta", words="1 tot 6 maanden", more=_of(source_date=date(2024, 4, 25))
                    ),
                ],
            ),
        ],
    ),
    (
        {
            "code": "k-ibo",
            "name": "IBO voor kwetsbare werkzoekenden (K-IBO)",
            "group": Group.INTERNSHIP,
            "region": Region.FLANDERS,
            "explanation": "Een beroepsopleiding bij u op de werkvloer. Hoe ze vandaag heet en "
            "werkt, is niet nagegaan.",
            "decided_by": "VDAB",
            "also_called": "IBO+ opleiding gratis",
            "source": "VLAIO, overzicht van wijzigingen",
        },
        [
            Named(
                "Kost voor u",
                [
                    Said(
                        "VLAIO, overzicht van wijzigingen",
                        words="gratis",
                        more=_of(remark="De huidige vorm is niet nagegaan."),
                    )
                ],
            )
        ],
    ),
    (
        {
            "code": "rsz-leerlingen",
            "name": "RSZ-vermindering voor leerlingen",
            "group": Group.INTERNSHIP,
            "region": Region.FLANDERS,
            "explanation": "Een vermindering van sociale bijdragen voor wie leert en werkt.",
            "decided_by": "RSZ",
            "also_called": "doelgroepvermindering duaal leren",
            "source": "Acerta",
            "source_date": date(2018, 12, 3),
            "remark": "Het gewest is niet nagegaan.",
            **HISTORIC,
        },
        [
            Named(
                "Vermindering",
                [Said("Acerta", 1000, more={**HISTORIC, "source_date": date(2018, 12, 3)})],
                "euro per kwartaal",
                Role.AMOUNT,
            )
        ],
    ),
    (
        {
            "code": "activa-brussels",
            "name": "activa.brussels",
            "group": Group.EMPLOYMENT,
            "region": Region.BRUSSELS,
            "region_of": RegionOf.HOME,
            "explanation": "Een premie voor wie inwoners van Brussel aanwerft. Ook een werkgever "
            "in Vlaanderen kan ze gebruiken.",
            "conditions": "De medewerker woont in Brussel",
            "also_called": "Activa premie Actiris werkzoekende",
            "valid_from": date(2017, 10, 1),
            "source": "easypay en sd.be",
            "remark": "Bronnen van 2017.",
        },
        [
            Named(
                name,
                [
                    Said(
                        "easypay en sd.be",
                        amount,
                        more={
                            **HISTORIC,
                            "valid_from": date(2017, 10, 1),
                            "remark": "Bedrag van 2017.",
                        },
                    )
                ],
                unit,
            )
            for name, amount, unit in (
                ("Premie", 15900, "euro over 30 maanden"),
                ("Premie bij een verminderde arbeidsgeschiktheid", 23400, "euro over 36 maanden"),
            )
        ],
    ),
    (
        {
            "code": "cmw",
            "name": "Collectief maatwerk (CMW)",
            "group": Group.ORDER,
            "region": Region.FLANDERS,
            "employers": Employers.SHELTERED,
            "explanation": "Premies voor een erkend maatwerkbedrijf. Werkt een ploeg bij u in een "
            "enclave, dan blijft het maatwerkbedrijf de werkgever.",
            "decided_by": "Departement WSE",
            "also_called": "maatwerkbedrijf enclave beschutte werkplaats sociale werkplaats",
            "source": f"{HERWIN}; socialeeconomie.be; VLAIO",
        },
        [
            Named(
                "Loonpremie",
                [
                    Said(
                        f"{HERWIN}; socialeeconomie.be; VLAIO",
                        40,
                        75,
                        more=_of(
                            remark=f"In stappen van 5. {PLAIN}", source_date=date(2022, 7, 29)
                        ),
                    )
                ],
                "%",
            ),
            Named(
                "Loonpremie bij de start",
                [Said(HERWIN, words="alleen 45 % of 60 %", more=_of(remark=PLAIN))],
            ),
            Named("Loonpremie na doorstroom", [Said(HERWIN, 45, more=_of(remark=PLAIN))], "%"),
            Named(
                "Begeleidingspremie",
                [
                    Said(
                        HERWIN,
                        more=_of(
                            remark="Een vast bedrag per persoon (tot 1,15 keer het contingent) en "
                            "een variabel deel, volgens een lijst van het departement. De bedragen "
                            "vonden we niet."
                        ),
                    )
                ],
                "euro",
            ),
        ],
    ),
    (
        {
            "code": "voorbehouden-opdracht",
            "name": "Voorbehouden overheidsopdracht",
            "group": Group.ORDER,
            "employers": Employers.PUBLIC,
            "explanation": "Een overheid kan een opdracht voorbehouden voor organisaties die "
            "genoeg doelgroepmedewerkers hebben. Dit is geen premie.",
            "also_called": "overheidsopdracht aanbesteding lokaal bestuur sociale clausule",
            "source": "ebp.be, blog",
            "remark": "Artikel en drempel zijn niet nagegaan.",
        },
        [
            Named(
                "Aandeel doelgroepmedewerkers, minstens",
                [Said("ebp.be, blog", 30, more=_of(remark="Drempel niet nagegaan."))],
                "%",
            )
        ],
    ),
    (
        {
            "code": "rsz-ouderen-en-jongeren",
            "name": "RSZ-vermindering: oudere werkzoekenden en laaggeschoolde jongeren",
            "group": Group.EMPLOYMENT,
            "region": Region.FLANDERS,
            "explanation": "Vanaf 1 juli 2024 komen er geen nieuwe rechten bij.",
            "decided_by": "RSZ",
            "also_called": "doelgroepvermindering oudere NWWZ laaggeschoold",
            "valid_to": date(2024, 6, 30),
            "source": "Liantis",
            "source_date": date(2024, 2, 22),
            "remark": "Duidelijk op die datum. Het gewest is niet nagegaan.",
        },
        [],
    ),
    (
        {
            "code": "aanwervingsincentive",
            "name": "Aanwervingsincentive voor langdurig werkzoekenden",
            "group": Group.EMPLOYMENT,
            "region": Region.FLANDERS,
            "explanation": "Een vroegere premie in twee keer, voor wie langdurig werkzoekenden "
            "aanwierf.",
            "also_called": "aanwervingspremie langdurig werkloos",
            "source": "Pagina's van 2017 tot 2019",
            "remark": "Wanneer ze eindigde, is niet nagegaan.",
            **HISTORIC,
        },
        [
            Named(
                f"{number} premie",
                [Said("Pagina's van 2017 tot 2019", amount, more=HISTORIC)],
                "euro",
            )
            for number, amount in (("Eerste", 1250), ("Tweede", 3000))
        ],
    ),
    (
        {
            "code": "activa-vlaanderen",
            "name": "Activa in Vlaanderen",
            "group": Group.EMPLOYMENT,
            "region": Region.FLANDERS,
            "explanation": "De doelgroepactivering eindigde in Vlaanderen op 1 januari 2017.",
            "also_called": "doelgroepactivering werkuitkering",
            "valid_to": date(2016, 12, 31),
            "source": "easypay, 2017",
            **HISTORIC,
        },
        [],
    ),
]


@transaction.atomic
def lay() -> int:
    """Write the cards where there is none yet; returns how many were written.

    What the federation changed or ended stays as it is.
    """
    if SupportMeasure.objects.exists():
        return 0
    for number, (card, parameters) in enumerate(CARDS, start=1):
        told = {"read_on": READ_ON, "check_by": LOOK_AGAIN, "position": 10 * number, **card}
        measure = SupportMeasure.objects.create(**told)
        for place, named in enumerate(parameters, start=1):
            parameter = MeasureParameter.objects.create(
                measure=measure,
                name=named.name,
                unit=named.unit,
                role=named.role,
                position=10 * place,
            )
            MeasureValue.objects.bulk_create([said.row(parameter) for said in named.said])
    return len(CARDS)


def create_page(home: HomePage) -> None:
    if SupportPage.objects.child_of(home).exists():
        return
    if home.get_children().filter(slug="wat-kost-het").exists():
        return
    page = SupportPage(
        title="Wat kost het?",
        seo_title="Wat kost het, welke steun bestaat er?",
        slug="wat-kost-het",
        show_in_menus=True,
        intro="Premies, verminderingen en kosten, met bij elk getal waar het staat en hoe zeker "
        "het is.",
        also_called="subsidie subsidies premie premies steun steunmaatregelen kosten kost prijs "
        "tegemoetkoming VOP maatwerk",
    )
    home.add_child(instance=page)
    page.save_revision().publish()
