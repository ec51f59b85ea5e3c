"""Answers of after the backup that was put back: a no holds, and no yes is made."""

import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from brand import gating
from brand.dates.years import years_after
from stories.consent import journal, recording, replay, requests
from stories.gate import standing
from stories.models import Consent, ConsentReceipt, PortrayedPerson, StoryPage
from stories.objections import recording as objections
from tests.factories.stories import PersonFactory, picture, story
from tests.support.backups import after_backup, lost, start

pytestmark = pytest.mark.django_db
EVERYWHERE = ("website", "nieuwsbrief", "sociale-media", "pers-en-drukwerk")
CANARY = "Kwikzilver"


class Case:
    """Somebody who allowed everything for one story, with the whole name, for two years."""

    def __init__(self, people):
        self.marketer = people.marketer
        self.person = PersonFactory(organisation=people.partner, name=f"{CANARY} Voorbeeld")
        self.story = story(self.person, picture=picture(1), title="Elke doos")
        self.link = requests.ask(self.person, story=self.story, by=self.marketer)
        self.say()
        self.story.get_latest_revision().publish()
        Consent.objects.update(recorded_at=timezone.now() - timedelta(hours=1))

    def say(self, link=None, **more):
        until = years_after(timezone.localdate(), 2)
        said = {"taking": True, "channels": EVERYWHERE, "name_level": "volledig", "until": until}
        recording.answer(link or self.link, recording.Answer(**{**said, **more}))

    @property
    def allowed(self) -> set[str]:
        rows = self.person.consents.valid().filter(purpose="tonen")
        return set(rows.values_list("channel", flat=True))

    @property
    def is_shown(self) -> bool:
        return StoryPage.objects.get(pk=self.story.pk).is_shown


@pytest.fixture
def case(people):
    found = Case(people)
    assert found.is_shown
    return found


SHORTER = {"until": years_after(timezone.localdate(), 1)}
NO = {"taking": False, "channels": ()}


@pytest.mark.parametrize(
    ("said", "left", "shown"),
    [
        (NO, set(), False),
        ({"channels": EVERYWHERE[1:]}, set(EVERYWHERE[1:]), False),
        ({"channels": EVERYWHERE[:1]}, {"website"}, True),
        ({"taking": False}, set(EVERYWHERE), False),  # the words alone
        ({"name_level": "voornaam"}, set(), False),
        ({"name_level": "andere", "other_name": "Nadia"}, set(), False),
        (SHORTER, set(), False),
    ],
    ids=["nee", "niet-website", "website", "geen-foto", "voornaam", "andere-naam", "korter"],
)
@pytest.mark.database("stories.consent.replay._do_again")
def test_what_an_answer_took_away_stays_away(case, said, left, shown):
    after_backup(lambda: case.say(**said))
    assert case.allowed == left
    assert case.is_shown == shown
    assert replay.replay() == 0


def test_the_same_answer_again_takes_nothing_away(case):
    after_backup(case.say)
    assert case.allowed == set(EVERYWHERE)
    assert case.is_shown
    assert replay.replay() == 0


def test_a_no_to_what_was_never_allowed_keeps_the_picture_away(people, case):
    """Of somebody else in a picture that visitors see: withheld, wherever it stands."""
    other = PersonFactory(organisation=people.partner)
    shown = case.story.picture

    def refuse():
        asked = requests.ask(other, picture=shown)
        recording.answer(asked, recording.Answer(taking=False))

    with lost():
        refuse()
        assert gating.withheld([shown]) == {shown.pk}
    assert gating.withheld([shown]) == set()
    start()
    assert gating.withheld([shown]) == {shown.pk}
    assert not case.is_shown


def test_a_yes_of_after_the_backup_is_asked_again(people):
    person = PersonFactory(organisation=people.partner)
    told = story(person, picture=picture(1))
    asked = requests.ask(person, story=told)
    yes = recording.Answer(taking=True, channels=EVERYWHERE)
    after_backup(lambda: recording.answer(asked, yes))
    assert not Consent.objects.exists()
    assert not ConsentReceipt.objects.yes().exists()
    asked.refresh_from_db()
    assert asked.answered_at is None
    assert recording.asks_anew(asked)
    assert recording.last_answers(person) is None
    recording.answer(asked, yes)
    assert person.consents.valid().exists()


