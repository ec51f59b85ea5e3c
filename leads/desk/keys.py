"""Which key does what at the desk, in the words of the `?` dialog; keys.js does it."""

KEYS: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "Opvolging: gaan",
        [
            ("Volgende, vorige rij of kaart", "j, k"),
            ("Kolom links, rechts op het bord", "h, l"),
            ("Open wat gekozen is", "Enter"),
            ("Vandaag, bord, nieuw dossier", "v, b, n"),
            ("Zoek in deze lijst", "/"),
            ("Ga naar een dossier, een werkgever of een scherm", "Ctrl + k"),
        ],
    ),
    (
        "Opvolging: doen",
        [
            ("Zeg wat het gaf (gebeld, of de stap die gepland was)", "c"),
            ("… en dan het resultaat", "1 tot 4"),
            ("… of iets anders gedaan: soort, dan resultaat", "0"),
            ("Mail", "m"),
            ("Draag over; 1 tot 8 kiest de partner, Enter biedt aan", "o"),
            ("Verplaats naar een andere fase, met het nummer ervan", "p"),
            ("Maak ongedaan", "u"),
            ("Sluit wat open staat", "Escape"),
        ],
    ),
]
