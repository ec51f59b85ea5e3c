"""What one person withholds elsewhere: reported at once, and decided by the federation.

A no is about every copy of a photograph or film, also on pages that have nothing to do with this
person: the film of the house in one story, or another partner's photograph. Whoever is really in
it must be able to take it away, so it is withheld first, whoever says no. That it stays so is for
the federation to judge, which sees both sides: it releases it with a reason, where this person is
not in it. The person hears that, and takes it away again by one press on the own page. Any later
answer of this person about it ends that too: who says yes to it was in it after all.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from brand import mail
from brand.backup.journal import Journal
from brand.models import Membership, Role, User
from stories.gate import elsewhere
from stories.models import FileRelease, PortrayedPerson, StoryPage
from stories.withdrawal import others

ANSWER = [Role.MARKETEER, Role.BEHEERDER]


def after_a_no(person: PortrayedPerson, files: Collection[str]) -> None:
    """Nothing that was decided about these holds any more; who shows them is told."""
    end(person, files)
    if not (held := elsewhere.held_by(person, files)):
        return
    for user in federation():
        mail.post("stories.emails.withheld_elsewhere", f"{person.pk}-{user.pk}")
    partners = set().union(*(partners_of(one, person) for one in held))
    desks = Membership.objects.filter(
        organisation__in=partners, organisation__is_federation=False, role__in=ANSWER
    )
    for user in User.objects.filter(pk__in=desks.people(), is_active=True).order_by("pk"):
        mail.post("stories.emails.withheld_here", f"{person.pk}-{user.pk}")


def end(person: PortrayedPerson, files: Collection[str], before: datetime | None = None) -> int:
    """What was decided about these (before that moment) holds no more. How many decisions."""
    rows = person.file_releases.holding().filter(file_hash__in=files)
    holding = list(rows.filter(at__lte=before) if before else rows)
    for row in holding:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        ENDED.write(row)
    return len(holding)


def replay() -> int:
    """After a backup was put back: decisions that ended since. How many."""
    ended = ENDED.keys()
    rows = [row for row in FileRelease.objects.holding() if str(row.key) in ended]
    numbers = [row.pk for row in rows]
    return FileRelease.objects.filter(pk__in=numbers).update(ended_at=timezone.now())


def reconcile() -> int:
    return replay() + ENDED.write_missing()


ENDED: Journal = Journal(
    folder="releases",
    what="vrijgaven die niet meer gelden",
    rows=lambda: FileRelease.objects.exclude(ended_at=None),
    said=lambda row: {"key": str(row.key), "at": row.ended_at.isoformat()},
    parse=lambda said: said["key"],
)


@transaction.atomic
def contradict(decided: FileRelease) -> None:
    """The person is in it after all, and says so. Saying it twice is once."""
    person = PortrayedPerson.objects.select_for_update().get(pk=decided.person_id)
    if FileRelease.objects.holding().filter(pk=decided.pk).exists():
        after_a_no(person, [decided.file_hash])


def partners_of(held: elsewhere.Held, person: PortrayedPerson) -> set[int]:
    """Who shows it in a story, and in whose folder it lies."""
    stories = StoryPage.objects.filter(pk__in=held.pages)
    found = set(stories.values_list("section_organisation", flat=True))
    if held.file:
        found |= others.owners(held.file, person.organisation_id)
    return found - {None, person.organisation_id}


@transaction.atomic
def release(person: PortrayedPerson, files: Iterable[str], *, reason: str, by) -> int:
    """This person is not in these. How many that were withheld are shown again."""
    PortrayedPerson.objects.select_for_update().get(pk=person.pk)
    held = {one.key for one in elsewhere.held_by(person)}
    made = [
        FileRelease.objects.create(person=person, file_hash=one, reason=reason[:300], by=by)
        for one in sorted(held.intersection(files))
    ]
    if made and person.email:
        mail.post("stories.emails.released", made[0].pk)
    return len(made)


def federation() -> Iterable[User]:
    """Who sees all partners, and decides."""
    held = Membership.objects.filter(organisation__is_federation=True, role=Role.BEHEERDER)
    return User.objects.filter(pk__in=held.people(), is_active=True).order_by("pk")
