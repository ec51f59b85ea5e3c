"""What a story that is being served may say and share: asked in few questions, for one answer.

It holds for the story as it stands in the database, and for the one request that asked it.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, IntegerField, UUIDField

from brand.queries.prepared import prepared
from stories.gate import consent, names
from stories.models.consent import Consent

Channel = Consent.Channel


@dataclass
class Serving:
    """A story that is covered.

    given: every consent for social media is there, and no picture in the text is withheld there.
    clear: nobody ever objected to it, and nobody withholds its own picture.
    """

    story: object
    given: bool
    clear: bool

    @cached_property
    def _answers(self) -> list[Consent]:
        return _answers(key=self.story.translation_key, story=self.story.pk)

    def answers(self, channel: str) -> list[Consent]:
        """Of each person the newest that holds for this channel and this picture."""
        picture = self.story.picture
        rows = [row for row in self._answers if row.channel == channel]
        if picture:
            rows = [row for row in rows if row.file_hash == picture.get_file_hash()]
        return list({row.person_id: row for row in rows}.values())

    @property
    def names(self) -> list[str]:
        """The same as `consent.names_shown()`."""
        newest = sorted(
            self.answers(Channel.WEBSITE), key=lambda row: row.recorded_at, reverse=True
        )
        answers = sorted(newest, key=lambda row: row.place or 0)
        return [row.shown_name for row in answers]

    @cached_property
    def may_be_shared(self) -> bool:
        """Whether `consent.missing()` has nothing for social media."""
        if not self.given:
            return False
        if self.clear:
            return not names.excesses_in(self.story, self.answers(Channel.SOCIAL))
        # settled, or still standing in the text: that takes reading
        return not consent.missing(self.story, Channel.SOCIAL)

    @property
    def shared_picture(self):
        """The picture of the story, unless somebody in it does not allow social media."""
        return self.story.picture if self.story.picture and self.may_be_shared else None


@prepared(key=UUIDField(), story=IntegerField())
def _answers(key, story):
    """Each with the `place` of its person in the story; the newest last."""
    given = Consent.objects.valid().filter(purpose=Consent.Purpose.PUBLISHING)
    given = given.filter(channel__in=[Channel.WEBSITE, Channel.SOCIAL]).for_story(key)
    given = given.filter(person__portrayals__story=story).select_related("person")
    placed = given.annotate(place=F("person__portrayals__sort_order"))
    return placed.order_by("recorded_at", "pk", "-place")
