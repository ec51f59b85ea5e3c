"""Forms of the back office as no browser sends them: a bad request, or a form with an error."""

import json
import logging

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import DataError
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, resolve
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.test.utils import form_data

from brand import permissions
from brand.http import malformed
from brand.models import Organisation, Role
from roadshow.models import StopPage
from stories.models import StoryPage
from tests.factories.brand import member
from tests.support import snapshot
from tests.support.database_writes import rolled_back

ODD = ["a\x00b", "9" * 25, "²", "-1", "", "x" * 300]


@pytest.fixture
def keeper(db):
    """Who may everything, so that every form is reached."""
    snapshot.with_demo()
    user = member(Organisation.objects.get(is_federation=True), Role.BEHEERDER, is_superuser=True)
    permissions.place_in_groups(user)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    assert client.get("/beheer/").status_code == 200
    return client


def fields_of(client, path: str) -> dict:
    page = BeautifulSoup(client.get(path).content, "html.parser")
    forms = page.select("form[method=post i]")
    form = max(forms, key=lambda one: len(one.select("input")))
    return dict(form_data._querydict_from_form(form).lists())


def sent_to(client, path: str, answers: dict) -> int:
    """The status; nothing of it stays."""
    return rolled_back(lambda: client.post(path, answers)).status_code


def test_no_odd_value_is_a_fault(keeper):
    """In one test, for the demo is dear to lay down."""
    story, stop = StoryPage.objects.first(), StopPage.objects.filter(cancelled_at=None).first()
    story.save_revision()
    revision = story.latest_revision
    page = f"/beheer/pages/{story.pk}"
    forms = {
        f"{page}/move/": ["new_parent_page"],
        f"{page}/copy/": ["new_parent_page", "new_title", "new_slug"],
        f"{page}/delete/": ["next"],
        f"{page}/revisions/{revision.pk}/unschedule/": ["next"],
        f"/beheer/haltes/{stop.pk}/": None,
        "/beheer/use/new/": None,
        f"/beheer/partners/edit/{Organisation.objects.first().pk}/": None,
        "/beheer/redirects/add/": None,
        "/beheer/redirects/import/process/": ["import_file_name", "input_format"],
        "/beheer/users/edit/1/": None,
        "/beheer/workflows/add/": None,
    }
    bad = {}
    for path, names in forms.items():
        names = names or list(fields_of(keeper, path))
        for odd in ODD:
            status = sent_to(keeper, path, dict.fromkeys(names, odd))
            if status >= 500:
                bad[path, odd[:9]] = status
    assert bad == {}
    # Parts of a form that are missing, in the two that have most of them.
    sent = fields_of(keeper, f"{page}/edit/")
    rows = {"portrayals-TOTAL_FORMS": "3", "portrayals-INITIAL_FORMS": "2", "portrayals-1-id": "²"}
    for lacks, more in [("body-count", {}), ("portrayals-0-id", rows), ("title", rows)]:
        answers = {name: value for name, value in sent.items() if name != lacks} | more
        for path in (f"{page}/edit/", f"{page}/edit/preview/"):
            status = sent_to(keeper, path, answers)
            if status not in (200, 302, 400):
                bad[path, lacks] = status
    assert bad == {}


def test_it_is_said_and_logged(keeper, caplog):
    story = StoryPage.objects.first()
    with caplog.at_level(logging.WARNING, "brand.http.malformed"):
        answer = keeper.post(f"/beheer/pages/{story.pk}/edit/", {"title": "Een titel"})
    assert answer.status_code == 400
    assert "We begrepen niet wat er gevraagd werd." in answer.text
    (record,) = (one for one in caplog.records if one.name == "brand.http.malformed")
    assert record.getMessage() == f"Malformed form: /beheer/pages/{story.pk}/edit/"
    assert record.exc_info[0] is MultiValueDictKeyError


