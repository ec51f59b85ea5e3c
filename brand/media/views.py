"""Uploaded files, from whatever store, for visitors who may read them."""

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseNotModified
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from brand.media import access, passes
from brand.models.kit import fingerprint

LONGEST_NAME = 255  # bytes; file systems refuse to look for more
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
PUBLIC = "public, max-age=60"  # what is taken back is gone within a minute
PRIVATE = "private, no-store"


@require_safe
def uploaded(request, path):
    """A name never gets other contents, so the name is what a browser asks again by."""
    if _is_roundabout(path):
        raise Http404
    reading = access.of_name(path, request.user, request.GET.get(passes.PARAMETER, ""))
    if reading is None:
        raise Http404
    etag = f'"{fingerprint(path)}"'
    response = get_conditional_response(request, etag=etag) if reading.is_public else None
    if not isinstance(response, HttpResponseNotModified):
        response = _file(path)
    response["Cache-Control"] = PUBLIC if reading.is_public else PRIVATE
    if reading.is_public:
        response["ETag"] = etag
    else:
        patch_vary_headers(response, ["Cookie"])
    response["Content-Security-Policy"] = POLICY
    return response


def document(row, *, download: bool) -> FileResponse:
    """A document for who holds a personal link: not published, and kept by no browser."""
    response = _file(row.file.name, as_attachment=download, filename=row.filename)
    response["Cache-Control"] = PRIVATE
    response["Content-Security-Policy"] = POLICY
    return response


def rendition(row) -> FileResponse:
    """A size of a picture, for who asked already whether it may be seen at this moment."""
    response = _file(row.file.name)
    response["Cache-Control"] = PUBLIC
    response["Content-Security-Policy"] = POLICY
    return response


def _file(name: str, **options) -> FileResponse:
    try:
        file = default_storage.open(name)
    except OSError as error:
        raise Http404 from error
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(file, content_type=kind, **options)


def _is_roundabout(path: str) -> bool:
    """A file has one address: "./images/" and the like would lead around the door."""
    parts = path.split("/")
    too_long = any(len(part.encode()) > LONGEST_NAME for part in parts)
    return bool({"", ".", ".."}.intersection(parts) or too_long)
