"""A question about what another partner already shows takes nothing down: only an answer does.

Anybody's file can be uploaded again, and a person can be made up. So a photograph or film that
another partner shows now, with the yes of its people, becomes this person's too once that person
answers. The federation is told, as it sees both partners.
"""

from brand import mail
from brand.models import Membership, Role, User
from stories.gate import asked_files, pictures
from stories.models import Consent, ConsentRequest, PortrayedPerson, StoryPage


def of_others(person: PortrayedPerson, hashes: set[str]) -> set[str]:
    """Which of these files a story of another partner shows to visitors now."""
    known = {one for people in pictures.asked_for(hashes).values() for one in people}
    others = PortrayedPerson.objects.filter(pk__in=known).exclude(
        organisation=person.organisation_id
    )
    given = Consent.objects.showing(Consent.Channel.WEBSITE).filter(person__in=others)
    keys = set(given.order_by().values_list("story_key", flat=True)) - {None}
    shown = StoryPage.objects.shown().filter(translation_key__in=keys) if keys else ()
    return hashes & asked_files.files_of(shown)


def tell_federation(request: ConsentRequest) -> None:
    held = Membership.objects.filter(organisation__is_federation=True, role=Role.BEHEERDER)
    for user in User.objects.filter(pk__in=held.people(), is_active=True).order_by("pk"):
        mail.post("stories.emails.asked_elsewhere", f"{request.pk}-{user.pk}")
