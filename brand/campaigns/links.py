"""Making the links of a campaign: one for each channel of each partner, to a page of ours."""

import secrets
from collections.abc import Iterable
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from wagtail.models import Page

from brand import scoping
from brand.models import Campaign, Organisation, TrackedLink, User
from brand.models.campaigns import VIEW, Channel

SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is read as another
LENGTH = 6


@transaction.atomic
def make(
    campaign: Campaign, partners: Iterable[Organisation], channels: Iterable[str], page: Page
) -> int:
    """How many were missing and are made; those that exist stay as they are."""
    return sum(_make(campaign, partner, name, page) for partner in partners for name in channels)


def _make(campaign: Campaign, partner: Organisation, channel: str, page: Page) -> bool:
    _, is_new = TrackedLink.objects.get_or_create(
        campaign=campaign,
        organisation=partner,
        channel=channel,
        page_id=page.pk,
        issue=None,
        defaults={"code": new_code()},
    )
    return is_new


def new_code() -> str:
    """Short enough to type from a poster."""
    while True:
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        if not TrackedLink.objects.filter(code=code).exists():
            return code


def full(link: TrackedLink) -> str:
    return settings.SITE_URL + link.get_absolute_url()


def screen(link: TrackedLink | None, user: User) -> str:
    """The address of a link's own page, for who may look at it."""
    if link is None or link.issue_id:
        return ""
    if not scoping.may(user, VIEW, link.campaign.organisation_id):
        is_own = link.organisation_id in scoping.organisation_ids(user, VIEW)
        seen = Campaign.objects.visible_to(user).filter(pk=link.campaign_id)
        if not is_own or not seen.exists():
            return ""
    return reverse("campagnes:link", args=[link.campaign_id, link.code])


def of(campaign: Campaign):
    """A campaign's links, in the order in which they are shown; those of a newsletter elsewhere."""
    return (
        campaign.links.filter(issue=None)
        .select_related("organisation", "page")
        .order_by("organisation__name", "channel", "pk")
    )


class Matrix(NamedTuple):
    """Links to one page: a row for each partner, a column for each channel that is used."""

    page_id: int | None
    channels: list[Channel]
    rows: list[tuple[Organisation, list[TrackedLink | None]]]


def matrices(found: Iterable[TrackedLink]) -> list[Matrix]:
    by_page: dict[int | None, list[TrackedLink]] = {}
    for link in found:
        by_page.setdefault(link.page_id, []).append(link)
    return [_matrix(page_id, its) for page_id, its in by_page.items()]


def _matrix(page_id: int | None, found: list[TrackedLink]) -> Matrix:
    by_place = {(link.organisation, link.channel): link for link in found}
    used = {link.channel for link in found}
    channels = [channel for channel in Channel if channel in used]
    partners = dict.fromkeys(link.organisation for link in found)
    rows = [(one, [by_place.get((one, channel)) for channel in channels]) for one in partners]
    return Matrix(page_id, channels, rows)
