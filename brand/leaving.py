"""What passes on here when a person leaves: pictures and documents.

See brand/people/departure.py.
"""

from wagtail.documents import get_document_model

from brand.models import Picture
from brand.people.departure import Share


def count(user, organisation):
    pictures, documents = _files(user, organisation)
    return [
        Share(pictures.count(), "foto", "foto’s"),
        Share(documents.count(), "document", "documenten"),
    ]


def pass_on(user, organisation, to, by):
    for files in _files(user, organisation):
        files.update(uploaded_by_user=to)


def count_all(organisation):
    return []


def hand_back(organisation, federation, by, take_down):
    """Files stay in the partner's folder, and the tracked links go on working."""


def _files(user, organisation):
    folder = organisation.collection
    folders = folder.get_descendants(inclusive=True) if folder else []
    return [
        model.objects.filter(uploaded_by_user=user, collection__in=folders)
        for model in (Picture, get_document_model())
    ]
