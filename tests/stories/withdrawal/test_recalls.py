"""What is left for people to take back, and what newsletters are searched for."""

import pytest

from brand.models import HomePage
from stories.gate import captions
from stories.models import Recall, StoryPage, Use, Withdrawal
from stories.withdrawal import recalls, withdraw
from tests.factories.brand import UserFactory
from tests.factories.stories import Channel, PersonFactory, covered_story, document, picture, story

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


@pytest.fixture
def people_of_two_partners():
    return PersonFactory().organisation


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
        row = withdraw.withdraw(person)
        assert list(row.recalls.values_list("task", "url")) == [
            (
                "Haal het bericht weg: LinkedIn, 3 maart (social.example/1).",
                "https://social.example/1",
            ),
            ("Verspreid dit drukwerk niet meer, en haal weg wat nog ligt of hangt: Folder.", ""),
            ("Vraag De Krant om dit niet meer te gebruiken en het te wissen: Persmap.", ""),
        ]

    def test_only_of_the_channels_that_ended(self, page, person):
        self.use(page, Use.Kind.POST)
        self.use(page, Use.Kind.PRINT, channel=Channel.PRESS, where="Folder")
        row = withdraw.withdraw(person, channels=[Channel.PRESS])
        assert [recall.use.kind for recall in row.recalls.all()] == [Use.Kind.PRINT]

    def test_the_one_who_placed_it_gets_the_task(self, page, person, people_of_two_partners):
        other = people_of_two_partners
        use = self.use(page, Use.Kind.POST)
        Use.objects.filter(pk=use.pk).update(organisation=other)
        row = withdraw.withdraw(person)
        assert row.recalls.get().organisation == other

    def test_a_page_that_was_made_to_point_at_it_is_looked_at(self, page, person):
        home = HomePage.objects.get()
        home.hero_story = page.page_ptr
        home.save()
        row = withdraw.withdraw(person)
        assert row.recalls.get().task == (
            f"Kijk na of de pagina “{home.title}” nog iets over deze persoon vertelt."
        )

    def test_a_page_that_shows_the_picture_is_looked_at_once(self, page, person, monkeypatch):
        """Also when the story itself was chosen nowhere."""
        monkeypatch.setattr(captions, "obstacles", lambda page: [])  # online since before that
        home = HomePage.objects.get()
        home.hero_picture, home.hero_caption = page.picture, "Kwikzilver, bakker in Genk"
        home.body = [{"type": "picture", "value": {"image": page.picture.pk, "alt": "Lacht"}}]
        home.save_revision().publish()
        row = withdraw.withdraw(person)
        assert [recall.task for recall in row.recalls.all()] == [
            f"Kijk na of de pagina “{home.title}” nog iets over deze persoon vertelt."
        ]

    def test_a_page_with_another_picture_is_left_alone(self, page, person):
        home = HomePage.objects.get()
        home.hero_picture = picture(2)
        home.save_revision().publish()
        assert list(withdraw.withdraw(person).recalls.all()) == []

    def test_a_file_that_another_page_shows_too_is_looked_at(self, page, person):
        """A poster may show somebody; no machine sees that."""
        poster = document("affiche.pdf", title="Affiche")
        page.body = [("download", {"document": poster, "title": "", "text": ""})]
        page.save_revision()
        story(body=list(page.body.raw_data))
        (task,) = withdraw.withdraw(person).recalls.all()
        assert task.task == (
            "Kijk na of het bestand “Affiche” deze persoon toont of noemt. Zo ja: verwijder het."
        )
        assert task.url.endswith(f"/beheer/documents/edit/{poster.pk}/")

    def test_done_and_undone(self, page, person):
        self.use(page, Use.Kind.POST)
        task = withdraw.withdraw(person).recalls.get()
        marketer = UserFactory()
        recalls.settle(task, by=marketer, note="Weggehaald")
        task.refresh_from_db()
        assert (task.done_by, task.note) == (marketer, "Weggehaald")
        assert set(Recall.objects.open()) == set()
        recalls.open_again(task)
        assert set(Recall.objects.open()) == {task}


class TestNewsletters:
    def test_a_draft_that_was_cleaned_is_a_task(self, page, person, monkeypatch):
        asked = {}

        def clean(is_gone, names_it):
            asked.update(
                gone=is_gone(f"https://site.example{page.url}?via=x"),
                other=is_gone("/verhalen/"),
                named=names_it("Maart: kwikzilver kent elke DOOS"),
            )
            return recalls.audience.Cleaned(changed=["Maart"], sent=["Februari"])

        monkeypatch.setattr(recalls.audience, "clean_newsletters", clean)
        row = withdraw.withdraw(person)
        assert recalls.look_through_newsletters() == 1
        assert recalls.look_through_newsletters() == 0
        assert asked == {"gone": True, "other": False, "named": True}
        assert list(row.recalls.values_list("task", flat=True)) == [
            "Het verhaal is uit het concept “Maart” gehaald. Kijk die nieuwsbrief na.",
            "De nieuwsbrief “Februari” is verstuurd en niet terug te halen.",
        ]

    def test_a_service_that_is_down_is_asked_again(self, page, person, monkeypatch):
        def down(is_gone, names_it):
            raise recalls.audience.AudienceError("line", "Mailchimp ligt stil (503).")

        row = withdraw.withdraw(person)
        with monkeypatch.context() as patched:
            patched.setattr(recalls.audience, "clean_newsletters", down)
            assert recalls.look_through_newsletters() == 0
        row.refresh_from_db()
        assert row.trouble == ("Nieuwsbrieven zijn nog niet nagekeken: Mailchimp ligt stil (503).")
        assert recalls.look_through_newsletters() == 1
        row.refresh_from_db()
        assert (row.trouble, row.newsletters_at is None) == ("", False)
