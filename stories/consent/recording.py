"""Recording answers: the only place where a consent is made.

When a picture is refused later, the same answer goes on for its words (`withdraw._end`).

Each answer leaves a receipt per story that was shown, and the consents that rest on it. They are
evidence: a new answer is added, and replaces the old for the same story and pictures.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from brand import mail
from brand.http import throttle
from brand.models import Picture
from stories.consent import (
    journal,
    names_online,
    own_answers,
    requests,
    shown_words,
    wording,
)
from stories.gate import asked_files, sentences
from stories.models import (
    Consent,
    ConsentReceipt,
    ConsentRequest,
    PortrayedPerson,
    StoryPage,
    Withdrawal,
)
from stories.models.receipts import BY_ONESELF, NO_REASON, NOT_PROVEN
from stories.sharing import own_words
from stories.text import attachments, languages
from stories.withdrawal import releases, withdraw

Channel, Purpose, Way = Consent.Channel, Consent.Purpose, Consent.Way
STOPPED = (
    "{who} stopte op {day} met alles. Alleen {who} zelf kan dat opnieuw openen: stuur een link, "
    "of laat het op dit toestel zelf beantwoorden."
)
SAID_NO = (
    "{who} zei daar zelf nee op: {what}. Alleen {who} zelf kan dat veranderen: stuur een link, of "
    "laat het op dit toestel zelf beantwoorden."
)
OLD_QUESTION = "Sinds deze vraag zei de persoon nee. Vraag een nieuwe link."


class AnswerRefused(Exception):
    """This cannot be noted; the message says why."""


class RefusedElsewhere(AnswerRefused):
    """Since this page was made, its person said no to it elsewhere; `what` says to what."""

    def __init__(self, what: list[str]):
        super().__init__(OLD_QUESTION)
        self.what = what


class SaidAlready(AnswerRefused):
    """The very same was noted a moment ago: nothing is kept twice."""


class ChangedMeanwhile(AnswerRefused):
    """What would be allowed is not what stood on the screen: it is shown again first."""


class Answer(NamedTuple):
    """What was said, once. `channels` empty: nowhere."""

    taking: bool
    channels: tuple[str, ...] = ()
    name_level: str = Consent.NameLevel.FIRST
    other_name: str = ""
    until: date | None = None
    given_on: date | None = None
    present: str = ""
    reason: str = ""
    trusted_person: str | None = None
    trusted_contact: str | None = None
    language: str = "nl"

    @property
    def allows_something(self) -> bool:
        """A refusal needs no check of the text: it counts for whatever is shown."""
        return self.taking or bool(self.channels)


@dataclass(frozen=True)
class Shown:
    """What one receipt is about: a story as it stood, or a picture, or words alone."""

    story: StoryPage | None
    pictures: tuple[Picture, ...] = ()
    versions: tuple[StoryPage, ...] = ()  # the story in every language that was shown

    @property
    def key(self):
        return self.story.translation_key if self.story else None

    @property
    def files(self) -> set[str]:
        return {picture.get_file_hash() for picture in self.pictures}

    @cached_property
    def films(self) -> set[str]:
        """With what their captions say, each by its key: another address is no other film."""
        return asked_files.films_in(self.versions)


def shown_by(request: ConsentRequest, about: list[StoryPage] | None = None) -> list[Shown]:
    """What stands on the page of this request, one for each story.

    about: the stories that it is about, where they were read already.
    """
    about = requests.stories_asked(request) if about is None else about
    own = [request.picture] if request.picture else []
    shown = []
    for key in dict.fromkeys(story.translation_key for story in about):
        versions = [story for story in about if story.translation_key == key]
        first = next((one for one in versions if one.language == languages.DUTCH), versions[0])
        pictures = own + [picture for one in versions for picture in sentences.pictures(one)]
        pictures = tuple({one.pk: one for one in pictures}.values())
        shown.append(Shown(first, pictures, tuple(versions)))
    return shown or [Shown(None, tuple(own))]


def seen_on(request: ConsentRequest, shown: list[Shown] | None = None) -> str:
    """What a yes on this page would cover; the form sends it along, to be compared.

    `shown`, here and below: what its page shows, where that was read already.
    """
    return _as_seen(request.person, shown or shown_by(request))


def _as_seen(person: PortrayedPerson, shown: list[Shown]) -> str:
    """The name, every text and every picture: other ones give another hash."""
    told = [one for row in shown for one in row.versions]
    words = [f"{one.pk}:{own_words.sealed(sentences.text_hash(one), one)}" for one in told]
    files = [f"{row.key}:{file}" for row in shown for file in sorted(row.files)]
    return hashlib.sha256("\n".join([person.name, *words, *files]).encode()).hexdigest()


@transaction.atomic
def answer(
    request: ConsentRequest, said: Answer, *, seen: str | None = None, by=None, proof=None
) -> list[Consent]:
    """Add what is allowed now, end what an earlier answer allowed, and tell the person.

    seen: what the screen showed (`seen_on`); an answer to another text is not recorded.
    An earlier consent for the same story or picture ends when it is not given again; where it is,
    the new row counts. Answering twice leaves evidence of both; a double click is one answer. A no
    is acted upon each time, and leaves one receipt.
    """
    person = PortrayedPerson.objects.select_for_update().get(pk=request.person_id)
    request = ConsentRequest.objects.select_for_update().get(pk=request.pk)
    request.person = person
    shown = shown_by(request)
    _must_be_possible(request, said, proof, shown)
    if seen is not None and said.allows_something and seen != _as_seen(person, shown):
        raise ChangedMeanwhile
    same = _receipts_of_first_click(request, said, shown, proof)
    if same and proof is not None:
        raise SaidAlready
    if same and said.taking and _all_hold(same):
        _trust(person, said)
        return list(Consent.objects.filter(receipt__in=same))
    about = [version for one in shown for version in one.versions]
    files = requests.note_what_is_asked(request, about)  # also of a no, which allows nothing
    before = _replaced(person, said, shown)
    _stay_online(person, said, shown).update(replaced_at=timezone.now())
    _close(request)
    again = same if not said.taking else []
    read = None if again else shown_words.keep(request, said.language, shown)
    receipts = again or [_record(request, said, one, by, proof, read) for one in shown]
    told = zip(receipts, shown, strict=True) if said.allows_something else ()
    given = [row for receipt, one in told for row in _allow(receipt, one)]
    gone = _pairs(before) - _pairs(person.consents.valid().exclude(pk__in=before))
    narrower = any(_is_narrower(said, row) for row in before)
    refused = {file for one in shown for file in one.files | one.films}
    if not said.taking:
        gone |= _films_allowed(person, before, shown)
        refused |= _films_refused(person, shown)
    before.update(withdrawn_at=timezone.now())
    withdraw.withdraw_pairs(person, gone, way=WITHDRAWN[request.way], by=by)
    if not said.taking:  # also where nothing was allowed
        withdraw.take_offline(_live_with_film(person, shown))
    names_online.take_offline(person, _named_too_fully(person, said, shown))
    if gone or narrower or _is_a_no(said):
        keys = {one.key for one in shown if one.story}
        requests.answer_earlier(person, keys=keys, files=refused)
    is_no = not said.taking or Channel.WEBSITE not in said.channels
    left = requests.files_of(request) if gone else files  # a story may have left with its files
    (releases.after_a_no if is_no else releases.end)(person, left)
    _trust(person, said)
    if person.email:
        _tell(person, request.way)
    for receipt in receipts:  # last: what fails before leaves no file behind
        journal.JOURNAL.write(receipt)
    return given


def _receipts_of_first_click(
    request, said: Answer, shown: list[Shown], proof=None
) -> list[ConsentReceipt]:
    """Of the very same answer a moment ago, one for each that was shown.

    On this page; or with the very same photograph of a form, whose question is noted with it. What
    a no was about may be gone by then.
    """
    since = timezone.now() - withdraw.DOUBLE_CLICK
    rows = request.person.receipts.filter(at__gt=since, way=request.way)
    rows = rows.filter(proof__sha256=proof.sha256) if proof else rows.filter(request=request)
    newest = list(rows[: len(shown)])
    if not newest:
        return []
    given_on = said.given_on or timezone.localdate()
    about = [_evidence(one) for one in shown] if said.allows_something else [{}]
    told = [{"given_on": given_on, **_told(said), **evidence} for evidence in about]
    found = [
        next((row for row in newest if all(getattr(row, name) == one[name] for name in one)), None)
        for one in told
    ]
    return found if all(found) else []


def _all_hold(receipts: list[ConsentReceipt]) -> bool:
    given = Consent.objects.filter(receipt__in=receipts)
    return not given.exclude(pk__in=given.valid()).exists()


def _told(said: Answer) -> dict:
    """What its receipt keeps of an answer."""
    return {
        "taking": said.taking,
        "channels": [one for one in Channel.values if one in said.channels],
        "name_level": said.name_level,
        "other_name": said.other_name,
        "until": said.until,
        "present": said.present,
        "reason": said.reason,
        "language": said.language,
    }


def _tell(person: PortrayedPerson, way: str) -> None:
    """The person's own page, by mail. Of what colleagues note leaves one an hour, the last."""
    to, later = f"{person.pk}:{person.email.lower()}", None
    if way not in BY_ONESELF:
        later = throttle.full_until("consent noted", to, 1)
        throttle.count("consent noted", to, throttle.HOUR)
    own = requests.own_link(person).pk
    mail.post("stories.emails.answered", own, due_at=later, dedupe="noted" if later else "")


