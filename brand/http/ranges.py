"""A part of a file for who asks for a part (RFC 9110, 14): Safari plays no film without.

What is told in parts is not compressed on its way, for the bytes are counted as they stand in the
file. Text is compressed, and given whole.
"""

import re
from collections.abc import Iterator

from django.http import FileResponse
from django.middleware import gzip

ONE_RANGE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.IGNORECASE)
AT_A_TIME = 1 << 16
TEXT = ("text/", "image/svg+xml", "application/json", "application/xml")


class RangeMiddleware:
    """Inside what compresses."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.headers.get("Content-Encoding") == "None":  # as Wagtail writes that it has none
            del response.headers["Content-Encoding"]
        if response.status_code != 200 or not _has_parts(response):
            return response
        response.headers["Accept-Ranges"] = "bytes"
        asked = request.headers.get("Range", "")
        if request.method == "GET" and asked and _is_still_the_same(request, response):
            return _in_part(response, asked)
        return response


class GZipMiddleware(gzip.GZipMiddleware):
    def process_response(self, request, response):
        if response.has_header("Accept-Ranges"):
            return response
        return super().process_response(request, response)


def _has_parts(response) -> bool:
    file = getattr(response, "file_to_stream", None)
    return (
        file is not None
        and not response.headers.get("Content-Type", "").startswith(TEXT)
        and "Content-Encoding" not in response.headers
        and "Content-Length" in response.headers
        and hasattr(file, "seek")
    )


def _is_still_the_same(request, response) -> bool:
    """Who goes on where it stopped gets the rest of the same file, or another one whole."""
    known = request.headers.get("If-Range", "").strip()
    if not known:
        return True
    if known.startswith('"'):
        return known == response.headers.get("ETag")
    return known == response.headers.get("Last-Modified")  # also False for a weak ETag


def _in_part(response: FileResponse, asked: str) -> FileResponse:
    size = int(response.headers["Content-Length"])
    match = ONE_RANGE.fullmatch(asked)
    if match is None or match.groups() == ("", ""):  # no range, or several: all of it
        return response
    begin, end = match.groups()
    if begin:
        first, last = int(begin), min(int(end or size), size - 1)
        if end and int(end) < first:
            return response
    else:  # so many of the last
        first, last = max(size - int(end), 0), size - 1
    if first >= size:
        response.status_code = 416
        response.headers["Content-Range"] = f"bytes */{size}"
        response.headers["Content-Length"] = "0"
        response.streaming_content = []
        return response
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Content-Length"] = str(last - first + 1)
    file = response.file_to_stream
    file.seek(first)
    response.streaming_content = _read(file, last - first + 1)
    return response


def _read(file, left: int) -> Iterator[bytes]:
    while left > 0 and (some := file.read(min(left, AT_A_TIME))):
        left -= len(some)
        yield some
