"""No log holds a link that opens somebody's page, an address or a name."""

import logging
import smtplib
import sys
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone
from wagtail.models import Page, Revision

from brand import gating, tokens
from brand.http.logs import WithoutPeople
from brand.pages import scheduling
from roadshow.models import Registration
from stories.consent import recording
from stories.models import Consent, PortrayedPerson, StoryPage
from stories.withdrawal import withdraw
from tests.factories.stories import covered_story, put_online

TOKEN = "aB3_" * 8


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/toestemming/{TOKEN}/", "/toestemming/verborgen/"),
        (f"/toestemming/{TOKEN}/geen-pagina/", "/toestemming/verborgen/geen-pagina/"),
        (f"/mijn/{TOKEN}/", "/mijn/verborgen/"),
        (f"/bijdragen/{TOKEN}/", "/bijdragen/verborgen/"),
        ("/roadshow/", "/roadshow/"),
    ],
)
def test_the_token_of_an_address_is_left_out(path, kept):
    record = logging.LogRecord("django.request", 30, "", 1, "%s: %s", ("Not Found", path), None)
    assert WithoutPeople().filter(record)
    assert record.getMessage() == f"Not Found: {kept}"


def test_the_log_of_the_site_goes_through_it(settings):
    handlers = settings.LOGGING["handlers"]
    assert [one["filters"] for one in handlers.values()] == [["without people"]]
    (console,) = (one for one in logging.getLogger().handlers if one.filters)
    record = logging.LogRecord("x", 30, "", 1, f"/toestemming/{TOKEN}/", (), None)
    assert console.filter(record)
    assert TOKEN not in console.format(record)


@pytest.mark.django_db
@pytest.mark.parametrize("links", ["in an address", "alone"])
def test_a_traceback_holds_none_either(client, caplog, monkeypatch, links):
    """Of a fault Django logs the whole traceback, with the words of each error in it."""

    def fails(token):
        raise LookupError(f"/mijn/{token}/" if links == "in an address" else repr((token,)))

    token = tokens.token_for("registration", tokens.new_nonce())
    monkeypatch.setattr(Registration, "find_by_link", fails)
    (console,) = (one for one in logging.getLogger().handlers if one.filters)
    client.raise_request_exception = False
    assert client.get(f"/mijn/{token}/").status_code == 500
    (record,) = (one for one in caplog.records if one.exc_info)
    assert console.filter(record)
    said = console.format(record)
    assert "Traceback (most recent call last)" in said
    assert "LookupError: " in said
    assert "own_page.py" in said
    assert token not in said
    assert "verborgen" in said.rpartition("LookupError: ")[2]


def test_names_of_our_own_stay_readable():
    said = "File 'brand/http/test_a_function_of_more_than_32_signs.py', in find_by_link"
    record = logging.LogRecord("x", 40, "", 1, f"/ {said}", (), None, sinfo=said)
    WithoutPeople().filter(record)
    assert (record.getMessage(), record.stack_info) == (f"/ {said}", said)


CANARY = "Kwikzilver"


def written(error: Exception, message="Mail %s lukte niet", *args) -> str:
    """What stands in the log of an error that led to another."""
    (console,) = (one for one in logging.getLogger().handlers if one.filters)
    try:
        try:
            raise error
        except Exception as first:
            raise RuntimeError(f"misliep: '{CANARY}'") from first
    except RuntimeError:
        info = sys.exc_info()
    record = logging.LogRecord("x", 40, "", 1, message, args or (3,), info)
    assert console.filter(record)
    return console.format(record)


@pytest.mark.parametrize(
    "error",
    [
        ValueError(f"invalid literal for int() with base 10: '{CANARY}'"),
        KeyError(CANARY),
        ValidationError(f"“{CANARY}” is geen geldige datum."),
        IntegrityError(
            'duplicate key value violates unique constraint "x"\n'
            f"DETAIL:  Failing row contains (12, {CANARY}, {CANARY}@voorbeeld.be)."
        ),
        gating.PublicationRefused(None, [gating.Obstacle(f"Toestemming ontbreekt voor {CANARY}.")]),
        recording.AnswerRefused(f"{CANARY} stopte op 3 mei met alles."),
        smtplib.SMTPRecipientsRefused({f"{CANARY}@voorbeeld.be": (550, b"no such user")}),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_names_nobody(error):
    said = written(error)
    assert CANARY not in said
    assert type(error).__name__ in said
    assert said.count("Traceback (most recent call last)") == 2
    assert "test_logs.py" in said


def test_what_is_of_our_code_stays_readable():
    said = written(AttributeError("'NoneType' object has no attribute 'pk'"))
    assert "AttributeError: 'NoneType' object has no attribute 'pk'" in said


@pytest.mark.parametrize(
    "message",
    [
        f"AXES: New login failure by {{username: '{CANARY}@voorbeeld.be'}}",
        f"Bad Request: /zoek/?q={CANARY.lower()}%40voorbeeld.be",
        f"<{CANARY}.peeters@mail.voorbeeld.be> weigert",
    ],
)
def test_a_line_holds_no_address(message):
    record = logging.LogRecord("x", 30, "", 1, message, (), None)
    WithoutPeople().filter(record)
    assert CANARY.lower() not in record.getMessage().lower()


@pytest.mark.django_db
class TestWhatTheRoomsWrite:
    """Each act that writes a line about a story or page, with a name in all of it."""

    @pytest.fixture
    def page(self):
        page = covered_story(1, title=f"{CANARY} kent elke doos", lead=f"{CANARY} telt.")
        PortrayedPerson.objects.update(name=f"{CANARY} Peeters")
        return page

    def test_a_story_that_leaves_the_site(self, page, caplog):
        Consent.objects.update(withdrawn_at=timezone.now())
        with caplog.at_level(logging.INFO, logger="stories"):
            assert withdraw.unpublish_uncovered() == 1
        assert "van de site" in caplog.text
        assert CANARY not in caplog.text

    def test_a_page_that_cannot_appear_or_leave_on_its_day(self, page, caplog, monkeypatch):
        Consent.objects.update(withdrawn_at=timezone.now())
        hour_ago = timezone.now() - timedelta(hours=1)
        page.unpublish()
        revision = page.save_revision()
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=hour_ago)
        assert scheduling.publish_due() == 0
        put_online(page)
        Page.objects.filter(pk=page.pk).update(expire_at=hour_ago)
        monkeypatch.setattr(StoryPage, "unpublish", lambda *_, **__: 1 / 0)
        scheduling.expire_due()
        assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"]
        assert CANARY not in caplog.text

    def test_a_withdrawal(self, page, caplog):
        with caplog.at_level(logging.INFO, logger="stories"):
            withdraw.withdraw(page.portrayals.get().person)
        assert "Intrekking" in caplog.text
        assert CANARY not in caplog.text