def _is_narrower(said: Answer, before: Consent) -> bool:
    """Another name, or an earlier end, than was allowed."""
    if (said.name_level, said.other_name) != (before.name_level, before.other_name):
        return True
    return said.until is not None and (before.until is None or before.until > said.until)


def _is_a_no(said: Answer) -> bool:
    """To something that was asked: an older question may not ask for that once more."""
    return not said.taking or set(said.channels) != set(Channel.values)


WITHDRAWN = {
    Way.LINK: Withdrawal.Way.LINK,
    Way.HERE: Withdrawal.Way.LINK,
    Way.PAPER: Withdrawal.Way.PHONE,
    Way.BEHALF: Withdrawal.Way.PHONE,
}


def _must_be_possible(request: ConsentRequest, said: Answer, proof, shown: list[Shown]) -> None:
    if request.closed_at:
        raise AnswerRefused("Deze vraag is al beantwoord en gesloten.")
    if request.way in BY_ONESELF:
        if is_from_before_a_stop(request) and said.allows_something:
            raise AnswerRefused(OLD_QUESTION)
        must_not_reopen(request, said, shown)
        return
    if proof is None:
        raise AnswerRefused(NOT_PROVEN)
    if request.way == Way.BEHALF and not said.reason.strip():
        raise AnswerRefused(NO_REASON)
    stop = stopped_at(request.person)
    if stop and said.allows_something:
        day = date_format(timezone.localtime(stop), "j F Y")
        raise AnswerRefused(STOPPED.format(who=request.person, day=day))
    if no := own_answers.overruled(request.person, said, shown):
        raise AnswerRefused(SAID_NO.format(who=request.person, what=", ".join(no)))


