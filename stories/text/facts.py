"""What a page and its cards say of a story outside its text: kind, place, partner and address.

They say something of whoever is in it: where somebody lives and works, and in what kind of company.
So each becomes a line that this person reads, can refuse, and says yes to. An address counts where
it says something else than the title, from which it is made.
"""

import re

from django.utils.text import slugify

from stories.text import address, languages

KIND = "Soort verhaal: {}"
PLACE = "Waar: {}"
PARTNER = "Verteld door: {}"
ADDRESS = "In het adres van de pagina staat: {}"
# What is put behind an address: the language of a version, a number where the address was taken.
SUFFIX = re.compile(rf"(-({'|'.join(languages.CODES)}))?(-\d+)?$")


def lines(story) -> list[str]:
    partner = story.section_organisation or story.organisation
    told = [
        (KIND, story.get_kind_display()),
        (PLACE, story.get_province_display()),
        (PARTNER, partner.name if partner else ""),
        (ADDRESS, own_address(story.slug, story.title)),
    ]
    return [line.format(said) for line, said in told if said]


def own_address(slug: str, title: str) -> str:
    """The address, unless it is a draft's or the title again."""
    if not slug or address.is_provisional(slug):
        return ""
    from_title = slugify(title)[: address.LONGEST]
    same = {slugify(slug), slugify(SUFFIX.sub("", slug))}
    return "" if from_title in same else slug
