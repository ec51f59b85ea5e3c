"""The gate: a person is shown only with a valid consent for that channel.

A consent counts when it was given for showing this very story, through that channel, rests on an
answer, is not withdrawn and not past its end. Where there is a picture, it counts only for the
file it was given for: another file under the same picture is another picture.

`StoryPage.save()` asks here before a story is live, so that no road to publishing leads around
it; `StoryPage.objects.shown()` asks again at every reading, so that an end or a withdrawal works
at once.
"""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from brand import gating
from stories.gate import agreement, films, sentences, standing, ways
from stories.gate import names as gate_names
from stories.gate import pictures as gate_pictures
from stories.models.consent import Consent
from stories.text import attachments, languages
from stories.text.blocks import pictures_in, pictures_of_people

Channel, Purpose = Consent.Channel, Consent.Purpose

NOBODY_NAMED = "Zeg wie er in dit verhaal staat, of vink aan dat er niemand herkenbaar in staat."
AGAIN = "opnieuw opgeladen"

Missing = gating.Obstacle
PublicationRefused = gating.PublicationRefused

STAYS = Missing(
    "Een verhaal blijft bij zijn partner: wie erin staat, gaf toestemming aan die partner."
)


def valid_consents(channel: str, on: date | None = None) -> QuerySet[Consent]:
    """Consents to show through this channel, on that day (today when none is named)."""
    return Consent.objects.showing(channel, on)


def _bound(consents: QuerySet[Consent]) -> QuerySet[Consent]:
    """Those for a file; without one there is nothing to compare."""
    return consents.exclude(file_hash="")


def uncovered(portrayals: QuerySet, channel: str = Channel.WEBSITE) -> QuerySet:
    """Portrayals without a valid consent for this story and its picture."""
    own = valid_consents(channel).filter(person=OuterRef("person"))
    own = own.for_story(OuterRef("story__translation_key"))
    same_file = _bound(own).filter(file_hash=OuterRef("story__picture__file_hash"))
    return portrayals.filter(
        Q(story__picture=None) & ~Exists(own) | Q(story__picture__isnull=False) & ~Exists(same_file)
    )


def uncovered_pictures(pictures: QuerySet, channel: str = Channel.WEBSITE) -> QuerySet:
    """Pictures in the text without a valid consent of a person in that story."""
    given = _bound(valid_consents(channel)).filter(
        Q(story_key=None) | Q(story_key=OuterRef("story__translation_key")),
        file_hash=OuterRef("picture__file_hash"),
        person__portrayals__story=OuterRef("story"),
    )
    return pictures.filter(~Exists(given), shows_nobody=False)


def missing(story, channel: str = Channel.WEBSITE, on: date | None = None) -> list[Missing]:
    """What stands in the way of showing this story through this channel; empty when nothing.

    Works on a story that is not saved yet: its people are read as the form left them. What is added
    here is also asked of a story that is served (`serving.py`; test_serving.py compares them).
    """
    named = gate_names.names_said_too_fully(story, channel, on)
    return [*not_given(story, channel, on), *refused(story), *named]


def refused(story) -> list[Missing]:
    """Objections of its people; each withholds the story, on every channel, until settled."""
    return [_refused(row, story) for row in sentences.refused(story)]


def _refused(row, story) -> Missing:
    if row.story_id != story.pk:
        return _refused_elsewhere(row, story)
    if row.file_hash:
        title = row.picture.title if row.picture else AGAIN
        what = f"de foto “{title}” niet"
    elif row.films and not row.whole:
        what = f"de film “{sentences.films_refused(row, story) or AGAIN}” niet"
    elif row.whole:
        what = f"dit verhaal zo niet: “{row.note.rstrip('.')}”"
    else:
        what = f"deze zin niet: “{row.sentence.rstrip('.')}”"
    url = reverse("consent_settle", args=[row.pk])
    return Missing(f"{row.person} wil {what}.", url, "Pas het aan, of zeg hoe het opgelost is.")


def _refused_elsewhere(row, story) -> Missing:
    """In another language's version: nobody said yet what became of it in this one."""
    what = f"“{(row.note if row.whole else row.sentence).rstrip('.')}”"
    where = f" in de {languages.VERSION[row.story.language]} versie" if row.story else ""
    return Missing(
        f"{row.person} wil dit{where} niet: {what}. Wat er hier van werd, is nog niet gezegd.",
        f"{reverse('consent_counterpart', args=[row.pk])}?verhaal={story.pk}",
        "Zeg wat ervan werd.",
    )


def not_given(story, channel: str = Channel.WEBSITE, on: date | None = None) -> list[Missing]:
    """The consents for this channel that this story lacks."""
    people = people_of(story)
    if not people and not story.shows_nobody:
        return [Missing(NOBODY_NAMED)]
    given = valid_consents(channel, on)
    reasons = [_missing_of(person, given, channel, story) for person in people]
    named = Q(story_key=None) | Q(story_key=story.translation_key)
    own = given.filter(named, person__in=people)
    shown = [] if story.shows_nobody else pictures_of_people(story.body)
    lacking = [row for row in shown if not own.filter(file_hash=row.get_file_hash()).exists()]
    reasons += [_missing_for(row, channel) for row in lacking]
    reasons += _withheld(story, people, lacking, channel, on)
    return [reason for reason in reasons if reason]


