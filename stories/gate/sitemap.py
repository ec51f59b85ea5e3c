"""Which stories stand in the sitemap, and the other languages of each."""

from collections import defaultdict

from stories.text import languages


def alternates(stories, request) -> dict[int, list[dict]]:
    """For each story that is shown: its versions, when it has more than one.

    Asked once for the whole sitemap, whatever the number of stories.
    """
    found = getattr(request, "_shown_versions", None)
    if found is None:
        found = _read(stories.shown(), request)
        if request is not None:
            request._shown_versions = found
    return found


def _read(stories, request) -> dict[int, list[dict]]:
    together = defaultdict(list)
    for key, pk, code in stories.order_by("pk").values_list(
        "translation_key", "pk", "locale__language_code"
    ):
        together[key].append((pk, code))
    several = [pk for versions in together.values() if len(versions) > 1 for pk, _ in versions]
    pages = stories.in_bulk(several)
    found = {}
    for versions in together.values():
        others = [
            {
                "lang_code": languages.tag(code),
                "location": pages[pk].get_full_url(request),
            }
            for pk, code in versions
            if pk in pages
        ]
        found |= {pk: others for pk, _ in versions}
    return found
