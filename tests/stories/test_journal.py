"""Withdrawals outside the database: a backup that is put back does not undo them."""

import pytest

from stories import journal, withdrawing
from stories.models import PortrayedPerson, StoryPage, StoryPortrayal, Withdrawal
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    covered_story,
)

pytestmark = pytest.mark.django_db
Way = Withdrawal.Way


@pytest.fixture
def page():
    return covered_story(1, title="Kwikzilver kent elke doos", lead="Kwikzilver telt alles na.")


@pytest.fixture
def person(page):
    return page.portrayals.get().person


def fresh(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk)


class TestTheJournal:
    def test_a_withdrawal_is_written_outside_the_database_without_a_name(self, page, person):
        row = withdrawing.withdraw(person)
        store = journal.storages["journal"]
        assert store.listdir("") == ([], [f"{row.key}.json"])
        with store.open(f"{row.key}.json") as file:
            text = file.read().decode()
        assert person.name not in text
        assert "kwikzilver" not in text.lower()
        assert list(journal.forgotten()) == []

    def test_a_database_that_forgot_is_reminded(self, page, person):
        row = withdrawing.withdraw(person, channels=[Channel.WEBSITE], way=Way.LINK)
        Withdrawal.objects.all().delete()
        back = covered_story(5, title="Kwikzilver is terug", organisation=person.organisation)
        back.portrayals = [StoryPortrayal(person=person)]
        ConsentFactory(person=person, picture=back.picture)
        back.save_revision().publish()
        assert fresh(back).is_shown
        assert withdrawing.redo_forgotten() == 1
        again = Withdrawal.objects.get()
        assert (again.key, again.way, again.at) == (row.key, Way.LINK, row.at)
        assert fresh(back).title == "Teruggehaald verhaal"
        assert withdrawing.redo_forgotten() == 0

    def test_somebody_this_database_never_knew_is_no_trouble(self, person):
        withdrawing.withdraw(person)
        Withdrawal.objects.all().delete()
        PortrayedPerson.objects.update(key="00000000-0000-0000-0000-000000000001")
        assert withdrawing.redo_forgotten() == 0
