"""Which tables the lists of stories are made from; a write to one of them makes the lists anew."""

SHOWN = {
    *("wagtailcore_page", "wagtailcore_pageviewrestriction", "wagtailcore_locale"),
    *("brand_organisation", "brand_picture"),
    *("stories_askedfile", "stories_consent", "stories_consentreceipt"),
    *("stories_consentrequest", "stories_filerelease", "stories_storypage"),
    *("stories_storypicture", "stories_storyportrayal", "stories_portrayedperson"),
}
OF_FILMS = {"stories_objection", "stories_storyreading", "stories_withdrawal"}
OF_FILMS |= {"wagtaildocs_document"}
GROUPS = {
    "stories": SHOWN,
    "search of stories": SHOWN | OF_FILMS,
    "words of stories": {"stories_storypage"},
}
