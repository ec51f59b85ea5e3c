"""What is kept comes back whole, and never where another result is due."""

import shutil
from pathlib import Path

import pytest
from django.db import connection, transaction

from brand.models import Organisation, Picture
from tests.factories.stories import image_file, picture
from tests.support import snapshot
from tests.support.database_writes import rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.database]

built = []


@snapshot.kept
def partner_with_a_logo(name: str) -> tuple[Organisation, Picture]:
    built.append(name)
    return Organisation.objects.create(name=name, slug=name), picture(7)


@snapshot.kept
def renamed(partner: Organisation) -> Organisation:
    built.append(partner.name)
    partner.name = f"{partner.name} en zonen"
    partner.save()
    return partner


@pytest.fixture
def as_next_test(monkeypatch, settings):
    """A function that undoes everything and begins as the next test does."""
    built.clear()
    start = transaction.savepoint()

    def undo():
        nonlocal start
        transaction.savepoint_rollback(start)
        start = transaction.savepoint()
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        snapshot.begin(monkeypatch, settings)

    undo()
    return undo


def test_built_once_and_laid_down_with_its_file(as_next_test):
    partner, logo = partner_with_a_logo("eens")
    content = Path(logo.file.path).read_bytes()
    as_next_test()
    assert (Organisation.objects.count(), Path(logo.file.path).exists()) == (0, False)
    again, its_logo = partner_with_a_logo("eens")
    assert (built, again, its_logo) == (["eens"], partner, logo)
    assert again is not partner
    assert Path(its_logo.file.path).read_bytes() == content


def test_other_arguments_are_another_build(as_next_test):
    partner_with_a_logo("een")
    as_next_test()
    partner_with_a_logo("twee")
    assert built == ["een", "twee"]
    assert set(Organisation.objects.values_list("name", flat=True)) == {"twee"}


def test_one_stands_on_another_and_changes_it(as_next_test):
    for _ in range(2):
        partner, _ = partner_with_a_logo("trap")
        assert renamed(partner).name == "trap en zonen"
        assert Organisation.objects.get().name == "trap en zonen"
        as_next_test()
    assert built == ["trap", "trap"]


def test_rows_of_later_get_numbers_of_their_own(as_next_test):
    partner_with_a_logo("nummer")
    as_next_test()
    partner, _ = partner_with_a_logo("nummer")
    later = Organisation.objects.create(name="Later", slug="later")
    assert later.pk != partner.pk


def test_after_any_other_write_it_is_built(as_next_test):
    partner_with_a_logo("schrijven")
    as_next_test()
    Organisation.objects.create(name="Ander", slug="ander")
    partner_with_a_logo("schrijven")
    assert built == ["schrijven", "schrijven"]


@snapshot.kept
def named_after_a_union(name: str) -> Organisation:
    built.append(name)
    made = Organisation.objects.create(name=name, slug=name)
    assert list(_either_way()) == [made.pk]
    return made


def _either_way():
    numbers = Organisation.objects.order_by().values_list("pk", flat=True)
    return numbers.filter(name="samen").union(numbers.filter(slug="samen"))


def test_a_union_is_read_and_writes_nothing(as_next_test):
    """PostgreSQL gets it with an opening parenthesis."""
    assert list(_either_way()) == []
    named_after_a_union("samen")
    as_next_test()
    assert list(_either_way()) == []
    assert named_after_a_union("samen").name == "samen"
    assert built == ["samen"]


@pytest.mark.browser
def test_kept_once_chromium_was_started(browser, as_next_test):
    """Its event loop runs in this process, and Django makes another connection beside one."""
    for _ in range(2):
        partner_with_a_logo("na de browser")
        as_next_test()
    assert built == ["na de browser"]


def test_every_write_is_seen_once(as_next_test):
    assert connection.execute_wrappers.count(snapshot._see) == 1


