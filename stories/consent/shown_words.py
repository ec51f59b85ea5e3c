"""What stood on a screen or a sheet when somebody answered, word for word and in that language.

Kept with the answer as its evidence, as long as that: the wording, the name and the story may all
be others by the time that somebody asks what was said yes to. What is said of a picture goes when
that picture goes, so it is not written down here.
"""

from collections.abc import Iterable, Iterator

from stories.consent import information, wording
from stories.gate import sentences
from stories.models import Consent, ConsentRequest, ShownWords
from stories.models.receipts import ON_PAPER
from stories.sharing import own_words
from stories.text import attachments, links

Part = tuple[str, list[str]]  # a heading, and the lines below it


def keep(request: ConsentRequest, language: str, shown: Iterable) -> ShownWords:
    """`shown`: see stories/consent/recording.py. The same words are kept once."""
    on_paper = request.way in ON_PAPER
    partner = request.person.organisation
    words = wording.words(language, partner=partner, on_paper=on_paper)
    if on_paper and not (request.story_id or request.picture_id):
        shown = []  # a sheet tells what it names
    parts = _plain([*_asking(request, words), *_questions(request, words, shown)])
    told = {str(one.key or ""): _plain(_told(one, words)) for one in shown}
    return ShownWords.keep(request.person, words["code"], parts, told)


def _plain(parts: Iterable[Part]) -> list[list]:
    return [[heading, [line for line in lines if line]] for heading, lines in parts]


def _asking(request: ConsentRequest, words: dict) -> Iterator[Part]:
    person = request.person
    about = information.about(person, words, by=request.asked_by)
    greeting = words["greeting"].format(name=(person.name.split() or [""])[0])
    yield words["title"], [about.said, about.call, f"{greeting}.", *words["intro"]]
    yield words["no_thanks"], [words["no_thanks_hint"]]
    yield words["health_title"], [words["health_text"]]
    yield words["controller_title"], [about.controller, about.contact]
    yield words["rights_title"], [words["rights_text"]]
    authority = (about.authority, about.authority_phone, about.authority_email)
    yield words["complaint_title"], [words["complaint_text"], *authority]


def _told(one, words: dict) -> Iterator[Part]:
    for story in one.versions:
        yield words["read_first"], [" ".join(part) for part in sentences.paragraphs(story)]
        if beside := [line for line in sentences.beside(story) if line not in _of_pictures(story)]:
            yield words["read_beside"], beside
        led = [f"{link.text}: {link.address}" for link in links.named(story)]
        if led:
            yield words["link_leads"], led
        if shared := own_words.of(story):
            yield words["read_shared"], shared
    if one.pictures:
        yield words["this_picture"], []
    attached = _attached(one)
    if films := [f"{film.title} {film.url}".strip() for film in attached if film.is_film]:
        yield words["this_film"], films
    if files := [f"{file.title} ({file.document.filename})" for file in attached if file.is_file]:
        yield words["this_file"], files
    if not (one.pictures or attached):
        yield words["no_picture"], []


def _of_pictures(story) -> set[str]:
    shown = sentences.every_picture(story)
    return {
        line for one in shown for said in (one.alt, one.credit) for line in sentences.lines_of(said)
    }


def _attached(one) -> list[attachments.Attachment]:
    found = [each for story in one.versions for each in attachments.of(story)]
    return list({(each.kind, each.mark): each for each in found}.values())


def _questions(request: ConsentRequest, words: dict, shown: Iterable) -> Iterator[Part]:
    channels = [one.value.replace("-", "_") for one in Consent.Channel]
    names = [(words[one.value], _named(request.person, one)) for one in Consent.NameLevel]
    yield words[_taking(shown)], [words["yes"], words["no"]]
    told = [f"{words[one]}. {words[f'{one}_who']}" for one in channels]
    yield words["channels"], [words["channels_hint"], *told]
    yield words["name_level"], [f"{said}: {name}" if name else said for said, name in names]
    years = [words[f"year_{one}"] for one in wording.YEARS]
    yield words["years"], [words["years_hint"], *years]
    if request.way not in ON_PAPER:
        yield words["send"], [words["send_means"]]


def _named(person, level: str) -> str:
    return Consent(person=person, name_level=level).shown_name


def _taking(shown: Iterable) -> str:
    """What is asked of images that are there already, instead of about making them."""
    if any(film.is_film for one in shown for film in _attached(one)):
        return "taking_film"
    return "taking_existing" if any(one.pictures for one in shown) else "taking"
