"""Versions that no editor can have written stop no migration: an import, a hand, an old release."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Revision

from stories.consent import recording, requests
from stories.models import ConsentReceipt
from tests.factories.stories import PersonFactory, document, picture, story, video

pytestmark = pytest.mark.django_db
CHAIN = [
    ("0026_attachments", "carry"),
    ("0028_films_that_were_asked", "keep_films"),
    ("0029_where_links_lead", "carry"),
    ("0032_films_as_files_and_elsewhere", "keep"),
    ("0033_credits_that_were_read", "carry"),
    ("0038_figures_that_were_read", "carry"),
]
ODD = [
    None,
    "kapot",
    7,
    {},
    [7],
    [{"type": ["video"], "value": {"file": 1}}],
    [{"type": {"a": 1}, "value": {"image": 1}}],
    [{"type": "picture", "value": {"image": {"a": 1}}}],
    [{"type": "picture", "value": {"image": [1]}}],
    [{"type": "video", "value": {"file": [1], "captions": {"a": 1}, "url": 7}}],
    [{"type": "video", "value": {"url": "http://[x"}}],
    [{"type": "download", "value": {"document": "x"}}],
    [{"type": "call", "value": {"link": {"url": 5, "page": "x"}}}],
    [{"type": "impact_number", "value": {"value": [1], "prefix": 7, "checked_on": {}}}],
    [{"type": "text", "value": f'<a linktype="document" id="{"9" * 40}">'}],
]


@pytest.fixture
def page(people):
    film = document("a.mp4", b"film")
    person = PersonFactory(organisation=people.partner)
    page = story(person, picture=picture(1), body=[video(film, document("a.vtt", b"WEBVTT"))])
    recording.answer(
        requests.ask(person, story=page), recording.Answer(taking=True, channels=("website",))
    )
    get_document_model().objects.filter(pk=film.pk).update(file="", file_hash="")
    return page


def test_they_change_no_answer(page):
    row = Revision.objects.get(pk=page.latest_revision_id)
    for odd in ODD:
        told = {"body": odd, "picture": odd, "source_url": odd, "source_on": odd}
        Revision.objects.create(
            content_type=row.content_type,
            base_content_type=row.base_content_type,
            object_id=row.object_id,
            created_at=timezone.now(),
            content={**row.content, **told, "contact_email": odd, "contact_phone": odd},
            object_str="x",
        )
    before = ConsentReceipt.objects.get().words
    for name, run in CHAIN:
        getattr(import_module(f"stories.migrations.{name}"), run)(apps, None)
    assert before <= ConsentReceipt.objects.get().words
