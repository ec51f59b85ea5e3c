"""The mail to whoever took consent back."""

import pytest

from brand.models import OutgoingMail
from stories import emails
from stories.models import PortrayedPerson, StoryPage, Use, Withdrawal
from stories.withdrawal import withdraw
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    covered_story,
    picture,
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


class TestTheMail:
    def withdrawn(self, person, **wishes):
        PortrayedPerson.objects.update(email="karim@proef.be")
        row = withdraw.withdraw(PortrayedPerson.objects.get(pk=person.pk), **wishes)
        return row, emails.withdrawn(row.pk)

    def test_it_is_asked_once(self, page, person):
        row, _ = self.withdrawn(person)
        asked = OutgoingMail.objects.filter(kind="stories.emails.withdrawn")
        assert [entry.ref for entry in asked] == [str(row.pk)]

    def test_it_says_what_is_gone(self, page, person):
        _, message = self.withdrawn(person)
        assert (message.to, message.subject) == ("karim@proef.be", "Uw toestemming is gestopt")
        assert "Uw verhaal en uw foto zijn weg van onze website." in message.text
        assert "Voor zover wij weten, staat het nergens anders." in message.text
        assert page.title not in message.text + message.html

    def test_it_is_honest_about_what_cannot_come_back(self, page, person):
        for number in (1, 2):
            Use.objects.create(
                organisation=page.section_organisation,
                story=page,
                kind=Use.Kind.POST,
                channel=Channel.SOCIAL,
                where=f"Bericht {number}",
            )
        _, message = self.withdrawn(person)
        assert "Dit kunnen we niet zelf terughalen:\n- 2 berichten op sociale media" in message.text

    def test_one_channel_is_named(self, page, person):
        ConsentFactory(person=person, channel=Channel.SOCIAL)
        _, message = self.withdrawn(person, channels=[Channel.SOCIAL])
        assert "We tonen u niet meer hier: sociale media." in message.text

    def test_the_end_date_is_another_sentence(self, page, person):
        _, message = self.withdrawn(person, channels=[Channel.WEBSITE], way=Way.END)
        assert message.subject == "Uw toestemming is afgelopen"

    def test_of_one_picture_it_says_that_the_others_stay(self, page, person):
        ConsentFactory(person=person, picture=picture(2))
        _, message = self.withdrawn(
            person, channels=[Channel.WEBSITE], file_hashes=[page.picture.file_hash]
        )
        assert message.subject == "Uw toestemming voor een foto is gestopt"
        assert (
            "Die foto is weg van onze website, en elk verhaal waarin ze stond. "
            "Ook het bestand zelf en de teksten die we bewaarden, zijn gewist. "
            "Wat u voor andere foto's toestond, blijft."
        ) in message.text

    def test_without_an_address_there_is_no_mail(self, person):
        assert emails.withdrawn(withdraw.withdraw(person).pk) is None