def must_not_reopen(
    request: ConsentRequest, said: Answer, shown: list[Shown] | None = None
) -> None:
    if what := own_answers.refused_elsewhere(request, said, shown or shown_by(request)):
        raise RefusedElsewhere(what)


def _replaced(person, said: Answer, shown: list[Shown]):
    """The consents in whose place this answer comes.

    Of the stories that were shown all of them. Of the pictures that were shown, in whatever story:
    all when no picture may be taken; those of the places that are no longer named when the
    question was about the picture itself.
    """
    online = set(_stay_online(person, said, shown).values_list("pk", flat=True))
    rows = [row for row in person.consents.valid() if row.pk not in online]
    keys = {one.key for one in shown if one.story}
    files = {file for one in shown for file in one.files} - {""}
    alone = {file for one in shown if not one.story for file in one.files or {""}}
    found = [
        row.pk
        for row in rows
        if (row.story_key in keys)
        or (row.story_key is None and row.file_hash in alone)
        or (row.file_hash in files and not said.taking)
        or (row.file_hash in alone - {""} and row.channel and row.channel not in said.channels)
    ]
    return Consent.objects.filter(pk__in=found)


def _stay_online(person, said: Answer, shown: list[Shown]):
    """The consents for pictures that visitors see now, and that the new version shows no more.

    Where as much is allowed again, they hold until that version is published, or the story leaves
    the site: `withdraw.end_replaced_consents`.
    """
    found = []
    for one in shown if said.taking else ():
        rows = person.consents.valid().filter(story_key=one.key).exclude(file_hash="")
        online = asked_files.online_of(one.key) - one.files if one.story else set()
        found += [row.pk for row in rows if row.file_hash in online and _allows_as_much(said, row)]
    return Consent.objects.filter(pk__in=found)


