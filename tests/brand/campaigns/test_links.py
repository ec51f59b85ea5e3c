"""Links of channel × partner in one click, and no doubles."""

import re

import pytest
from django.urls import reverse

from brand.campaigns import links
from brand.models import TrackedLink
from brand.models.campaigns import Channel

pytestmark = pytest.mark.django_db


@pytest.mark.database("brand.models.campaigns.TrackedLink")
def test_one_for_each_channel_of_each_partner_and_once(shared, founded):
    partners = [shared.house, shared.one]
    make = [shared.campaign, partners, [Channel.MAIL, Channel.POSTER], founded]
    assert links.make(*make) == 4
    assert links.make(*make) == 0
    assert links.make(shared.campaign, partners, [Channel.POSTER, Channel.PRESS], founded) == 2
    found = TrackedLink.objects.order_by("organisation__name", "channel")
    assert list(found.values_list("organisation__name", "channel")) == [
        (name, channel) for name in ("Een", "Federatie") for channel in ("affiche", "mail", "pers")
    ]
    codes = set(found.values_list("code", flat=True))
    assert len(codes) == 6
    assert all(re.fullmatch("[2-9a-hjkmnp-z]{6}", code) for code in codes)


def test_a_row_for_each_partner_and_a_column_for_each_channel(shared, founded):
    links.make(shared.campaign, [shared.one], [Channel.POSTER, Channel.MAIL], founded)
    links.make(shared.campaign, [shared.two], [Channel.POSTER], founded)
    (matrix,) = links.matrices(links.of(shared.campaign))
    assert matrix.page_id == founded.pk
    assert matrix.channels == [Channel.MAIL, Channel.POSTER]
    assert [
        (partner.name, [link and link.channel for link in row]) for partner, row in matrix.rows
    ] == [("Een", ["mail", "affiche"]), ("Twee", [None, "affiche"])]


@pytest.mark.parametrize(
    ("who", "of", "sees"),
    [
        ("federation", "one", True),
        ("marketer", "one", True),
        ("marketer", "two", False),
        ("other", "two", True),
        ("outsider", "one", False),
    ],
)
def test_its_page_is_offered_to_who_may_open_it(client, shared, founded, who, of, sees):
    links.make(shared.campaign, [getattr(shared, of)], [Channel.POSTER], founded)
    link, user = TrackedLink.objects.get(), getattr(shared, who)
    address = links.screen(link, user)
    assert bool(address) is sees
    client.force_login(user)
    page = reverse("campagnes:link", args=[link.campaign_id, link.code])
    assert (client.get(page).status_code == 200) is sees


def test_no_link_has_no_page(shared):
    assert links.screen(None, shared.federation) == ""
