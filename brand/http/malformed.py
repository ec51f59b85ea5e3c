"""Forms of the back office as no browser sends them: an answer, where Wagtail would fail.

Wagtail and Django take for granted that what comes back is the form they drew. Only what is named
here is answered as a bad request, and logged with its traceback; anything else is a fault of ours.
"""

import json
import logging
import re

from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.datastructures import MultiValueDictKeyError
from draftjs_exporter.error import ExporterException
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.models import Page

from brand.http.views import bad_request
from brand.text import is_no_row, row_number

logger = logging.getLogger(__name__)

COPY = "wagtailadmin_pages:copy"
IMPORT = "wagtailredirects:process_import"


class MalformedFormsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Wagtail takes where a copy goes from the form, before it looks at the form."""
        if request.method != "POST" or request.resolver_match.view_name != COPY:
            return None
        parent = row_number(request.POST.get("new_parent_page"))
        known = parent is not None and Page.objects.filter(pk=parent).exists()
        return None if known else bad_request(request, None)

    def process_exception(self, request, exception):
        at_the_desk = request.path.startswith(reverse("wagtailadmin_home"))
        if request.method != "POST" or not at_the_desk or not is_malformed(request, exception):
            return None
        logger.warning("Malformed form: %s", request.path, exc_info=exception)
        return bad_request(request, None)


def is_malformed(request, exception: Exception) -> bool:
    """Whether what was sent explains this exception."""
    match exception:
        case MultiValueDictKeyError():  # a field, or a row of a form in a form, is not there
            return True
        case KeyError() | AttributeError():  # signed fields that are missing or were changed
            return request.resolver_match.view_name == IMPORT
        case NoReverseMatch():
            return any(_leads_nowhere(query) for query in (request.POST, request.GET))
        case ValidationError():  # of the row in a form in a form, which no form shows
            sent = request.POST.items()
            return any(name.endswith("-id") and not row_number(text) for name, text in sent if text)
        case OverflowError() | DataError():
            return any(is_no_row(text) for _, texts in request.POST.lists() for text in texts)
    return False


def _leads_nowhere(query: QueryDict) -> bool:
    """Where to go next: not an address, so that Django takes it for the name of a view."""
    return "next" in query and not {"/", "."} & set(query["next"])


REFERENCE = re.compile(r'<(?:a|embed)\s(?=[^>]*\b(?:link|embed)type=)[^>]*\bid="([^"]*)"')
# Its shape is another, its numbers are none, a link names none of its own, or it lies too deep.
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, OverflowError)
UNREADABLE += (ExporterException, RecursionError)
_rich_text = DraftailRichTextArea.value_from_datadict


def rich_text(widget, data, files, name):
    """Text that the rich text editor did not write is no text: the field is empty.

    A link to what can be no row is not written by it either: each reading would fail.
    """
    text = data.get(name)
    if text is not None and not _is_written(text):
        return ""
    try:
        text = _rich_text(widget, data, files, name)
    except UNREADABLE:
        logger.warning("Malformed rich text: %s", name, exc_info=True)
        return ""
    return text if text is None or all(map(row_number, REFERENCE.findall(text))) else ""


def _is_written(text: str) -> bool:
    try:
        blocks = json.loads(text)["blocks"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return False
    return isinstance(blocks, list) and all(isinstance(block, dict) for block in blocks)


def install() -> None:
    """Replace Wagtail's; called once, by brand/wagtail_hooks.py."""
    DraftailRichTextArea.value_from_datadict = rich_text
