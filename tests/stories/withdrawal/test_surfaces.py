"""What leaves every surface when a story is taken away, and what stays."""

from threading import Thread

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.utils import timezone
from taggit.models import Tag
from wagtail.admin.views.pages.edit import EditView
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.log_actions import log
from wagtail.models import Comment, ModelLogEntry, PageLogEntry, Revision

from brand import mail
from brand.models import HomePage, OutgoingMail, Picture
from stories.gate import captions, consent
from stories.models import (
    GoneAddress,
    Objection,
    PortrayedPerson,
    StoryPage,
    StoryPortrayal,
    StoryReading,
    Withdrawal,
)
from stories.text import languages
from stories.withdrawal import recalls, withdraw
from tests.factories.brand import UserFactory
from tests.factories.stories import (
    ConsentFactory,
    PersonFactory,
    covered_story,
    document,
    image_file,
    looked_at,
    picture,
    story,
    video,
)
from tests.support.story_editor import as_it_is

pytestmark = [pytest.mark.django_db, pytest.mark.database]
Way = Withdrawal.Way


@pytest.fixture
def page():
    return covered_story(1, title="Kwikzilver kent elke doos", lead="Kwikzilver telt alles na.")


@pytest.fixture
def person(page):
    return page.portrayals.get().person


def fresh(page) -> StoryPage:
    return StoryPage.objects.get(pk=page.pk)


def words_of(model) -> str:
    """Everything in every row of a model, as text."""
    return str(list(model.objects.values_list()))


