"""A story told without an account: kept, never lost, handed in once."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from brand import mail
from brand.media import uploads
from brand.models import OutgoingMail, Picture
from stories.contributions import contribution
from stories.models import ContributionLink, StoryPage
from tests.factories.stories import PersonFactory
from tests.support.spoilt_pictures import SPOILT, bomb, broken_avif
from tests.support.telling_photographs import SECRET
from tests.support.telling_photographs import photo as filled

pytestmark = pytest.mark.django_db

TOLD = {
    "title": "Mijn eerste week",
    "what": "Ik was bang. <b>Nu</b> niet meer.\n\nIk ken elke doos.",
    "quote": "Ik blijf.",
    "who": "Ik en Lien",
}


@pytest.fixture
def link(people):
    return contribution.ask(
        people.partner, name="Karim Voorbeeld", by=people.marketer, email="karim@voorbeeld.be"
    )


def at(link):
    return f"/bijdragen/{link.token}/"


def photo(size=(4000, 3000), name="IMG_0001.jpg"):
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "geheime plek"
    Image.new("RGB", size, (90, 80, 70)).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def draft(link):
    link.refresh_from_db()
    return StoryPage.objects.get(pk=link.story_id).get_latest_revision_as_object()


def test_asking_by_mail(link, people):
    sent = mail.make(OutgoingMail.objects.get())
    assert (sent.to, sent.subject) == (
        "karim@voorbeeld.be",
        f"{people.marketer} vraagt uw verhaal",
    )
    assert contribution.address(link) in sent.text
    assert link.until == timezone.localdate() + timedelta(days=30)


def test_asking_on_the_desk(people, signed_in):
    person = PersonFactory(organisation=people.partner, name="Karim VOORBEELD")
    foreign = PersonFactory(organisation=people.other, name="Iemand anders")
    client = signed_in(people.marketer)
    address = reverse("contribution_ask")
    assert "Iemand anders" not in client.get(address).content.decode()
    said = {"organisation": people.partner.pk, "name": "Karim", "question": "Hoe was het?"}
    assert client.post(address, {**said, "person": foreign.pk}).status_code == 200
    assert client.post(address, {**said, "organisation": people.other.pk}).status_code == 200
    assert ContributionLink.objects.count() == 0
    response = client.post(address, {**said, "person": person.pk}, follow=True)
    made = ContributionLink.objects.get()
    assert (made.person, made.asked_by, made.question) == (person, people.marketer, "Hoe was het?")
    assert contribution.address(made) in response.content.decode()
    other = signed_in(people.other_marketer)
    assert other.get(reverse("contribution_asked", args=[made.pk])).status_code == 404
    assert "Karim" not in other.get(reverse("contributions")).content.decode()


def test_handing_in(link, people, client):
    said = {**TOLD, "picture": photo(), "alt": "Karim lacht"}
    response = client.post(at(link), said, follow=True)
    assert "Bedankt voor uw verhaal" in response.content.decode()
    story = draft(link)
    assert (story.title, story.owner, story.live) == ("Mijn eerste week", people.marketer, False)
    assert story.organisation == people.partner
    assert [
        (block.block_type, str(getattr(block.value, "source", ""))) for block in story.body
    ] == [
        ("text", "<p>Ik ken elke doos.</p>"),
        ("quote", ""),
    ]
    assert (story.lead, story.slug) == ("Ik was bang. <b>Nu</b> niet meer.", "mijn-eerste-week")
    assert link.who == "Ik en Lien"
    shown = story.picture
    assert (shown.collection, max(shown.width, shown.height)) == (people.partner.collection, 3000)
    assert "IMG_0001" not in shown.file.name
    with shown.file.open() as kept:
        assert b"geheime plek" not in kept.read()
    sent = mail.make(OutgoingMail.objects.get(kind="stories.emails.contribution_in"))
    assert (sent.to, sent.subject) == (
        people.marketer.email,
        "Het verhaal van Karim Voorbeeld is binnen",
    )
    assert "Op de foto: Ik en Lien" in sent.text


@pytest.mark.database("stories.contributions.contribution.keep")
def test_handed_in_once_and_read_again(link, client):
    client.post(at(link), TOLD)
    client.post(at(link), {**TOLD, "title": "Iets heel anders"})
    assert draft(link).title == "Mijn eerste week"
    assert StoryPage.objects.count() == 1
    assert OutgoingMail.objects.filter(kind="stories.emails.contribution_in").count() == 1
    page = client.get(at(link)).content.decode()
    assert "Ik ken elke doos." in page
    assert "<form" not in page


def test_kept_for_later(link, client):
    client.post(at(link), {"title": "", "what": "Ik begon in maart.", "later": "1"})
    assert draft(link).title == "Verhaal van Karim Voorbeeld"
    page = client.get(at(link)).content.decode()
    assert "Ik begon in maart." in page
    link.refresh_from_db()
    assert link.answered_at is None
    client.post(at(link), TOLD)
    assert draft(link).title == "Mijn eerste week"
    assert StoryPage.objects.count() == 1


@pytest.mark.parametrize(("more", "status"), [({}, 422), ({"later": "1"}, 302)])
def test_an_empty_form_is_no_trouble(link, client, more, status):
    assert client.post(at(link), {"title": "", "what": "", **more}).status_code == status
    assert draft(link).title == "Verhaal van Karim Voorbeeld"


def test_an_error_loses_nothing(link, client):
    said = {**TOLD, "title": "", "picture": photo((40, 30))}
    response = client.post(at(link), said)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Geef uw verhaal een naam" in page
    assert "Zeg wat er op de foto te zien is" in page
    assert "Ik ken elke doos." in page
    assert "Deze foto is bewaard." in page
    assert Picture.objects.count() == 1
    client.post(at(link), {**TOLD, "alt": "Karim lacht"})
    assert (draft(link).picture, link.answered_at is not None) == (Picture.objects.get(), True)


BAD = {
    "geen foto": (b"%PDF-1.4", uploads.NO_PICTURE),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", uploads.NO_PICTURE),
    "te groot": (b"\xff" * (uploads.LARGEST + 1), uploads.TOO_LARGE),
}


@pytest.mark.parametrize(("content", "sentence"), BAD.values(), ids=BAD)
def test_what_is_no_picture(link, client, content, sentence):
    bad = SimpleUploadedFile("foto.jpg", content, "image/jpeg")
    response = client.post(at(link), {**TOLD, "picture": bad})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Ik ken elke doos." in response.content.decode()
    assert Picture.objects.count() == 0


@pytest.mark.parametrize("side", [5001, 9000, 20_000])
def test_a_small_file_that_unfolds_into_much(link, client, side):
    picture = SimpleUploadedFile("foto.png", bomb(side), "image/png")
    response = client.post(at(link), {**TOLD, "picture": picture})
    assert response.status_code == 422
    assert uploads.TOO_MANY in response.content.decode()
    assert draft(link).lead.startswith("Ik was bang.")


def test_a_large_jpeg_is_opened_at_a_fraction_of_its_size(monkeypatch):
    opened = []

    def upright(picture):
        opened.append(picture.size)
        return picture

    monkeypatch.setattr(uploads.metadata, "upright", upright)
    monkeypatch.setattr(Image.Image, "thumbnail", lambda *args, **kwargs: None)
    uploads.jpeg(photo((640, 400)), 150)
    assert opened == [(160, 100)]


TURNED = [(1, (60, 40)), (6, (40, 60)), (8, (40, 60))]


@pytest.mark.parametrize(("orientation", "size"), TURNED)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_is_turned_upright_and_bare(kind, orientation, size):
    kept = uploads.jpeg(SimpleUploadedFile("foto", filled(kind, orientation).getvalue()), 60)
    assert SECRET not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", size, {})


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_way_of_writing_colours(mode):
    out = io.BytesIO()
    Image.new(mode, (60, 40)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    kept = uploads.jpeg(SimpleUploadedFile("foto", out.getvalue()), 30)
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.mode, picture.size) == ("RGB", (30, 20))


@pytest.mark.parametrize("content", SPOILT.values(), ids=SPOILT)
def test_a_picture_with_broken_notes_is_kept_without_them(link, client, content):
    broken = SimpleUploadedFile("foto.jpg", content, "image/jpeg")
    response = client.post(at(link), {**TOLD, "picture": broken, "alt": "Karim lacht"})
    assert response.status_code == 302
    assert draft(link).picture.file_size > 0


def test_a_picture_that_cannot_be_decoded_loses_nothing(link, client):
    broken = SimpleUploadedFile("foto.avif", broken_avif(), "image/avif")
    response = client.post(at(link), {**TOLD, "picture": broken})
    assert response.status_code == 422
    assert uploads.NO_PICTURE in response.content.decode()
    assert "Ik ken elke doos." in client.get(at(link)).content.decode()
    assert Picture.objects.count() == 0


def test_what_was_typed_is_kept_before_a_picture_is_opened(link, client, monkeypatch):
    def fails(file, longest):
        raise MemoryError

    monkeypatch.setattr(uploads, "jpeg", fails)
    client.raise_request_exception = False
    assert client.post(at(link), {**TOLD, "picture": photo((40, 30))}).status_code == 500
    assert draft(link).title == "Mijn eerste week"
    assert "Ik ken elke doos." in client.get(at(link)).content.decode()


def test_the_portrayed_person_is_attached(people, client):
    person = PersonFactory(organisation=people.partner)
    link = contribution.ask(people.partner, name="Karim", by=people.marketer, person=person)
    client.post(at(link), TOLD)
    assert [row.person for row in draft(link).portrayals.all()] == [person]


def test_after_thirty_days(link, client):
    ContributionLink.objects.update(until=timezone.localdate() - timedelta(days=1))
    response = client.post(at(link), TOLD)
    assert response.status_code == 410
    assert "Deze link is verlopen" in response.content.decode()
    assert StoryPage.objects.count() == 0


@pytest.mark.database("stories.contributions.contribution.keep")
def test_what_a_colleague_wrote_is_not_overwritten(link, people, client):
    client.post(at(link), {**TOLD, "later": "1"})
    story = draft(link)
    story.title = "Door An verbeterd"
    story.save_revision(user=people.marketer)
    client.post(at(link), {**TOLD, "title": "Toch anders"})
    assert draft(link).title == "Door An verbeterd"
    assert "in goede handen" in client.get(at(link)).content.decode()


def test_unknown_and_private(link, client):
    assert client.get("/bijdragen/geen-bestaand-teken/").status_code == 404
    response = client.get(at(link))
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_a_flood_is_slowed_down(link, client, monkeypatch):
    monkeypatch.setattr("stories.contributions.views.PER_MINUTE", 1)
    client.post(at(link), {**TOLD, "later": "1"})
    monkeypatch.setattr(uploads, "jpeg", None)  # no picture is opened for a flood
    response = client.post(at(link), {**TOLD, "picture": photo((40, 30))})
    assert response.status_code == 429
    assert "Ik ken elke doos." in response.content.decode()
    link.refresh_from_db()
    assert link.answered_at is None


def test_who_asked_reads_it_on_the_home_screen(link, people, client, signed_in):
    client.post(at(link), TOLD)
    home = " ".join(signed_in(people.marketer).get("/beheer/").content.decode().split())
    assert "Karim Voorbeeld vertelde een verhaal:" in home


def text_of(story):
    return [block.value.source for block in story.body if block.block_type == "text"]


def test_the_lead_is_whole_sentences_and_is_not_told_twice(link, client):
    said = [f"Zin nummer {number} is niet zo heel erg lang." for number in range(9)]
    client.post(at(link), {**TOLD, "what": " ".join(said) + "\n\nEn toen?", "later": "1"})
    assert draft(link).lead == " ".join(said[:7])
    assert "En toen?" in client.get(at(link)).content.decode()
    client.post(at(link), {**TOLD, "what": " ".join(said) + "\n\nEn toen?"})
    story = draft(link)
    assert (story.lead, text_of(story)) == (
        " ".join(said[:7]),
        [f"<p>{said[7]} {said[8]}</p><p>En toen?</p>"],
    )
    page = client.get(at(link)).content.decode()
    assert all(page.count(sentence) == 1 for sentence in [*said, "En toen?"])


def test_one_long_sentence_stays_whole_in_the_text(link, client):
    long = "woord " * 80
    client.post(at(link), {**TOLD, "what": long})
    story = draft(link)
    assert (len(story.lead), story.lead[-1]) == (300, "…")
    assert text_of(story) == [f"<p>{long.strip()}</p>"]
    assert client.get(at(link)).content.decode().count("woord") == 80


def test_two_of_one_title_have_their_own_address(people, client):
    for name in ("Karim", "Lien"):
        client.post(at(contribution.ask(people.partner, name=name, by=people.marketer)), TOLD)
    slugs = set(StoryPage.objects.values_list("slug", flat=True))
    assert slugs == {"mijn-eerste-week", "mijn-eerste-week-2"}


def test_keeping_says_so_once_and_fills_in_no_title(link, client):
    kept = client.post(at(link), {"title": "", "what": "Ik begon.", "later": "1"}, follow=True)
    assert "Bewaard." in kept.content.decode()
    assert "Verhaal van" not in kept.content.decode()
    failed = client.post(f"{at(link)}?gedaan=bewaard", {"title": "", "what": ""})
    assert failed.status_code == 422
    assert "Bewaard." not in failed.content.decode()
