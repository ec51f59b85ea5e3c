"""Files that a withdrawal finds and leaves: those of other partners.

A person can be made up, and anybody's file uploaded again. What is of another partner is withheld
by the gate like the rest, and shown nowhere; only that partner deletes it, which gets a task.
"""

from collections.abc import Iterable

from wagtail.models import Collection

from brand.media import access
from brand.models import Organisation, Picture
from stories.gate import films
from stories.models import Consent, StoryPage, Withdrawal
from stories.models.consent import AskedFile
from stories.text import attachments


def without(files: Iterable, withdrawal: Withdrawal) -> list:
    """What may be deleted of these pictures and documents."""
    return [one for one in files if not is_of_another(one, withdrawal.organisation_id)]


def is_of_another(file, partner: int) -> bool:
    """Whether it lies in the folder of another partner, or others show it by right.

    What lies in the folder of the house may be made for this partner: that is of the house where
    others show it.
    """
    folder = _folder_of(file)
    if folder not in (None, partner, house()):
        return True
    if not _pages_of_others(file, partner):
        return False
    return folder not in (None, partner) or _is_allowed_elsewhere(file, partner)


def owners(file, partner: int) -> set[int]:
    """The partners who decide about it: by its folder, else by the pages on which it stands."""
    folder = _folder_of(file)
    if folder not in (None, partner, house()):
        return {folder}
    pages = _pages_of_others(file, partner)
    stories = StoryPage.objects.filter(pk__in=pages).values_list("pk", "section_organisation")
    elsewhere = pages - {pk for pk, _ in stories}
    found = {writer for _, writer in stories} | ({house()} if elsewhere or not pages else set())
    return found - {None}


def house() -> int | None:
    """The federation."""
    federation = Organisation.objects.filter(is_federation=True).order_by("pk")
    return federation.values_list("pk", flat=True).first()


def _folder_of(file) -> int | None:
    """The partner in whose folder it lies, however deep; all else is of the house."""
    above = Collection.objects.filter(pk=file.collection_id).values_list("path", flat=True).first()
    steps = range(Collection.steplen, len(above or "") + 1, Collection.steplen)
    folders = Organisation.objects.filter(collection__path__in=[above[:step] for step in steps])
    innermost = folders.order_by("-collection__path").values_list("pk", flat=True).first()
    return innermost or house()


def _pages_of_others(file, partner: int) -> set[int]:
    pages = access.pages_with(file)
    own = StoryPage.objects.filter(pk__in=pages, section_organisation=partner)
    return pages - set(own.values_list("pk", flat=True)) if pages else pages


def _is_allowed_elsewhere(file, partner: int) -> bool:
    """By a consent that holds, of somebody of another partner."""
    if isinstance(file, Picture):
        given = Consent.objects.valid().filter(file_hash=file.get_file_hash())
        return given.exclude(file_hash="").exclude(person__organisation=partner).exists()
    digest = attachments.file_hash(file)
    asked = AskedFile.objects.filter(file_hash=digest).exclude(file_hash="")
    others = asked.exclude(request__person__organisation=partner)
    told = films.allowed(set(others.values_list("request__person", flat=True)))
    return any(attachments.file_of(mark) == digest for _, mark in told)
