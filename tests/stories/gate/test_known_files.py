"""A film that comes in again is the same film, also when it is written again on arrival."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from brand.media import documents
from stories.consent import requests
from tests.factories.stories import PersonFactory, document, story, video
from tests.support.telling_documents import film

pytestmark = pytest.mark.django_db


def test_a_film_that_somebody_was_asked_about_keeps_its_bytes(people):
    """Also when it is gone: what was refused and comes in again is refused again."""
    old = document("oud.mp4", film())
    page = story(PersonFactory(organisation=people.partner), body=[video(old)])
    requests.ask(page.portrayals.get().person, story=page, by=people.marketer)
    old.delete()
    upload = SimpleUploadedFile("nieuw.mp4", film())
    documents.make_bare(upload)
    assert upload.read() == film()
