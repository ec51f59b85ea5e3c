"""What may be done with each of some pictures: who is in it, in which channels, until when.

Asked for a page of pictures at once: the number of queries does not grow with them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import ReferenceIndex

from brand.models import Picture, User
from stories.gate import pictures as gate
from stories.models import AskedFile, Consent, PortrayedPerson

Channel = Consent.Channel


@dataclass(frozen=True)
class Rights:
    picture: Picture
    people: list[str]  # who was asked; people of another partner stay unnamed
    channels: list[tuple[str, bool]]  # each with whether everybody in it allows that now
    until: date | None  # the first day on which a permission ends
    uses: int  # pages and other rows that show it

    @property
    def nobody_asked(self) -> bool:
        return not self.people


def of(rows: Iterable[Picture], user: User) -> list[Rights]:
    shown = list(rows)
    hashes = {picture.pk: picture.get_file_hash() for picture in shown}
    asked = gate.asked_for(hashes.values())
    against = {channel: gate.against(shown, channel) for channel in Channel}
    names = _names({pk for people in asked.values() for pk in people}, user)
    ends, uses = _ends(hashes.values()), _uses(shown)
    return [
        Rights(
            picture=picture,
            people=sorted({names[pk] for pk in asked.get(hashes[picture.pk], ())}),
            channels=[
                (str(channel.label), not against[channel].get(picture.pk)) for channel in Channel
            ],
            until=ends.get(hashes[picture.pk]),
            uses=uses.get(str(picture.pk), 0),
        )
        for picture in shown
    ]


def _names(people: set[int], user: User) -> dict[int, str]:
    mine = PortrayedPerson.objects.visible_to(user).filter(pk__in=people)
    return dict.fromkeys(people, gate.ELSEWHERE) | {person.pk: str(person) for person in mine}


def _ends(hashes: Iterable[str]) -> dict[str, date]:
    valid = Consent.objects.valid().filter(purpose=Consent.Purpose.PUBLISHING)
    valid = valid.filter(file_hash__in=set(hashes) - {""}).exclude(until=None).order_by()
    return dict(valid.values_list("file_hash").annotate(Min("until")))


def _uses(shown: list[Picture]) -> dict[str, int]:
    """As Wagtail's own list of uses counts: each page or row once."""
    rows = _references().filter(to_object_id__in=[str(picture.pk) for picture in shown])
    users = defaultdict(set)
    for picture, kind, row in rows.values_list("to_object_id", "base_content_type", "object_id"):
        users[picture].add((kind, row))
    return {picture: len(found) for picture, found in users.items()}


def _references() -> QuerySet[ReferenceIndex]:
    return ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Picture, for_concrete_model=False)
    )


# As conditions on pictures ----------------------------------------------------------------------


def somebody_asked() -> Q:
    same = {"file_hash": OuterRef("file_hash")}
    asked = Q(Exists(AskedFile.objects.filter(**same)))
    return ~Q(file_hash="") & (asked | Q(Exists(Consent.objects.filter(**same))))


def allowed_in(channel: str) -> Q:
    """Somebody is in it who was asked, and everybody who was allows it there now."""
    return somebody_asked() & ~gate.is_withheld("file_hash", channel)


def refused_somewhere() -> Q:
    found = Q()
    for channel in Channel:
        found |= gate.is_withheld("file_hash", channel)
    return found


def ends_before(day: date) -> Q:
    valid = Consent.objects.valid().filter(purpose=Consent.Purpose.PUBLISHING, until__lt=day)
    return ~Q(file_hash="") & Q(Exists(valid.filter(file_hash=OuterRef("file_hash"))))


def unused() -> Q:
    own = Cast(OuterRef("pk"), CharField())
    return ~Q(Exists(_references().filter(to_object_id=own)))