def _allows_as_much(said: Answer, row: Consent) -> bool:
    is_named = not row.channel or row.channel in said.channels
    return is_named and Channel.WEBSITE in said.channels and not _is_narrower(said, row)


def _pairs(rows) -> set[tuple]:
    """Of each consent to show: where, which file, which story."""
    shows = rows.filter(purpose=Purpose.PUBLISHING)
    return set(shows.values_list("channel", "file_hash", "story_key"))


def _films_allowed(person, before, shown: list[Shown]) -> set[tuple]:
    """The films of an earlier yes: who wants no image any more, wants no film.

    Also those on another site, which are no files of ours.
    """
    rows = before.filter(purpose=Purpose.PUBLISHING)
    had_images = before.filter(purpose=Purpose.TAKING) | rows.exclude(file_hash="")
    here = set(rows.values_list("channel", "story_key")) if had_images.exists() else set()
    keys = {one.key for one in shown}
    valid = person.consents.valid().filter(purpose=Purpose.PUBLISHING)
    elsewhere = {pair for pair in valid.values_list("channel", "story_key") if pair[1] not in keys}
    refused = _films_refused(person, shown)
    told = [(one.key, story) for one in shown for story in one.versions]
    told += [(story.translation_key, story) for story in _live_with_film(person, shown)]
    return {
        (channel, film, key)
        for key, story in told
        for film in asked_files.films_in([story])
        for channel, about in here | (elsewhere if film in refused else set())
        if about == key
    }


def _films_refused(person, shown: list[Shown]) -> set[str]:
    """By a no to images: the films of these stories, in the draft that was read and online."""
    keys = {one.key for one in shown if one.story}
    online = [one for one in live_of(person) if one.translation_key in keys]
    return {film for one in shown for film in one.films} | asked_files.films_in(online)


def _live_with_film(person, shown: list[Shown]) -> list[StoryPage]:
    """Of the stories that were shown, and others in which one of their films stands too."""
    keys, refused = {one.key for one in shown if one.story}, _films_refused(person, shown)
    films = {one: attachments.films_among(attachments.marks(one)) for one in live_of(person)}
    return [
        story
        for story, found in films.items()
        if found & refused or (found and story.translation_key in keys)
    ]


def _named_too_fully(person, said: Answer, shown: list[Shown]) -> list[StoryPage]:
    """Of the stories that were shown, those that visitors read with a fuller name than this."""
    keys = {one.key for one in shown if one.story}
    online = [one for one in live_of(person) if one.translation_key in keys]
    return names_online.saying_too_much(person, said, online) if said.channels else []


