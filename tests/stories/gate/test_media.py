"""Nothing is public before its time: who reads which file, at which moment."""

import io
import os
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.models import ReferenceIndex, UploadedFile
from wagtail.utils.file import hash_filelike

from brand import founding, permissions
from brand.media import access, passes, stores, waiting
from brand.models import BrandKit, Picture, Role
from brand.models.images import Rendition
from stories.consent import requests
from stories.models import Consent, StoryPage, StoryPortrayal
from stories.withdrawal import leftovers, withdraw
from tests.factories.brand import MembershipFactory, OrganisationFactory
from tests.factories.stories import ConsentFactory, PersonFactory, picture, story

Document = get_document_model()
SIZE = "width-20|format-jpeg"


def small(shade: int = 50, name: str = "gps.jpg") -> ContentFile:
    buffer = io.BytesIO()
    Image.new("RGB", (48, 27), (shade, 90, 82)).save(buffer, "JPEG")
    return ContentFile(buffer.getvalue(), name=name)


@pytest.fixture(autouse=True)
def forget_sizes():
    """Wagtail remembers the sizes of a picture by its number, also those of another test."""
    Rendition.cache_backend.clear()


@pytest.fixture
def partner(founded):
    made = OrganisationFactory(name="De Proefhal", slug="proefhal")
    founding.welcome(made)
    return made


@pytest.fixture
def shown(partner):
    return Picture.objects.create(
        title="Karim", alt="Karim lacht", file=small(), collection=partner.collection
    )


@pytest.fixture
def told(partner, shown):
    """Live, with a picture that its person allows."""
    person = PersonFactory(organisation=partner)
    ConsentFactory(person=person, picture=shown)
    made = story(person, picture=shown, live=True)
    ReferenceIndex.create_or_update_for_object(made)
    return made


def member(organisation, role=Role.MARKETEER):
    user = MembershipFactory(organisation=organisation, role=role).user
    permissions.place_in_groups(user)
    return user


def status(client, address: str) -> int:
    return client.get(address).status_code