class TestWhatGoes:
    @pytest.mark.database(
        "stories.withdrawal.surfaces._remember_addresses",
        "stories.withdrawal.surfaces._search_index",
        "stories.withdrawal.surfaces.purge_deleted_text",
        "stories.withdrawal.surfaces.remove_story",
    )
    def test_the_page_is_an_empty_draft_in_the_same_place(self, page, person):
        StoryPage.objects.filter(pk=page.pk).update(sector="Logistiek", province="limburg")
        withdrawal = withdraw.withdraw(person)
        left = fresh(page)
        assert (left.title, left.draft_title, left.slug) == (
            "Teruggehaald verhaal",
            "Teruggehaald verhaal",
            f"verhaal-{page.pk}",
        )
        assert (left.lead, left.picture, len(left.body), left.search_words) == ("", None, 0, "")
        assert (left.kind, left.sector, left.province) == (page.kind, "", "limburg")
        assert (left.live, left.first_published_at, left.latest_revision) == (False, None, None)
        assert left.portrayals.count() == 0
        assert left.url_path == f"{page.get_parent().url_path}verhaal-{page.pk}/"
        assert withdrawal.places == [page.pk]
        assert withdrawal.done["pagina"] == 1

    def test_its_old_address_says_gone_and_keeps_no_name(self, page, person, client):
        assert client.get(page.url).status_code == 200
        withdraw.withdraw(person)
        response = client.get(page.url)
        assert response.status_code == 410
        assert response["Cache-Control"] == "no-store"
        assert "kwikzilver" not in response.content.decode().lower()
        assert GoneAddress.objects.count() == 1
        assert client.get(fresh(page).url).status_code == 404
        assert client.get(page.url + "x/").status_code == 404

    def test_no_draft_reader_or_comment_remembers(self, page, person):
        page.title = "Kwikzilver opnieuw"
        page.save_revision(user=UserFactory(), log_action=True)
        Comment.objects.create(
            page=page.page_ptr, user=UserFactory(), text="Kwikzilver lacht", contentpath="title"
        )
        Objection.objects.create(story=page, person=person, sentence="Kwikzilver telt alles na.")
        StoryReading.objects.create(story=page, person=person, text_hash="x")
        withdraw.withdraw(person)
        for model in (Revision, Comment, Objection, StoryReading, PageLogEntry, StoryPage):
            assert "kwikzilver" not in words_of(model).lower(), model

    def test_the_history_keeps_who_and_when(self, page, person):
        editor = UserFactory()
        page.save_revision(user=editor, log_action=True)
        log(instance=page.picture, action="wagtail.edit", user=editor)
        before = PageLogEntry.objects.filter(page=page.pk).count()
        withdraw.withdraw(person)
        entries = PageLogEntry.objects.filter(page=page.pk)
        assert set(entries.values_list("label", flat=True)) == {"Teruggehaald verhaal"}
        assert entries.count() >= before
        kind = ContentType.objects.get_for_model(Picture)
        assert set(ModelLogEntry.objects.filter(content_type=kind).values_list("label")) == {
            ("Teruggehaalde foto",)
        }

    def test_the_log_of_a_film_and_of_a_picture_in_no_story_keeps_no_name(self, page, person):
        film = get_document_model().objects.create(
            title="Kwikzilver vertelt", file=image_file(1, "f.mp4")
        )
        page.body = [{"type": "video", "value": {"title": "Film", "file": film.pk}}]
        page.save_revision()
        loose = picture(7, title="Kwikzilver lacht")
        ConsentFactory(person=person, picture=loose)
        for thing in (film, loose):
            log(instance=thing, action="wagtail.edit", user=UserFactory())
        withdraw.withdraw(person)
        assert set(ModelLogEntry.objects.values_list("label", "action")) == {
            ("Teruggehaald bestand", "wagtail.edit"),
            ("Teruggehaalde foto", "wagtail.edit"),
        }

    def test_the_log_of_what_was_deleted_before_keeps_no_name(self, page, person):
        editor, other = UserFactory(is_superuser=True), covered_story(2, title="Een ander verhaal")
        before = story(person, title="Kwikzilver van vroeger")
        before.save_revision(user=editor, log_action=True)
        shown = picture(7, title="Kwikzilver lacht")
        for thing in (shown, other.picture):
            log(instance=thing, action="wagtail.edit", user=editor)
        other.save_revision(user=editor, log_action=True)
        before.delete(user=editor)
        shown.delete()
        withdraw.withdraw(person)
        entries = PageLogEntry.objects.filter(page=before.pk)
        assert set(entries.values_list("label", "action", "user")) == {
            ("Verwijderd", "wagtail.create", None),
            ("Verwijderd", "wagtail.edit", editor.pk),
            ("Verwijderd", "wagtail.delete", editor.pk),
        }
        assert set(ModelLogEntry.objects.values_list("label", flat=True)) == {
            "Verwijderd",
            other.picture.title,
        }
        labels = set(PageLogEntry.objects.filter(page=other.pk).values_list("label", flat=True))
        assert labels == {"Een ander verhaal"}

    def test_a_tag_that_nothing_has_any_more(self, page, person):
        other = picture(9)
        page.picture.tags.add("kwikzilver", "magazijn")
        other.tags.add("magazijn")
        withdraw.withdraw(person)
        assert list(Tag.objects.values_list("name", flat=True)) == ["magazijn"]

    def test_a_redirect_that_was_made_by_hand_is_gone_too(self, page, person, client):
        elsewhere = Redirect.objects.create(old_path="/folder", redirect_link="/verhalen/")
        for number, link in enumerate((page.url, page.full_url, f"{page.url}?via=folder")):
            Redirect.objects.create(old_path=f"/kwikzilver{number}", redirect_link=link)
        withdraw.withdraw(person)
        assert list(Redirect.objects.all()) == [elsewhere]
        assert client.get("/kwikzilver1/").status_code == 404

    def test_the_picture_and_its_renditions_leave_the_disk(self, page, person):
        shown = page.picture
        files = [shown.file.name, *(shown.get_rendition(f"width-{n}").file.name for n in (80, 90))]
        assert all(default_storage.exists(name) for name in files)
        withdrawal = withdraw.withdraw(person)
        assert [name for name in files if default_storage.exists(name)] == []
        assert not Picture.objects.filter(pk=shown.pk).exists()
        assert withdrawal.done["foto's en bestanden"] >= 3

    def test_a_picture_in_no_story_goes_too(self):
        person = PersonFactory()
        shown = picture(7)
        ConsentFactory(person=person, picture=shown)
        withdraw.withdraw(person)
        assert not default_storage.exists(shown.file.name)

    def test_another_upload_of_the_same_file_goes_too(self, page, person):
        again = picture(1, title="Kwikzilver nog eens")
        rendition = again.get_rendition("width-80").file.name
        withdraw.withdraw(person)
        assert [n for n in (again.file.name, rendition) if default_storage.exists(n)] == []
        assert not Picture.objects.exists()

    def test_a_picture_of_somebody_else_stays(self):
        karim, an = PersonFactory(), None
        an = PersonFactory(organisation=karim.organisation)
        hers = picture(3)
        ConsentFactory(person=karim)
        ConsentFactory(person=an, picture=hers)
        ConsentFactory(person=an)
        body = [{"type": "picture", "value": {"image": hers.pk, "alt": "An lacht"}}]
        page = story(karim, an, live=True, body=body)
        withdraw.withdraw(karim)
        assert Picture.objects.filter(pk=hers.pk).exists()
        assert fresh(page).title == "Teruggehaald verhaal"

    @pytest.mark.parametrize("ticked", [True, False])
    def test_a_film_goes_with_its_captions(self, page, person, ticked):
        """Whatever was ticked about its still, and under whatever title it was added again."""
        film, said = document("f.mp4", b"film"), document("f.vtt", b"WEBVTT")
        again = document("nog-eens.mp4", b"film")
        page.body = [video(film, said, shows_nobody=ticked)]
        page.save_revision()
        withdraw.withdraw(person)
        for one in (film, said, again):
            assert not default_storage.exists(one.file.name)
        assert not get_document_model().objects.exists()

    def test_a_file_to_keep_goes_and_one_that_another_page_shows_is_looked_at(self, page, person):
        own, linked, shared = (document(f"{name}.pdf", name.encode()) for name in "abc")
        text = f'<p><a linktype="document" id="{linked.pk}">Lees meer</a></p>'
        kept = [{"document": one, "title": "", "text": ""} for one in (own, shared)]
        page.body = [("text", text), *(("download", value) for value in kept)]
        page.save_revision()
        story(title="Een ander verhaal", body=[("download", kept[1])], live=True)
        row = withdraw.withdraw(person)
        assert list(get_document_model().objects.all()) == [shared]
        assert [default_storage.exists(one.file.name) for one in (own, linked, shared)] == [
            False,
            False,
            True,
        ]
        assert row.done["documenten"] == 2
        tasks = set(row.recalls.values_list("task", flat=True))
        assert recalls.FILE.format(title="c.pdf") in tasks
        assert recalls.FILE.format(title="a.pdf") not in tasks

    def test_a_story_of_which_only_a_draft_names_somebody(self, page):
        later = PersonFactory(organisation=page.section_organisation)
        page.portrayals.add(StoryPortrayal(person=later))
        page.save_revision()
        withdraw.withdraw(later)
        assert fresh(page).title == "Teruggehaald verhaal"

    @pytest.mark.database("stories.withdrawal.scrubbing.mails")
    def test_what_colleagues_were_mailed_about_it(self, page, person):
        about = OutgoingMail.objects.create(
            kind=mail.READY_MADE, subject=page.title, text=f"Lees {page.title}", dedupe_key="a"
        )
        other = OutgoingMail.objects.create(
            kind="roadshow.emails.confirmed", subject="Genk", text="Genk", dedupe_key="b"
        )
        withdraw.withdraw(person)
        about.refresh_from_db()
        other.refresh_from_db()
        assert (about.subject, about.text, other.subject) == ("Teruggehaald verhaal", "", "Genk")

    def test_no_other_language_keeps_it(self, page, person):
        french = page.copy(
            update_attrs={
                "slug": "kwikzilver-fr",
                "title": "Kwikzilver compte tout",
                "locale": languages.locale("fr"),
            },
            reset_translation_key=False,
            keep_live=False,
        )
        french.portrayals.all().delete()
        row = withdraw.withdraw(person)
        assert sorted(row.places) == sorted([page.pk, french.pk])
        assert "kwikzilver" not in words_of(StoryPage).lower()

    def test_nothing_of_others_is_touched(self, page, person):
        other = covered_story(2, title="Een ander verhaal")
        withdraw.withdraw(person)
        assert fresh(other).is_shown
        assert fresh(other).latest_revision is not None
        assert default_storage.exists(other.picture.file.name)

    def test_twice_does_no_harm(self, page, person):
        withdraw.withdraw(person)
        second = withdraw.withdraw(person)
        assert second.done.get("pagina") is None
        assert second.swept_at is not None


