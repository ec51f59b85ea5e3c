"""Versions of the kit: what changed, who still has an older one, and the way back."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.html import format_html

from brand import mail
from brand.models import (
    BrandKit,
    KitDownload,
    KitReplacement,
    KitVersion,
    Membership,
    Organisation,
    OutgoingMail,
    Role,
)
from brand.models.kit_versions import FIELDS, Part, snapshot
from brand.portal import files

HEARS = (Role.MARKETEER, Role.BEHEERDER)
MAIL = "brand.emails.kit_changed"


class VersionRefused(Exception):
    """What cannot be; its text is a Dutch sentence."""


class OldUse(NamedTuple):
    """A partner took this along, and it looks different since."""

    what: str
    label: str
    taken: int
    at: datetime
    since: int  # the version that changed it


def current() -> KitVersion | None:
    return KitVersion.objects.order_by("-number").first()


def sign(kit, request) -> None:
    """Who saved the kit in the back office, and where to say what changed."""
    made = current()
    if not isinstance(kit, BrandKit) or made is None or made.by or made.note:
        return
    if made.snapshot == snapshot(kit):
        KitVersion.objects.filter(pk=made.pk).update(by=request.user)
        way = reverse("portal_version", args=[made.number])
        said = 'Dit is nu {} van de huisstijl. <a href="{}">Schrijf erbij wat verandert</a>'
        messages.info(request, format_html(said, made, way))


def parts_of(what: str, kit: BrandKit) -> set[str]:
    """What this is made from. A logo that was uploaded has its own colours and letters."""
    drawn = {Part.LOGO, Part.NAME}
    if not kit.logo:
        drawn |= {Part.COLOURS, Part.LETTERS}
    return {
        "logo": drawn,
        "samen": drawn | {Part.LETTERS},
        "kleuren": {Part.COLOURS},
        "letters": {Part.LETTERS},
        "dia": drawn | {Part.COLOURS, Part.LETTERS},
        "affiche": {Part.NAME, Part.COLOURS, Part.LETTERS},
        "handtekening": {Part.NAME},  # its picture changes by itself
    }[what]


def since(kit: BrandKit) -> dict[str, int]:
    """For each thing, the version that last changed it; nothing where none did."""
    found: dict[str, int] = {}
    rows = list(KitVersion.objects.values_list("number", "changed"))  # newest first
    for what in files.ASSETS:
        parts = parts_of(what, kit)
        found[what] = next((number for number, changed in rows if parts & {*changed}), 0)
    return found


def note(by, partner: Organisation, what: str, file: str) -> None:
    now = current()
    KitDownload.objects.create(
        organisation=partner, by=by, what=what, file=file, version=now.number if now else 0
    )


def old_uses(partners: Iterable[Organisation], kit: BrandKit) -> dict[int, list[OldUse]]:
    """By partner; asked of all together, in three questions."""
    found = list(partners)
    changed = since(kit)
    replaced = {
        (row["organisation"], row["what"]): row["version__max"]
        for row in KitReplacement.objects.filter(organisation__in=found)
        .order_by()
        .values("organisation", "what")
        .annotate(Max("version"))
    }
    taken = (
        KitDownload.objects.filter(organisation__in=found)
        .order_by("organisation", "what")
        .values("organisation", "what")
        .annotate(Max("version"), Max("at"))
    )
    old: dict[int, list[OldUse]] = defaultdict(list)
    for row in taken:
        what, pk = row["what"], row["organisation"]
        has = max(row["version__max"], replaced.get((pk, what), 0))
        if what in changed and has < changed[what]:
            label = files.ASSETS[what]
            old[pk].append(OldUse(what, label, row["version__max"], row["at__max"], changed[what]))
    return dict(old)


def replace(by, partner: Organisation, what: str, on: date) -> KitReplacement:
    """What they had of it is gone; what is there now is what counts."""
    now = current()
    if now is None or what not in files.ASSETS:
        raise VersionRefused("Hiervan is er maar één versie.")
    return KitReplacement.objects.create(
        organisation=partner, by=by, what=what, on=on, version=now.number
    )


def to_tell(partners: Iterable[Organisation], kit: BrandKit) -> list[str]:
    """Who hears of it, as the mail is asked: number, partner, person. Who heard already is out."""
    now = current()
    old = old_uses(partners, kit)
    if now is None or not old:
        return []
    rows = Membership.objects.accepted().filter(
        organisation__in=list(old), role__in=HEARS, user__is_active=True
    )
    pairs = sorted(set(rows.values_list("organisation", "user")))
    refs = [f"{now.number}-{partner}-{person}" for partner, person in pairs]
    asked = OutgoingMail.objects.filter(kind=MAIL, ref__in=refs).values_list("ref", flat=True)
    heard = set(asked)
    return [ref for ref in refs if ref not in heard]


@transaction.atomic
def tell(partners: Iterable[Organisation], kit: BrandKit) -> int:
    refs = to_tell(partners, kit)
    for ref in refs:
        mail.post(MAIL, ref, once="nieuwe versie")
    return len(refs)


def kit_of(version: KitVersion) -> BrandKit:
    """As it was then; never saved."""
    known = {name for names in FIELDS.values() for name in names}
    said = {name: value for name, value in version.snapshot.items() if name in known}
    return BrandKit(**said)


@transaction.atomic
def go_back(version: KitVersion, by) -> KitVersion:
    """The kit as it was then, under a next number."""
    kit = BrandKit.objects.select_for_update().filter(site__is_default_site=True).first()
    if kit is None:
        raise VersionRefused("Er is nog geen huisstijl bewaard.")
    now = current()
    if now is None or now.snapshot == version.snapshot:
        raise VersionRefused("Dit is al de huisstijl van nu.")
    then = kit_of(version)
    for name in ("logo", "logo_dark"):
        file = getattr(then, name)
        if file and not default_storage.exists(file.name):
            raise VersionRefused("Het logo van toen staat niet meer op de site. Laad het zelf op.")
    for names in FIELDS.values():
        for name in names:
            setattr(kit, name, getattr(then, name))
    kit.save()
    made = current()
    made.by, made.note = by, f"Teruggezet naar {version}"
    made.save(update_fields=["by", "note"])
    return made
