"""Stories online that say more of a name than its person allows now.

The list of names follows an answer at once. What stands in the words, in the title or in the
address does not: such a story leaves the site until it is written anew.
"""

from collections.abc import Iterable

from brand import mail
from stories.gate import names
from stories.models import Consent, PortrayedPerson, StoryPage
from stories.withdrawal import recipients, withdraw


def saying_too_much(person: PortrayedPerson, said, live: Iterable[StoryPage]) -> list[StoryPage]:
    """`said` is an Answer, which need not be written down yet; see stories/consent/recording.py."""
    named = {"name_level": said.name_level, "other_name": said.other_name}
    own = Consent(person=person, person_name=person.name, **named)
    return [story for story in live if _says_too_much(story, own)]


def _says_too_much(story: StoryPage, own: Consent) -> bool:
    answers = names.answers_in(story, Consent.Channel.WEBSITE)
    others = [one for one in answers if one.person_id != own.person_id]
    return any(one is own for one, *_ in names.excesses_in(story, [own, *others]))


def take_offline(person: PortrayedPerson, stories: list[StoryPage]) -> None:
    """The words become a draft; who answers for this person hears what to write instead."""
    withdraw.take_offline(stories)
    for story in stories:
        for user in recipients.responsible_for(person):
            ref = f"{person.pk}-{story.pk}-{user.pk}"
            mail.post("stories.emails.named_too_fully", ref)