class TestTheEmptyPlace:
    def test_an_anonymous_version_appears_where_the_story_was_chosen(self, page, person, client):
        home = HomePage.objects.get()
        home.hero_story = page.page_ptr
        home.save_revision().publish()
        withdraw.withdraw(person)
        assert HomePage.objects.get().shown_story is None
        place = fresh(page)
        place.title, place.slug, place.lead = "Elke doos geteld", "elke-doos", "Iemand telt."
        place.shows_nobody = True
        looked_at(place).save_revision().publish()
        assert HomePage.objects.get().shown_story == fresh(page)
        assert client.get(fresh(page).url).status_code == 200
        assert client.get(page.url).status_code == 410


class TestWordsOnOtherPages:
    """What stands beside somebody's picture is about that person too."""

    BODY = [
        ("quote", {"text": "Ik was dakloos", "name": "Kwikzilver", "role": "bakker"}, True),
        ("picture", {"alt": "Kwikzilver lacht", "caption": "Kwikzilver kneedt"}, True),
        ("quote", {"text": "Wij gaan verder", "name": "An, zaakvoerder"}, False),
    ]

    @pytest.fixture
    def home(self, page, monkeypatch):
        """Online since before words beside a photograph were asked about."""
        monkeypatch.setattr(captions, "obstacles", lambda page: [])
        home = HomePage.objects.get()
        home.hero_picture, home.hero_caption = page.picture, "Kwikzilver, bakker in Genk"
        home.body = [
            {"type": kind, "value": {**words, "image": page.picture.pk if shown else None}}
            for kind, words, shown in self.BODY
        ]
        home.save_revision().publish()
        return home

    def read(self, client) -> str:
        return client.get("/").content.decode()

    def test_they_go_with_the_picture(self, home, page, person, client):
        before = self.read(client)
        assert [before.count(words) for words in ("Kwikzilver, bakker", "dakloos")] == [1, 1]
        withdraw.withdraw(person)
        after = self.read(client)
        assert "Kwikzilver" not in after
        assert "dakloos" not in after
        assert "An, zaakvoerder" in after

    def test_they_go_at_once_where_the_picture_still_stands(self, home, person, client):
        person.consents.update(withdrawn_at=timezone.now())
        after = self.read(client)
        assert "Kwikzilver" not in after
        assert "An, zaakvoerder" in after


