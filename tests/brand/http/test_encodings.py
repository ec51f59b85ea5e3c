"""What holds before Django reads a request."""

from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest

from brand.http.encodings import readable


def read(content_type, body=b""):
    """The request as Django reads it behind our door."""
    environ = {
        "REQUEST_METHOD": "POST",
        "QUERY_STRING": "a=%C3%A9",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    return readable(lambda environ, start_response: WSGIRequest(environ))(environ, None)


@pytest.mark.parametrize(
    "charset", ["hex", "rot13", "idna", "undefined", "unicode_escape", "nooit-gehoord", "a\x00b"]
)
def test_a_codec_that_is_no_way_of_writing_breaks_nothing(charset):
    assert read(f"text/plain; charset={charset}").GET["a"] == "é"


def test_an_older_way_of_writing_is_read():
    assert read("text/plain; charset=ISO-8859-1").encoding == "ISO-8859-1"


def test_a_form_with_such_a_codec_keeps_its_words():
    body = b'--x\r\nContent-Disposition: form-data; name="naam"\r\n\r\nAn \\ud800\r\n--x--\r\n'
    request = read("multipart/form-data; charset=unicode_escape; boundary=x", body)
    assert request.POST["naam"] == "An \\ud800"
