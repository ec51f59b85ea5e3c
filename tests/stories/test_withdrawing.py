"""Taking consent back: what ends, what goes, what is left for people, and what is said about it."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.log_actions import log
from wagtail.models import Comment, ModelLogEntry, PageLogEntry, Revision

from brand import mail
from brand.models import HomePage, OutgoingMail, Picture
from stories import consent, emails, journal, recalling, withdrawing
from stories.models import (
    Consent,
    GoneAddress,
    Objection,
    PortrayedPerson,
    Recall,
    StoryPage,
    StoryPortrayal,
    StoryReading,
    Use,
    Withdrawal,
)
from tests.factories.brand import UserFactory
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    PersonFactory,
    covered_story,
    image_file,
    picture,
    story,
)

pytestmark = pytest.mark.django_db
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


class TestWhatEnds:
    def test_everything_when_no_channel_is_named(self, page, person):
        ConsentFactory(person=person, channel=Channel.PRESS)
        ConsentFactory(person=person, channel="", purpose=Consent.Purpose.TAKING)
        stays = ConsentFactory()
        withdrawal = withdrawing.withdraw(person)
        assert set(Consent.objects.valid()) == {stays}
        assert withdrawal.channels == list(Channel.values)
        assert withdrawal.where == "alles"

    def test_only_the_channels_that_are_named(self, page, person):
        social = ConsentFactory(person=person, channel=Channel.SOCIAL)
        withdrawal = withdrawing.withdraw(person, channels=[Channel.SOCIAL], way=Way.LINK)
        social.refresh_from_db()
        assert social.withdrawn_at is not None
        assert fresh(page).is_shown
        assert (withdrawal.where, withdrawal.done, withdrawal.places) == ("sociale media", {}, [])

    def test_who_did_it_and_how_is_kept(self, person):
        marketer = UserFactory()
        row = withdrawing.withdraw(person, way=Way.PHONE, by=marketer)
        assert (row.recorded_by, row.way, row.organisation) == (
            marketer,
            Way.PHONE,
            person.organisation,
        )
        assert row.swept_at is not None


class TestWhatGoes:
    def test_the_page_is_an_empty_draft_in_the_same_place(self, page, person):
        StoryPage.objects.filter(pk=page.pk).update(sector="Logistiek", province="limburg")
        withdrawal = withdrawing.withdraw(person)
        left = fresh(page)
        assert (left.title, left.draft_title, left.slug) == (
            "Teruggehaald verhaal",
            "Teruggehaald verhaal",
            f"verhaal-{page.pk}",
        )
        assert (left.lead, left.picture, len(left.body), left.search_words) == ("", None, 0, "")
        assert (left.kind, left.sector, left.province) == (page.kind, "Logistiek", "limburg")
        assert (left.live, left.first_published_at, left.latest_revision) == (False, None, None)
        assert left.portrayals.count() == 0
        assert left.url_path == f"{page.get_parent().url_path}verhaal-{page.pk}/"
        assert withdrawal.places == [page.pk]
        assert withdrawal.done["pagina"] == 1

    def test_its_old_address_says_gone_and_keeps_no_name(self, page, person, client):
        assert client.get(page.url).status_code == 200
        withdrawing.withdraw(person)
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
        withdrawing.withdraw(person)
        for model in (Revision, Comment, Objection, StoryReading, PageLogEntry, StoryPage):
            assert "kwikzilver" not in words_of(model).lower(), model

    def test_the_history_keeps_who_and_when(self, page, person):
        editor = UserFactory()
        page.save_revision(user=editor, log_action=True)
        log(instance=page.picture, action="wagtail.edit", user=editor)
        before = PageLogEntry.objects.filter(page=page.pk).count()
        withdrawing.withdraw(person)
        entries = PageLogEntry.objects.filter(page=page.pk)
        assert set(entries.values_list("label", flat=True)) == {"Teruggehaald verhaal"}
        assert entries.count() >= before
        kind = ContentType.objects.get_for_model(Picture)
        assert set(ModelLogEntry.objects.filter(content_type=kind).values_list("label")) == {
            ("Teruggehaalde foto",)
        }

    def test_the_picture_and_its_renditions_leave_the_disk(self, page, person):
        shown = page.picture
        files = [shown.file.name, *(shown.get_rendition(f"width-{n}").file.name for n in (80, 90))]
        assert all(default_storage.exists(name) for name in files)
        withdrawal = withdrawing.withdraw(person)
        assert [name for name in files if default_storage.exists(name)] == []
        assert not Picture.objects.filter(pk=shown.pk).exists()
        assert withdrawal.done["foto's en bestanden"] >= 3

    def test_a_picture_in_no_story_goes_too(self):
        person = PersonFactory()
        shown = picture(7)
        ConsentFactory(person=person, picture=shown)
        withdrawing.withdraw(person)
        assert not default_storage.exists(shown.file.name)

    def test_a_picture_of_somebody_else_stays(self):
        karim, an = PersonFactory(), None
        an = PersonFactory(organisation=karim.organisation)
        hers = picture(3)
        ConsentFactory(person=karim)
        ConsentFactory(person=an, picture=hers)
        ConsentFactory(person=an)
        body = [{"type": "picture", "value": {"image": hers.pk, "alt": "An lacht"}}]
        page = story(karim, an, live=True, body=body)
        withdrawing.withdraw(karim)
        assert Picture.objects.filter(pk=hers.pk).exists()
        assert fresh(page).title == "Teruggehaald verhaal"

    def test_a_film_goes_with_its_captions(self, page, person):
        document = get_document_model().objects.create(title="film", file=image_file(1, "f.mp4"))
        video = {"title": "Film", "file": document.pk, "transcript": "<p>Hallo</p>"}
        page.body = [{"type": "video", "value": video}]
        page.save_revision()
        withdrawing.withdraw(person)
        assert not default_storage.exists(document.file.name)
        assert not get_document_model().objects.filter(pk=document.pk).exists()

    def test_a_story_of_which_only_a_draft_names_somebody(self, page):
        later = PersonFactory(organisation=page.section_organisation)
        page.portrayals.add(StoryPortrayal(person=later))
        page.save_revision()
        withdrawing.withdraw(later)
        assert fresh(page).title == "Teruggehaald verhaal"

    def test_what_colleagues_were_mailed_about_it(self, page, person):
        about = OutgoingMail.objects.create(
            kind=mail.READY_MADE, subject=page.title, text=f"Lees {page.title}", dedupe_key="a"
        )
        other = OutgoingMail.objects.create(
            kind="roadshow.emails.confirmed", subject="Genk", text="Genk", dedupe_key="b"
        )
        withdrawing.withdraw(person)
        about.refresh_from_db()
        other.refresh_from_db()
        assert (about.subject, about.text, other.subject) == ("Teruggehaald verhaal", "", "Genk")

    def test_nothing_of_others_is_touched(self, page, person):
        other = covered_story(2, title="Een ander verhaal")
        withdrawing.withdraw(person)
        assert fresh(other).is_shown
        assert fresh(other).latest_revision is not None
        assert default_storage.exists(other.picture.file.name)

    def test_twice_does_no_harm(self, page, person):
        withdrawing.withdraw(person)
        second = withdrawing.withdraw(person)
        assert second.done.get("pagina") is None
        assert second.swept_at is not None


class TestTheEmptyPlace:
    def test_an_anonymous_version_appears_where_the_story_was_chosen(self, page, person, client):
        home = HomePage.objects.get()
        home.hero_story = page.page_ptr
        home.save_revision().publish()
        withdrawing.withdraw(person)
        assert HomePage.objects.get().shown_story is None
        place = fresh(page)
        place.title, place.slug, place.lead = "Elke doos geteld", "elke-doos", "Iemand telt."
        place.shows_nobody = True
        place.save_revision().publish()
        assert HomePage.objects.get().shown_story == fresh(page)
        assert client.get(fresh(page).url).status_code == 200
        assert client.get(page.url).status_code == 410


class TestWhereSomethingFails:
    def test_the_worker_does_what_was_left(self, page, person, monkeypatch):
        def fails(story, person):
            raise OSError("schijf weg")

        with monkeypatch.context() as patched:
            patched.setattr("stories.taking_away.take_away", fails)
            row = withdrawing.withdraw(person)
        assert row.swept_at is None
        assert row.trouble == (
            f"Verhaal {page.pk} is nog niet overal weg; het wordt opnieuw geprobeerd."
        )
        assert not fresh(page).is_shown
        assert withdrawing.finish() == 1
        row.refresh_from_db()
        assert (row.trouble, row.places) == ("", [page.pk])
        assert fresh(page).title == "Teruggehaald verhaal"

    def test_one_story_that_fails_does_not_keep_another(self, page, person, monkeypatch):
        second = story(person, picture=page.picture, title="Nog een verhaal", live=True)
        take_away = withdrawing.taking_away.take_away

        def fails_once(one, person):
            if one.pk == page.pk:
                raise OSError("schijf weg")
            return take_away(one, person)

        monkeypatch.setattr("stories.taking_away.take_away", fails_once)
        row = withdrawing.withdraw(person)
        assert (fresh(second).title, row.places) == ("Teruggehaald verhaal", [second.pk])


class TestTheEnd:
    def test_what_is_over_leaves_like_what_was_taken_back(self, page, person):
        Consent.objects.update(until=timezone.localdate() - timedelta(days=1))
        assert withdrawing.end_what_is_over() == 1
        assert withdrawing.end_what_is_over() == 0
        row = Withdrawal.objects.get()
        assert (row.way, row.channels, row.places) == (Way.END, [Channel.WEBSITE], [page.pk])
        assert Consent.objects.get(person=person).withdrawn_at is None
        assert fresh(page).title == "Teruggehaald verhaal"

    def test_who_renewed_stays(self, page, person):
        Consent.objects.update(until=timezone.localdate() - timedelta(days=1))
        ConsentFactory(person=person, picture=page.picture)
        assert withdrawing.end_what_is_over() == 0
        assert fresh(page).is_shown

    def test_today_still_counts(self, page):
        Consent.objects.update(until=timezone.localdate())
        assert withdrawing.end_what_is_over() == 0


class TestTheJournal:
    def test_a_withdrawal_is_written_outside_the_database_without_a_name(self, page, person):
        row = withdrawing.withdraw(person)
        store = journal.storages["journal"]
        assert store.listdir("") == ([], [f"{row.key}.json"])
        with store.open(f"{row.key}.json") as file:
            text = file.read().decode()
        assert person.name not in text
        assert "kwikzilver" not in text.lower()
        assert list(journal.forgotten()) == []

    def test_a_database_that_forgot_is_reminded(self, page, person):
        row = withdrawing.withdraw(person, channels=[Channel.WEBSITE], way=Way.LINK)
        Withdrawal.objects.all().delete()
        back = covered_story(5, title="Kwikzilver is terug", organisation=person.organisation)
        back.portrayals = [StoryPortrayal(person=person)]
        ConsentFactory(person=person, picture=back.picture)
        back.save_revision().publish()
        assert fresh(back).is_shown
        assert withdrawing.redo_forgotten() == 1
        again = Withdrawal.objects.get()
        assert (again.key, again.way, again.at) == (row.key, Way.LINK, row.at)
        assert fresh(back).title == "Teruggehaald verhaal"
        assert withdrawing.redo_forgotten() == 0

    def test_somebody_this_database_never_knew_is_no_trouble(self, person):
        withdrawing.withdraw(person)
        Withdrawal.objects.all().delete()
        PortrayedPerson.objects.update(key="00000000-0000-0000-0000-000000000001")
        assert withdrawing.redo_forgotten() == 0


class TestWhatPeopleMustDo:
    def use(self, page, kind, **fields):
        fields = {"channel": Channel.SOCIAL, "where": "LinkedIn, 3 maart", **fields}
        return Use.objects.create(
            organisation=page.section_organisation, story=page, kind=kind, **fields
        )

    def test_each_use_is_a_task(self, page, person):
        self.use(page, Use.Kind.POST, url="https://social.example/1")
        self.use(page, Use.Kind.PRINT, channel=Channel.PRESS, where="Folder")
        self.use(page, Use.Kind.DOWNLOAD, channel=Channel.PRESS, where="Persmap", who="De Krant")
        row = withdrawing.withdraw(person)
        assert list(row.recalls.values_list("task", "url")) == [
            ("Haal het bericht weg: LinkedIn, 3 maart.", "https://social.example/1"),
            ("Verspreid dit drukwerk niet meer, en haal weg wat nog ligt of hangt: Folder.", ""),
            ("Vraag De Krant om dit niet meer te gebruiken en het te wissen: Persmap.", ""),
        ]

    def test_only_of_the_channels_that_ended(self, page, person):
        self.use(page, Use.Kind.POST)
        self.use(page, Use.Kind.PRINT, channel=Channel.PRESS, where="Folder")
        row = withdrawing.withdraw(person, channels=[Channel.PRESS])
        assert [recall.use.kind for recall in row.recalls.all()] == [Use.Kind.PRINT]

    def test_the_one_who_placed_it_gets_the_task(self, page, person, people_of_two_partners):
        other = people_of_two_partners
        use = self.use(page, Use.Kind.POST)
        Use.objects.filter(pk=use.pk).update(organisation=other)
        row = withdrawing.withdraw(person)
        assert row.recalls.get().organisation == other

    def test_a_page_that_was_made_to_point_at_it_is_looked_at(self, page, person):
        home = HomePage.objects.get()
        home.hero_story = page.page_ptr
        home.save()
        row = withdrawing.withdraw(person)
        assert row.recalls.get().task == (
            f"Kijk na of de pagina “{home.title}” nog iets over deze persoon vertelt."
        )

    def test_done_and_undone(self, page, person):
        self.use(page, Use.Kind.POST)
        task = withdrawing.withdraw(person).recalls.get()
        marketer = UserFactory()
        recalling.settle(task, by=marketer, note="Weggehaald")
        task.refresh_from_db()
        assert (task.done_by, task.note) == (marketer, "Weggehaald")
        assert set(Recall.objects.open()) == set()
        recalling.open_again(task)
        assert set(Recall.objects.open()) == {task}


@pytest.fixture
def people_of_two_partners():
    return PersonFactory().organisation


class TestTheMail:
    def withdrawn(self, person, **wishes):
        PortrayedPerson.objects.update(email="karim@proef.be")
        row = withdrawing.withdraw(PortrayedPerson.objects.get(pk=person.pk), **wishes)
        return row, emails.withdrawn(row.pk)

    def test_it_is_asked_once(self, page, person):
        row, _ = self.withdrawn(person)
        asked = OutgoingMail.objects.filter(kind="stories.emails.withdrawn")
        assert [entry.ref for entry in asked] == [str(row.pk)]

    def test_it_says_what_is_gone(self, page, person):
        _, message = self.withdrawn(person)
        assert (message.to, message.subject) == ("karim@proef.be", "Uw toestemming is gestopt")
        assert "Uw verhaal en uw foto zijn weg van onze website." in message.text
        assert "Voor zover wij weten, staat het nergens anders." in message.text
        assert page.title not in message.text + message.html

    def test_it_is_honest_about_what_cannot_come_back(self, page, person):
        for number in (1, 2):
            Use.objects.create(
                organisation=page.section_organisation,
                story=page,
                kind=Use.Kind.POST,
                channel=Channel.SOCIAL,
                where=f"Bericht {number}",
            )
        _, message = self.withdrawn(person)
        assert "Dit kunnen we niet zelf terughalen:\n- 2 berichten op sociale media" in message.text

    def test_one_channel_is_named(self, page, person):
        ConsentFactory(person=person, channel=Channel.SOCIAL)
        _, message = self.withdrawn(person, channels=[Channel.SOCIAL])
        assert "We tonen u niet meer hier: sociale media." in message.text

    def test_the_end_date_is_another_sentence(self, page, person):
        _, message = self.withdrawn(person, channels=[Channel.WEBSITE], way=Way.END)
        assert message.subject == "Uw toestemming is afgelopen"

    def test_without_an_address_there_is_no_mail(self, person):
        assert emails.withdrawn(withdrawing.withdraw(person).pk) is None


class TestNewsletters:
    def test_a_draft_that_was_cleaned_is_a_task(self, page, person, monkeypatch):
        asked = {}

        def clean(is_gone, names_it):
            asked.update(
                gone=is_gone(f"https://site.example{page.url}?via=x"),
                other=is_gone("/verhalen/"),
                named=names_it("Maart: kwikzilver kent elke DOOS"),
            )
            return recalling.audience.Cleaned(changed=["Maart"], sent=["Februari"])

        monkeypatch.setattr(recalling.audience, "clean_newsletters", clean)
        row = withdrawing.withdraw(person)
        assert recalling.look_through_newsletters() == 1
        assert recalling.look_through_newsletters() == 0
        assert asked == {"gone": True, "other": False, "named": True}
        assert list(row.recalls.values_list("task", flat=True)) == [
            "Het verhaal is uit het concept “Maart” gehaald. Kijk die nieuwsbrief na.",
            "De nieuwsbrief “Februari” is verstuurd en niet terug te halen.",
        ]

    def test_a_service_that_is_down_is_asked_again(self, page, person, monkeypatch):
        def down(is_gone, names_it):
            raise recalling.audience.AudienceError("line", "Mailchimp ligt stil (503).")

        row = withdrawing.withdraw(person)
        with monkeypatch.context() as patched:
            patched.setattr(recalling.audience, "clean_newsletters", down)
            assert recalling.look_through_newsletters() == 0
        row.refresh_from_db()
        assert row.trouble == ("Nieuwsbrieven zijn nog niet nagekeken: Mailchimp ligt stil (503).")
        assert recalling.look_through_newsletters() == 1
        row.refresh_from_db()
        assert (row.trouble, row.newsletters_at is None) == ("", False)


def test_a_picture_with_another_file_is_only_taken_down(page):
    page.picture.file = image_file(9)
    page.picture.save()
    assert withdrawing.take_down() == 1
    assert fresh(page).title == page.title
    assert consent.missing(fresh(page))
    assert Withdrawal.objects.count() == 0
