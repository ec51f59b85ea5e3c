"""What a marketer sees first."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import TaskState

from brand import permissions
from brand.models import BrandKit
from brand.outbox_admin.panel import StuckPanel
from leads.desk.panels import TodayPanel
from stories.consent import information_panel
from stories.consent.panels import AttentionPanel
from stories.desk import dashboard
from stories.models import Objection, StoryPage
from stories.withdrawal import alarm, screens
from tests.factories.brand import Role, member
from tests.factories.stories import PersonFactory, covered_story, section_of
from tests.support.story_editor import as_user, fresh, hand_in, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(people):
    user = member(people.partner, Role.MARKETEER, first_name="Cas", last_name="Collega")
    permissions.place_in_groups(user)
    return user


def written(people, user, shade=1, **fields) -> StoryPage:
    page = covered_story(shade, organisation=people.partner, live=False, owner=user, **fields)
    page.save_revision(user=user)
    return fresh(page)


def titles(user) -> dict[str, list[str]]:
    return {one.key: [row.title for row in one.rows] for one in dashboard.lists_for(user)}


def test_each_story_stands_in_one_list_of_each(people, colleague):
    draft = written(people, people.marketer, 1)
    asked = written(people, people.marketer, 2)
    hand_in(asked, people.marketer)
    assert titles(people.marketer) == {
        "wacht-op-jou": [],
        "concepten": [draft.title],
        "wacht-op-een-ander": [asked.title],
        "nakijken": [],
        "delen": [],
    }
    assert titles(colleague) == {
        "wacht-op-jou": [asked.title],
        "concepten": [],
        "wacht-op-een-ander": [],
        "nakijken": [],
        "delen": [],
    }
    assert titles(people.federation)["wacht-op-jou"] == [asked.title]
    assert titles(people.other_marketer) == {
        "wacht-op-jou": [],
        "concepten": [],
        "wacht-op-een-ander": [],
        "nakijken": [],
        "delen": [],
    }


def test_what_went_online_of_late_leads_to_its_kit(people):
    pages = [covered_story(number, organisation=people.partner) for number in (1, 2)]
    month_ago = timezone.now() - timedelta(days=31)
    StoryPage.objects.filter(pk=pages[0].pk).update(first_published_at=month_ago)
    StoryPage.objects.filter(pk=pages[1].pk).update(first_published_at=timezone.now())
    lists = {one.key: one.rows for one in dashboard.lists_for(people.marketer)}
    [row] = lists["delen"]
    assert (row.title, row.url) == (pages[1].title, f"/beheer/delen/{pages[1].pk}/")
    assert titles(people.other_marketer)["delen"] == []


def test_the_federation_is_asked_for_a_number_to_call(people):
    kit = BrandKit.current()
    said = []
    for phone, sender in [("", ""), ("", "Meewerkers vzw"), ("02 123 45 67", "Meewerkers vzw")]:
        kit.contact_phone, kit.sender_name, kit.contact_email = phone, sender, "mail@x.be"
        kit.save()
        page = as_user(people.federation).get("/beheer/").text
        said.append(("wie verantwoordelijk is voor" in page, "nog geen telefoonnummer" in page))
    assert said == [(True, False), (False, True), (False, False)]


def test_what_came_back_says_who_asks_what(people, colleague):
    page = written(people, people.marketer)
    state = hand_in(page, people.marketer)
    state.task.specific.on_action(state, colleague, "reject", comment="Korter graag.")
    [row] = dashboard.lists_for(people.marketer)[1].rows
    assert (row.title, row.about, row.when) == (
        page.title,
        "Cas Collega: “Korter graag.”",
        "graag nog een wijziging",
    )


def test_a_planned_story_is_no_draft(people):
    page = written(people, people.marketer)
    page.go_live_at = timezone.now() + timedelta(days=3)
    page.save_revision(user=people.marketer).publish()
    assert titles(people.marketer)["concepten"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_one_row_as_for_three(
    people, colleague, count, django_assert_num_queries
):
    for number in range(count):
        written(people, people.marketer, 10 * number + 1)
        hand_in(written(people, people.marketer, 10 * number + 2), people.marketer)
        hand_in(written(people, colleague, 10 * number + 3), colleague)
        live = written(people, people.marketer, 10 * number + 4, review_on=timezone.localdate())
        live.get_latest_revision().publish()
    user = type(people.marketer).objects.get(pk=people.marketer.pk)
    with django_assert_num_queries(11):
        lists = dashboard.lists_for(user)
    assert [len(one.rows) for one in lists] == [count] * 5


def test_what_is_wrong_stands_before_the_days_work(people):
    """Whoever keeps the brand met the alarms below everything that was to be done today."""
    alarms = [
        alarm.JournalPanel(),
        information_panel.ControllerPanel(),
        StuckPanel(),
        screens.RecallPanel(people.federation),
    ]
    assert [one.order for one in alarms] == [10, 15, 20, 30]
    attention = AttentionPanel(people.federation)
    assert (TodayPanel.order, attention.order, dashboard.StoriesPanel.order) == (50, 60, 60)
    story = written(people, people.marketer)
    person = PersonFactory(organisation=people.partner)
    Objection.objects.create(story=story, person=person, sentence="Kwikzilver telt alles na.")
    assert AttentionPanel(people.federation).order == 40


def test_seven_rows_and_how_many_more(people):
    for number in range(9):
        written(people, people.marketer, number + 1)
    [drafts] = [one for one in dashboard.lists_for(people.marketer) if one.key == "concepten"]
    assert (len(drafts.rows), drafts.total, drafts.more) == (7, 9, 2)


@pytest.mark.parametrize(
    ("started", "now", "said"),
    [
        (date(2026, 11, 25), date(2026, 11, 25), "vandaag"),
        (date(2026, 11, 25), date(2026, 11, 26), "1 werkdag"),
        (date(2026, 11, 20), date(2026, 11, 23), "1 werkdag"),  # over a weekend
        (date(2026, 12, 24), date(2026, 12, 28), "1 werkdag"),  # over Christmas
        (date(2026, 11, 23), date(2026, 11, 26), "3 werkdagen"),
    ],
)
def test_waiting_is_counted_in_working_days(started, now, said):
    with time_machine.travel(datetime(now.year, now.month, now.day, 12, tzinfo=UTC)):
        assert dashboard.age(started) == said


class TestNewStory:
    def test_one_click_for_who_has_one_section(self, people):
        section = section_of(people.partner)
        url = f"/beheer/pages/add/stories/storypage/{section.pk}/"
        assert dashboard.new_story_address(people.marketer) == url
        html = as_user(people.marketer).get("/beheer/").content.decode()
        assert f'href="{url}"' in html

    def test_the_federation_says_for_whom(self, people):
        assert dashboard.new_story_address(people.federation) == "/beheer/verhalen/nieuw/"
        html = as_user(people.federation).get("/beheer/verhalen/nieuw/").content.decode()
        assert "VOORBEELD De Proefhal" in html
        assert "VOORBEELD De Overkant" in html

    def test_a_partner_is_offered_its_own_only(self, people):
        html = as_user(people.marketer).get("/beheer/verhalen/nieuw/").content.decode()
        assert "VOORBEELD De Overkant" not in html

    def test_the_panel_is_for_who_works_on_stories(self, people):
        html = as_user(people.owner).get("/beheer/").content.decode()
        assert "Nieuw verhaal" not in html


class TestStillHolds:
    @pytest.fixture
    def live(self, people):
        page = written(people, people.marketer, review_on=date(2026, 11, 20))
        page.get_latest_revision().publish()
        return fresh(page)

    def test_a_year_later_and_back(self, people, live):
        client = as_user(people.marketer)
        url = f"/beheer/verhalen/{live.pk}/klopt-nog/"
        with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
            assert "Klopt dit verhaal nog?" in client.get(url).content.decode()
            assert fresh(live).review_on == date(2026, 11, 20)
            response = client.post(url)
            assert "We vragen het opnieuw op 25 november 2027." in said(response)[0]
            assert 'value="2026-11-20"' in said(response)[0]
            assert fresh(live).review_on == date(2027, 11, 25)
            assert not fresh(live).has_unpublished_changes
            assert fresh(live).get_latest_revision_as_object().review_on == date(2027, 11, 25)
            response = client.post(url, {"terug": "2026-11-20"})
            assert fresh(live).review_on == date(2026, 11, 20)
            response = client.post(url, {"terug": "2026-99-99"})
            assert said(response)[-1:] == ["Die dag staat op geen kalender. Kies een andere."]
            assert response.url == url
            assert fresh(live).review_on == date(2026, 11, 20)
            assert client.post(url, {"terug": "morgen"}).status_code == 302
            assert fresh(live).review_on == date(2027, 11, 25)

    def test_another_partner_finds_nothing(self, people, live):
        url = f"/beheer/verhalen/{live.pk}/klopt-nog/"
        assert as_user(people.other_marketer).get(url).status_code == 404
        assert as_user(people.other_marketer).post(url).status_code == 404
        assert fresh(live).review_on == date(2026, 11, 20)


def test_the_old_panels_make_place(people, colleague):
    hand_in(written(people, people.marketer), people.marketer)
    html = as_user(colleague).get("/beheer/").content.decode()
    assert html.count('id="lijst-wacht-op-jou"') == 1
    assert "workflow/action" not in html
    assert TaskState.objects.reviewable_by(colleague).count() == 1
    assert TaskState.objects.reviewable_by(people.marketer).count() == 0
    assert TaskState.objects.reviewable_by(people.team_mate).count() == 0  # a coordinator


def test_lists_without_rows_are_one_sentence_each(people, colleague):
    html = as_user(colleague).get("/beheer/").content.decode()
    assert "lijst-concepten" not in html
    for sentence in ("Er is niets om na te lezen.", "Je hebt geen concepten liggen."):
        assert html.count(sentence) == 1