def _withheld(story, people, lacking, channel, on) -> list[Missing]:
    """People who were asked for a picture in it and do not allow it, named or not.

    Also where it was ticked that the picture shows no recognisable person. Reasons that were given
    already are left out.
    """
    told = [picture for picture, _ in pictures_in(story.body) if picture not in lacking]
    pictures = {one.pk: one for one in (story.picture, *told) if one}
    against = gate_pictures.against(pictures.values(), channel, on)
    if story.picture_id in against:
        against[story.picture_id] -= {person.pk for person in people}
    return [
        reason
        for pk, refusing in against.items()
        if refusing
        for reason in gate_pictures.reasons(pictures[pk], refusing, channel, story.organisation)
    ]


def people_of(story) -> list:
    return [portrayal.person for portrayal in story.portrayals.all() if portrayal.person_id]


def _missing_of(person, given: QuerySet, channel: str, story) -> Missing | None:
    own = set(given.filter(person=person).values_list("story_key", "file_hash"))
    told = {file for key, file in own if key == story.translation_key}
    if story.picture.get_file_hash() in told if story.picture else told:
        return None
    name, url = Channel(channel).label.lower(), ask_url(person, story)
    if told:
        sentence = f"{person} gaf toestemming voor {name}, maar niet voor deze foto."
        return Missing(sentence, url, "Vraag het voor deze foto, of kies de foto van toen.")
    how = standing.of(person, story.translation_key, channel)
    if own:
        told = f": {how}" if how.is_known else ""
        sentence = f"{person} gaf toestemming voor {name}, maar niet voor dit verhaal{told}."
        return Missing(sentence, url, "Vraag het voor dit verhaal.")
    told = f": {how}" if how.kind != standing.Kind.YES else ""
    sentence = f"Toestemming voor {name} ontbreekt voor {person}{told}."
    return Missing(sentence, url, "Vraag het, of kies een andere foto.")


def ask_url(person, story) -> str:
    """Where this person is asked about this story."""
    url = reverse("consent_ask", args=[person.pk])
    return f"{url}?verhaal={story.pk}" if story.pk else url


def _missing_for(picture, channel: str) -> Missing:
    name = Channel(channel).label.lower()
    return Missing(
        f"Voor de foto “{picture.title}” in de tekst gaf niemand in dit verhaal toestemming "
        f"voor {name}. Vraag het, haal de foto weg, of vink aan dat er niemand herkenbaar op staat."
    )


def strangers(story) -> list[Missing]:
    """People of another partner: they gave their consent to that one, and are not ours to name."""
    organisation = story.organisation
    if organisation is None:
        return []
    others = [row for row in people_of(story) if row.organisation_id != organisation.pk]
    return [Missing(f"{other} hoort bij een andere partner dan dit verhaal.") for other in others]


def publishing_obstacles(story) -> list[Missing]:
    """All that keeps a story from the website: consent, unread words, its partner's licence.

    A story that is planned is asked for the day on which it will appear.
    """
    planned = story.go_live_at if story.go_live_at and story.go_live_at > timezone.now() else None
    day = timezone.localdate(planned) if planned else None
    reasons = missing(story, Channel.WEBSITE, day)
    original = languages.original_of(story) if story.pk else story
    if original.pk != story.pk:  # a translation is about the same people
        reasons += [row for row in missing(original, on=day) if row not in reasons]
    reasons += agreement.obstacles(story)
    organisation = story.organisation
    named = [person.pk for person in people_of(story)]
    shown = [*attachments.of(story), *ways.links_on(story)]
    reasons += films.obstacles(shown, named, organisation, day)
    if organisation and not organisation.may_publish and not story.was_published:
        reasons.append(
            Missing(
                f"{organisation} mag het merk op dit moment niet gebruiken. "
                "Het verhaal wacht tot de licentie verlengd is."
            )
        )
    return reasons


def names_shown_of(stories) -> dict[int, list[str]]:
    """The same as `names_shown()` for many stories, in one question."""
    by_key = {story.translation_key: story for story in stories}
    given = valid_consents(Channel.WEBSITE).filter(
        person__portrayals__story__in=stories,
        story_key=F("person__portrayals__story__translation_key"),
    )
    rows = given.select_related("person").annotate(told_in=F("person__portrayals__story"))
    names: dict[int, dict[int, str]] = {story.pk: {} for story in by_key.values()}
    for row in rows.order_by("person__portrayals__sort_order", "-recorded_at"):
        picture = by_key[row.story_key].picture
        if not picture or row.file_hash == picture.file_hash:
            names[row.told_in].setdefault(row.person_id, row.shown_name)
    return {pk: list(of_story.values()) for pk, of_story in names.items()}


def names_shown(story) -> list[str]:
    """The names of the people in a story on the website, in the order of the story.

    None in a story that was never saved: its preview is asked before its first row.
    """
    if story.pk is None:
        return []
    given = valid_consents(Channel.WEBSITE).for_story(story.translation_key)
    given = given.filter(person__portrayals__story=story)
    if story.picture:
        given = given.filter(file_hash=story.picture.file_hash)
    names: dict[int, str] = {}
    for row in given.select_related("person").order_by(
        "person__portrayals__sort_order", "-recorded_at"
    ):
        names.setdefault(row.person_id, row.shown_name)  # the newest answer is what counts
    return list(names.values())
