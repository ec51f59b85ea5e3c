"""The demo's campaign: a goal, partners, a budget, links that were followed."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from wagtail.models import Page

from brand.campaigns import links
from brand.models import (
    BudgetLine,
    Campaign,
    LinkVisits,
    Organisation,
    Participation,
    TrackedLink,
)
from brand.models.campaigns import Audience, Channel, Goal
from brand.text import EXAMPLE

DAYS = 60  # since it began
# How often a link is followed on a good day.
BUSY = {Channel.LINKEDIN: 3, Channel.MAIL: 1, Channel.NEWSLETTER: 2, Channel.POSTER: 1}
# What, over which channel, whether it is paid together; planned, committed, spent.
COSTS = [
    ("Affiches drukken, 400 stuks", Channel.POSTER, True, 1400, 1400, 1385),
    ("Berichten op LinkedIn", Channel.LINKEDIN, True, 1200, 900, 640),
    ("Ontvangst en broodjes", "", True, 3600, 2400, 1975),
    ("Fotograaf", "", False, 800, 800, 800),
]


def load(now: datetime, federation: Organisation) -> None:
    campaign, _ = Campaign.objects.get_or_create(
        name=f"Kom kijken {EXAMPLE}",
        organisation=federation,
        defaults={
            "starts_on": (now - timedelta(days=DAYS)).date(),
            "ends_on": (now + timedelta(days=120)).date(),
            "is_demo": True,
        },
    )
    tour = Page.objects.filter(slug="roadshow", depth=3).first()
    for code, channel in [("vb-li", Channel.LINKEDIN), ("vb-af", Channel.POSTER)]:
        TrackedLink.objects.get_or_create(
            code=code,
            defaults={
                "campaign": campaign,
                "organisation": federation,
                "channel": channel,
                "page": tour,
            },
        )
    if tour and campaign.goal_number is None:
        _plan(campaign, tour)
        _visit(campaign, now)


def _plan(campaign: Campaign, tour: Page) -> None:
    campaign.goal_number, campaign.goal_counts = 150, Goal.REGISTRATIONS
    campaign.audiences = [Audience.SMALL, Audience.PUBLIC]
    campaign.landing_page = tour
    campaign.save()
    partners = list(Organisation.objects.filter(is_demo=True).order_by("pk"))
    for partner in partners:
        share = Decimal(40) if partner == campaign.organisation else Decimal(15)
        Participation.objects.create(campaign=campaign, organisation=partner, cost_share=share)
    for what, channel, together, planned, committed, spent in COSTS:
        BudgetLine.objects.create(
            campaign=campaign,
            description=what,
            channel=channel,
            paid_by=None if together else campaign.organisation,
            planned=planned,
            committed=committed,
            spent=spent,
        )
    links.make(campaign, partners, BUSY, tour)


def _visit(campaign: Campaign, now: datetime) -> None:
    """Visits of the days that went by; none of today, which is still to come."""
    dice = random.Random(2026)  # noqa: S311 - a seeded draw
    for link in links.of(campaign):
        most = BUSY[link.channel] * (2 if link.organisation_id == campaign.organisation_id else 1)
        LinkVisits.objects.bulk_create(
            LinkVisits(link=link, day=(now - timedelta(days=ago)).date(), count=count)
            for ago in range(1, DAYS)
            if (count := dice.randint(0, most))
        )
