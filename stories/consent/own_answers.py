"""Answers people gave or withdrew themselves: a colleague's record does not overrule these.

A paper form or an answer on the person's behalf may add what the person did not answer yet. Where
their own latest answer about that story or photograph is a no, only they can change it to a yes.

On an own page a person may always choose less, and also more of what that page shows. But not what
was refused since on another page, on paper or by telephone: that asks for a new question.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from stories.gate import films as gate_films
from stories.gate import sentences
from stories.models import (
    Consent,
    ConsentReceipt,
    ConsentRequest,
    Objection,
    PortrayedPerson,
    Withdrawal,
)
from stories.models.receipts import BY_ONESELF
from stories.text import attachments

Level = Consent.NameLevel
PICTURE, FILM, NAME = "de foto", "de film", "deze naam"
SENTENCE, STORY = "een zin in dit verhaal", "dit verhaal"
A_MOMENT = timedelta(minutes=1)  # between an answer and the withdrawal that it led to
LONGER = "langer dan tot en met {day}"


def overruled(person: PortrayedPerson, said, shown: Iterable) -> list[str]:
    """Which of what is said there the person's own newest answer does not allow, in words.

    `said` and `shown` are an Answer and what it is about; see stories/consent/recording.py.
    """
    own = list(person.receipts.filter(way__in=BY_ONESELF))  # the newest first
    taken_back = person.withdrawals.exclude(way__in=Withdrawal.NO_REFUSAL)
    objections = _standing(person, person.objections.all())
    refused = _refused(own, taken_back, objections, said, shown, _is_another_name)
    words = [_in_words(what) for what in refused]
    end = _end(own, shown, with_files=said.taking)
    if end and said.channels and (said.until is None or said.until > end):
        words.append(LONGER.format(day=date_format(end, "j F Y")))
    return words


def refused_elsewhere(request: ConsentRequest, said, shown: Iterable) -> list[str]:
    """Which of what is said on this page was refused since it was made, and not on this page.

    Channels by their value, and the words above. What holds today may always be said again: who
    takes something away says the rest once more.
    """
    person, since = request.person, request.made_at
    others = list(person.receipts.filter(at__gte=since).exclude(request=request))
    rows = person.withdrawals.filter(at__gte=since).exclude(way__in=Withdrawal.NO_REFUSAL)
    told = [row for row in rows if row.way != Withdrawal.Way.LINK or _is_from_journal(row)]
    refused = _refused(others, told, _said_elsewhere(request), said, shown, _is_fuller_name)
    new = _new(person, said, shown) if refused else set()
    return [what for what in refused if what in new or (new and what in (SENTENCE, STORY))]


def _is_from_journal(row: Withdrawal) -> bool:
    """The answer that it followed is not in this database: it came back from a backup."""
    moment = (row.at - A_MOMENT, row.at)
    answered = row.person.receipts.filter(at__range=moment).exists()
    return not (answered or row.person.objections.filter(made_at__range=moment).exists())


def _new(person: PortrayedPerson, said, shown: Iterable) -> set[str]:
    """The channels, and whether a picture or a name, that this answer adds to what holds today."""
    rows = list(person.consents.valid())
    shows = {(row.channel, row.story_key, row.file_hash) for row in rows if row.channel}
    shows |= {(channel, None, file) for channel, _, file in shows}  # asked for the picture alone
    told = {(channel, key) for channel, key, _ in shows}
    pictures = {row.file_hash for row in rows}
    new = set()
    films = attachments.films_among(mark for _, mark in gate_films.allowed({person.pk}))
    for one in shown:
        files = one.files - {""} if said.taking else set()
        for channel in said.channels:
            known = all((channel, one.key, file) in shows for file in files)
            new |= set() if known and (channel, one.key) in told else {channel}
        new |= set() if files <= pictures else {PICTURE}
        new |= {FILM} if said.taking and one.films - films else set()
        names = {_name(row) for row in rows if one.key is None or row.story_key == one.key}
        new |= set() if not said.channels or _name(said) in names else {NAME}
    return new


def refuses_elsewhere(request: ConsentRequest, story) -> bool:
    """Whether something that stands in this story was refused since, on another page."""
    rows = _said_elsewhere(request, story_key=story.translation_key)
    return any(sentences.holds(row, story) for row in rows)


def _said_elsewhere(request: ConsentRequest, **about) -> list[Objection]:
    rows = request.person.objections.filter(made_at__gte=request.made_at, **about)
    return _standing(request.person, rows.exclude(request=request))


def _standing(person: PortrayedPerson, rows: Iterable[Objection]) -> list[Objection]:
    own = list(person.receipts.filter(way__in=BY_ONESELF))
    standing = [row for row in rows if not _is_lifted(row, own)]
    for row in standing:
        row.films = _not_allowed_since(row, own)
    return standing


def _not_allowed_since(row: Objection, own: list[ConsentReceipt]) -> list[str]:
    """Of the films that it is about, also where they stand in another story."""
    since = [one for one in own if one.at > row.made_at and one.channels and one.taking]
    since = [one for one in since if not one.replayed_at]
    return [film for film in row.films if not any(film in one.images for one in since)]


def _refused(answers, taken_back, objections, said, shown, is_wider_name) -> list[str]:
    refused: set[str] = set()
    for one in shown:
        refused |= _objected(objections, one, said)
        files = _images_of(one) if said.taking else set()
        for newest in _newest(answers, one.key, files):
            refused |= _beyond(newest, said, one)
            if said.channels and newest.channels and is_wider_name(newest, said):
                refused.add(NAME)
        for row in taken_back:
            if _is_about(row, one.key, files) and (lost := {*filter(row.covers, said.channels)}):
                refused |= lost - _opened_since(row, answers, one.key, files)
    order = [*Consent.Channel.values, PICTURE, FILM, NAME, SENTENCE, STORY]
    return [what for what in order if what in refused]


def own_end(person: PortrayedPerson, shown: Iterable) -> date | None:
    """Until when this person's own answer about it holds: a note ends no later."""
    return _end(list(person.receipts.filter(way__in=BY_ONESELF)), shown, with_files=True)


