"""What a page says of a story outside its text becomes part of what a yes is about.

Kind, province, partner and address. Each answer, reading, judgement and confirmation of before gets
those of the version it was about, as 0038 did with figures; a partner keeps no earlier name, so the
one of now counts. So a story that did not change asks nothing again, and another fact does.
"""

import re
from importlib import import_module

from django.db import migrations
from django.utils.text import slugify

PROVISIONAL = re.compile(r"verhaal-[0-9a-f]{10}|verhaal-zonder-titel(-\d+)?")
SUFFIX = re.compile(r"(-(nl|fr|en))?(-\d+)?$")  # of a version, of an address that was taken
KINDS = {
    "getuigenis": "Getuigenis",
    "impactverhaal": "Impactverhaal",
    "les": "Les voor uw bedrijf",
    "vooroordeel": "Vooroordeel beantwoord",
}
PLACES = {
    "antwerpen": "Antwerpen",
    "limburg": "Limburg",
    "oost-vlaanderen": "Oost-Vlaanderen",
    "vlaams-brabant": "Vlaams-Brabant",
    "west-vlaanderen": "West-Vlaanderen",
    "brussel": "Brussel",
}
TOLD = ("kind", "province", "title", "slug")
linked = import_module("stories.migrations.0029_where_links_lead")


def lines(told: dict, partner: str) -> list[str]:
    """Of a version as it is kept, in the order in which they are sealed."""
    kind, place, title, slug = (str(told.get(name) or "") for name in TOLD)
    found = [
        ("Soort verhaal: {}", KINDS.get(kind, kind)),
        ("Waar: {}", PLACES.get(place, place)),
        ("Verteld door: {}", partner),
        ("In het adres van de pagina staat: {}", own_address(slug, title)),
    ]
    return sorted({line.format(said) for line, said in found if said})


def own_address(slug: str, title: str) -> str:
    if not slug or PROVISIONAL.fullmatch(slug):
        return ""
    return "" if slugify(title)[:200] in {slugify(slug), slugify(SUFFIX.sub("", slug))} else slug


class Versions:
    """What each version of one page said of it."""

    def __init__(self, page, revisions, partner: str):
        self.now = lines({name: getattr(page, name) for name in TOLD}, partner)
        rows = revisions.filter(object_id=str(page.pk)).order_by("created_at", "pk")
        self.kept = [
            (row.pk, row.created_at, lines(told, partner))
            for row in rows.iterator()
            if isinstance(told := row.content, dict)
        ]

    at = linked.Versions.at


def carry(apps, editor):
    revisions = apps.get_model("wagtailcore", "Revision").objects.filter(
        content_type__app_label="stories", content_type__model="storypage"
    )
    names = dict(apps.get_model("brand", "Organisation").objects.values_list("pk", "name"))
    together = {}
    pages = apps.get_model("stories", "StoryPage").objects
    fields = ("pk", "translation_key", "section_organisation", *TOLD)
    for page in pages.only(*fields).iterator():
        versions = Versions(page, revisions, names.get(page.section_organisation_id, ""))
        together.setdefault(page.translation_key, []).append(versions)
        linked.of_page(apps, page.pk, versions)
    for key, found in together.items():
        linked.of_receipts(apps, key, found)


class Migration(migrations.Migration):
    dependencies = [("stories", "0041_more_addresses_of_one_film")]

    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
