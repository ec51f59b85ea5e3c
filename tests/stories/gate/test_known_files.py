"""What comes in again is the same file, also where files are written again on arrival."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from brand import gating
from brand.media import documents, forms
from brand.models import Picture
from stories.consent import recording, requests
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


def photograph() -> Picture:
    """As a camera makes them: each time a JPEG is written, it has other bytes."""
    made = BytesIO()
    Image.effect_noise((48, 27), 50).convert("RGB").save(made, "JPEG", quality=70)
    return Picture.objects.create(title="Karim", file=ContentFile(made.getvalue(), name="a.jpg"))


def kept(picture: Picture) -> bytes:
    """Taken along from the press kit, or from the back office."""
    with picture.open_file() as file:
        return file.read()


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_refused_photograph_that_was_taken_along_is_refused_again(people, is_gone):
    picture = photograph()
    person = PersonFactory(organisation=people.partner)
    asked = requests.ask(person, story=story(person, picture=picture))
    content = kept(picture)
    recording.answer(asked, recording.Answer(taking=False))
    if is_gone:
        picture.delete()
    upload = SimpleUploadedFile("nieuw.jpg", content)
    forms.make_bare(upload)
    again = Picture.objects.create(title="Een ander", file=upload)
    assert kept(again) == content
    assert gating.withheld([again]) == {again.pk}


def test_what_nobody_knows_is_written_again(people):
    content = kept(photograph())
    Picture.objects.all().delete()
    upload = SimpleUploadedFile("nieuw.jpg", content)
    forms.make_bare(upload)
    assert upload.read() != content