def _end(own: list[ConsentReceipt], shown: Iterable, *, with_files: bool) -> date | None:
    """The first end of the own answers that hold; one that has ended says nothing any more."""
    holding = [
        newest.until
        for one in shown
        for newest in _newest(own, one.key, _images_of(one) if with_files else set())
        if newest.channels and newest.until
    ]
    return min((end for end in holding if end >= timezone.localdate()), default=None)


def _newest(own: list[ConsentReceipt], key, files: set[str]) -> list[ConsentReceipt]:
    """The answer that counts for this story, and the one for each photograph and film.

    For what is about neither, that is the newest of all.
    """
    if key is None and not files:
        return own[:1]
    about = [[row for row in own if row.story_key == key or _is_no_to_all(row)]]
    about += [[row for row in own if file in row.images] for file in files]
    return [rows[0] for rows in about if rows]


def _is_no_to_all(answer: ConsentReceipt) -> bool:
    """A no to a question that named no story and no photograph."""
    return not (answer.channels or answer.taking or answer.story_key or answer.file_hashes)


def _images_of(shown) -> set[str]:
    return (shown.files | shown.films) - {""}


def _beyond(own: ConsentReceipt, said, shown) -> set[str]:
    refused = set(said.channels) - set(own.channels)
    if said.taking and not own.taking:
        only_films = own.images & shown.films and not own.images & shown.files
        refused.add(FILM if only_films else PICTURE)
    return refused


def _is_another_name(own: ConsentReceipt, said) -> bool:
    return own.is_of_another_name or (own.name_level != Level.FULL and _name(said) != _name(own))


def _is_fuller_name(answer: ConsentReceipt, said) -> bool:
    fuller = [Level.OTHER, Level.FIRST, Level.FULL]
    return fuller.index(said.name_level) > fuller.index(answer.name_level)


def _objected(rows: list[Objection], shown, said) -> set[str]:
    """What of it this person refused on the own page, and did not allow again since."""
    refused = set()
    for row in rows:
        if said.taking and not shown.films.isdisjoint(row.films):
            refused.add(FILM)
        if row.file_hash:
            refused |= {PICTURE} if said.taking and row.file_hash in shown.files else set()
        elif row.whole:
            refused |= {STORY} if said.channels and row.story_key == shown.key else set()
        elif row.films:
            continue
        elif said.channels and any(sentences.stands(row, one) for one in shown.versions):
            refused.add(SENTENCE)
    return refused


def _is_lifted(row: Objection, own: list[ConsentReceipt]) -> bool:
    """Only by its person: by agreeing to the story as it stands, or by a later answer.

    A colleague who settled it, or took it out, did not say yes in the person's place.
    """
    if row.was_settled_by_person:
        return True
    since = [one for one in own if one.at > row.made_at and one.channels and not one.replayed_at]
    if row.films and not row.whole:
        return not _not_allowed_since(row, own)
    if row.file_hash:
        return any(one.taking and row.file_hash in one.file_hashes for one in since)
    return any(one.story_key == row.story_key for one in since)


def _name(one) -> tuple[str, str]:
    return one.name_level, one.other_name if one.name_level == Level.OTHER else ""


def _is_about(row: Withdrawal, key, files: set[str]) -> bool:
    if not row.is_about_some or (key is None and not files):
        return True
    return str(key) in row.story_keys or bool(files & {*row.file_hashes})


def _opened_since(row: Withdrawal, own: list[ConsentReceipt], key, files: set[str]) -> set[str]:
    """The places that the person allowed again after taking them back."""
    since = [one for one in own if one.at > row.at and not one.replayed_at]
    if row.is_about_some and (key or files):
        since = [one for one in since if one.story_key == key or files & one.images]
    return {place for one in since for place in one.channels}


def _in_words(what: str) -> str:
    return Consent.Channel(what).label.lower() if what in Consent.Channel.values else what
