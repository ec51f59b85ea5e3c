"""From a poster to the public figure, and from the figure back to that poster."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from brand import permissions
from brand.models import Campaign, Role, TrackedLink
from brand.models.campaigns import Channel
from leads.employers import erasure
from leads.models import CooperationForm, Placement
from leads.models.placements import Answer, Side
from leads.placements import code_list, recording
from roadshow.door import check_in
from roadshow.models import Registration
from roadshow.registration import register
from stories.impact import counting, figures, indicators
from stories.models import Indicator
from tests.factories.brand import member
from tests.factories.roadshow import stop_in

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 10, 12, tzinfo=ZoneInfo("Europe/Brussels"))

NUMBER = '<span class="impact__value">{}</span> <span class="impact__unit">'


@pytest.fixture
def poster(people):
    campaign = Campaign.objects.create(name="Kom kijken", organisation=people.partner)
    return TrackedLink.objects.create(
        campaign=campaign, organisation=people.partner, channel=Channel.POSTER, code="af7k2"
    )


def placement_page(placement) -> str:
    return f"/beheer/opvolging/plaatsingen/{placement.pk}/"


def test_a_poster_in_a_figure_and_back(people, signed_in, client, poster):
    indicators.lay()
    code_list.lay()
    stop = stop_in(
        "Genk", organisation=people.partner, starts_at=NOON, ends_at=NOON + timedelta(hours=2)
    )
    with time_machine.travel(NOON - timedelta(days=5)):
        visit = register.register(
            stop, name="Bo Peeters", company="Bakkerij Peeters", email="bo@bakkerij.example",
            companions=["An", "Els", "Tom", "Lut"], touch=poster,
        )  # fmt: skip
    with time_machine.travel(NOON):
        check_in.arrive(visit)
    with time_machine.travel(NOON + timedelta(days=30)):
        lead = Registration.objects.get(pk=visit.pk).lead
        placement = recording.record(
            lead,
            people.owner,
            form=CooperationForm.objects.get(code="enclave"),
            people=6,
            start=NOON.date() + timedelta(days=20),
        )
        figures.count_year(2026)
        assert "mensen begonnen bij een werkgever" not in client.get("/impact/2026/").text
        recording.answer(placement, Side.EMPLOYER, Answer.YES, contact=lead.contact)
        figures.count_year(2026)

        page = client.get("/impact/2026/").text
        assert (
            '<span class="impact__value">5</span> <span class="impact__unit">mensen kwamen' in page
        )
        assert (
            '<span class="impact__value">6</span> <span class="impact__unit">mensen begon' in page
        )

        # Anybody reads where to look further; what is there is for who works at a partner.
        indicator = Indicator.objects.get(code="mensen-aan-de-slag")
        history = f"/beheer/impact/indicator/{indicator.pk}/?jaar=2026"
        assert history in page
        assert client.get(history).status_code == 302

        desk = signed_in(people.federation)
        (way, pages), *others = desk.get(history).context["ways"]
        assert (way.value, [link for link, _ in pages], others) == (6, [poster], [])
        assert list(desk.get(way.url).context["object_list"]) == [placement]
        ((_, address),) = pages
        assert desk.get(address).context["link"] == poster
        assert f'href="{address}"' in desk.get(placement_page(placement)).text
        visitors = Indicator.objects.get(code="bezoekers")
        ((came, _),) = desk.get(f"/beheer/impact/indicator/{visitors.pk}/?jaar=2026").context[
            "ways"
        ]
        assert (came.value, list(desk.get(came.url).context["object_list"])) == (5, [visit])

        # Of another partner neither the number nor the poster.
        marketer = member(people.other, Role.MARKETEER)
        permissions.place_in_groups(marketer)
        elsewhere = signed_in(marketer).get(history)
        assert elsewhere.context["ways"] == []
        assert "Kom kijken" not in elsewhere.text

        desk = signed_in(people.federation)
        behind = counting.rows_behind("mensen-aan-de-slag", 2026)
        assert behind.replace("&", "&amp;") in desk.get("/beheer/impact/?jaar=2026").text
        assert f"/plaatsingen/{placement.pk}/" in desk.get(behind).text
        assert lead.get_absolute_url() in desk.get(placement_page(placement)).text
        dossier = desk.get(lead.get_absolute_url()).text
        assert "Affiche" in dossier
        assert Placement.objects.get(lead__first_touch=poster) == placement

        # Rows that are erased later leave the way, and change no published number.
        erasure.erase_lead(lead)
        figures.count_year(2026)
        assert desk.get(history).context["ways"] == []
        assert '<span class="impact__value">6</span>' in client.get("/impact/2026/").text
