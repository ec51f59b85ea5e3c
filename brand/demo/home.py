"""What the demo's home page says."""

from datetime import date

# Whom visitors of the examples reach; no mail and no call can ever arrive.
CONTACT = {
    "contact_name": "Noor Vandeweerd (VOORBEELD)",
    "contact_phone": "0400 00 00 00",
    "contact_email": "federatie@voorbeeld.example",
    "sender_name": "Federatie Meewerkers (VOORBEELD)",
    "postal_address": "Voorbeeldstraat 1, 1000 Brussel",
}
HOME_TEXT = (
    "Vier partners tonen u hoe samenwerken met de sociale economie in úw bedrijf werkt. "
    "Kom langs bij een halte in uw buurt."
)
HOME_BODY = [
    (
        "steps",
        {
            "title": "Zo loopt het",
            "steps": [
                {
                    "title": "U komt langs bij een halte",
                    "text": "Twee uur, een broodje, mensen die het zelf deden.",
                    "state": "next",
                },
                {
                    "title": "We bellen u binnen één werkdag",
                    "text": "Eén vaste contactpersoon uit uw streek.",
                    "state": "next",
                },
                {
                    "title": "U proeft",
                    "text": "Een bezoek, een stage of een proefopdracht.",
                    "state": "next",
                },
                {"title": "U werkt samen", "text": "", "state": "next"},
            ],
            "lies_down": True,
        },
    ),
    (
        "impact_number",
        {
            "prefix": "",
            "value": 128,
            "suffix": "",
            "unit": "mensen vonden werk via een samenwerking",
            "period": "voorbeeldjaar",
            "source": "Verzonnen voor de voorbeeldsite",
            "collected_by": "de vier voorbeeldpartners",
            "answered": 3,
            "asked": 4,
            "checked_by": "niemand: dit is een voorbeeld",
            "checked_on": date(2026, 11, 1),
            "explanation": "Som van wat de partners doorgaven. Eén partner gaf nog niets door.",
            "is_example": True,
        },
    ),
    (
        "questions",
        {
            "title": "Wat werkgevers ons vragen",
            "questions": [
                {
                    "question": "Moet ik zelf iemand vrijmaken om te begeleiden?",
                    "answer": "<p>Dat hangt af van de vorm. Bij een ploeg op uw werkvloer komt de "
                    "begeleiding mee. Bij een stage spreekt u samen af wie wat doet.</p>",
                },
                {
                    "question": "Zit ik meteen ergens aan vast?",
                    "answer": "<p>Nee. Kijken is kijken. Daarna kiest u: een bezoek, "
                    "een stage, een proefopdracht, of niets.</p>",
                },
                {
                    "question": "Voor welk werk kan ik bij jullie terecht?",
                    "answer": "<p>Van inpakken en monteren tot groen, keuken en drukwerk. Op de "
                    "pagina Partners ziet u wie wat doet en waar.</p>",
                },
            ],
        },
    ),
    ("partners", {"title": "Wie meewerkt"}),
]
