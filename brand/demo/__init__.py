"""The demo's federation: four partners, one account per role, the home page, a campaign.

People, companies and figures in it are invented and marked VOORBEELD. Names of municipalities
are real, because a map needs them.
"""

import os
import secrets
from datetime import datetime
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Collection

from brand import founding
from brand.demo import campaign, newsletter, portal, subscribers
from brand.demo.cast import ACCOUNTS, FEDERATION, PARTNERS
from brand.demo.home import CONTACT, HOME_BODY, HOME_TEXT
from brand.kit import scenes
from brand.models import (
    Activity,
    BrandKit,
    Campaign,
    HomePage,
    KitDownload,
    KitReplacement,
    LicenceAcceptance,
    LicenceEnding,
    LicenceText,
    Municipality,
    NewsletterIssue,
    Organisation,
    Picture,
    Role,
    Subscription,
    SubscriptionRecord,
    SyncJob,
    ToneRule,
    TrackedLink,
    User,
)
from brand.people import membership as people_membership
from brand.text import EXAMPLE

MARK = EXAMPLE
MAIL_DOMAIN = "voorbeeld.example"  # a reserved name: no mail can ever reach it
FACE = 400  # pixels of a drawn face and the air around it
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another


def is_only_here() -> bool:
    """Whether the site's address is this machine, which cannot be reached from elsewhere."""
    return settings.SITE_HOST in {"localhost", "127.0.0.1"}


def password() -> str | None:
    """The password of the demo accounts on a site that serves this machine only; else None.

    Each site makes its own, once. A request does not tell where it came from, so the password is
    not documented but printed where the site is started.
    """
    return (kept_password() or _make_password()) if is_only_here() else None


def kept_password() -> str:
    path = settings.VAR / "demo-password"
    return settings.DEMO_PASSWORD or (path.read_text() if path.exists() else "")


def _make_password() -> str:
    made = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    path = settings.VAR / "demo-password"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(made)
    return made


def accounts() -> list[tuple[str, str, str]]:
    """Address, name and role of each demo account."""
    return [
        (f"{name}@{MAIL_DOMAIN}", person, Role(role).label) for name, person, _, role in ACCOUNTS
    ]


def organisation(slug: str) -> Organisation:
    """A demo partner by its slug without the mark."""
    return Organisation.objects.get(slug=slug if slug == FEDERATION else f"{slug}-voorbeeld")


def picture(title: str, kind: str, alt: str, number: int = 0, collection=None) -> Picture:
    """A drawn picture, made once."""
    found = Picture.objects.filter(title=title, is_demo=True).first()
    if found:
        return found
    made = Picture(
        title=title,
        alt=alt,
        credit="Getekend voor de voorbeeldsite",
        is_demo=True,
        collection=collection or Collection.get_first_root_node(),
    )
    if face := scenes.face(kind):
        made.focal_point_x, made.focal_point_y = face
        made.focal_point_width = made.focal_point_height = FACE
    data = scenes.scene(kind, number)
    made.file.save(f"voorbeeld-{kind}-{number}.jpg", ContentFile(data), save=False)
    made.save()
    return made


def _partners() -> None:
    federation, _ = Organisation.objects.get_or_create(
        slug=FEDERATION,
        defaults={
            "name": f"Federatie Meewerkers {MARK}",
            "kind": Organisation.Kind.KOEPEL,
            "is_federation": True,
            "is_demo": True,
            "description": "De voorbeeldfederatie die het merk Meewerkers beheert.",
        },
    )
    founding.welcome(federation)
    for partner in PARTNERS:
        made, _ = Organisation.objects.get_or_create(
            slug=f"{partner.slug}-voorbeeld",
            defaults={
                "name": f"{partner.name} {MARK}",
                "kind": partner.kind,
                "description": partner.description,
                "email": f"{partner.slug}@{MAIL_DOMAIN}",
                "phone": f"0400 00 00 1{PARTNERS.index(partner)}",
                "provinces": list(partner.provinces),
                "lead_capacity": 25,
                "is_demo": True,
            },
        )
        made.base = Municipality.objects.filter(name=partner.town).first()
        made.save(update_fields=["base"])
        made.municipalities.set(Municipality.objects.filter(name__in=[partner.town, *partner.also]))
        made.activities.set(
            Activity.objects.get_or_create(name=name)[0] for name in partner.activities
        )
        founding.welcome(made)


def _people() -> None:
    # Hashing a password takes long on purpose; all demo accounts have the same one.
    secret = password()
    hashed = make_password(secret or secrets.token_urlsafe(24))
    fits = cache(lambda encoded: secret is None or check_password(secret, encoded))
    for name, person, slug, role in ACCOUNTS:
        address = f"{name}@{MAIL_DOMAIN}"
        membership = people_membership.join(
            organisation(slug), email=address, name=person, role=role
        )
        user = membership.user
        if not user.has_usable_password() or (user.is_demo and not fits(user.password)):
            user.password, user.is_demo = hashed, True
            user.save(update_fields=["password", "is_demo"])


def _contact() -> None:
    """Whom visitors reach, where the federation said nothing yet."""
    kit = BrandKit.current()
    if kit.site and not any(getattr(kit, name) for name in CONTACT):
        for name, value in CONTACT.items():
            setattr(kit, name, value)
        kit.save()


def _home() -> None:
    """Fill the home page of a new site; one with content is left alone."""
    home = HomePage.objects.first()
    if home.hero_text:
        return
    home.hero_text = HOME_TEXT
    home.hero_picture = picture(
        "Samen in het magazijn",
        "samen",
        "Getekend beeld: twee medewerkers naast gestapelde dozen",
    )
    home.hero_caption = "Getekend voor de voorbeeldsite (VOORBEELD)"
    home.body = HOME_BODY
    home.save_revision().publish()


@transaction.atomic
def load(now: datetime) -> dict[str, int]:
    """Counts of what stands afterwards. Running it again adds nothing."""
    founding.found()
    _partners()
    _people()
    _home()
    _contact()
    campaign.load(now, organisation(FEDERATION))
    portal.load()
    subscribers.load(now)
    return {
        "partners": Organisation.objects.filter(is_demo=True).count(),
        "accounts": User.objects.filter(is_demo=True).count(),
    }


def connect() -> None:
    """What goes along in a newsletter is told and planned after us."""
    newsletter.load(User.objects.filter(is_demo=True).order_by("pk").first())


def rows() -> list[QuerySet]:
    """What this room's demo made; see brand/demo/removing.py."""
    return [
        NewsletterIssue.objects.filter(is_demo=True),
        SyncJob.objects.filter(subscription__is_demo=True),
        SubscriptionRecord.objects.filter(subscription__is_demo=True),
        Subscription.objects.filter(is_demo=True),
        ToneRule.objects.filter(is_demo=True),
        KitDownload.objects.filter(organisation__is_demo=True),
        KitReplacement.objects.filter(organisation__is_demo=True),
        LicenceEnding.objects.filter(organisation__is_demo=True),
        LicenceAcceptance.objects.filter(organisation__is_demo=True),
        LicenceText.objects.filter(is_demo=True),
        TrackedLink.objects.filter(campaign__is_demo=True, organisation__is_demo=True),
        Campaign.objects.filter(is_demo=True),
        User.objects.filter(is_demo=True),
        Picture.objects.filter(is_demo=True),
        Organisation.objects.filter(is_demo=True),
    ]