def test_under_another_setting_or_patched_it_is_built(as_next_test, settings, monkeypatch):
    partner_with_a_logo("anders")
    as_next_test()
    settings.SITE_NAME = "Anders"
    partner_with_a_logo("anders")
    as_next_test()
    monkeypatch.setattr("tests.factories.stories.image_file", image_file)
    partner_with_a_logo("anders")
    assert built == ["anders"] * 3


def test_under_settings_that_come_back_it_is_kept(as_next_test, settings):
    """Each change since the test began; not the first time, for most come back in no other test."""
    for name in ("Eerst", "Eerst", "Eerst", "Dan"):
        as_next_test()
        settings.SITE_NAME = name
        partner_with_a_logo("instelling")
    assert built == ["instelling"] * 3
    as_next_test()
    del settings.SITE_NAME
    partner_with_a_logo("instelling")
    assert built == ["instelling"] * 4


def test_one_within_a_build_that_cannot_be_kept_is_kept(as_next_test, client):
    @snapshot.kept
    def at_a_desk():
        return partner_with_a_logo("binnen"), client

    for _ in range(2):
        (partner, logo), _ = at_a_desk()
        assert Path(logo.file.path).exists()
        assert renamed(partner).name == "binnen en zonen"
        as_next_test()
    assert built == ["binnen", "binnen"]  # with its new name, kept too


def test_one_within_another_is_part_of_it(as_next_test):
    @snapshot.kept
    def with_a_neighbour(name):
        partner, _ = partner_with_a_logo(name)
        built.append("buur")
        return partner, Organisation.objects.create(name="Buur", slug="buur")

    for _ in range(2):
        partner_with_a_logo("huis")
        as_next_test()
        partner, neighbour = with_a_neighbour("huis")
        assert set(Organisation.objects.all()) == {partner, neighbour}
        as_next_test()
    assert built == ["huis", "buur"]


def test_what_only_wraps_another_leaves_the_same_rows(as_next_test):
    @snapshot.kept
    def wrapped(name):
        return partner_with_a_logo(name)[0]

    for partner_of in (lambda name: partner_with_a_logo(name)[0], wrapped, wrapped):
        assert renamed(partner_of("zelfde")).name == "zelfde en zonen"
        as_next_test()
    assert built == ["zelfde", "zelfde"]


def test_what_was_undone_does_not_stand(as_next_test):
    for _ in range(2):
        rolled_back(lambda: partner_with_a_logo("terug"))
        partner, _ = partner_with_a_logo("terug")
        assert Organisation.objects.get() == partner
        as_next_test()


@snapshot.kept
def made_by(maker) -> Organisation:
    built.append(maker.__name__)
    return maker()


def a_partner() -> Organisation:
    return Organisation.objects.create(name="Door", slug="door")


def test_a_function_that_has_a_name_is_a_value(as_next_test):
    def of_this_test():
        return a_partner()

    for _ in range(2):
        assert made_by(a_partner).name == "Door"
        as_next_test()
        made_by(of_this_test)
        as_next_test()
    assert built == ["a_partner", "of_this_test", "of_this_test"]


def test_what_is_more_than_rows_and_values_is_built(as_next_test, client):
    @snapshot.kept
    def with_a_client():
        built.append("client")
        return Organisation.objects.create(name="Met", slug="met"), client

    for _ in range(2):
        assert with_a_client()[1] is client
        as_next_test()
    assert built == ["client", "client"]


def test_a_row_that_is_gone_already_is_given_as_it_was(as_next_test):
    @snapshot.kept
    def gone():
        made = Organisation.objects.create(name="Weg", slug="weg")
        Organisation.objects.all().delete()
        return made

    assert gone().name == "Weg"


def test_a_founded_site_is_kept(as_next_test, monkeypatch):
    """A page that was looked at carries what it worked out, and is a row all the same."""
    home = snapshot.found()
    as_next_test()
    called = []
    monkeypatch.setattr("brand.founding.found", lambda: called.append(1))
    monkeypatch.setattr(snapshot._Now, "before", snapshot._Now.patched() + 1)
    assert (snapshot.found(), called) == (home, [])
