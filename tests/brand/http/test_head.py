"""A HEAD request: the headers of a GET, and no byte after them."""

import pytest
from django.test import RequestFactory

from brand.http import head


def ask(method: str, path: str):
    from brand.wsgi import application  # reads the database

    seen = {}

    def start_response(status, headers, exc_info=None):
        seen.update(status=status, headers=dict(headers))

    environ = RequestFactory().generic(method, path).environ
    answer = application(environ, start_response)
    try:
        return seen["status"], seen["headers"].get("Content-Length"), b"".join(answer)
    finally:
        answer.close()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/", "/healthz", "/robots.txt", "/geen-pagina/", "/mijn/geen-teken/", "/media/x.jpg"],
)
def test_a_head_answer_ends_with_its_headers(founded, path):
    status, length, body = ask("GET", path)
    assert ask("HEAD", path) == (status, length, b"")
    assert body


def test_what_the_body_holds_open_is_closed():
    class Body(list):
        closed = False

        def close(self):
            self.closed = True

    body = Body([b"words"])
    answer = head.without_body(lambda environ, start: body)({"REQUEST_METHOD": "HEAD"}, None)
    assert list(answer) == []
    answer.close()
    assert body.closed
