"""Parts of files: what Safari asks first of a film, and whoever goes on where it stopped."""

from io import BytesIO

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory
from django.utils.http import http_date

from brand.http.ranges import GZipMiddleware, RangeMiddleware
from tests.factories.brand import UserFactory
from tests.factories.stories import document

FILM = bytes(range(200))
CHANGED = http_date(1_800_000_000)


class Film(BytesIO):
    name = "werk.mp4"


def ask(method="get", kind="video/mp4", **headers):
    def view(request):
        known = {"ETag": '"abc"', "Last-Modified": CHANGED}
        return FileResponse(Film(FILM), content_type=kind, headers=known)

    request = getattr(RequestFactory(headers=headers), method)("/")
    return GZipMiddleware(RangeMiddleware(view))(request)


def part(**headers) -> tuple[int, bytes, str | None, str | None]:
    answer = ask(**headers)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, body, answer.get("Content-Range"), answer.get("Content-Length")


WHOLE = (200, FILM, None, "200")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),  # what Safari asks to see whether it can
        ("bytes=0-", 0, 199),
        ("bytes=150-", 150, 199),
        ("bytes=10-19", 10, 19),
        ("bytes=199-199", 199, 199),
        ("bytes=190-900", 190, 199),
        ("bytes=-5", 195, 199),
        ("bytes=-900", 0, 199),
        ("Bytes= 3-4 ", 3, 4),
    ],
)
def test_a_part(asked, first, last):
    length = str(last - first + 1)
    said = (206, FILM[first : last + 1], f"bytes {first}-{last}/200", length)
    assert part(range=asked) == said


@pytest.mark.parametrize("asked", ["bytes=200-", "bytes=999-1000", "bytes=-0"])
def test_a_part_that_is_not_there(asked):
    assert part(range=asked)[:3] == (416, b"", "bytes */200")


@pytest.mark.parametrize(
    "asked",
    [
        *("", "bytes=", "bytes=-", "bytes=9-3", "bytes=a-b", "lines=0-1", "bytes=0-1,5-6"),
        *("bytes=²-3", f"bytes={'9' * 5000}-", "0-1"),
    ],
)
def test_what_is_no_part_is_the_whole(asked):
    assert part(range=asked) == WHOLE


@pytest.mark.parametrize(
    ("known", "same"),
    [('"abc"', True), (CHANGED, True), ('"other"', False), ('W/"abc"', False), ("gisteren", False)],
)
def test_whoever_goes_on_gets_the_rest_of_the_same_file_alone(known, same):
    assert part(**{"range": "bytes=0-1", "if-range": known})[0] == (206 if same else 200)


def test_parts_are_offered_and_not_compressed():
    answer = ask(**{"accept-encoding": "gzip"})
    assert (answer["Accept-Ranges"], answer.get("Content-Encoding")) == ("bytes", None)
    assert answer["Content-Length"] == "200"
    assert ask("head", range="bytes=0-1").status_code == 200


def test_text_is_compressed_and_given_whole():
    answer = ask(kind="text/vtt", **{"accept-encoding": "gzip", "range": "bytes=0-1"})
    assert (answer.status_code, answer["Content-Encoding"]) == (200, "gzip")
    assert "Accept-Ranges" not in answer


@pytest.mark.django_db
def test_a_file_is_closed_also_when_a_part_was_asked():
    for asked in ("bytes=0-1", "bytes=900-"):
        film = Film(FILM)
        view = RangeMiddleware(lambda request, film=film: FileResponse(film))
        view(RequestFactory(headers={"range": asked}).get("/")).close()
        assert film.closed


def test_what_is_no_file_has_no_parts():
    view = RangeMiddleware(lambda request: HttpResponse("dag"))
    answer = view(RequestFactory(headers={"range": "bytes=0-1"}).get("/"))
    assert (answer.status_code, answer.content) == (200, b"dag")


@pytest.mark.django_db
def test_a_film_of_the_site_is_told_in_parts(client, founded):
    film = document("werk.mp4", FILM)
    client.force_login(UserFactory(is_superuser=True))
    whole = client.get(film.url)
    assert (whole.status_code, whole["Accept-Ranges"]) == (200, "bytes")
    assert "Content-Encoding" not in whole  # Wagtail writes "None"
    answer = client.get(film.url, headers={"range": "bytes=5-9", "if-range": whole["ETag"]})
    assert (answer.status_code, answer.getvalue()) == (206, FILM[5:10])
    assert answer["Content-Range"] == "bytes 5-9/200"
    client.logout()
    assert client.get(film.url, headers={"range": "bytes=5-9"}).status_code == 404