@pytest.mark.parametrize(
    ("exception", "sent", "explained"),
    [
        (MultiValueDictKeyError("body-count"), {}, True),
        (KeyError("title"), {}, False),
        (OverflowError(), {"person": "9" * 25}, True),
        (DataError(), {"person": "9" * 25}, True),
        (OverflowError(), {"person": "12"}, False),
        (DataError(), {"note": "x" * 30}, False),
        (NoReverseMatch(), {"next": "²"}, True),
        (NoReverseMatch(), {"next": "/beheer/"}, False),
        (NoReverseMatch(), {}, False),
        (ValidationError("x"), {"portrayals-1-id": "²"}, True),
        (ValidationError("x"), {"portrayals-1-id": "", "title": "²"}, False),
        (ValueError(), {"person": "9" * 25}, False),
        (LookupError(), {"next": "²"}, False),
    ],
)
def test_a_fault_of_ours_stays_a_fault(exception, sent, explained):
    request = RequestFactory().post("/beheer/", sent)
    request.resolver_match = resolve("/beheer/")
    assert malformed.is_malformed(request, exception) is explained


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/beheer/", "POST", 400), ("/beheer/", "GET", None), ("/roadshow/", "POST", None)],
)
def test_only_what_is_sent_to_the_back_office(path, method, status):
    request = RequestFactory().generic(method, path)
    request.resolver_match = resolve(path)
    guard = malformed.MalformedFormsMiddleware(lambda request: None)
    answer = guard.process_exception(request, MultiValueDictKeyError("x"))
    assert (answer and answer.status_code) == status


@pytest.mark.parametrize(
    "text", ["", "²", "[]", "3", '{"blocks": 3}', '{"blocks": [3]}', "[" * 9999]
)
def test_text_that_no_editor_wrote_is_no_text(text):
    assert DraftailRichTextArea().value_from_datadict({"lead": text}, {}, "lead") == ""


def test_text_of_the_editor_is_kept():
    written = '{"blocks": [{"key": "a", "text": "Dag", "type": "unstyled"}], "entityMap": {}}'
    kept = DraftailRichTextArea().value_from_datadict({"lead": written}, {}, "lead")
    assert "Dag</p>" in kept
    assert DraftailRichTextArea().value_from_datadict({}, {}, "lead") is None


BLOCK = {
    "key": "a",
    "text": "Dag",
    "type": "unstyled",
    "depth": 0,
    "inlineStyleRanges": [],
    "entityRanges": [],
}
LINKED = {**BLOCK, "entityRanges": [{"offset": 0, "length": 3, "key": 0}]}


def link_to(number, kind="LINK") -> dict:
    data = {"id": number, "parentId": 1, "url": "/x"}
    return {"0": {"type": kind, "mutability": "MUTABLE", "data": data}}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("block", "entities"),
    [
        ({**BLOCK, "text": None}, {}),
        ({**BLOCK, "inlineStyleRanges": [{"offset": "x", "length": 3, "style": "BOLD"}]}, {}),
        ({**BLOCK, "type": "unordered-list-item", "depth": "x"}, {}),
        ({**BLOCK, "type": "unordered-list-item", "depth": 99999}, {}),
        (LINKED, {}),
        (LINKED, []),
        (LINKED, None),
        (LINKED, {"0": {"type": "DOCUMENT"}}),
        (LINKED, link_to("²", "DOCUMENT")),
        (LINKED, link_to("9" * 25, "DOCUMENT")),
        (LINKED, link_to("9" * 25)),
        (LINKED, link_to("x")),
        (LINKED, link_to(-1)),
    ],
)
def test_a_shape_that_no_editor_writes_is_no_text(block, entities):
    text = json.dumps({"blocks": [block], "entityMap": entities})
    assert DraftailRichTextArea().value_from_datadict({"lead": text}, {}, "lead") == ""


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["LINK", "DOCUMENT"])
def test_a_link_to_a_row_is_kept(kind):
    text = json.dumps({"blocks": [LINKED], "entityMap": link_to(12, kind)})
    kept = DraftailRichTextArea(features=["link", "document-link"]).value_from_datadict(
        {"lead": text}, {}, "lead"
    )
    assert 'id="12"' in kept
