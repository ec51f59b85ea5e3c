"""A yes to another photograph: what is online stays until the new version is published."""

from datetime import timedelta

import pytest
from django.utils import timezone

from brand.models import OutgoingMail, Picture
from stories.consent import own_answers, recording, requests
from stories.gate import consent, sentences
from stories.models import Consent, StoryPage, Withdrawal
from stories.objections import recording as objections
from stories.withdrawal import replay, withdraw
from tests.factories.stories import PersonFactory, picture, story

pytestmark = pytest.mark.django_db
YES = {"taking": True, "channels": ("website", "nieuwsbrief")}


@pytest.fixture
def karim(people):
    name = {"name": "Karim Voorbeeld", "email": "karim@voorbeeld.be"}
    return PersonFactory(organisation=people.partner, **name)


@pytest.fixture
def told(karim):
    told = story(karim, lead="Karim werkt.", picture=picture(1))
    recording.answer(requests.ask(karim, story=told), recording.Answer(**YES))
    return publish(told)


@pytest.fixture
def asked(karim, told):
    """Another photograph stands in the draft."""
    return asked_about(karim, told, picture(2))


@pytest.fixture
def agreed(asked):
    OutgoingMail.objects.all().delete()
    recording.answer(asked, recording.Answer(**YES))
    return asked


def asked_about(person, told, shown):
    draft = StoryPage.objects.get(pk=told.pk).get_latest_revision_as_object()
    draft.picture = shown
    draft.save_revision()
    return requests.ask(person, story=told)


def publish(told) -> StoryPage:
    StoryPage.objects.get(pk=told.pk).get_latest_revision().publish()
    return StoryPage.objects.get(pk=told.pk)


def online(told) -> int | None:
    """The photograph that visitors see with it."""
    return StoryPage.objects.shown().filter(pk=told.pk).values_list("picture", flat=True).first()


def there() -> set[str]:
    return set(Picture.objects.values_list("title", flat=True)) & {"Foto 1", "Foto 2"}


def allowed() -> set[str]:
    return set(Consent.objects.valid().values_list("picture__title", flat=True))


class TestUntilItIsPublished:
    def test_it_stays_online_with_the_one_of_before(self, told, asked):
        said = recording.Answer(**YES)
        assert recording.would_go(asked, said) == []
        recording.answer(asked, said)
        assert online(told) == told.picture_id
        assert withdraw.end_replaced_consents() == 0
        assert withdraw.unpublish_uncovered() == 0
        assert online(told) == told.picture_id
        assert allowed() == there() == {"Foto 1", "Foto 2"}
        assert not Withdrawal.objects.exists()

    def test_also_after_a_second_yes_to_the_same(self, told, agreed):
        recording.answer(agreed, recording.Answer(**YES, present="An"))
        assert online(told) == told.picture_id
        assert withdraw.end_replaced_consents() == 0

    def test_and_the_new_one_may_be_published(self, told, agreed):
        assert consent.publishing_obstacles(agreed.story.get_latest_revision_as_object()) == []
        shown = publish(told)
        assert online(told) == shown.picture_id != told.picture_id

    @pytest.mark.parametrize(
        "less", [{"taking": False}, {"channels": ("nieuwsbrief",)}, {"name_level": "volledig"}]
    )
    def test_who_allows_less_or_another_name_takes_it_down(self, told, asked, less):
        said = recording.Answer(**{**YES, **less})
        leaving = recording.would_go(asked, said) + recording.would_lose_pictures(asked, said)
        assert leaving == [told]
        recording.answer(asked, said)
        assert online(told) is None
        assert "Foto 1" not in there()


