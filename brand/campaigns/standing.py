"""How a campaign stands today: on course or behind, and by how much.

What is expected grows evenly with the days of the period; the day that is under way counts not yet.
"""

from datetime import date
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format

from brand.campaigns.results import Results
from brand.models import Campaign


class Standing(NamedTuple):
    short: str  # in a list
    sentence: str
    is_behind: bool = False


def of(campaign: Campaign, number: int | None, today: date | None = None) -> Standing:
    """number: what was reached; None where the reader may not know."""
    today = today or timezone.localdate()
    start, end, goal = campaign.starts_on, campaign.ends_on, campaign.goal_number
    if not goal or not campaign.goal_counts:
        return Standing("Geen doel", "Deze campagne heeft nog geen doel.")
    aim = campaign.goal_words
    if number is None:
        sentence = f"Het doel is {aim}. Hoever het staat, ziet wie de campagne leidt."
        return Standing("Niet getoond", sentence)
    so_far = f"{number} van {aim}"
    if number >= goal:
        return Standing("Gehaald", f"Het doel is gehaald: {so_far}.")
    if end and today > end:
        short = f"{goal - number} te weinig"
        return Standing(short, f"De campagne is voorbij: {so_far}.", is_behind=True)
    if not start or not end:
        return Standing("Geen periode", f"{so_far}. Vul een begin en een einde in.")
    if today < start:
        return Standing("Nog niet begonnen", f"Begint op {date_format(start)}. Nu {so_far}.")
    due = expected(goal, start, end, today)
    if number >= due:
        return Standing("Op koers", f"Op koers: {so_far}; op dit moment verwacht: {due}.")
    behind = due - number
    sentence = f"Loopt {behind} achter: {so_far}; op dit moment verwacht: {due}."
    return Standing(f"{behind} achter", sentence, is_behind=True)


def expected(goal: int, start: date, end: date, today: date) -> int:
    """Of this goal, by the end of yesterday."""
    return goal * (today - start).days // ((end - start).days + 1)


def of_each(campaigns: list[Campaign], user) -> dict[int, Standing]:
    """Of some campaigns together, in as many queries as there are kinds of goals."""
    keys = {campaign.goal_counts for campaign in campaigns if campaign.goal_counts}
    results = Results(campaigns, user, keys) if keys else None
    return {
        campaign.pk: of(
            campaign,
            results.total(campaign, campaign.goal_counts) if campaign.goal_counts else None,
        )
        for campaign in campaigns
    }
