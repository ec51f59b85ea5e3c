"""What every test stands on."""

import gc
import os

import pytest
from django.core.cache import caches
from django.db import connection

from brand.sqlite import new_tables
from tests.support import database_marks, emptying, machine, scheduling, servers, snapshot

# pytest-playwright runs its own event loop beside Django's synchronous tests.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(django_db_modify_db_settings_xdist_suffix):
    """Every worker has its SQLite in its own memory; only a server needs a name for each."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """A statement of SQLite is compiled once in a run: that takes longer than to execute it.

    Python keeps 128 of them, and one page asks more.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["cached_statements"] = 4096


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tables made without migrations lack the search index of SQLite: no model can describe it."""
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            new_tables.index_for_search()
    emptying.install()


@pytest.fixture(autouse=True)
def plain_static(settings, tmp_path, tmp_path_factory):
    """Static files straight from their folders; what is written, in a folder of the test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "journal": {
            "BACKEND": "brand.media.stores.DurableFolder",
            "OPTIONS": {"location": tmp_path / "journal"},
        },
    }
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path_factory.getbasetemp() / "uploading"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def second_factor_given(request, monkeypatch):
    """Who signs in by `force_login` owes no code, so that a test says only what it is about.

    The product has no such switch. A test of the second factor itself is marked `second_factor`,
    and gets the site as it runs.
    """
    if not request.node.get_closest_marker("second_factor"):
        monkeypatch.setattr("brand.sign_in.second_factor.needed", lambda user: False)


@pytest.fixture(autouse=True)
def fresh_memory():
    """No test finds in this process what another left: numbers and file names come back.

    In the caches of Django stand Wagtail's renditions and root paths by number, who may ask no
    more for a while, and what was just published; with us the places, the words of each story by
    its number, and the proportions of a logo by its file's name. Query counts hold by it too.
    """
    from brand import places
    from brand.changes import catalogue, memory
    from brand.http import kept_answers
    from brand.kit import logos

    for cache in caches.all():
        cache.clear()
    catalogue.forget()
    memory.forget()
    places.forget()
    kept_answers.store.clear()
    logos._proportion.cache_clear()


@pytest.fixture(autouse=True)
def kept_worlds(monkeypatch, settings, plain_static, second_factor_given, fresh_memory):
    """What is built by a function marked `snapshot.kept` is laid down again in the next test."""
    snapshot.begin(monkeypatch, settings)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    if fixturedef.baseid.startswith("tests"):
        snapshot.keep_fixture(fixturedef)


@pytest.fixture
def founded(db):
    """The site as `manage.py found` leaves it: first pages, groups, places. Returns the home page.

    Also after a test that emptied the tables: everything is made again where it is missing.
    """
    return snapshot.found()


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The machine's own Chromium, which asks nobody anything."""
    return {
        "executable_path": machine.browser(),
        "args": [
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-quic",
            "--no-first-run",
        ],
    }


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return scheduling.FileScheduling(config, log)


def pytest_collection_modifyitems(config, items):
    """What is about the other database alone stays out of a run, and is counted there."""
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    if elsewhere := [item for item in items if item.get_closest_marker(other)]:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    for item in items:
        if "browser" in item.path.parent.parts:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """On PostgreSQL a test comes by where its mark says, unless that is in another process."""
    names = [name for mark in item.iter_markers("database") for name in mark.args]
    if not names or connection.vendor == "sqlite" or item.get_closest_marker("server"):
        return (yield)
    places = [database_marks.product()[name] for name in names]
    with database_marks.Visits(places) as visits:
        result = yield
    assert [str(place) for place in places if not visits.of(place)] == []
    return result


def pytest_collection_finish(session):
    """What is loaded by now stays until the end: the garbage collector need not look at it again.

    Nor as often as it does by itself, where a test reads thousands of rows.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        servers.tidy()