def live_of(person) -> list[StoryPage]:
    """The stories of this person that visitors can read now."""
    return list(StoryPage.objects.live().filter(portrayals__person=person).distinct())


def would_wait(
    request: ConsentRequest, said: Answer, shown: list[Shown] | None = None
) -> list[StoryPage]:
    """The stories that leave the website with this answer until they are written anew."""
    return _named_too_fully(request.person, said, shown or shown_by(request))


def would_go(request: ConsentRequest, said: Answer) -> list[StoryPage]:
    """The stories that leave the website for good with this answer: told before it is given."""
    return leaving(request, said)[0]


def would_lose_pictures(request: ConsentRequest, said: Answer) -> list[StoryPage]:
    """The stories of which only a picture or film goes: the words wait until they stand alone."""
    return leaving(request, said)[1]


def leaving(
    request: ConsentRequest, said: Answer, shown: list[Shown] | None = None
) -> tuple[list[StoryPage], list[StoryPage]]:
    """What leaves for good, and what leaves until it is written without an image."""
    person, shown = request.person, shown or shown_by(request)
    before = _replaced(person, said, shown)
    left = _pairs(person.consents.valid().exclude(pk__in=before)) | _allowed(said, shown)
    files, stories = withdraw.what_goes(_pairs(before) - left, left, Channel.WEBSITE)
    films = [] if said.taking else _live_with_film(person, shown)
    words = {key for channel, _, key in left if channel == Channel.WEBSITE} - set(stories)
    found = [
        story
        for story in live_of(person)
        if story.translation_key in stories
        or story in films
        or files.intersection(one.get_file_hash() for one in sentences.pictures(story))
    ]
    waits = [story for story in found if story.translation_key in words]
    return [story for story in found if story not in waits], waits


def _allowed(said: Answer, shown: list[Shown]) -> set[tuple]:
    return {
        (channel, file, one.key)
        for channel in said.channels
        for one in shown
        for file in (one.files if said.taking else ()) or {""}
    }


def _record(request, said: Answer, shown: Shown, by, proof, read) -> ConsentReceipt:
    return ConsentReceipt.objects.create(
        person=request.person,
        request=request,
        way=request.way,
        proof=proof,
        wording=wording.version(),
        shown=read,
        recorded_by=by,
        given_on=said.given_on or timezone.localdate(),
        **_told(said),
        **_evidence(shown),
    )


SAID = ("name_level", "other_name", "until", "given_on")


def _allow(receipt: ConsentReceipt, shown: Shown) -> list[Consent]:
    """What this answer allows."""
    lines = [(Purpose.PUBLISHING, channel) for channel in receipt.channels]
    if receipt.taking:
        lines.insert(0, (Purpose.TAKING, ""))
    about = {"person": receipt.person, "receipt": receipt, "story": receipt.story}
    said = {name: getattr(receipt, name) for name in SAID}
    return [
        Consent.objects.create(purpose=purpose, channel=channel, picture=picture, **about, **said)
        for purpose, channel in lines
        for picture in (shown.pictures if receipt.taking else ()) or [None]
    ]


def _evidence(shown: Shown) -> dict:
    files = {"file_hashes": sorted(shown.files - {""})}
    if shown.story is None:
        return files
    story = StoryPage.objects.get(pk=shown.story.pk)
    return {
        **files,
        "story": story,
        "story_key": story.translation_key,
        "revision": story.latest_revision,
        "text_hash": sentences.told_hash(shown.story),
        "text_hashes": [sentences.text_hash(one) for one in shown.versions],
        "attachments": sorted({mark for one in shown.versions for mark in attachments.marks(one)}),
        "share_texts": sorted({mark for one in shown.versions for mark in own_words.marks(one)}),
    }


def _close(request: ConsentRequest) -> None:
    request.answered_at = timezone.now()
    if request.way != Way.LINK:
        request.closed_at = request.answered_at
    request.save(update_fields=["answered_at", "closed_at"])


