"""What somebody read and approved is not changed under it: no picture, no film, not their words."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model

from brand import permissions, scoping
from brand.models import Picture
from stories.models import Consent
from stories.review import file_lock
from tests.factories.brand import Role, member
from tests.factories.stories import (
    ConsentFactory,
    PersonFactory,
    document,
    image_file,
    picture,
    story,
    video,
)
from tests.support.story_editor import act, as_user, fresh, hand_in
from tests.support.telling_documents import box

pytestmark = pytest.mark.django_db
IN_HOSPITAL = box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", b"in het ziekenhuis")


@pytest.fixture
def shown(cast):
    return picture(21, collection=cast.partner.collection, title="magazijn", credit="Bo")


@pytest.fixture
def tale(cast, shown):
    tale = story(organisation=cast.partner, picture=shown, owner=cast.author)
    tale.save_revision(user=cast.author)
    return fresh(tale)


@pytest.fixture
def live(cast, tale):
    act(tale, hand_in(tale, cast.author), cast.colleague)
    return fresh(tale)


def send(user, shown, **fields):
    form = {
        "title": shown.title,
        "alt": shown.alt,
        "credit": shown.credit,
        "collection": shown.collection_id,
        "tags": "",
        **{f"focal_point_{name}": "" for name in ("x", "y", "width", "height")},
        **fields,
    }
    return as_user(user).post(reverse("wagtailimages:edit", args=[shown.pk]), form)


def another_file():
    return SimpleUploadedFile("ander-bestand.png", image_file(99).read(), "image/png")


def kept(shown):
    now = Picture.objects.get(pk=shown.pk)
    return now.file_hash, now.file.name, now.alt, now.credit


def test_no_other_file_in_a_story_that_is_online(cast, live, shown, client):
    before = kept(shown)
    response = send(cast.author, shown, file=another_file(), title="Iets anders")
    assert response.status_code == 200
    assert response.context["form"].errors == {"file": [file_lock.FILE]}
    assert file_lock.FILE in response.content.decode()
    assert 'value="Iets anders"' in response.content.decode()  # what was typed is still there
    assert kept(shown) == before
    assert "ander-bestand" not in client.get(live.url).content.decode()


@pytest.mark.parametrize("who", ["author", "colleague", "boss", "federation"])
def test_nobody_changes_the_file(cast, live, shown, who):
    before = kept(shown)
    send(getattr(cast, who), shown, file=another_file())
    assert kept(shown) == before


@pytest.mark.parametrize("field", ["alt", "credit"])
@pytest.mark.parametrize(
    ("who", "may"), [("author", False), ("colleague", False), ("boss", True), ("federation", True)]
)
def test_who_changes_the_words(cast, live, shown, field, who, may):
    response = send(getattr(cast, who), shown, **{field: "ONGELEZEN"})
    assert (getattr(Picture.objects.get(pk=shown.pk), field) == "ONGELEZEN") is may
    if not may:
        assert response.context["form"].errors == {field: [file_lock.WORDS]}
        assert "ONGELEZEN" in response.content.decode()  # what was typed is still there


def test_a_beheerder_who_wrote_it_does_not(cast, shown):
    tale = story(organisation=cast.partner, picture=shown, owner=cast.boss)
    tale.save_revision(user=cast.boss)
    act(tale, hand_in(tale, cast.boss), cast.colleague)
    send(cast.boss, shown, credit="ONGELEZEN")
    assert Picture.objects.get(pk=shown.pk).credit == "Bo"
    second = member(cast.partner, Role.BEHEERDER, first_name="Zoë")
    permissions.place_in_groups(second)
    send(second, shown, credit="Zoë las het")
    assert Picture.objects.get(pk=shown.pk).credit == "Zoë las het"


def test_the_title_and_the_tags_are_for_the_desk(cast, live, shown):
    response = send(cast.author, shown, title="magazijn in Genk", tags="magazijn")
    assert response.status_code == 302
    assert Picture.objects.get(pk=shown.pk).title == "magazijn in Genk"


class TestWhichStories:
    def test_a_draft_that_nobody_reads_holds_nothing(self, cast, tale, shown):
        assert file_lock.stories_with(shown) == []
        send(cast.author, shown, file=another_file(), credit="Cas")
        assert Picture.objects.get(pk=shown.pk).credit == "Cas"
        assert Picture.objects.get(pk=shown.pk).file_hash != shown.file_hash

    def test_one_that_is_handed_in(self, cast, tale, shown):
        hand_in(tale, cast.author)
        assert file_lock.stories_with(shown) == [tale]

    def test_only_the_version_that_is_handed_in_shows_it(self, cast, tale, shown):
        other = picture(22)
        tale.picture = other
        tale.save_revision(user=cast.author)
        hand_in(tale, cast.author)
        assert file_lock.stories_with(other) == [tale]
        assert file_lock.stories_with(shown) == []

    def test_one_that_is_planned(self, cast, tale, shown):
        tale.go_live_at = timezone.now() + timedelta(days=3)
        tale.save_revision(user=cast.author)
        act(tale, hand_in(tale, cast.author), cast.colleague)
        assert not fresh(tale).live
        assert file_lock.stories_with(shown) == [tale]

    def test_one_that_was_taken_offline_waits_for_what_was_approved(self, live, shown):
        live.unpublish()
        assert file_lock.stories_with(shown) == [live]

    @pytest.mark.parametrize("ticked", [True, False])
    def test_in_its_text(self, cast, ticked):
        shown = picture(23)
        block = {
            "image": shown,
            "alt": "",
            "caption": "",
            "shows_nobody": ticked,
            "shows_nobody_why": "Dozen.",
        }
        tale = story(organisation=cast.partner, live=True, body=[("picture", block)])
        assert file_lock.stories_with(shown) == [tale]
        assert file_lock.stories_with(picture(24)) == []


def test_the_right_at_the_partner_is_asked_and_not_the_role(cast, live, shown, monkeypatch):
    assert file_lock.may_reword(shown, cast.boss)
    assert not file_lock.may_reword(shown, cast.colleague)  # a marketer
    rights = scoping.rights_of_roles()
    without = {role: own - {file_lock.MAY} for role, own in rights.items()}
    monkeypatch.setattr(scoping, "rights_of_roles", lambda: without)
    assert not file_lock.may_reword(shown, cast.boss)


class TestWordsThatTheGateWouldRefuse:
    """Of a picture that visitors see, whoever changes them."""

    @pytest.fixture
    def karim(self, cast, shown):
        karim = PersonFactory(organisation=cast.partner, name="Karim Voorbeeld")
        ConsentFactory(person=karim, picture=shown)
        return karim

    @pytest.fixture
    def public(self, cast, shown, karim):
        page = story(karim, picture=shown, title="Karim werkt", owner=cast.author)
        act(page, hand_in(page, cast.author), cast.colleague)
        assert fresh(page).live
        return fresh(page)

    def said(self, user, shown, **words):
        """What the form answers, and what was kept."""
        response = send(user, shown, **words)
        now = Picture.objects.get(pk=shown.pk)
        errors = response.context["form"].errors if response.status_code == 200 else {}
        for text in words.values() if errors else ():
            assert text in response.content.decode()  # what was typed is still there
        return errors, {name: getattr(now, name) for name in words}

    @pytest.mark.parametrize("who", ["boss", "federation", "superuser"])
    def test_a_description_that_who_is_in_it_did_not_read(self, cast, public, shown, who):
        errors, kept = self.said(getattr(cast, who), shown, alt="Net uit de gevangenis")
        assert errors == {
            "alt": [
                "Deze woorden staan bij het verhaal “Karim werkt”, dat online is. Karim Voorbeeld "
                "zei ja op een andere tekst dan deze. Schrijf de beschrijving in het verhaal zelf "
                "en dien het in: dan leest wie erin staat ze eerst."
            ]
        }
        assert kept == {"alt": "Iemand lacht"}

    def test_a_credit_with_a_name_that_may_not_be_said(self, cast, public, shown):
        errors, kept = self.said(cast.boss, shown, credit="Karim Voorbeeld")
        assert errors == {
            "credit": [
                "Deze woorden staan bij het verhaal “Karim werkt”, dat online is. Karim Voorbeeld "
                "wil alleen “Karim” heten. Als fotograaf van de foto “magazijn” staat "
                "“Voorbeeld”: schrijf “Karim”."
            ]
        }
        assert kept == {"credit": "Bo"}

    def test_a_credit_that_who_is_in_it_did_not_read(self, cast, public, shown):
        errors, kept = self.said(cast.boss, shown, credit="Cas")
        assert errors == {
            "credit": [
                "Deze woorden staan bij het verhaal “Karim werkt”, dat online is. Karim Voorbeeld "
                "zei ja op een andere tekst dan deze. Voeg de foto opnieuw toe met deze fotograaf, "
                "kies die in het verhaal en dien het in: dan leest wie erin staat het eerst."
            ]
        }
        assert kept == {"credit": "Bo"}

    def test_in_a_story_with_its_own_words_only_a_name_counts(self, cast, karim, shown):
        page = story(
            karim, picture=shown, picture_alt="Karim tilt", title="Karim", owner=cast.author
        )
        act(page, hand_in(page, cast.author), cast.colleague)
        assert self.said(cast.boss, shown, alt="Iemand tilt") == ({}, {"alt": "Iemand tilt"})
        errors, kept = self.said(cast.boss, shown, alt="Karim Voorbeeld tilt")
        assert errors == {
            "alt": [
                "Karim Voorbeeld wil alleen “Karim” heten. In de woorden bij de foto “magazijn” "
                "staat “Voorbeeld”: schrijf “Karim”."
            ]
        }
        assert kept == {"alt": "Iemand tilt"}

    def test_by_the_form_under_an_upload(self, cast, public, shown):
        address = reverse("wagtailimages:edit_multiple", args=[shown.pk])
        form = {
            f"image-{shown.pk}-{name}": value
            for name, value in {
                "title": shown.title,
                "alt": "Net uit de gevangenis",
                "credit": "Bo",
                "collection": shown.collection_id,
                "tags": "",
            }.items()
        }
        ajax = {"x-requested-with": "XMLHttpRequest"}
        answer = as_user(cast.boss).post(address, form, headers=ajax).json()
        assert answer["success"] is False
        assert "zei ja op een andere tekst dan deze." in answer["form"]
        assert Picture.objects.get(pk=shown.pk).alt == "Iemand lacht"

    def test_whose_name_may_be_said_in_full(self, cast, shown):
        an = PersonFactory(organisation=cast.partner, name="An Voorbeeld")
        ConsentFactory(person=an, picture=shown, name_level=Consent.NameLevel.FULL)
        page = story(
            an, picture=shown, picture_alt="An tilt", title="An", owner=cast.author, live=True
        )
        assert page.live
        assert self.said(cast.boss, shown, alt="An Voorbeeld tilt") == (
            {},
            {"alt": "An Voorbeeld tilt"},
        )


class TestDocuments:
    @pytest.fixture
    def film(self, cast):
        return document("werk.mp4", b"op het werk", collection=cast.partner.collection)

    @pytest.fixture
    def captions(self, cast):
        return document("werk.vtt", b"WEBVTT", collection=cast.partner.collection)

    @pytest.fixture
    def sheet(self, cast):
        return document("folder.pdf", b"%PDF", title="Folder", collection=cast.partner.collection)

    @pytest.fixture
    def draft(self, cast, film, captions, sheet):
        kept = {"document": sheet, "title": "", "text": ""}
        body = [video(film, captions), ("download", kept)]
        page = story(organisation=cast.partner, body=body, owner=cast.author)
        page.save_revision(user=cast.author)
        return fresh(page)

    @pytest.fixture
    def public(self, cast, draft):
        act(draft, hand_in(draft, cast.author), cast.colleague)
        assert fresh(draft).live
        return fresh(draft)

    def send(self, user, row, **fields):
        form = {"title": row.title, "tags": "", "collection": row.collection_id, **fields}
        return as_user(user).post(reverse("wagtaildocs:edit", args=[row.pk]), form)

    def other(self):
        return SimpleUploadedFile("ziekenhuis.mp4", IN_HOSPITAL, "video/mp4")

    def content(self, row) -> bytes:
        return get_document_model().objects.get(pk=row.pk).file.read()

    @pytest.mark.parametrize("which", ["film", "captions", "sheet"])
    @pytest.mark.parametrize("who", ["author", "boss", "federation"])
    def test_keep_their_file_while_visitors_see_them(
        self, cast, public, client, film, captions, sheet, which, who
    ):
        row = {"film": film, "captions": captions, "sheet": sheet}[which]
        before = self.content(row)
        response = self.send(getattr(cast, who), row, file=self.other(), title="Iets anders")
        assert response.context["form"].errors["file"] == [file_lock.DOCUMENT]
        assert 'value="Iets anders"' in response.content.decode()
        assert self.content(row) == before
        assert b"".join(client.get(row.url).streaming_content) == before

    def test_and_while_somebody_reads_them(self, cast, draft, film):
        assert file_lock.stories_with(film) == []
        hand_in(draft, cast.author)
        assert file_lock.stories_with(film) == [draft]
        response = self.send(cast.author, film, file=self.other())
        assert response.context["form"].errors["file"] == [file_lock.DOCUMENT]

    def test_that_a_text_links_to(self, cast, sheet):
        text = f'<p><a linktype="document" id="{sheet.pk}">Lees meer</a></p>'
        page = story(organisation=cast.partner, body=[("text", text)], live=True)
        assert file_lock.stories_with(sheet) == [page]

    def test_are_free_in_a_draft(self, cast, draft, film):
        self.send(cast.author, film, file=self.other())
        assert self.content(film) == IN_HOSPITAL

    def test_the_form_says_so(self, cast, public, film):
        page = as_user(cast.boss).get(reverse("wagtaildocs:edit", args=[film.pk]))
        assert file_lock.NEEDED in page.content.decode()
        assert reverse("wagtaildocs:delete", args=[film.pk]) not in page.content.decode()

    @pytest.mark.parametrize("road", ["delete", "delete_multiple", "bulk"])
    @pytest.mark.parametrize("live", [True, False])
    def test_are_not_deleted_by_any_screen(self, cast, draft, film, road, live):
        if live:
            act(draft, hand_in(draft, cast.author), cast.colleague)
        desk, ajax = as_user(cast.superuser), {"x-requested-with": "XMLHttpRequest"}
        if road == "bulk":
            bulk = reverse("wagtail_bulk_action", args=["wagtaildocs", "document", "delete"])
            desk.post(f"{bulk}?id={film.pk}&next=/beheer/documents/")
        else:
            headers = ajax if road == "delete_multiple" else {}
            desk.post(reverse(f"wagtaildocs:{road}", args=[film.pk]), headers=headers)
        assert get_document_model().objects.filter(pk=film.pk).exists() is live

    def test_a_title_that_visitors_read(self, cast, public, sheet):
        response = self.send(cast.author, sheet, title="Ongelezen")
        assert response.context["form"].errors == {"title": [file_lock.TITLE]}
        assert self.send(cast.boss, sheet, title="Gelezen").status_code == 302

    def test_a_title_that_who_is_in_the_story_agreed_to(self, cast, sheet):
        karim = PersonFactory(organisation=cast.partner)
        ConsentFactory(person=karim)
        block = ("download", {"document": sheet, "title": "", "text": ""})
        page = story(karim, title="Karim werkt", body=[block], owner=cast.author)
        act(page, hand_in(page, cast.author), cast.colleague)
        assert fresh(page).live
        response = self.send(cast.boss, sheet, title="Net uit de gevangenis")
        assert response.context["form"].errors == {
            "title": [file_lock.TITLE_AGREED.format(story="Karim werkt")]
        }
        assert 'value="Net uit de gevangenis"' in response.content.decode()

    def test_the_title_of_a_film_is_for_the_desk(self, cast, public, film):
        assert self.send(cast.author, film, title="Film van maandag").status_code == 302