@pytest.mark.django_db
class TestPictures:
    def test_of_a_live_story_for_everybody_and_kept_a_minute(self, client, told, shown):
        answer = client.get(shown.get_rendition(SIZE).url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert answer["Cache-Control"] == "public, max-age=60"
        assert answer["Content-Security-Policy"].endswith("sandbox")
        again = client.get(shown.get_rendition(SIZE).url, headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304

    def test_a_visitor_costs_few_questions(self, client, told, shown):
        address = shown.get_rendition(SIZE).url
        with CaptureQueriesContext(transaction.get_connection()) as asked:
            assert status(client, address) == 200
        assert len(asked) == 9
        with CaptureQueriesContext(transaction.get_connection()) as asked:
            assert status(client, address) == 200
        assert len(asked) == 1

    def test_what_was_found_is_asked_again_within_seconds(self):
        assert access.REMEMBERED == 10

    def test_its_original_only_for_who_works_with_it(self, client, told, shown, partner):
        assert status(client, shown.file.url) == 404
        client.force_login(member(partner))
        answer = client.get(shown.file.url)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")

    def test_of_a_draft_only_for_who_works_with_it(self, client, partner, shown):
        draft = story(PersonFactory(organisation=partner), picture=shown)
        ReferenceIndex.create_or_update_for_object(draft)
        address = shown.get_rendition(SIZE).url
        assert status(client, address) == 404
        client.force_login(member(OrganisationFactory(slug="andere")))
        assert status(client, address) == 404
        client.force_login(member(partner))
        assert status(client, address) == 200

    def test_of_the_next_version_of_a_live_story_not_yet(self, client, told, partner):
        new = Picture.objects.create(
            title="Nieuw", alt="Nieuw", file=small(60), collection=partner.collection
        )
        told.picture = new
        told.save_revision()
        ReferenceIndex.create_or_update_for_object(StoryPage.objects.get(pk=told.pk))
        assert status(client, new.get_rendition(SIZE).url) == 404

    def test_gone_from_the_moment_consent_is_gone(self, client, told, shown):
        address = shown.get_rendition(SIZE).url
        Consent.objects.update(withdrawn_at=timezone.now())
        assert status(client, address) == 404

    def test_of_a_story_that_somebody_else_in_it_no_longer_allows(self, client, told, shown):
        other = PersonFactory(organisation=told.section_organisation)
        StoryPortrayal.objects.create(story=told, person=other)
        assert not StoryPage.objects.get(pk=told.pk).is_shown
        assert status(client, shown.get_rendition(SIZE).url) == 404

    def test_the_brands_own_are_for_everybody(self, client, partner, shown):
        partner.logo = shown
        partner.save()
        assert status(client, shown.get_rendition(SIZE).url) == 200
        kit = BrandKit.current()
        kit.logo.save("merk.svg", ContentFile(b"<svg/>"))
        assert status(client, kit.logo.url) == 200

    def test_the_persons_own_page_shows_what_is_asked_about(self, client, partner, shown):
        draft = story(PersonFactory(organisation=partner), picture=shown)
        address = shown.get_rendition(SIZE).url
        with passes.given():
            own = shown.get_rendition(SIZE).url
        assert own.startswith(f"{address}?pas=")
        answer = client.get(own)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
        other = Picture.objects.create(title="A", file=small(9), collection=partner.collection)
        elsewhere = f"{other.get_rendition(SIZE).url}?{urlsplit(own).query}"
        assert status(client, elsewhere) == 404
        draft.delete()
        shown.delete()
        assert status(client, own) == 404


@pytest.mark.django_db
def test_the_link_of_a_person_carries_the_pass(client, partner, shown):
    person = PersonFactory(organisation=partner)
    draft = story(person, picture=shown)
    asked = requests.ask(person, way=Consent.Way.LINK, story=draft, by=member(partner))
    html = client.get(f"/toestemming/{asked.token}/").content.decode()
    assert "/media/images/" in html
    assert html.count("/media/images/") == html.count("?pas=")


@pytest.mark.django_db
class TestUploadsThatWait:
    @pytest.fixture
    def editor(self, client, partner):
        client.force_login(member(partner))
        return client

    @pytest.fixture
    def left(self, editor, partner):
        """As Wagtail keeps it while the description is still to be filled in."""
        data = {"files[]": small(name="karim-lacht.jpg"), "collection": partner.collection.pk}
        headers = {"x-requested-with": "XMLHttpRequest"}
        answer = editor.post("/beheer/images/multiple/add/", data, headers=headers)
        assert answer.json()["success"] is True
        return UploadedFile.objects.get()

    def test_stand_under_a_random_name_that_nobody_reads(self, client, left):
        assert "karim" not in left.file.name
        assert default_storage.exists(left.file.name)
        for address in (left.file.url, "/media/wagtail_uploads/karim-lacht.jpg"):
            assert status(client, address) == 404
        client.logout()
        assert status(client, left.file.url) == 404

    def test_are_purged_after_a_day(self, left):
        assert waiting.purge() == 0
        yesterday = (timezone.now() - timedelta(hours=25)).timestamp()
        os.utime(default_storage.path(left.file.name), (yesterday, yesterday))
        assert waiting.purge() == 1
        assert not UploadedFile.objects.exists()
        assert not default_storage.exists(left.file.name)

    def test_are_the_same_file_once_they_are_described(self, editor, left, partner):
        """By its contents a picture is known to be the one that somebody takes back."""
        with default_storage.open(left.file.name) as file:
            digest = hash_filelike(file)
        said = {"title": "Karim", "alt": "Karim lacht", "collection": partner.collection.pk}
        fields = {f"uploaded-image-{left.pk}-{name}": value for name, value in said.items()}
        headers = {"x-requested-with": "XMLHttpRequest"}
        finish = f"/beheer/images/multiple/create_from_uploaded_image/{left.pk}/"
        assert editor.post(finish, fields, headers=headers).json()["success"] is True
        assert Picture.objects.get(alt="Karim lacht").get_file_hash() == digest

    def test_go_with_a_withdrawal(self, left, partner):
        person = PersonFactory(organisation=partner)
        with default_storage.open(left.file.name) as file:
            digest = hash_filelike(file)
        consent = ConsentFactory(person=person)
        Consent.objects.filter(pk=consent.pk).update(file_hash=digest)
        withdraw.withdraw(person)
        assert not UploadedFile.objects.exists()
        assert not default_storage.exists(left.file.name)


@pytest.mark.django_db
class TestDocuments:
    @pytest.fixture
    def document(self, partner):
        file = ContentFile(b"%PDF-1.4", name="toestemming-karim.pdf")
        return Document.objects.create(title="Blad", file=file, collection=partner.collection)

    def test_stand_at_no_address_of_their_own(self, client, document, partner):
        assert document.file.name.count("/") == 2
        client.force_login(member(partner))
        for address in ("/media/documents/toestemming-karim.pdf", document.file.url):
            assert status(client, address) == 404

    def test_are_read_once_a_page_leads_there(self, client, document, partner, founded):
        from brand.models import ContentPage

        assert document.url == f"/documenten/{document.pk}/toestemming-karim.pdf"
        assert status(client, document.url) == 404
        body = [("download", {"title": "Blad", "document": document, "text": ""})]
        made = founded.add_child(instance=ContentPage(title="Blad", slug="blad", body=body))
        ReferenceIndex.create_or_update_for_object(made)
        answer = client.get(document.url)
        assert (answer.status_code, b"".join(answer)) == (200, b"%PDF-1.4")
        made.unpublish()
        assert status(client, document.url) == 404

    def test_before_that_for_who_works_with_them(self, client, document, partner):
        client.force_login(member(OrganisationFactory(slug="andere")))
        assert status(client, document.url) == 404
        client.force_login(member(partner))
        assert status(client, document.url) == 200


@pytest.mark.django_db
class TestFilesOfBefore:
    @pytest.mark.database("brand.media.waiting._hide")
    def test_get_a_random_name_once(self, client, partner):
        default_storage.save("x", ContentFile(b""))
        old = "documents/toestemming-karim.pdf"
        path = default_storage.path(old)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"%PDF-1.4")
        row = Document.objects.create(title="Oud", collection=partner.collection)
        Document.objects.filter(pk=row.pk).update(file=old)
        lost = Document.objects.create(title="Weg", collection=partner.collection)
        Document.objects.filter(pk=lost.pk).update(file="documents/weg.pdf")
        assert waiting.hide_old_names() == 1
        row.refresh_from_db()
        assert row.file.name != old
        assert row.filename == "toestemming-karim.pdf"
        assert row.file.read() == b"%PDF-1.4"
        assert not default_storage.exists(old)
        assert waiting.hide_old_names() == 0


@pytest.mark.django_db
def test_files_of_a_withdrawal_that_are_back_are_not_read_and_go(client, told, shown):
    size = shown.get_rendition(SIZE)
    film = Document.objects.create(title="Film", file=ContentFile(b"film", name="film.mp4"))
    told.body = [("video", {"title": "Een dag", "file": film, "transcript": ""})]
    told.save_revision()
    same = default_storage.open(shown.file.name).read()
    waits = UploadedFile.objects.create(file=ContentFile(same, name="karim.jpg"))
    kept = {
        one.file.name: default_storage.open(one.file.name).read()
        for one in (shown, size, film, waits)
    }
    other = picture(7)
    withdraw.withdraw(told.portrayals.get().person)
    for name, content in kept.items():
        default_storage.save(name, ContentFile(content))
        assert status(client, default_storage.url(name)) == 404
    assert leftovers.delete() == 4
    assert [default_storage.exists(name) for name in kept] == [False] * 4
    assert default_storage.exists(other.file.name)


def test_only_what_had_a_name_of_its_own_gets_another():
    names = ["images/ab.webp", "original_images/ab.jpg", "merk/logo.svg", "documents/ab/x.pdf"]
    assert [stores.unguessable(name) for name in names] == names
    assert stores.unguessable("documents/x.pdf") != stores.unguessable("documents/x.pdf")
