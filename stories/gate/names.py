"""Which name may be said: who allowed a first name only, is not named in full anywhere.

A word of a name counts where it is written with a capital, or beside another word of that name:
“de bakker” is no Jan Bakker, “jan bakker” is. In an address, which has no capitals, it counts
always.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from brand.gating import Obstacle
from brand.text import folded
from stories.gate import sentences
from stories.models.consent import Consent
from stories.text import attachments, links

Level = Consent.NameLevel
WORD = re.compile(r"[^\W\d_]+(?:['’‘`´][^\W\d_]+)*")
OWNED = re.compile(r"['’‘`´]s$")
ASIDE = re.compile(r"\(.*?\)")
PARTICLES = {"de", "den", "der", "van", "vanden", "vander", "von", "ten", "ter", "te", "t", "s"}
PARTICLES |= {"al", "ben", "bin", "d", "da", "di", "dos", "du", "el", "la", "le"}
# With a name beside a picture, these are no name of somebody.
TRADES = {"foto", "fotos", "fotograaf", "fotografie", "beeld", "film", "familie", "copyright"}
TRADES |= {"door", "met", "en", "atelier", "studio", "archief", "prive", "eigen"}
MAKER = "Als fotograaf van de foto"
ONLY_FIRST = "{who} wil alleen “{said}” heten. {place} staat “{found}”: schrijf “{said}”."
RENAMED = (
    "{who} zei ja op de naam “{said}”. {place} staat “{found}”: schrijf “{said}”, "
    "of vraag het opnieuw."
)
ANOTHER = (
    "{who} wil “{said}” heten, en niet de eigen naam. {place} staat “{found}”: schrijf “{said}”."
)


def names_said_too_fully(story, channel: str, on=None) -> list[Obstacle]:
    """Where this story says more of a person's name than that person allows in this channel."""
    return [Obstacle(_sentence(*excess)) for excess in excesses(story, channel, on)]


def excesses(story, channel: str, on=None) -> list[tuple[Consent, str, str]]:
    """Each place that says too much: whose answer it is against, the place, and the words."""
    return excesses_in(story, answers_in(story, channel, on))


def excesses_in(story, answers: list[Consent]) -> list[tuple[Consent, str, str]]:
    """The same, where the answers of its people are known."""
    guarded = [(one, hidden) for one in answers if (hidden := _hidden(one))]
    if not guarded:
        return []
    places = list(_places(story))
    return [
        (one, place, found)
        for one, hidden in guarded
        for place, text, is_address in places
        if (found := _found(text, one, hidden, _others(one, answers), is_address))
        if not (place.startswith(MAKER) and _is_namesake(text, one))
    ]


def _is_namesake(credit: str, answer: Consent) -> bool:
    """Whether a maker is called like this person in one name only: An Peeters is not Jo Peeters.

    Every own name in it stands in the name of somebody else, and no word there is a trade.
    """
    own, tokens = _own_words(answer) - PARTICLES, list(WORD.finditer(credit))
    tokens = [token for token in tokens if folded(token[0]) not in PARTICLES]
    words = [folded(OWNED.sub("", token[0])) for token in tokens]
    shared = [at for at, word in enumerate(words) if word in own]
    return bool(shared) and all(_is_of_somebody_else(tokens, words, at, own) for at in shared)


def _is_of_somebody_else(tokens: list, words: list[str], at: int, own: set[str]) -> bool:
    beside = [near for near in (at - 1, at + 1) if 0 <= near < len(words)]
    names = [near for near in beside if words[near] not in TRADES and tokens[near][0][0].isupper()]
    return bool(names) and not any(words[near] in own for near in beside)


def said_too_fully_beside(picture, texts: Iterable[str]) -> list[Obstacle]:
    """The same for words that stand with a picture on whatever page visitors see it."""
    given = Consent.objects.showing(Consent.Channel.WEBSITE).exclude(file_hash="")
    given = given.filter(file_hash=picture.get_file_hash()).select_related("person")
    answers = list({row.person_id: row for row in given.order_by("recorded_at", "pk")}.values())
    place = f"In de woorden bij de foto “{picture.title}”"
    return [
        Obstacle(_sentence(one, place, found))
        for one in answers
        for text in texts
        if (found := _found(text, one, _hidden(one), _others(one, answers), is_address=False))
    ]


def corrected(text: str, answer: Consent, answers: list[Consent]) -> str:
    """The text, with every fuller form of this person's name replaced by the one they allow.

    `answers` are those of all people in the story: names that others allow stay.
    """
    hidden, others = _hidden(answer), _others(answer, answers)
    known = _own_words(answer) | PARTICLES
    for _ in WORD.findall(text):  # each turn takes one name out, so this is enough
        tokens = list(WORD.finditer(text))
        span = _span(text, answer, hidden, others, is_address=False)
        if span is None:
            break
        first, last = _whole_name(tokens, *span, known)
        owned = OWNED.search(tokens[last][0])
        said = answer.shown_name + (owned[0] if owned else "")
        text = text[: tokens[first].start()] + said + text[tokens[last].end() :]
    return text


