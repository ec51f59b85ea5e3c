"""What somebody read and approved is not changed under it: neither the picture, nor its words."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from brand import permissions, scoping
from brand.models import Picture
from stories.review import picture_lock
from tests.factories.brand import Role, member
from tests.factories.stories import image_file, picture, story
from tests.support.story_editor import act, as_user, fresh, hand_in

pytestmark = pytest.mark.django_db


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
    assert response.context["form"].errors == {"file": [picture_lock.FILE]}
    assert picture_lock.FILE in response.content.decode()
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
        assert response.context["form"].errors == {field: [picture_lock.WORDS]}
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
        assert picture_lock.stories_with(shown) == []
        send(cast.author, shown, file=another_file(), credit="Cas")
        assert Picture.objects.get(pk=shown.pk).credit == "Cas"
        assert Picture.objects.get(pk=shown.pk).file_hash != shown.file_hash

    def test_one_that_is_handed_in(self, cast, tale, shown):
        hand_in(tale, cast.author)
        assert picture_lock.stories_with(shown) == [tale]

    def test_only_the_version_that_is_handed_in_shows_it(self, cast, tale, shown):
        other = picture(22)
        tale.picture = other
        tale.save_revision(user=cast.author)
        hand_in(tale, cast.author)
        assert picture_lock.stories_with(other) == [tale]
        assert picture_lock.stories_with(shown) == []

    def test_one_that_is_planned(self, cast, tale, shown):
        tale.go_live_at = timezone.now() + timedelta(days=3)
        tale.save_revision(user=cast.author)
        act(tale, hand_in(tale, cast.author), cast.colleague)
        assert not fresh(tale).live
        assert picture_lock.stories_with(shown) == [tale]

    def test_one_that_was_taken_offline_waits_for_what_was_approved(self, live, shown):
        live.unpublish()
        assert picture_lock.stories_with(shown) == [live]

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
        assert picture_lock.stories_with(shown) == [tale]
        assert picture_lock.stories_with(picture(24)) == []


def test_the_right_at_the_partner_is_asked_and_not_the_role(cast, live, shown, monkeypatch):
    assert picture_lock.may_reword(shown, cast.boss)
    assert not picture_lock.may_reword(shown, cast.colleague)  # a marketer
    rights = scoping.rights_of_roles()
    without = {role: own - {picture_lock.MAY} for role, own in rights.items()}
    monkeypatch.setattr(scoping, "rights_of_roles", lambda: without)
    assert not picture_lock.may_reword(shown, cast.boss)
