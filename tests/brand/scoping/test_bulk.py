"""Wagtail's bulk actions name no row that somebody may not read."""

import pytest
from django.core.files.base import ContentFile
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents import get_document_model
from wagtail.models import Page

from brand import founding, permissions
from brand.models import Picture, Role
from tests.factories.brand import OrganisationFactory, member
from tests.factories.stories import picture, story

pytestmark = pytest.mark.django_db

Document = get_document_model()
MODELS = {"wagtailcore/page": Page, "brand/picture": Picture, "wagtaildocs/document": Document}
ACTIONS = [
    (label, action)
    for label, actions in {
        "wagtailcore/page": ("delete", "move", "publish", "unpublish"),
        "brand/picture": ("delete", "add_tags", "add_to_collection"),
        "wagtaildocs/document": ("delete", "add_tags", "add_to_collection"),
    }.items()
    for action in actions
]


@pytest.fixture
def rows(founded):
    """A page, a picture and a document of our own and of another partner, by kind."""
    ours, theirs = OrganisationFactory(), OrganisationFactory()
    made = {"marketer": member(ours, Role.MARKETEER)}
    for organisation, name in ((ours, "Van ons"), (theirs, "Van hen")):
        founding.welcome(organisation)
        kept = {"title": name, "collection": organisation.collection}
        made[name] = {
            "wagtailcore/page": story(organisation=organisation, title=name, live=False),
            "brand/picture": picture(7, **kept),
            "wagtaildocs/document": Document.objects.create(
                file=ContentFile(b"x", name="blad.txt"), **kept
            ),
        }
    permissions.establish_roles()
    permissions.place_in_groups(made["marketer"])
    return made


@pytest.fixture
def desk(rows, client):
    client.force_login(rows["marketer"])
    return client


def address(label: str, action: str, *pks) -> str:
    return f"/beheer/bulk/{label}/{action}/?next=/beheer/" + "".join(f"&id={pk}" for pk in pks)


def test_every_action_of_wagtail_on_these_is_held():
    found = {
        (label, action.action_type): action.__module__
        for label in MODELS
        for action in bulk_action_registry.get_bulk_actions_for_model(*label.split("/"))
    }
    assert found == dict.fromkeys(ACTIONS, "brand.scoping.bulk")


@pytest.mark.parametrize(("label", "action"), ACTIONS)
def test_a_foreign_row_looks_like_none(rows, desk, label, action):
    own, foreign = rows["Van ons"][label].pk, rows["Van hen"][label].pk
    assert desk.get(address(label, action, foreign)).status_code == 404
    assert desk.get(address(label, action, 999_999)).status_code == 404
    assert desk.get(address(label, action, "x", 10**30)).status_code == 404
    both = desk.get(address(label, action, own, foreign))
    assert both.status_code == 200
    assert "Van ons" in both.content.decode()
    assert "Van hen" not in both.content.decode()
    everything = desk.get(address(label, action, "all")).content.decode()
    assert "Van ons" in everything
    assert "Van hen" not in everything


@pytest.mark.parametrize(("label", "action"), ACTIONS)
def test_nor_is_it_acted_on(rows, desk, label, action):
    before = dict(MODELS[label].objects.filter(pk=rows["Van hen"][label].pk).values().get())
    form = {
        "tags": "weg",
        "collection": rows["marketer"].memberships.get().organisation.collection_id,
    }
    desk.post(address(label, action, rows["Van ons"][label].pk, rows["Van hen"][label].pk), form)
    assert dict(MODELS[label].objects.filter(pk=before["id"]).values().get()) == before


def test_all_under_a_page_one_may_not_read(rows, desk):
    foreign = rows["Van hen"]["wagtailcore/page"]
    everything = address("wagtailcore/page", "delete", "all")
    for parent in (foreign.pk, 999_999, "x"):
        assert desk.get(f"{everything}&childOf={parent}").status_code == 404
    section = desk.get(f"{everything}&childOf={foreign.get_parent().pk}")
    assert "Van hen" not in section.content.decode()
    own = rows["Van ons"]["wagtailcore/page"].get_parent().pk
    assert "Van ons" in desk.get(f"{everything}&childOf={own}").content.decode()


def test_the_federation_acts_on_all(rows, client):
    house = OrganisationFactory(is_federation=True)
    keeper = member(house, Role.BEHEERDER)
    permissions.place_in_groups(keeper)
    client.force_login(keeper)
    pks = [rows[name]["wagtailcore/page"].pk for name in ("Van ons", "Van hen")]
    page = client.get(address("wagtailcore/page", "publish", *pks)).content.decode()
    assert "Van ons" in page
    assert "Van hen" in page
