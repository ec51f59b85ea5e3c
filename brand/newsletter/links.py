"""Every link in an issue is one of ours that counts without knowing who clicked."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from brand.campaigns import links
from brand.models import Campaign, NewsletterIssue, Organisation, TrackedLink
from brand.models.campaigns import Channel

STANDING = "Nieuwsbrief"  # the campaign of issues that count for no other


class NobodySends(Exception):
    """There is no federation, in whose name a newsletter goes out."""


def addresses(issue: NewsletterIssue, variant: str = "") -> dict[int, str]:
    """By page, the address that counts; of an issue that nobody planned yet, none."""
    rows = issue.links.filter(variant=variant).exclude(page=None)
    return {link.page_id: links.full(link) for link in rows}


@transaction.atomic
def make(issue: NewsletterIssue, pages: Iterable[int], variant: str = "") -> None:
    """What is missing; those that exist stay as they are, for a first mail may have left.

    Each of two versions has its own, so that what it brings is told apart.
    """
    campaign = issue.campaign or _standing()
    organisation = _federation()
    there = set(issue.links.filter(variant=variant).values_list("page", flat=True))
    for page in sorted(set(pages) - there):
        TrackedLink.objects.create(
            campaign=campaign,
            organisation=organisation,
            channel=Channel.NEWSLETTER,
            page_id=page,
            issue=issue,
            variant=variant,
            code=links.new_code(),
        )


def _federation() -> Organisation:
    found = Organisation.objects.filter(is_federation=True, is_active=True).order_by("pk").first()
    if found is None:
        raise NobodySends("Er is nog geen federatie in wier naam een nieuwsbrief vertrekt.")
    return found


def _standing() -> Campaign:
    rows = Campaign.objects.filter(name=STANDING, organisation=_federation())
    return rows.order_by("pk").first() or Campaign.objects.create(
        name=STANDING, organisation=_federation()
    )


def home() -> Page | None:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    return site.root_page if site else None


def plain(pages: Iterable[int]) -> dict[int, str]:
    """Where these pages stand, of those that anybody may open."""
    rows = Page.objects.live().public().filter(pk__in=set(pages))
    return {page.pk: settings.SITE_URL + url for page in rows if (url := page.url)}
