"""Every road by which Wagtail makes or moves a page of the roadshow runs our own checks."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Locale, Page

from brand import gating, permissions
from brand.pages.copies import NO_ALIAS
from roadshow.models import FormerSlug, StopPage, TourPage
from roadshow.planning import plan
from tests.factories.brand import cast
from tests.factories.roadshow import RegistrationFactory, StopFactory, TourPageFactory, tour_page
from tests.support.known_towns import halt
from tests.support.story_editor import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def federation(db):
    players = cast()
    tour_page()
    permissions.establish_roles()
    permissions.place_in_groups(players.federation)
    return as_user(players.federation)


@pytest.fixture
def open_stop():
    return halt(slug="genk")


@pytest.fixture
def cancelled_stop():
    stop = halt(slug="lommel")
    plan.cancel(stop, "De zaal is niet beschikbaar.")
    return StopPage.objects.get(pk=stop.pk)


def states(stops) -> set[tuple]:
    return {(stop.slug, stop.live, stop.is_cancelled) for stop in stops}


def copy_form(page, **fields) -> dict:
    return {
        "new_title": page.title,
        "new_slug": "nieuw",
        "new_parent_page": page.get_parent().pk,
        **fields,
    }


class TestCopies:
    def test_a_tour_with_its_stops(self, open_stop, cancelled_stop):
        RegistrationFactory(stop=open_stop)
        tour = tour_page()
        action = CopyPageAction(
            page=tour, recursive=True, keep_live=True, update_attrs={"slug": "voorjaar"}
        )
        copy = action.execute().specific
        assert (copy.live, copy.first_published_at) == (False, None)
        expected = {("genk-2", False, False), ("lommel-2", False, True)}
        assert states(copy.stops) == expected
        assert states(tour.stops) == {("genk", True, False), ("lommel", True, True)}
        assert [stop.seats_taken for stop in copy.stops] == [0, 0]
        assert set(copy.stops.values_list("live_revision", "first_published_at")) == {(None, None)}
        assert set(copy.stops.values_list("cancel_reason", flat=True)) == {
            "",
            "De zaal is niet beschikbaar.",
        }

    def test_what_is_published_of_a_copy_is_the_copy(self, open_stop, cancelled_stop):
        """Its first version came along from the stop it was copied from, with that slug."""
        open_stop.save_revision()
        copy = tour_page().copy(recursive=True, update_attrs={"slug": "voorjaar"}).specific
        for stop in copy.stops:
            stop.get_latest_revision().publish()
        assert states(copy.stops) == {("genk-2", True, False), ("lommel-2", True, True)}

    def test_the_form_publishes_nothing_and_makes_no_alias(self, federation, open_stop):
        address = reverse("wagtailadmin_pages:copy", args=[open_stop.pk])
        fields = federation.get(address).context["form"].fields
        assert (set(fields), fields["new_slug"].initial) == (
            {"new_title", "new_slug", "new_parent_page"},
            "genk-2",
        )
        form = copy_form(open_stop, new_slug="gént-ö", publish_copies="on", alias="on")
        assert federation.post(address, form).status_code == 302
        copy = StopPage.objects.latest("pk")
        assert (copy.slug, copy.live, copy.alias_of) == ("gent-o", False, None)

    @pytest.mark.parametrize(
        ("slug", "plain"), [("gént-ö", "gent-o"), ("東京", "halte"), ("Genk!", "genk-2")]
    )
    def test_no_slug_makes_the_list_of_stops_fall_over(self, federation, open_stop, slug, plain):
        open_stop.copy(update_attrs={"slug": slug}, keep_live=False)
        response = federation.get(reverse("haltes:index"))
        assert response.status_code == 200
        assert {stop.slug for stop in response.context["object_list"]} == {"genk", plain}

    def test_nor_a_draft_of_a_new_stop(self, federation, open_stop):
        known = {"organisation": open_stop.organisation, "venue": open_stop.venue}
        tour_page().add_child(instance=StopFactory.build(slug="gént-ö", live=False, **known))
        response = federation.get(reverse("haltes:index"))
        assert {stop.slug for stop in response.context["object_list"]} == {"genk", "gent-o"}

    def test_a_translation_has_its_own_seats_and_address(self, open_stop):
        tour = tour_page()
        french = Locale.objects.create(language_code="fr-be")
        home = tour.get_parent().specific.copy_for_translation(french)
        above = tour.copy(to=home, update_attrs={"locale": french}, reset_translation_key=False)
        open_stop.copy_for_translation(french)
        copy = StopPage.objects.latest("pk")
        assert states([copy]) == {("genk-2", False, False)}
        assert copy.get_parent().specific == above

    def test_an_alias_is_refused(self, open_stop):
        tour = tour_page()
        for page, recursive in ((open_stop, False), (tour, False), (tour, True)):
            with pytest.raises(gating.PublicationRefused) as refused:
                CreatePageAliasAction(page, recursive=recursive, update_slug="alias").execute()
            assert refused.value.reasons == [NO_ALIAS]
        assert (set(StopPage.objects.all()), set(TourPage.objects.all())) == ({open_stop}, {tour})

    def test_also_by_the_api_of_the_back_office(self, federation, open_stop):
        address = f"/beheer/api/main/pages/{open_stop.pk}/action/create_alias/"
        sent = federation.post(address, {"update_slug": "x"}, content_type="application/json")
        assert (sent.status_code, StopPage.objects.count()) == (302, 1)
        copied = federation.post(
            address.replace("create_alias", "copy"),
            {"keep_live": True, "slug": "genk", "recursive": False},
            content_type="application/json",
        )
        assert copied.status_code == 201
        assert states(StopPage.objects.exclude(pk=open_stop.pk)) == {("genk-2", False, False)}


class TestImported:
    def test_what_is_added_live_is_checked_whole(self, open_stop):
        wrong = StopFactory.build(
            slug="brugge",
            organisation=open_stop.organisation,
            venue=open_stop.venue,
            ends_at=timezone.now(),
        )
        with pytest.raises(ValidationError):
            tour_page().add_child(instance=wrong)
        assert set(StopPage.objects.all()) == {open_stop}

    def test_a_slug_of_another_tour_is_taken(self, open_stop):
        same = StopFactory.build(
            slug="genk", organisation=open_stop.organisation, venue=open_stop.venue, live=False
        )
        with pytest.raises(ValidationError):
            TourPageFactory(slug="voorjaar").add_child(instance=same)


class TestMoved:
    def test_under_another_tour_every_address_still_finds_it(self, client, federation, open_stop):
        other = TourPageFactory(title="Najaar", slug="najaar")
        before = open_stop.get_url()
        confirm = reverse("wagtailadmin_pages:move_confirm", args=[open_stop.pk, other.pk])
        assert federation.post(confirm).status_code == 302
        moved = StopPage.objects.get()
        assert moved.url_path.endswith("/najaar/genk/")
        assert client.get(before).headers["Location"].endswith("/najaar/genk/")
        assert client.get(reverse("register", args=["genk"])).status_code == 200

    def test_nowhere_else(self, federation, open_stop):
        home = tour_page().get_parent()
        confirm = reverse("wagtailadmin_pages:move_confirm", args=[open_stop.pk, home.pk])
        response = federation.post(confirm)
        assert StopPage.objects.get().get_parent() == tour_page().page_ptr
        assert response.status_code in (302, 403)


class TestRestored:
    def test_an_old_version_does_not_take_the_slug_of_another(self, open_stop):
        first = open_stop.save_revision()
        open_stop.slug = "genk-lente"
        open_stop.save_revision().publish()
        FormerSlug.objects.all().delete()  # as stops renamed before stand
        other = halt(slug="genk")
        first.publish()
        assert StopPage.objects.get(pk=open_stop.pk).slug == "genk-lente"
        assert StopPage.objects.get(pk=other.pk).slug == "genk"

    def test_nor_opens_what_was_cancelled(self, open_stop):
        first = open_stop.save_revision()
        plan.cancel(open_stop, "De zaal is niet beschikbaar.")
        first.publish()
        assert StopPage.objects.get().is_cancelled


def test_earlier_copies_get_a_plain_slug_of_their_own(open_stop):
    other = TourPageFactory(slug="voorjaar")
    odd, double = (StopFactory(parent=other, title="Genk", slug=slug) for slug in ("a", "b"))
    for stop, slug in ((odd, "gént-ö"), (double, "genk")):
        url_path = f"{other.url_path}{slug}/"
        Page.objects.filter(pk=stop.pk).update(slug=slug, url_path=url_path)
    migration = import_module("roadshow.migrations.0007_former_slugs")
    migration.one_plain_slug_each(apps, SimpleNamespace(connection=connection))
    found = dict(StopPage.objects.order_by("pk").values_list("slug", "url_path"))
    assert found == {
        "genk": open_stop.url_path,
        "gent-o": f"{other.url_path}gent-o/",
        "genk-2": f"{other.url_path}genk-2/",
    }