class TestWhoSavesMeanwhile:
    """A version that was being written when somebody stopped."""

    SENTENCE = "Dit verhaal werd intussen teruggehaald. Wat je schreef, is niet bewaard."

    @pytest.mark.database("stories.models.stories.StoryPage._refuse_withdrawn")
    @pytest.mark.parametrize("road", ["save_revision", "save"])
    def test_what_was_read_before_is_not_written_again(self, page, person, road):
        before = fresh(page)
        before.title = "Kwikzilver heet dit"
        withdraw.withdraw(person)
        with pytest.raises(consent.PublicationRefused) as refused:
            getattr(before, road)()
        assert str(refused.value) == self.SENTENCE
        for model in (Revision, StoryPage, PageLogEntry):
            assert "kwikzilver" not in words_of(model).lower(), model

    def test_publishing_a_version_of_before(self, page, person):
        before = page.get_latest_revision()
        withdraw.withdraw(person)
        ConsentFactory(person=person)
        with pytest.raises(consent.PublicationRefused):
            before.publish()
        assert fresh(page).title == "Teruggehaald verhaal"

    @pytest.mark.parametrize("live", [True, False])
    def test_the_editor_reads_why(self, people, signed_in, monkeypatch, live):
        page = covered_story(
            1, live=live, organisation=people.partner, title="Kwikzilver kent elke doos"
        )
        form_valid = EditView.form_valid

        def somebody_stops(view, form):
            withdraw.withdraw(page.portrayals.get().person)
            return form_valid(view, form)

        monkeypatch.setattr(EditView, "form_valid", somebody_stops)
        client = signed_in(people.marketer)
        response = client.post(f"/beheer/pages/{page.pk}/edit/", as_it_is(page), follow=True)
        text = response.content.decode()
        assert self.SENTENCE in text
        assert "Kwikzilver" not in text
        assert not Revision.objects.for_instance(page).exists()

    def test_an_anonymous_version_is_saved_as_often_as_one_likes(self, page, person):
        withdraw.withdraw(person)
        place = fresh(page)
        for title in ("Iemand telt", "Iemand telt alles"):
            place.title, place.lead, place.shows_nobody = title, "Iemand telt.", True
            looked_at(place).save_revision().publish()
            place = fresh(page).get_latest_revision_as_object()
        assert fresh(page).title == "Iemand telt alles"

    @pytest.mark.postgresql
    @pytest.mark.django_db(transaction=True)
    def test_a_version_that_is_nearly_saved_goes_too(self, page, person, monkeypatch):
        """The save holds the row; the withdrawal waits for it, and takes that version along."""
        serializable_data = StoryPage.serializable_data
        stopping = Thread(target=self.stop, args=[person])

        def read(story):
            content = serializable_data(story)
            if stopping.ident is None:
                stopping.start()
                while stopping.is_alive() and not self.somebody_waits():
                    pass
                assert stopping.is_alive()
            return content

        page.title = "Kwikzilver heet dit"
        with monkeypatch.context() as patched:
            patched.setattr(StoryPage, "serializable_data", read)
            page.save_revision(log_action=True)
            stopping.join()
        assert Withdrawal.objects.exclude(swept_at=None).count() == 1
        for model in (Revision, StoryPage, PageLogEntry):
            assert "kwikzilver" not in words_of(model).lower(), model

    def stop(self, person):
        try:
            withdraw.withdraw(PortrayedPerson.objects.get(pk=person.pk))
        finally:
            connections.close_all()

    def somebody_waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return cursor.fetchone() != (0,)
