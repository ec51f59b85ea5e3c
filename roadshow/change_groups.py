"""Which tables the lists of stops are made from; a write to one of them makes the lists anew."""

STOPS = {
    *("wagtailcore_page", "wagtailcore_pageviewrestriction"),
    *("roadshow_stoppage", "roadshow_venue", "brand_municipality"),
}

GROUPS = {
    "stops": STOPS,
    "words of stops": {*STOPS, "brand_organisation"},
    "calendar": {*STOPS, "brand_organisation", "brand_brandkit"},
    "seats": {"roadshow_seatcount"},
}