class TestANoBeforeIt:
    def test_is_about_both(self, told, agreed):
        recording.answer(agreed, recording.Answer(taking=False, channels=("website",)))
        assert (online(told), there(), allowed()) == (None, set(), {None})

    def test_so_is_a_stop(self, karim, told, agreed):
        recording.stop(karim)
        assert (online(told), there(), allowed()) == (None, set(), set())

    def test_so_is_a_no_to_the_new_photograph(self, karim, told, agreed):
        """The own page shows no other."""
        draft = StoryPage.objects.get(pk=told.pk).get_latest_revision_as_object()
        objections.refuse(karim, draft, pictures=sentences.pictures(draft), request=agreed)
        assert (online(told), there()) == (None, set())
        assert allowed() == {None}  # the words stay

    def test_to_a_sentence_leaves_the_photographs(self, karim, told, agreed):
        draft = StoryPage.objects.get(pk=told.pk).get_latest_revision_as_object()
        objections.refuse(karim, draft, sentences=["Karim werkt."])
        assert (online(told), there()) == (None, {"Foto 1", "Foto 2"})


class TestOnceItIsPublished:
    @pytest.mark.database("stories.withdrawal.withdraw._make_place")
    def test_the_one_of_before_is_deleted(self, told, agreed):
        file = told.picture.file_hash
        publish(told)
        assert withdraw.end_replaced_consents() == 1
        assert there() == allowed() == {"Foto 2"}
        assert online(told) == Picture.objects.get(title="Foto 2").pk
        row = Withdrawal.objects.get()
        assert (row.way, row.file_hashes) == (Withdrawal.Way.REPLACED, [file])
        assert row.swept_at
        assert withdraw.end_replaced_consents() == 0

    def test_nobody_is_told_of_a_no(self, told, agreed):
        publish(told)
        withdraw.end_replaced_consents()
        assert not OutgoingMail.objects.filter(kind__startswith="stories.emails.withdrawn").exists()

    def test_nor_does_it_count_as_one(self, karim, told, agreed):
        publish(told)
        withdraw.end_replaced_consents()
        said, shown = recording.Answer(**YES), recording.shown_by(agreed)
        assert own_answers.overruled(karim, said, shown) == []
        assert own_answers.refused_elsewhere(agreed, said, shown) == []

    def test_it_stays_for_another_story_that_may_show_it(self, karim, told, agreed):
        other = story(karim, title="Nog een", picture=told.picture)
        recording.answer(requests.ask(karim, story=other), recording.Answer(**YES))
        publish(other)
        publish(told)
        withdraw.end_replaced_consents()
        assert online(other) == told.picture_id

    def test_a_backup_of_before_does_not_bring_it_back(self, karim, told, agreed):
        publish(told)
        withdraw.end_replaced_consents()
        Withdrawal.objects.all().delete()
        again = picture(1)
        early = timezone.now() - timedelta(days=1)
        row = Consent.objects.filter(file_hash=again.file_hash, channel="website").first()
        Consent.objects.filter(pk=row.pk).update(withdrawn_at=None, recorded_at=early)
        assert replay.replay() == 1
        assert there() == {"Foto 2"}

    def test_or_left_the_site_it_waits_for_nothing(self, told, agreed):
        StoryPage.objects.get(pk=told.pk).unpublish()
        assert withdraw.end_replaced_consents() == 1
        assert there() == {"Foto 2"}


def test_what_was_never_online_is_replaced_at_once(karim):
    told = story(karim, picture=picture(1))
    recording.answer(requests.ask(karim, story=told), recording.Answer(**YES))
    recording.answer(asked_about(karim, told, picture(2)), recording.Answer(**YES))
    assert allowed() == there() == {"Foto 2"}


def test_each_of_two_people_makes_place(people, karim):
    bea = PersonFactory(organisation=people.partner, name="Bea")
    told = story(karim, bea, picture=picture(1))
    for person in (karim, bea):
        recording.answer(requests.ask(person, story=told), recording.Answer(**YES))
    told = publish(told)
    recording.answer(asked_about(karim, told, picture(2)), recording.Answer(**YES))
    assert online(told) == told.picture_id
    assert consent.publishing_obstacles(
        StoryPage.objects.get(pk=told.pk).get_latest_revision_as_object()
    )
    recording.answer(requests.ask(bea, story=told), recording.Answer(**YES))
    publish(told)
    assert withdraw.end_replaced_consents() == 2
    assert there() == {"Foto 2"}
