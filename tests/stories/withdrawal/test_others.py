"""A stop deletes no file of another partner: it is withheld, and that partner gets a task."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection

from brand import gating
from brand.models import HomePage, Organisation, Picture
from stories.consent import recording, requests
from stories.models import Recall, StoryPage
from stories.withdrawal import recalls, withdraw
from tests.factories.stories import PersonFactory, document, picture, put_online, story, video

pytestmark = pytest.mark.django_db
FILM, CAPTIONS = b"op het werk", b"WEBVTT"
YES = recording.Answer(taking=True, channels=("website",))


@pytest.fixture
def made_up(people):
    return PersonFactory(organisation=people.other, name="Bedacht Persoon")


def agreed(person, *body, **fields) -> StoryPage:
    """Asked, answered with a yes, and online."""
    page = story(person, body=list(body), **fields)
    recording.answer(requests.ask(person, story=page), YES)
    return put_online(page)


def federation() -> Organisation:
    return Organisation.objects.get(is_federation=True)


def kept(file) -> bool:
    return type(file).objects.filter(pk=file.pk).exists()


def tasks() -> set[tuple[str, str]]:
    return {(row.task, str(row.organisation)) for row in Recall.objects.all()}


class TestWhatSomebodyThereAllows:
    @pytest.fixture
    def theirs(self, people):
        captions = document("a.vtt", CAPTIONS)
        found = {"film": document("a.mp4", FILM, title="De bakkerij"), "picture": picture(5)}
        person = PersonFactory(organisation=people.partner)
        found["page"] = agreed(person, video(found["film"], captions), picture=found["picture"])
        return found

    @pytest.fixture
    def own(self, made_up):
        """The same files, uploaded again for somebody of another partner."""
        found = {"film": document("b.mp4", FILM), "picture": picture(5)}
        body = video(found["film"], document("b.vtt", CAPTIONS))
        agreed(made_up, body, picture=found["picture"])
        return found

    def test_their_files_stay_and_are_withheld(self, made_up, theirs, own):
        recording.stop(made_up)
        assert kept(theirs["film"])
        assert kept(theirs["picture"])
        assert gating.withheld([theirs["picture"]]) == {theirs["picture"].pk}
        assert gating.withheld_documents([theirs["film"]]) == {theirs["film"].pk}
        assert StoryPage.objects.get(pk=theirs["page"].pk).live
        assert not StoryPage.objects.shown().filter(pk=theirs["page"].pk).exists()

    def test_the_copies_of_that_partner_itself_go(self, made_up, theirs, own):
        recording.stop(made_up)
        assert not get_document_model().objects.filter(pk=own["film"].pk).exists()
        assert not Picture.objects.filter(pk=own["picture"].pk).exists()

    def test_the_other_partner_has_a_task_for_each(self, people, made_up, theirs, own):
        recording.stop(made_up)
        told = [recalls.WITHHELD.format(title=title) for title in ("De bakkerij", "Foto 5")]
        told += [recalls.POINTS.format(title=theirs["page"].title)]
        assert tasks() == {(task, str(people.partner)) for task in told}

    def test_it_does_not_hear_who_it_is(self, people, made_up, theirs, own):
        recording.stop(made_up)
        desk = Client()
        desk.force_login(people.marketer)
        row = Recall.objects.first()
        for screen in (reverse("recall:edit", args=[row.pk]), reverse("recall:index"), "/beheer/"):
            told = desk.get(screen).content.decode()
            assert "iemand van een andere partner" in told
            assert "Bedacht" not in told
        found = desk.get(reverse("recall:index"), {"q": "Bedacht"}).content.decode()
        assert "De bakkerij" not in found

    def test_nor_do_less_than_a_stop_and_an_end_delete_it(self, made_up, theirs, own):
        withdraw.withdraw(made_up, file_hashes=[theirs["picture"].get_file_hash()])
        withdraw.withdraw(made_up, way="einde")
        assert kept(theirs["film"])
        assert kept(theirs["picture"])

    def test_once_nobody_there_allows_it_it_goes(self, made_up, theirs, own):
        recording.stop(theirs["page"].portrayals.get().person)
        recording.stop(made_up)
        assert not kept(theirs["film"])
        assert not kept(theirs["picture"])


class TestFolders:
    def test_a_file_in_the_folder_of_another_partner_stays(self, people, made_up):
        folder = people.partner.collection
        unused = document("blad.mp4", FILM, collection=folder)
        inner = picture(6, collection=folder.add_child(name="Binnenin"))
        agreed(made_up, video(unused, document("b.vtt", CAPTIONS)), picture=inner)
        recording.stop(made_up)
        assert kept(unused)
        assert kept(inner)
        assert {partner for _, partner in tasks()} == {str(people.partner)}

    @pytest.mark.parametrize("is_on_home_page", [True, False])
    def test_one_of_the_federation_stays_where_others_show_it(self, made_up, is_on_home_page):
        shown = document("huis.mp4", FILM, collection=Collection.get_first_root_node())
        captions = document("b.vtt", CAPTIONS)
        if is_on_home_page:
            on_the_home_page(shown, captions)
        agreed(made_up, video(shown, captions))
        recording.stop(made_up)
        assert kept(shown) == is_on_home_page
        task = recalls.OF_THE_HOUSE.format(who="Bedacht Persoon", title="huis.mp4")
        withheld = (task, str(federation()))
        assert (withheld in tasks()) == is_on_home_page

    def test_ones_own_goes_wherever_it_stands(self, people, made_up):
        shown = document("eigen.mp4", FILM, collection=people.other.collection)
        captions = document("b.vtt", CAPTIONS)
        on_the_home_page(shown, captions)
        agreed(made_up, video(shown, captions))
        recording.stop(made_up)
        assert not kept(shown)


def on_the_home_page(film, captions) -> None:
    home = HomePage.objects.get()
    value = {"title": "Een dag", "file": film.pk, "captions": captions.pk, "transcript": ""}
    home.body = [{"type": "video", "value": value}]
    home.save_revision().publish()
