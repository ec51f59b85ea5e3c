"""What a withdrawal does to the stories, said alike to the person and to colleagues."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from stories.models import Consent, StoryPage, Withdrawal
from stories.withdrawal import traces

FILES_GO = {
    True: "Ook het bestand zelf en de teksten die we bewaarden, zijn gewist.",
    False: "Ook het bestand zelf en de teksten die we bewaarden, wissen we.",
}
PICTURE_GOES = {
    True: ("Die foto is weg van onze website.", "Ook het bestand zelf is gewist."),
    False: ("Die foto gaat nu weg van onze website.", "Ook het bestand zelf wissen we."),
}
WITH_STORY = {
    True: "Die foto is weg van onze website, en elk verhaal waarin ze stond.",
    False: "Die foto gaat nu weg van onze website, en elk verhaal waarin ze stond.",
}
ALL_GOES = {
    True: "Uw verhaal en uw foto zijn weg van onze website.",
    False: "Uw verhaal en uw foto gaan nu weg van onze website.",
}
ALL_FILES_GO = {
    True: "Ook de foto's zelf en de teksten die we bewaarden, zijn gewist.",
    False: "Ook de foto's zelf en de teksten die we bewaarden, wissen we.",
}
WORDS_STAY = (
    "Het verhaal waarin ze stond, staat nu niet op onze website. Uw ja op de woorden blijft: wij"
    " bewaren ze, en het verhaal komt pas terug als het klopt zonder die foto. Wilt u ook de"
    " woorden weg? Kies dan op uw eigen pagina “Stop met alles”."
)
OTHERS_STAY = "Wat u voor andere foto's toestond, blijft."
NOT_HERE = "We tonen u niet meer hier: %(places)s."
PICTURE_NOT_HERE = "We tonen die foto niet meer hier: %(places)s."
REFUSED = "{who} wil een foto of film niet meer getoond zien: {where}."
STOPPED = "{who} wil niet meer getoond worden: {where}."
ENDED = "De toestemming van {who} is afgelopen: {where}."
TO_REWRITE = (
    "De woorden mogen blijven: {stories} staat niet meer op de site en wacht als concept. Kies een"
    " ander beeld of geen, en dien het opnieuw in."
)


class Outcome(NamedTuple):
    goes: bool  # a story with its words
    waits: list[StoryPage]  # only a picture goes from these: the words are a draft

    @property
    def only_pictures(self) -> bool:
        return bool(self.waits) and not self.goes


def of(withdrawal: Withdrawal) -> Outcome:
    if Consent.Channel.WEBSITE not in withdrawal.channels:
        return Outcome(False, [])
    if not withdrawal.is_about_some:
        return Outcome(True, [])
    stories = traces.concerned(withdrawal)
    waits = [story for story in stories if traces.keeps_words(story, withdrawal)]
    return Outcome(bool(withdrawal.places) or len(waits) < len(stories), waits)


def to_person(withdrawal: Withdrawal) -> list[str]:
    """In the language that is on; the first sentence is the one that counts."""
    found, done = of(withdrawal), withdrawal.swept_at is not None
    labels = [_(Consent.Channel(one).label).lower() for one in withdrawal.channels]
    places = {"places": ", ".join(labels)}
    is_online = Consent.Channel.WEBSITE in withdrawal.channels
    if not withdrawal.is_about_some:
        said = [_(ALL_GOES[done]), _(ALL_FILES_GO[done])]
        return said if is_online else [_(NOT_HERE) % places]
    if not is_online:
        said = [_(PICTURE_NOT_HERE) % places]
    elif found.only_pictures:
        said = [*map(_, PICTURE_GOES[done]), _(WORDS_STAY)]
    else:
        said = [_(WITH_STORY[done]), _(FILES_GO[done])]
    return [*said, _(OTHERS_STAY)] if _allows_others(withdrawal) else said


def _allows_others(withdrawal: Withdrawal) -> bool:
    valid = withdrawal.person.consents.valid().exclude(file_hash="")
    return valid.exclude(file_hash__in=withdrawal.file_hashes).exists()


def to_desk(withdrawal: Withdrawal) -> list[str]:
    """What was taken back, and what the words of the stories may still do."""
    found = of(withdrawal)
    if withdrawal.way == Withdrawal.Way.END:
        first = ENDED
    else:
        first = REFUSED if found.only_pictures else STOPPED
    said = [first.format(who=withdrawal.person, where=withdrawal.where)]
    if found.waits:
        names = {story.draft_title or story.title for story in found.waits}
        stories = ", ".join(f"“{title}”" for title in sorted(names))
        said.append(TO_REWRITE.format(stories=stories))
    return said
