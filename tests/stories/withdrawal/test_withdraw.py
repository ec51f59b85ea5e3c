"""Taking consent back: what ends, what goes, what is left for people, and what is said about it."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.models import Revision
from wagtail.search.models import IndexEntry

from brand import mail
from brand.mail import delivery
from brand.models import OutgoingMail, Picture
from stories.consent import recording, requests
from stories.gate import consent
from stories.models import (
    Consent,
    StoryPage,
    Use,
    Withdrawal,
)
from stories.withdrawal import withdraw
from tests.factories.brand import UserFactory
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    covered_story,
    image_file,
    picture,
    story,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Way = Withdrawal.Way


@pytest.fixture
def page():
    return covered_story(1, title="Kwikzilver kent elke doos", lead="Kwikzilver telt alles na.")


@pytest.fixture
def person(page):
    return page.portrayals.get().person


def fresh(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk)


def words_of(model) -> str:
    """Everything in every row of a model, as text."""
    return str(list(model.objects.values_list()))


def fails_for(broken: StoryPage, patched) -> None:
    """This story cannot be taken away now; every other can."""
    take_away = withdraw.surfaces.remove_story

    def fails(one, withdrawal):
        if one.pk == broken.pk:
            raise OSError("schijf weg")
        return take_away(one, withdrawal)

    patched.setattr("stories.withdrawal.surfaces.remove_story", fails)


class TestWhatEnds:
    def test_everything_when_no_channel_is_named(self, page, person):
        ConsentFactory(person=person, channel=Channel.PRESS)
        ConsentFactory(person=person, channel="", purpose=Consent.Purpose.TAKING)
        stays = ConsentFactory()
        withdrawal = withdraw.withdraw(person)
        assert set(Consent.objects.valid()) == {stays}
        assert withdrawal.channels == list(Channel.values)
        assert withdrawal.where == "alles"

    @pytest.mark.database(
        "stories.models.withdrawal.Withdrawal", "stories.withdrawal.withdraw._end"
    )
    def test_only_the_channels_that_are_named(self, page, person):
        social = ConsentFactory(person=person, channel=Channel.SOCIAL)
        withdrawal = withdraw.withdraw(person, channels=[Channel.SOCIAL], way=Way.LINK)
        social.refresh_from_db()
        assert social.withdrawn_at is not None
        assert fresh(page).is_shown
        assert (withdrawal.where, withdrawal.done, withdrawal.places) == ("sociale media", {}, [])

    def test_who_did_it_and_how_is_kept(self, person):
        marketer = UserFactory()
        row = withdraw.withdraw(person, way=Way.PHONE, by=marketer)
        assert (row.recorded_by, row.way, row.organisation) == (
            marketer,
            Way.PHONE,
            person.organisation,
        )
        assert row.swept_at is not None


class TestWhereSomethingFails:
    def test_the_worker_does_what_was_left(self, page, person, monkeypatch):
        def fails(story, person):
            raise OSError("schijf weg")

        with monkeypatch.context() as patched:
            patched.setattr("stories.withdrawal.surfaces.remove_story", fails)
            row = withdraw.withdraw(person)
        assert row.swept_at is None
        assert row.trouble == (
            f"Verhaal {page.pk} is nog niet overal weg; het wordt opnieuw geprobeerd."
        )
        assert not fresh(page).is_shown
        assert withdraw.finish_pending() == 1
        row.refresh_from_db()
        assert (row.trouble, row.places) == ("", [page.pk])
        assert fresh(page).title == "Teruggehaald verhaal"

    def test_one_story_that_fails_does_not_keep_another(self, page, person, monkeypatch):
        second = story(person, picture=page.picture, title="Nog een verhaal", live=True)
        fails_for(page, monkeypatch)
        row = withdraw.withdraw(person)
        assert (fresh(second).title, row.places) == ("Teruggehaald verhaal", [second.pk])


class TestMailsThatAreMadeMeanwhile:
    """The words of a mail are made, somebody stops, and only then they are written down."""

    @pytest.fixture
    def sent_across(self, page, person, monkeypatch):
        """Sends a mail about the story to a colleague, while the person withdraws."""
        StoryPage.objects.filter(pk=page.pk).update(review_on=timezone.localdate())
        row = mail.post("stories.emails.review_due", f"{page.pk}-{UserFactory().pk}")
        make = mail.make

        def made(mail):
            message = make(mail)
            if mail == row:  # not again for the mails that this brings about
                withdraw.withdraw(person)
            return message

        with monkeypatch.context() as patched:
            patched.setattr("brand.mail.make", made)
            delivery.drain()
        row.refresh_from_db()
        return row

    def test_they_leave_the_outbox_with_the_next_round(self, page, sent_across):
        assert page.title in sent_across.text  # only this makes it a test
        withdraw.finish_pending()
        sent_across.refresh_from_db()
        assert (sent_across.subject, sent_across.text, sent_across.html) == (
            "Teruggehaald verhaal",
            "",
            "",
        )

    def test_other_mails_keep_theirs(self, sent_across):
        other = OutgoingMail.objects.create(
            kind=mail.READY_MADE, subject="Genk", text="Tot in Genk", dedupe_key="b"
        )
        withdraw.finish_pending()
        other.refresh_from_db()
        assert (other.subject, other.text) == ("Genk", "Tot in Genk")

    def test_of_a_story_that_stays_they_stay(self, sent_across):
        Withdrawal.objects.update(channels=[Channel.SOCIAL])
        withdraw.finish_pending()
        words = sent_across.subject
        sent_across.refresh_from_db()
        assert sent_across.subject == words

    def test_only_of_the_last_minutes(self, sent_across):
        """Older ones were found by their words when the story went."""
        long_ago = timezone.now() - timedelta(hours=1)
        Withdrawal.objects.update(swept_at=long_ago)
        withdraw.finish_pending()
        words = sent_across.subject
        sent_across.refresh_from_db()
        assert sent_across.subject == words


class TestTheEnd:
    def test_what_is_over_leaves_like_what_was_taken_back(self, page, person):
        Consent.objects.update(until=timezone.localdate() - timedelta(days=1))
        assert withdraw.end_expired_consents() == 1
        assert withdraw.end_expired_consents() == 0
        row = Withdrawal.objects.get()
        assert (row.way, row.channels, row.places) == (Way.END, [Channel.WEBSITE], [page.pk])
        assert Consent.objects.get(person=person).withdrawn_at is None
        assert fresh(page).title == "Teruggehaald verhaal"

    def test_what_failed_is_not_ended_again(self, page, person, monkeypatch):
        Consent.objects.update(until=timezone.localdate() - timedelta(days=1))

        def fails(story, withdrawal):
            raise OSError("schijf weg")

        monkeypatch.setattr("stories.withdrawal.surfaces.remove_story", fails)
        assert [withdraw.end_expired_consents() for _ in range(2)] == [1, 0]
        assert Withdrawal.objects.count() == 1

    @pytest.mark.database("stories.withdrawal.withdraw._end_of")
    def test_who_renewed_stays(self, page, person):
        Consent.objects.update(until=timezone.localdate() - timedelta(days=1))
        ConsentFactory(person=person, picture=page.picture)
        assert withdraw.end_expired_consents() == 0
        assert fresh(page).is_shown

    def test_today_still_counts(self, page):
        Consent.objects.update(until=timezone.localdate())
        assert withdraw.end_expired_consents() == 0


@pytest.fixture
def second(page, person):
    """Another story of the same person, with another picture that was allowed apart."""
    shown = picture(2)
    ConsentFactory(person=person, picture=shown)
    return story(person, picture=shown, title="Een tweede verhaal", live=True)


class TestSomePicturesOnly:
    """What is taken back of one picture leaves what was allowed for another."""

    def narrowed(self, page, person, channels=(Channel.NEWSLETTER,)) -> Withdrawal | None:
        link = requests.ask(person, picture=page.picture)
        recording.answer(link, recording.Answer(taking=True, channels=channels))
        return Withdrawal.objects.first()

    def test_the_picture_its_story_and_every_word_of_it_go(self, page, second, person, client):
        shown, kept = page.picture, second.picture
        rendition = shown.get_rendition("width-80").file.name
        row = self.narrowed(page, person)
        assert (row.channels, row.file_hashes) == ([Channel.WEBSITE], [shown.file_hash])
        assert (row.places, row.where) == ([page.pk], "website (voor 1 foto en 1 verhaal)")
        assert client.get(page.url).status_code == 410
        assert [n for n in (shown.file.name, rendition) if default_storage.exists(n)] == []
        assert list(Picture.objects.all()) == [kept]
        for model in (StoryPage, Revision, IndexEntry):
            assert "kwikzilver" not in words_of(model).lower(), model
        assert default_storage.exists(kept.file.name)
        assert (fresh(second).title, fresh(second).is_shown) == ("Een tweede verhaal", True)

    def test_the_answer_itself_stands(self, page, second, person):
        self.narrowed(page, person)
        assert set(Consent.objects.valid().values_list("purpose", "channel", "file_hash")) == {
            ("maken", "", page.picture.file_hash),
            ("tonen", "nieuwsbrief", page.picture.file_hash),
            ("tonen", "website", second.picture.file_hash),
        }

    def test_what_was_given_again_takes_nothing_away(self, page, second, person):
        assert self.narrowed(page, person, [Channel.WEBSITE]) is None
        assert fresh(page).is_shown

    def test_another_channel_leaves_the_page(self, page, second, person):
        for shown in (page.picture, second.picture):
            ConsentFactory(person=person, picture=shown, channel=Channel.SOCIAL)
        fields = {"organisation": person.organisation, "channel": Channel.SOCIAL}
        for told, where in ((page, "Eerste"), (second, "Tweede")):
            Use.objects.create(story=told, kind=Use.Kind.POST, where=where, **fields)
        row = self.narrowed(page, person, [Channel.WEBSITE])
        assert (row.channels, row.places) == ([Channel.SOCIAL], [])
        assert list(row.recalls.values_list("task", flat=True)) == ["Haal het bericht weg: Eerste."]
        assert fresh(page).is_shown

    def test_a_story_with_both_keeps_the_picture_that_is_allowed(self, page, second, person):
        page.body = [{"type": "picture", "value": {"image": second.picture.pk, "alt": "Zij"}}]
        revision = page.save_revision()
        ConsentFactory(person=person, picture=second.picture, story=page)
        revision.publish()
        self.narrowed(page, person)
        assert (fresh(page).live, fresh(page).picture) == (False, None)
        assert list(Picture.objects.all()) == [second.picture]
        assert fresh(second).is_shown

    def test_a_story_that_shows_another_picture_by_now_stays(self, page, second, person):
        page.picture = second.picture
        revision = page.save_revision()
        ConsentFactory(person=person, picture=second.picture, story=page)
        revision.publish()
        shown = Picture.objects.exclude(pk=second.picture.pk).get()
        link = requests.ask(person, picture=shown)
        recording.answer(link, recording.Answer(taking=True))
        assert fresh(page).is_shown
        assert list(Picture.objects.all()) == [second.picture]

    def test_an_end_date_of_one_picture(self, page, second, person):
        ended = Consent.objects.filter(picture=page.picture)
        ended.update(until=timezone.localdate() - timedelta(days=1))
        shown = page.picture
        assert withdraw.end_expired_consents() == 1
        assert withdraw.end_expired_consents() == 0
        row = Withdrawal.objects.get()
        assert (row.way, row.file_hashes, row.places) == (Way.END, [shown.file_hash], [page.pk])
        assert not default_storage.exists(shown.file.name)
        assert fresh(second).is_shown

    def test_what_failed_is_tried_again(self, page, second, person, monkeypatch):
        """Also once the picture is gone, by which the story was found."""
        third = story(person, picture=page.picture, title="Kwikzilver nog eens", live=True)
        with monkeypatch.context() as patched:
            fails_for(third, patched)
            row = self.narrowed(page, person)
        assert (row.places, row.swept_at) == ([page.pk], None)
        assert withdraw.finish_pending() == 1
        assert fresh(third).title == "Teruggehaald verhaal"
        assert fresh(second).is_shown


def test_a_picture_with_another_file_is_only_taken_down(page):
    page.picture.file = image_file(9)
    page.picture.save()
    assert withdraw.unpublish_uncovered() == 1
    assert fresh(page).title == page.title
    assert consent.missing(fresh(page))
    assert Withdrawal.objects.count() == 0