def _whole_name(tokens: list, first: int, last: int, known: set[str]) -> tuple[int, int]:
    """The run of words around it that belong to the same name, without a particle at its ends."""
    words = [folded(OWNED.sub("", token[0])) for token in tokens]
    while first and words[first - 1] in known:
        first -= 1
    while last + 1 < len(words) and words[last + 1] in known:
        last += 1
    while words[first] in PARTICLES:
        first += 1
    while words[last] in PARTICLES:
        last -= 1
    return first, last


def answers_in(story, channel: str, on=None) -> list[Consent]:
    """Of each person the newest consent that holds for this channel and this picture."""
    people = [row.person_id for row in story.portrayals.all() if row.person_id]
    if not people:
        return []
    given = Consent.objects.showing(channel, on).for_story(story.translation_key)
    if story.picture:
        given = given.filter(file_hash=story.picture.get_file_hash())
    rows = given.filter(person__in=people).select_related("person").order_by("recorded_at", "pk")
    return list({row.person_id: row for row in rows}.values())


def _words(text: str) -> list[str]:
    return [folded(found[0]) for found in WORD.finditer(ASIDE.sub(" ", text))]


def _own_words(answer: Consent) -> set[str]:
    """Of the name now and of the one that was agreed: changing a row frees neither."""
    return {*_words(answer.person.name), *_words(answer.agreed_name)}


def _hidden(answer: Consent) -> set[str]:
    """The words of this name that may not be said."""
    words = {word for word in _own_words(answer) if len(word) > 1}
    words -= set(_words(answer.shown_name))
    if answer.name_level == Level.FULL:
        return words - PARTICLES
    return words - PARTICLES or words


def _others(answer: Consent, answers: list[Consent]) -> list[list[str]]:
    """Names that may be said, of others: a family has one name."""
    return [_words(row.shown_name) for row in answers if row.person_id != answer.person_id]


def _found(text: str, answer, hidden: set[str], others: list[list[str]], is_address: bool) -> str:
    """The first part of the text that says too much; empty when none does."""
    span = _span(text, answer, hidden, others, is_address)
    if span is None:
        return ""
    tokens = list(WORD.finditer(text))
    return text[tokens[span[0]].start() : tokens[span[1]].end()]


def _span(text: str, answer, hidden: set[str], others: list[list[str]], is_address: bool):
    """The numbers of the first and last word of that part; None when no part says too much."""
    tokens = list(WORD.finditer(text))
    words = [folded(OWNED.sub("", token[0])) for token in tokens]
    known = _own_words(answer)
    free = _spoken_for(words, others)
    for at, word in enumerate(words):
        beside = known.intersection(words[max(at - 1, 0) : at] + words[at + 1 : at + 2])
        counts = is_address or beside or tokens[at][0] != tokens[at][0].lower()
        if word in hidden and at not in free and counts:
            first = at
            while first and words[first - 1] in known & (hidden | PARTICLES):
                first -= 1
            return first, at
    return None


def _spoken_for(words: list[str], names: list[list[str]]) -> set[int]:
    return {
        at + step
        for name in names
        for at in range(len(words))
        if name and words[at : at + len(name)] == name
        for step in range(len(name))
    }


def _places(story) -> Iterator[tuple[str, str, bool]]:
    """What visitors read, each with where it stands."""
    yield "In de titel", story.title, False
    _, *told = [one for paragraph in sentences.paragraphs(story) for one in paragraph]
    for sentence in told:
        yield f"In de zin “{sentence}”", sentence, False
    yield "In de beschrijving van de foto", story.alt, False
    for picture in sentences.pictures(story):
        if picture != story.picture:
            yield f"In de beschrijving van de foto “{picture.title}”", picture.alt, False
    for picture in sentences.every_picture(story):
        yield f"{MAKER} “{picture.title}”", picture.credit, False
    for one in attachments.of(story):
        if one.is_offered:  # its file is asked
            continue
        if one.says_title:
            yield "In de titel van het bestand", one.document.title, False
        if one.document:
            yield "In de naam van het bestand", one.document.filename, True
        else:
            yield "In het adres van de film", one.url, True
    for link in links.of(story):
        where = f"In het adres van de link “{link.text}”" if link.text else "In een adres"
        # What a page of this site is called says where it leads, and seldom whom it is about.
        yield where, unquote(link.url or link.path), bool(link.url)
    yield "Bij wie de lezer op de halte ontmoet", story.invitation_name, False
    yield "Bij de sector", story.sector, False
    yield "In de bron", story.source, False
    yield "Bij “kom kijken”", story.come_and_see, False
    yield "Bij wie men kan bellen", story.contact_name, False
    yield "In het e-mailadres", story.contact_email, True
    yield "Bij het telefoonnummer", story.contact_phone, False
    yield "In de titel voor zoekmachines", story.seo_title, False
    yield "In de beschrijving voor zoekmachines", story.search_description, False
    yield "In het adres van het verhaal", story.slug or "", True


def _sentence(answer: Consent, place: str, found: str) -> str:
    words = {Level.OTHER: ANOTHER, Level.FULL: RENAMED}.get(answer.name_level, ONLY_FIRST)
    return words.format(who=answer.person, said=answer.shown_name, place=place, found=found)
