"""The three ways to ask, and what the back office shows of them."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from PIL import Image

from brand import gating, mail, permissions
from brand.models import OutgoingMail
from stories.consent import recording, requests, wording
from stories.models import Consent, ConsentProof, ConsentReceipt, ConsentRequest, StoryPage
from tests.factories.brand import Role, member
from tests.factories.stories import (
    PersonFactory,
    document,
    image_file,
    picture,
    put_online,
    story,
    video,
)

pytestmark = pytest.mark.django_db

Way = Consent.Way
NO_STORE = "no-store, private, max-age=0, no-cache, must-revalidate"


@pytest.fixture
def karim(people):
    return PersonFactory(
        organisation=people.partner, name="Karim VOORBEELD", email="karim@voorbeeld.be"
    )


def screen(person):
    return reverse("consent_ask", args=[person.pk])


def test_the_text_before_the_questions_has_at_most_120_words():
    for language in wording.languages():
        said = wording.words(language, partner=None)
        assert len(" ".join([said["title"], *said["intro"]]).split()) <= 120
    assert list(wording.languages()) == ["nl", "fr", "en"]
    assert {frozenset(wording.words(code, partner=None)) for code in wording.languages()} == {
        frozenset(wording.words("nl", partner=None))
    }


def test_a_link_by_mail(people, karim, signed_in):
    page = story(karim, title="Karim kent elke doos")
    client = signed_in(people.marketer)
    assert client.get(screen(karim)).status_code == 200
    assert ConsentRequest.objects.count() == 0
    client.post(screen(karim), {"way": "link", "language": "fr", "mail": "1"})
    asked = ConsentRequest.objects.get()
    assert (asked.story, asked.way, asked.language) == (page, Way.LINK, "fr")
    assert asked.asked_by == people.marketer
    row = OutgoingMail.objects.get()
    sent = mail.make(row)
    assert (row.kind, sent.to) == ("stories.emails.asked", "karim@voorbeeld.be")
    assert sent.subject == "Pouvons-nous vous montrer ?"
    assert requests.link(asked) in sent.text
    asked.answered_at = timezone.now()
    asked.save()
    assert mail.make(row) is None


def test_one_mail_an_hour_whatever_is_asked(people, karim, signed_in):
    client = signed_in(people.marketer)
    said = {"way": "link", "mail": "1"}
    page = client.post(screen(karim), said, follow=True).content.decode()
    assert "De vraag is onderweg naar karim@voorbeeld.be." in page
    for title in ("Karim fietst", "Karim rijdt"):
        story(karim, title=title)
        page = client.post(screen(karim), said, follow=True).content.decode()
        assert "Naar karim@voorbeeld.be ging het laatste uur al een vraag." in page
        assert "Er vertrekt nu geen nieuwe mail: geef de link zelf door" in page
        assert requests.link(ConsentRequest.objects.first()) in page
    client.post(reverse("consent_asked", args=[ConsentRequest.objects.first().pk]))
    assert OutgoingMail.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        client.force_login(people.marketer)
        client.post(screen(karim), said)
    assert OutgoingMail.objects.count() == 2


def test_ten_questions_an_hour_to_one_address(people):
    asks = [
        requests.ask(PersonFactory(organisation=people.partner, email=address))
        for address in ["begeleider@voorbeeld.be", "Begeleider@Voorbeeld.be"] * 6
    ]
    assert [requests.send(asked) for asked in asks] == [True] * 10 + [False] * 2
    assert OutgoingMail.objects.count() == 10


def test_the_mail_names_the_partner_as_the_page_does(people, karim, client):
    people.partner.phone = "011 22 33 44"
    people.partner.save()
    asked = requests.ask(karim, by=people.marketer)
    requests.send(asked)
    sent = mail.make(OutgoingMail.objects.get())
    page = client.get(f"/toestemming/{asked.token}/").content.decode()
    for said in (
        f"Lezers zien dat u bij {people.partner.name} werkt of begeleid wordt.",
        "U mag later stoppen: bel 011 22 33 44 of open uw persoonlijke link.",
    ):
        assert said in strip_tags(page)
        assert said in sent.text
        assert said in strip_tags(sent.html)


def test_a_link_to_send_by_hand(people, karim, signed_in):
    response = signed_in(people.marketer).post(screen(karim), {"way": "link"}, follow=True)
    asked = ConsentRequest.objects.get()
    page = response.content.decode()
    assert OutgoingMail.objects.count() == 0
    assert requests.link(asked) in page
    assert 'href="sms:?&amp;body=Dag%20Karim' in page
    assert "<svg" in page
    assert response["Cache-Control"] == NO_STORE


def test_on_this_device(people, karim, signed_in):
    client = signed_in(people.marketer)
    response = client.post(screen(karim), {"way": "hier"})
    asked = ConsentRequest.objects.get()
    assert (response["Location"], asked.way) == (f"/toestemming/{asked.token}/", Way.HERE)
    assert client.get("/beheer/").status_code == 302  # the colleague is signed out
    client.post(response["Location"], noted())
    assert set(ConsentReceipt.objects.values_list("way", flat=True)) == {Way.HERE}


def test_a_link_is_shown_to_who_made_it_and_soon_no_more(people, karim, signed_in):
    page = story(karim, title="Karim fietst")
    maker, reader = signed_in(people.marketer), Client()
    colleague = member(people.partner, Role.MARKETEER)
    permissions.place_in_groups(colleague)
    reader.force_login(colleague)
    again = Client()
    again.force_login(people.marketer)
    shown = maker.post(screen(karim), {"way": "link", "language": "fr"}, follow=True)
    asked, address = ConsentRequest.objects.get(), shown.redirect_chain[-1][0]
    assert asked.token in shown.content.decode()
    assert asked.token in maker.get(address).content.decode()  # pressed twice, or read again
    for elsewhere in (reader, again):
        hidden = elsewhere.get(address).content.decode()
        assert asked.token not in hidden
        assert "Daarom staat hij hier tien minuten, voor wie hem maakte." in hidden
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert asked.token not in maker.get(address).content.decode()
    new = f"{screen(karim)}?verhaal={page.pk}"
    assert f'action="{new}"' in hidden
    assert '<input type="hidden" name="language" value="fr">' in hidden
    assert reader.post(new, {"way": "link", "language": "fr"}).status_code == 302
    assert ConsentRequest.objects.filter(story=page, language="fr").count() == 2


def test_a_handed_over_device_answers_one_question(people, karim, signed_in):
    other = requests.ask(PersonFactory(organisation=people.partner, name="Nadia Voorbeeld"))
    device, elsewhere = signed_in(people.marketer), Client()
    here = device.post(screen(karim), {"way": "hier"})["Location"]
    there = f"/toestemming/{other.token}/"
    for browser, address, name in ((elsewhere, here, "Karim"), (device, there, "Nadia")):
        assert name not in browser.get(address).content.decode()
        assert name not in browser.post(address, noted()).content.decode()
    assert ConsentReceipt.objects.count() == 0
    assert "Karim" in device.get(here).content.decode()
    device.post(here, noted())
    assert set(ConsentReceipt.objects.values_list("way", flat=True)) == {Way.HERE}
    assert "Nadia" in device.get(there).content.decode()


def test_what_a_colleague_notes_is_mailed_once_an_hour(people, karim, signed_in):
    client = signed_in(people.marketer)
    for shade in (10, 90, 170, 250):
        client.post(screen(karim), noted(way="papier", proof=image_file(shade)))
    assert ConsentReceipt.objects.count() == 4
    now, later = OutgoingMail.objects.order_by("due_at")
    assert later.due_at - now.due_at > timedelta(minutes=59)


def test_a_double_click_on_a_paper_form_is_one_answer(people, karim, signed_in):
    client = signed_in(people.marketer)
    for taking in ("nee", "nee", "ja", "ja"):
        said = noted(way="papier", proof=image_file(5), taking=taking)
        assert client.post(screen(karim), said).status_code == 302
    assert ConsentRequest.objects.filter(way=Way.PAPER).count() == 2
    assert [model.objects.count() for model in (ConsentReceipt, ConsentProof)] == [2, 2]


def noted(**fields):
    return {
        "taking": "ja",
        "channels": ["website"],
        "name_level": "voornaam",
        "until": (timezone.localdate().replace(year=timezone.localdate().year + 1)).isoformat(),
        **fields,
    }


def with_gps():
    upload = image_file(5, "formulier.png")
    with Image.open(upload) as shot:
        exif = Image.Exif()
        exif[0x010E] = "geheime plek"
        big = shot.resize((3000, 2000))
        out = io.BytesIO()
        big.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("formulier.jpg", out.getvalue(), "image/jpeg")


def test_a_photographed_form(people, karim, signed_in, client):
    shown = picture(3, collection=people.partner.collection)
    page = story(karim, picture=shown)
    said = noted(way="papier", proof=with_gps())
    signed_in(people.marketer).post(screen(karim), said)
    proof = ConsentProof.objects.get()
    assert b"geheime plek" not in bytes(proof.content)
    given = Consent.objects.get(purpose="tonen")
    kept = given.receipt
    assert (kept.way, kept.proof, kept.recorded_by) == (Way.PAPER, proof, people.marketer)
    assert (given.picture, given.story, kept.request.story) == (shown, page, page)
    assert kept.request.closed_at is not None
    address = reverse("consent_proof", args=[proof.pk])
    response = signed_in(people.marketer).get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response["Cache-Control"] == NO_STORE
    with Image.open(io.BytesIO(response.content)) as kept:
        assert kept.size == (1600, 1067)
    assert signed_in(people.other_marketer).get(address).status_code == 404
    assert signed_in(people.owner).get(address).status_code == 302  # a coordinator


def test_a_paper_form_needs_its_picture_and_somebody_else_also_a_reason(people, karim, signed_in):
    client = signed_in(people.marketer)
    for way, sentence in [
        ("papier", "Neem een foto van het formulier."),
        ("namens", "Zeg wie dit besliste, en waarom."),
    ]:
        response = client.post(screen(karim), noted(way=way))
        assert response.status_code == 422
        assert sentence in response.content.decode()
    assert Consent.objects.count() == ConsentRequest.objects.count() == 0
    reason = "Zijn bewindvoerder tekende."
    assert client.post(screen(karim), noted(way="namens", reason=reason)).status_code == 422
    client.post(screen(karim), noted(way="namens", reason=reason, proof=with_gps()))
    assert {(row.way, row.reason) for row in ConsentReceipt.objects.all()} == {
        (Way.BEHALF, "Zijn bewindvoerder tekende.")
    }


def test_no_picture_is_no_proof(people, karim, signed_in):
    bad = SimpleUploadedFile("formulier.jpg", b"%PDF-1.4 geen foto", "image/jpeg")
    response = signed_in(people.marketer).post(screen(karim), noted(way="papier", proof=bad))
    assert response.status_code == 422
    assert "Dit is geen foto die we kunnen openen." in response.content.decode()
    assert ConsentProof.objects.count() == 0


def test_the_paper_form_carries_the_version_of_its_text(people, karim, signed_in):
    page = (
        signed_in(people.marketer).get(reverse("consent_paper", args=[karim.pk])).content.decode()
    )
    assert f"Versie van deze tekst: {wording.version()} (nl)." in page
    assert "Mogen wij een foto van u maken?" in page


def test_another_partners_people_are_asked_nothing(people, karim, signed_in):
    asked = requests.ask(karim, by=people.marketer)
    client = signed_in(people.other_marketer)
    for name, pk in [
        ("consent_ask", karim.pk),
        ("consent_paper", karim.pk),
        ("consent_asked", asked.pk),
    ]:
        assert client.get(reverse(name, args=[pk])).status_code == 404
    assert client.post(screen(karim), {"way": "link"}).status_code == 404
    assert ConsentRequest.objects.count() == 1
    assert "Karim" not in client.get(reverse("consent_attention")).content.decode()


def test_what_waits_stands_in_the_list(people, karim, signed_in):
    asked = requests.ask(karim, by=people.marketer)
    page = signed_in(people.marketer).get(reverse("consent_attention")).content.decode()
    assert reverse("consent_asked", args=[asked.pk]) in page
    home = signed_in(people.marketer).get("/beheer/").content.decode()
    assert "1 vraag wacht op antwoord" in " ".join(home.split())


def test_a_question_about_one_story_reads_no_other(karim):
    asked = requests.ask(karim, story=story(karim, title="Karim kent elke doos"))
    read = []
    for number in range(2):
        with CaptureQueriesContext(connection) as made:
            assert requests.stories_asked(asked) == [asked.story]
            requests.files_of(asked)
        read.append(len(made))
        story(karim, title=f"Karim fietst {number}")
    assert read[0] == read[1]


class TestWhatAnotherPartnerShows:
    """A person can be made up, and a file uploaded again: a question takes down nothing."""

    @pytest.fixture
    def files(self):
        return {"picture": picture(5), "film": document("a.mp4", b"op het werk")}

    @pytest.fixture
    def online(self, people, files):
        person = PersonFactory(organisation=people.partner)
        page = told(person, files)
        yes = recording.Answer(taking=True, channels=("website",))
        recording.answer(requests.ask(person, story=page), yes)
        return put_online(page)

    @pytest.fixture
    def asked(self, people, online):
        """The other partner uploads both files again and asks somebody of its own."""
        again = {"picture": picture(5), "film": document("b.mp4", b"op het werk")}
        karim = PersonFactory(organisation=people.other, name="Karim Voorbeeld")
        page = told(karim, again)
        return requests.ask(karim, story=page, by=people.other_marketer)

    def is_online(self, page, files) -> bool:
        gone = gating.withheld([files["picture"]]) | gating.withheld_documents([files["film"]])
        return StoryPage.objects.shown().filter(pk=page.pk).exists() and not gone

    def test_a_question_takes_nothing_down(self, online, files, asked):
        assert self.is_online(online, files)
        assert gating.obstacles(StoryPage.objects.get(pk=online.pk)) == []

    def test_an_answer_counts(self, online, files, asked):
        recording.answer(asked, recording.Answer(taking=False))
        assert gating.withheld([files["picture"]]) == {files["picture"].pk}
        assert gating.withheld_documents([files["film"]]) == {files["film"].pk}
        assert not self.is_online(online, files)

    def test_the_federation_is_told_without_a_name(self, people, asked):
        rows = OutgoingMail.objects.filter(kind="stories.emails.asked_elsewhere")
        told_to = {mail.make(row).to: mail.make(row) for row in rows}
        assert set(told_to) == {people.federation.email}
        (sent,) = told_to.values()
        assert str(people.other) in sent.subject
        for words in (sent.subject, sent.text, sent.html):
            assert "Karim" not in words
        assert reverse("consent_ask", args=[asked.person_id]) in sent.text

    def test_the_federation_is_told_after_a_quick_answer_too(self, people, asked):
        recording.answer(asked, recording.Answer(taking=False))
        row = OutgoingMail.objects.get(kind="stories.emails.asked_elsewhere")
        assert mail.make(row).to == people.federation.email

    def test_what_no_visitor_sees_is_noted_at_once(self, people, files):
        told(PersonFactory(organisation=people.partner), files)
        karim = PersonFactory(organisation=people.other)
        own = requests.ask(karim, story=told(karim, files))
        assert own.files.count() == 2
        assert not OutgoingMail.objects.filter(kind="stories.emails.asked_elsewhere").exists()

    def test_of_the_same_partner_it_is_noted_at_once(self, people, online, files):
        karim = PersonFactory(organisation=people.partner)
        assert requests.ask(karim, story=told(karim, files)).files.count() == 2


def told(person, files):
    captions = document("a.vtt", b"WEBVTT")
    return story(person, picture=files["picture"], body=[video(files["film"], captions)])