def _trust(person, said: Answer) -> None:
    if said.trusted_person is not None:  # None: nothing was said about it
        person.trusted_person = said.trusted_person
        person.trusted_contact = said.trusted_contact
        person.save(update_fields=["trusted_person", "trusted_contact"])


def now(person, request: ConsentRequest | None = None, shown: list[Shown] | None = None) -> dict:
    """What holds today, as the form shows it; of a request, for what that request is about."""
    rows = list(person.consents.valid().select_related("receipt").order_by("-recorded_at", "-pk"))
    if request is not None and rows:
        keys = {one.key for one in shown or shown_by(request)}
        rows = [row for row in rows if row.story_key in keys]
    shown = [row for row in rows if row.purpose == Purpose.PUBLISHING]
    newest = rows[0] if rows else None
    return {
        "taking": any(row.purpose == Purpose.TAKING for row in rows),
        "channels": [channel for channel in Channel if any(r.channel == channel for r in shown)],
        "name_level": newest.name_level if newest else "",
        "other_name": newest.other_name if newest else "",
        "shown_name": newest.shown_name if newest else "",
        "until": newest.until if newest else None,
        "present": newest.receipt.present if newest else "",
        "trusted_person": person.trusted_person,
        "trusted_contact": person.trusted_contact,
        "any": bool(rows),
    }


def last_answers(person) -> ConsentReceipt | None:
    """The newest yes by the person's own hand: "the same answers as last time?"

    None after a stop: then nothing is proposed.
    """
    if stopped_at(person):
        return None
    own = person.receipts.yes().filter(way__in=BY_ONESELF)
    return own.first()


def unanswered(request: ConsentRequest, about: list[StoryPage] | None = None) -> list:
    """The pictures this person has said nothing about: another picture is another question."""
    known = set(request.person.consents.values_list("file_hash", flat=True))
    known |= {
        file
        for files in request.person.receipts.kept_here().values_list("file_hashes", flat=True)
        for file in files
    }
    shown = requests.pictures_of(request, about)
    return [picture for picture in shown if picture.get_file_hash() not in known]


def asks_anew(request: ConsentRequest) -> bool:
    """Whether something on its page was never answered: a picture, a story, a name or words."""
    about = requests.stories_asked(request)
    if unanswered(request, about) or stopped_at(request.person):
        return True
    newest = request.person.receipts.yes().first()
    if newest and newest.is_of_another_name:
        return True
    known: dict = {}
    for receipt in request.person.receipts.kept_here().exclude(story_key=None):
        known.setdefault(receipt.story_key, set()).update(receipt.words)
    return any(
        sentences.text_hash(story) not in known.get(one.key, ())
        for one in shown_by(request, about)
        for story in one.versions
    )


def stopped_at(person) -> datetime | None:
    """When this person stopped with everything; None when that was never, or opened again since."""
    last = person.withdrawals.last_stop()
    if last is None or person.receipts.yes().filter(at__gt=last).exists():
        return None
    return last


def ended_on(person) -> date | None:
    """The last day of what this person allowed, when all of it ended by itself."""
    shown = person.consents.filter(purpose=Purpose.PUBLISHING)
    if shown.valid().exists():
        return None
    kept = shown.filter(withdrawn_at=None, until__lt=timezone.localdate())
    return kept.order_by("until").values_list("until", flat=True).last()


def is_from_before_a_stop(request: ConsentRequest) -> bool:
    """Whether everything was stopped since this was asked: that opens nothing any more.

    Also not when a new question was answered since: what was asked before stays closed.
    """
    stop = request.person.withdrawals.last_stop()
    return stop is not None and request.asked_at <= stop


def stop(person) -> Withdrawal:
    """Everything, everywhere, by the person's own hand. A second press is the same stop."""
    return withdraw.withdraw(person, channels=None, way=Withdrawal.Way.LINK, presses=True)
