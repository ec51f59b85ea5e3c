"""A question about what another partner already shows takes nothing down: only an answer does.

Anybody's file can be uploaded again, and a person can be made up. So a photograph or film that
another partner shows now, with the yes of its people, becomes this person's too once that person
answers. The federation is told, as it sees both partners.
"""

from brand import mail
from brand.models import Membership, Role, User
from stories.gate import pictures, sentences
from stories.models import Consent, ConsentRequest, PortrayedPerson, StoryPage
from stories.text import attachments
from stories.text.attachments import Kind


def of_others(person: PortrayedPerson, hashes: set[str]) -> set[str]:
    """Which of these files a story of another partner shows to visitors now."""
    known = {one for people in pictures.asked_for(hashes).values() for one in people}
    others = PortrayedPerson.objects.filter(pk__in=known).exclude(
        organisation=person.organisation_id
    )
    given = Consent.objects.showing(Consent.Channel.WEBSITE).filter(person__in=others)
    keys = set(given.order_by().values_list("story_key", flat=True)) - {None}
    shown = StoryPage.objects.shown().filter(translation_key__in=keys) if keys else ()
    return hashes & {one for story in shown for one in _files(story)}


def _files(story: StoryPage) -> set[str]:
    films = [one for one in attachments.of(story) if one.kind == Kind.FILM]
    return {
        *(picture.get_file_hash() for picture in sentences.pictures(story)),
        *(attachments.file_hash(film.document) for film in films),
    }


def tell_federation(request: ConsentRequest) -> None:
    held = Membership.objects.filter(organisation__is_federation=True, role=Role.BEHEERDER)
    for user in User.objects.filter(pk__in=held.people(), is_active=True).order_by("pk"):
        mail.post("stories.emails.asked_elsewhere", f"{request.pk}-{user.pk}")
