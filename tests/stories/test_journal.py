"""Withdrawals outside the database: a backup that is put back does not undo them."""

import json

import pytest
from django.core.files.base import ContentFile

from brand.models import Picture
from stories import journal, withdrawing
from stories.models import Consent, PortrayedPerson, StoryPage, StoryPortrayal, Withdrawal
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    covered_story,
    picture,
    story,
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

    def test_one_of_two_pictures_stays_away_too(self, page, person):
        kept = picture(2)
        ConsentFactory(person=person, picture=kept)
        row = withdrawing.withdraw(
            person, channels=[Channel.WEBSITE], file_hashes=[page.picture.file_hash]
        )
        Withdrawal.objects.all().delete()
        back = picture(1)
        ConsentFactory(person=person, picture=back)
        tale = story(person, picture=back, title="Kwikzilver is terug", live=True)
        other = story(person, picture=kept, title="Een ander verhaal", live=True)
        assert withdrawing.redo_forgotten() == 1
        assert Withdrawal.objects.get().file_hashes == row.file_hashes
        assert fresh(tale).title == "Teruggehaald verhaal"
        assert (fresh(other).is_shown, fresh(tale).is_shown) == (True, False)

    def test_a_line_of_before_is_about_everything(self, page, person):
        row = withdrawing.withdraw(person)
        store, name = journal.storages["journal"], f"{row.key}.json"
        with store.open(name) as file:
            entry = json.load(file)
        del entry["file_hashes"]
        store.delete(name)
        store.save(name, ContentFile(json.dumps(entry).encode()))
        Withdrawal.objects.all().delete()
        back = ConsentFactory(person=person, picture=picture(1))
        assert withdrawing.redo_forgotten() == 1
        assert set(Consent.objects.valid()) == set()
        assert not Picture.objects.filter(pk=back.picture_id).exists()

    def test_somebody_this_database_never_knew_is_no_trouble(self, person):
        withdrawing.withdraw(person)
        Withdrawal.objects.all().delete()
        PortrayedPerson.objects.update(key="00000000-0000-0000-0000-000000000001")
        assert withdrawing.redo_forgotten() == 0
