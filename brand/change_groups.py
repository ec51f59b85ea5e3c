"""Which tables the menus are made from; a write to one of them makes them anew."""

GROUPS = {
    "menus": {"wagtailcore_page", "wagtailcore_pageviewrestriction", "brand_contentpage"},
}