def test_no_consent_rests_on_what_came_from_the_journal(case):
    after_backup(lambda: case.say(channels=EVERYWHERE[:1]))
    came = ConsentReceipt.objects.exclude(replayed_at=None).get()
    row = Consent.objects.valid().first()
    row.pk, row._state.adding, row.receipt = None, True, came
    row.name_level, row.until, row.given_on = came.name_level, came.until, came.given_on
    with pytest.raises(Exception, match="Dit staat niet in het antwoord"):
        row.save()
    kept = Consent.objects.valid().count()
    assert kept
    Consent.objects.update(receipt=came)
    assert Consent.objects.valid().count() == 0


def test_a_colleague_does_not_overrule_it(case):
    """As with a no that this database knows of itself; only a fresh question opens it."""
    after_backup(lambda: case.say(channels=EVERYWHERE[:1]))
    note = requests.ask(case.person, way="papier", story=case.story, by=case.marketer)
    proof = case.person.proofs.create(content=b"foto")
    said = recording.Answer(taking=True, channels=EVERYWHERE, until=SHORTER["until"])
    with pytest.raises(recording.AnswerRefused, match="zei daar zelf nee op: nieuwsbrief"):
        recording.answer(note, said, by=case.marketer, proof=proof)
    with pytest.raises(recording.RefusedElsewhere):
        case.say()
    case.say(requests.ask(case.person, story=case.story))
    assert case.allowed == set(EVERYWHERE)


def test_a_no_on_paper_comes_back_without_its_photograph(case):
    def on_paper():
        note = requests.ask(case.person, way="papier", story=case.story, by=case.marketer)
        proof = case.person.proofs.create(content=b"foto")
        recording.answer(note, recording.Answer(taking=False), by=case.marketer, proof=proof)

    after_backup(on_paper)
    assert (case.allowed, case.is_shown) == (set(), False)
    came = ConsentReceipt.objects.exclude(replayed_at=None).get()
    assert (came.way, came.proof, came.channels) == ("papier", None, [])


def test_a_stop_and_a_yes_after_it_leave_the_stop(case):
    def stop_and_open():
        recording.stop(case.person)
        page = story(case.person, picture=picture(2))
        case.say(requests.ask(case.person, story=page))

    after_backup(stop_and_open)
    assert case.allowed == set()
    assert recording.stopped_at(PortrayedPerson.objects.get(pk=case.person.pk)) is not None


def test_the_words_of_a_refused_picture_do_not_outlive_a_later_no(case):
    """The picture was refused, and its words went on by the same answer; then all was refused."""

    def picture_and_then_all():
        objections.refuse(case.person, case.story, pictures=[case.story.picture])
        assert case.allowed
        case.say(requests.ask(case.person, story=case.story), **NO)

    after_backup(picture_and_then_all)
    assert (case.allowed, case.is_shown) == (set(), False)


def test_colleagues_read_that_a_yes_was_lost(case):
    after_backup(lambda: case.say(name_level="voornaam"))
    person = PortrayedPerson.objects.get(pk=case.person.pk)
    assert "ging verloren met een back-up" in str(standing.of(person, case.story.translation_key))


def test_what_was_given_after_the_answer_stands(case):
    with lost():
        case.say(name_level="voornaam")
    case.say(requests.ask(case.person, story=case.story))
    start()
    assert case.allowed == set(EVERYWHERE)
    assert case.is_shown


def test_nothing_in_it_names_or_tells(case):
    case.say(name_level="andere", other_name=CANARY, present=CANARY, reason=CANARY)
    store = storages["journal"]
    for name in store.listdir("answers")[1]:
        with store.open(f"answers/{name}") as file:
            assert CANARY not in file.read().decode()


def test_one_bad_file_is_passed_over_and_reported(case):
    spoilt = {"half.json": b'{"key": "4f', "lijst.json": b"[]", "weg.json": b'{"key": "x"}'}
    with lost():
        case.say(**NO)
        for name, content in spoilt.items():
            storages["journal"].save(f"answers/{name}", ContentFile(content))
    start()
    assert case.allowed == set()
    assert journal.JOURNAL.unreadable() == [f"answers/{name}" for name in sorted(spoilt)]


def test_a_lost_file_is_written_again(case):
    case.say(**NO)
    store = storages["journal"]
    files = {f"answers/{name}" for name in store.listdir("answers")[1]}
    for name in files:
        store.delete(name)
    assert replay.reconcile() == ConsentReceipt.objects.count() == len(files)
    assert {f"answers/{name}" for name in store.listdir("answers")[1]} == files
    with store.open(f"answers/{ConsentReceipt.objects.first().key}.json") as file:
        assert json.load(file)["channels"] == []


def test_the_worker_does_both():
    from stories import due

    jobs = [act for _, seconds, act in due.JOBS if seconds == 60]
    assert replay.reconcile in jobs
