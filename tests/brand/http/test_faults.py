"""The answer when something is locked or full; with servers, in tests/full/test_faults.py."""

import errno
import sqlite3
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.test import RequestFactory

from brand.http import faults
from brand.kit import scenes
from brand.models import Picture, Rendition
from brand.sqlite import base as sqlite
from tests.factories.stories import picture


def broken(code: int) -> OperationalError:
    """As Django passes on what SQLite says."""
    cause = sqlite3.OperationalError("words")
    cause.sqlite_errorcode = code
    error = OperationalError("words")
    error.__cause__ = cause
    return error


@pytest.mark.database
@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (broken(sqlite3.SQLITE_BUSY), True),
        (broken(sqlite3.SQLITE_BUSY_SNAPSHOT), True),
        (broken(sqlite3.SQLITE_FULL), True),
        (broken(sqlite3.SQLITE_IOERR_WRITE), True),
        (broken(sqlite3.SQLITE_ERROR), False),  # a table that is missing
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.ENOENT, "No such file"), False),
        (ValueError("words"), False),
    ],
)
def test_what_passes_by_itself(error, is_one):
    assert faults.is_fault(error) is is_one


def test_everything_typed_is_given_back_but_what_is_secret():
    typed = {
        "username": "bo@bedrijf.example",
        "password": "lang-geheim-woord",
        "note": "Eerste regel\n<b>tweede</b>",
        "choice": ["a", "b"],
        "csrfmiddlewaretoken": "x" * 32,
    }
    response = faults.unavailable(RequestFactory().post("/ergens/?q=1", typed))
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Cache-Control"] == "no-store, private"
    assert "lang-geheim-woord" not in page
    assert '<input class="input" id="secret-1" type="password" name="password" required>' in page
    assert 'name="choice" value="a"' in page
    assert 'name="choice" value="b"' in page
    assert "Eerste regel\n<b>tweede</b>" in unescape(page)
    assert "<b>tweede</b>" not in page
    assert 'action="' not in page  # to where it was sent


def test_a_script_gets_a_sentence():
    request = RequestFactory().post("/ergens/", headers={"X-Requested-With": "XMLHttpRequest"})
    response = faults.unavailable(request)
    assert response.content.decode() == faults.SENTENCE
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("fr", "rechargez la page", "Réessayer")),
        ("en", ("en", "load the page again", "Try again")),
        ("ar", ("nl-BE", "laad de pagina opnieuw", "Probeer opnieuw")),
    ],
)
def test_it_speaks_the_language_that_the_page_spoke(language, words):
    request = RequestFactory().get(f"/toestemming/x/?taal={language}")
    page = faults.unavailable(request).content.decode()
    assert [f'<html lang="{words[0]}">' in page, words[1] in page, words[2] in page] == [True] * 3
    assert ('<span lang="fr">' in page) == (words[0] == "nl-BE")


def test_a_page_that_was_only_read_says_to_load_it_again():
    page = faults.unavailable(RequestFactory().get("/ergens/")).content.decode()
    assert "laad de pagina opnieuw" in page
    assert "<form" not in page


@pytest.fixture
def full(monkeypatch):
    """Nothing can be written from here on."""

    def refuse(self, query, params=None):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        if query.lstrip().upper().startswith(sqlite.WRITES):
            raise error
        return real(self, query, params)

    real = sqlite.base.SQLiteCursorWrapper.execute
    return lambda: monkeypatch.setattr(sqlite.base.SQLiteCursorWrapper, "execute", refuse)


@pytest.mark.database(
    "brand.http.faults._cannot_be_done_now", "brand.models.images.Picture._stand_in"
)
@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_picture_that_cannot_be_made_now_is_shown_by_the_nearest_one(full):
    shown = picture()
    there = shown.get_rendition("width-100|format-jpeg")
    files = set(there.file.storage.listdir("images")[1])
    full()
    with sqlite.reading():
        made = shown.get_renditions("width-50|format-jpeg", "width-60|format-webp")
        one = shown.get_rendition("width-70|format-jpeg")
    assert {one.file.name, *(each.file.name for each in made.values())} == {there.file.name}
    assert one.pk is None
    assert set(there.file.storage.listdir("images")[1]) == files  # no file without its row
    assert [row.pk for row in Rendition.objects.all()] == [there.pk]


@pytest.mark.sqlite
@pytest.mark.django_db
def test_what_stood_in_is_not_remembered(full, monkeypatch):
    shown = picture()
    with monkeypatch.context():
        full()
        with sqlite.reading():
            stood_in = shown.get_rendition("width-40|format-jpeg")
    assert stood_in.file.name == "not-found"
    monkeypatch.undo()
    assert shown.get_rendition("width-40|format-jpeg").width == 40


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_page_knows_a_file_by_its_bytes_though_it_cannot_note_them(full):
    shown = picture()
    known = shown.file_hash
    Picture.objects.update(file_hash="")
    shown.refresh_from_db()
    full()
    with sqlite.reading():
        assert shown.get_file_hash() == known
    assert Picture.objects.get().file_hash == ""


@pytest.mark.django_db
def test_a_picture_is_known_by_its_bytes_whatever_road_it_took():
    picture()  # the collections, for a site that has none
    made = Picture(title="Gebouw")
    made.file.save("gebouw.jpg", ContentFile(scenes.scene("gevel")), save=False)
    made.save()
    assert made.file_hash == Picture(file=made.file).get_file_hash() != ""
