"""The door to Mailchimp against a server that speaks its contract, and misbehaves like it."""

import ast
import logging
import re
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from brand.audience import answers, connections, mailchimp
from brand.audience.addresses import address_hash
from brand.audience.mailchimp import Mailchimp
from brand.audience.service import AudienceError, FailureKind, Person, Standing, Status
from tests.support.mailchimp_server import DROP, HALF, HANG, KEY, LIST, MailchimpServer, problem

pytestmark = pytest.mark.django_db
EMAIL = "an@bedrijf.be"
DIGEST = address_hash(EMAIL)
MEMBER = f"/3.0/lists/{LIST}/members/{DIGEST}"
JSON = "application/json; charset=utf-8"
AN = Person(
    EMAIL,
    name="An Peeters Zoon",
    company="Bakkerij Peeters",
    province="Limburg",
    tags=frozenset({"provincie:limburg"}),
)
PASSES = "Dat gaat vanzelf over; het wordt opnieuw geprobeerd."


@pytest.fixture
def server():
    server = MailchimpServer()
    yield server
    server.close()


@pytest.fixture
def service(server, monkeypatch):
    monkeypatch.setattr(mailchimp, "READ", 0.4)
    return Mailchimp(KEY, LIST, base_url=server.url)


def refused(service, person=AN) -> AudienceError:
    with pytest.raises(AudienceError) as caught:
        service.put(person)
    return caught.value


# What is sent ----------------------------------------


def test_a_new_person_is_written_by_hash_and_without_status(service, server):
    assert service.put(AN) == Standing(Status.SUBSCRIBED, tags=frozenset({"provincie:limburg"}))
    method, path, body = server.requests[0]
    assert (method, path) == ("PUT", f"{MEMBER}?skip_merge_validation=true")
    assert body == {
        "email_address": EMAIL,
        "status_if_new": "subscribed",
        "language": "nl",
        "merge_fields": {
            "FNAME": "An",
            "LNAME": "Peeters Zoon",
            "BEDRIJF": "Bakkerij Peeters",
            "PROVINCIE": "Limburg",
        },
    }
    assert server.requests[1] == (
        "POST",
        f"{MEMBER}/tags",
        {"tags": [{"name": "mw:provincie:limburg", "status": "active"}], "is_syncing": True},
    )


def test_the_ticks_of_a_list_with_gdpr_fields_go_along(service, server, settings):
    settings.MAILCHIMP_PERMISSIONS = ["a1b2"]
    service.put(AN)
    assert server.requests[0][2]["marketing_permissions"] == [
        {"marketing_permission_id": "a1b2", "enabled": True}
    ]


def test_what_is_empty_here_is_left_alone_there(service, server):
    server.holds(EMAIL, "subscribed")["merge_fields"] = {"FNAME": "Anneke"}
    service.put(Person(EMAIL))
    assert server.requests[0][2]["merge_fields"] == {}
    assert server.members[DIGEST]["merge_fields"] == {"FNAME": "Anneke"}


def test_only_our_own_tags_are_taken_away(service, server):
    server.holds(EMAIL, "subscribed", "mw:provincie:antwerpen", "klant", "mw:provincie:limburg")
    service.put(AN)
    assert {tag["name"] for tag in server.members[DIGEST]["tags"]} == {
        "klant",
        "mw:provincie:limburg",
    }


def test_telling_twice_changes_nothing_and_tags_once(service, server):
    service.put(AN)
    service.put(AN)
    assert [method for method, _ in server.calls()] == ["PUT", "POST", "PUT"]


def test_the_word_server_in_an_address_is_left_whole(service, server):
    """The SDK replaces it anywhere in the path; only a hash ever stands there."""
    service.put(Person("observer@bedrijf.be"))
    assert server.members[address_hash("observer@bedrijf.be")]["email_address"] == (
        "observer@bedrijf.be"
    )
    assert not any("server" in path or "@" in path for _, path in server.calls())


def test_the_sdk_does_replace_it(monkeypatch):
    """The control: without our door the path is spoiled."""
    import mailchimp_marketing

    client = mailchimp_marketing.Client({"api_key": KEY})
    seen = []
    client.api_client.request = lambda method, url, *_, **__: (
        seen.append(url) or requests.Response()
    )
    client.lists.get_list_member(LIST, "observer@bedrijf.be")
    assert seen == [
        "https://us21.api.mailchimp.com/3.0/lists/abc123/members/obus21%40bedrijf.be",
    ]


def test_the_data_centre_comes_from_the_key():
    service = Mailchimp(KEY, LIST)
    assert service._lists.api_client.host == "https://us21.api.mailchimp.com/3.0"
    assert service._lists.api_client.timeout == (5, 20)


@pytest.mark.parametrize("key", ["geheim", "geheim-", "abcdefgh-us21.evil.com/", "abcdefgh-us 1"])
def test_what_is_no_key_goes_nowhere(key):
    with pytest.raises(AudienceError) as caught:
        Mailchimp(key, LIST)
    assert caught.value.kind is FailureKind.AUTH
    assert caught.value.reason == (
        "MAILCHIMP_API_KEY ziet er niet uit als een sleutel van Mailchimp."
    )


def test_an_example_is_never_told(service, server):
    error = refused(service, Person("karim@bakkerij.example"))
    assert (error.kind, error.reason) == (
        FailureKind.SKIPPED,
        "Voorbeeld: gaat nooit naar Mailchimp.",
    )
    assert server.requests == []


def test_a_trial_tells_only_the_trial_addresses(server):
    trial = Mailchimp(KEY, LIST, trial_addresses=["An@Bedrijf.be"], base_url=server.url)
    assert trial.put(AN).status == Status.SUBSCRIBED
    told = len(server.requests)
    error = refused(trial, Person("els@bedrijf.be"))
    assert error.reason == "Proef: alleen de proefadressen gaan naar Mailchimp."
    for act in (trial.stop, trial.archive, trial.erase):
        with pytest.raises(AudienceError, match="Proef"):
            act(address_hash("els@bedrijf.be"))
    assert len(server.requests) == told


def test_a_trial_without_addresses_tells_nobody(server):
    trial = Mailchimp(KEY, LIST, trial_addresses=[], base_url=server.url)
    assert refused(trial).kind is FailureKind.SKIPPED
    assert server.requests == []


# How they stand ----------------------------------------


@pytest.mark.parametrize("status", ["unsubscribed", "archived", "cleaned", "transactional"])
def test_a_200_with_another_stand_is_no_success(service, server, status):
    server.holds(EMAIL, status)
    assert service.put(AN).status == Status(status)
    assert server.members[DIGEST]["status"] == status
    assert not any(path.endswith("/tags") for _, path in server.calls())


def test_a_stand_nobody_knows_is_no_subscription(service, server):
    server.holds(EMAIL, "hibernating")
    assert service.put(AN).status == Status.TRANSACTIONAL


def test_when_somebody_left_is_asked_of_their_activity(service, server):
    """The date of change is our own PUT; only the activity knows."""
    server.holds(EMAIL, "unsubscribed")["last_changed"] = "2026-11-23T10:00:00+00:00"
    server.activity[DIGEST] = [
        {"action": "open", "timestamp": "2026-06-01T10:00:00+00:00"},
        {"action": "unsub", "timestamp": "2026-05-03T22:30:00+00:00"},
        {"action": "unsub"},
    ]
    assert service.put(AN).left_at.isoformat() == "2026-05-03T22:30:00+00:00"


@pytest.mark.parametrize("status", ["unsubscribed", "archived"])
def test_who_asked_back_themselves_is_asked_once_more_by_mailchimp(service, server, status):
    server.holds(EMAIL, status)
    back = Person(EMAIL, is_returning=True)
    assert service.put(back).status == Status.PENDING
    assert [body.get("status") for _, _, body in server.requests] == [None, "pending"]


def test_who_bounced_is_not_asked_back(service, server):
    server.holds(EMAIL, "cleaned")
    assert service.put(Person(EMAIL, is_returning=True)).status == Status.CLEANED


def test_stopping_archiving_and_erasing(service, server):
    for act, left in [(service.stop, "unsubscribed"), (service.archive, "archived")]:
        server.holds(EMAIL, "subscribed")
        act(DIGEST)
        assert server.members[DIGEST]["status"] == left
    service.erase(DIGEST)
    assert (server.members, server.forgotten) == ({}, {DIGEST})


def test_who_is_not_there_is_as_good_as_stopped(service, server):
    service.stop(DIGEST)
    service.archive(DIGEST)
    service.erase(DIGEST)
    assert (server.members, server.forgotten) == ({}, set())


def test_archiving_what_is_archived_is_done(service, server):
    server.holds(EMAIL, "archived")
    service.archive(DIGEST)
    assert server.members[DIGEST]["status"] == "archived"


@pytest.mark.parametrize("act", ["stop", "archive", "erase"])
def test_an_opt_out_is_not_lost_in_a_list_that_is_gone(server, act):
    service = Mailchimp(KEY, "weg", base_url=server.url)
    with pytest.raises(AudienceError) as caught:
        getattr(service, act)(DIGEST)
    assert (caught.value.kind, caught.value.reason) == (
        FailureKind.AUTH,
        "Deze lijst bestaat niet bij Mailchimp.",
    )


# How it fails: each with its words ----------------------------------------


FAILURES = {
    "key refused": (
        problem(401, "API Key Invalid", "Your API key may be invalid."),
        FailureKind.AUTH,
        "Mailchimp aanvaardt onze sleutel niet (401 API Key Invalid).",
        answers.NEW_KEY,
    ),
    "key refused without a word": (
        (401, None, ""),
        FailureKind.AUTH,
        "Mailchimp aanvaardt onze sleutel niet (401).",
        answers.NEW_KEY,
    ),
    "account closed (403 with json)": (
        problem(403, "User Disabled", "This account has been disabled."),
        FailureKind.AUTH,
        "Mailchimp aanvaardt onze sleutel niet (403 User Disabled).",
        answers.NEW_KEY,
    ),
    "fended off (403, empty: the SDK calls it success)": (
        (403, None, ""),
        FailureKind.LINE,
        "Mailchimp weert ons even af (403 zonder uitleg).",
        PASSES,
    ),
    "fended off (403, html)": (
        (403, "text/html", "<h1>Access Denied</h1>"),
        FailureKind.LINE,
        "Mailchimp weert ons even af (403 zonder uitleg).",
        PASSES,
    ),
    "too much at once": (
        problem(429, "Too Many Requests", "You have exceeded the limit of 10 connections."),
        FailureKind.LINE,
        "Mailchimp vraagt om het rustiger aan te doen (429).",
        PASSES,
    ),
    "too much at once (empty: the SDK calls it success)": (
        (429, None, ""),
        FailureKind.LINE,
        "Mailchimp vraagt om het rustiger aan te doen (429).",
        PASSES,
    ),
    "its own fault": (
        problem(500, "Internal Server Error"),
        FailureKind.RETRY,
        "Er liep iets mis bij Mailchimp (500).",
        PASSES,
    ),
    "its own fault (empty: the SDK calls it success)": (
        (500, JSON, ""),
        FailureKind.RETRY,
        "Er liep iets mis bij Mailchimp (500).",
        PASSES,
    ),
    "gateway (504, html)": (
        (504, "text/html", "<html>Gateway Timeout</html>"),
        FailureKind.LINE,
        "Mailchimp ligt stil (504).",
        PASSES,
    ),
    "maintenance (503)": (
        (503, None, ""),
        FailureKind.LINE,
        "Mailchimp ligt stil (503).",
        PASSES,
    ),
    "silence": (HANG, FailureKind.LINE, "Mailchimp antwoordt niet op tijd.", PASSES),
    "connection dropped": (DROP, FailureKind.LINE, "Mailchimp is niet te bereiken.", PASSES),
    "connection dropped halfway": (
        HALF,
        FailureKind.LINE,
        "Mailchimp is niet te bereiken.",
        PASSES,
    ),
    "somebody else answers (200, html)": (
        (200, "text/html", "<h1>Log in op de wifi</h1>"),
        FailureKind.LINE,
        "Er antwoordde iets anders dan Mailchimp.",
        PASSES,
    ),
    "a 200 with nothing in it": (
        (200, JSON, ""),
        FailureKind.RETRY,
        "Mailchimp antwoordde zonder inhoud.",
        "",
    ),
    "a 200 with half a json": (
        (200, JSON, '{"status": "subscr'),
        FailureKind.RETRY,
        "Mailchimp antwoordde zonder inhoud.",
        "",
    ),
    "a 200 with an empty json": (
        (200, JSON, "{}"),
        FailureKind.RETRY,
        "Mailchimp antwoordde zonder inhoud.",
        "",
    ),
    "no such list": (
        problem(404, "Resource Not Found"),
        FailureKind.AUTH,
        "Deze lijst bestaat niet bij Mailchimp.",
        "Kijk MAILCHIMP_AUDIENCE na: de code van de lijst staat bij haar instellingen.",
    ),
    "erased before": (
        problem(400, "Forgotten Email Not Subscribed", f"{EMAIL} was permanently deleted."),
        FailureKind.TERMINAL,
        "Liet zich vroeger helemaal wissen bij Mailchimp.",
        "Alleen de persoon zelf kan terug, via het inschrijfformulier van Mailchimp.",
    ),
    "no real address": (
        problem(
            400,
            "Invalid Resource",
            f"{EMAIL} looks fake or invalid, please enter a real email address.",
        ),
        FailureKind.TERMINAL,
        "Mailchimp vindt dit adres ongeldig of verzonnen.",
        "Kijk het adres na op tikfouten, of vraag een ander adres.",
    ),
    "too many lists": (
        problem(
            400,
            "Invalid Resource",
            f"{EMAIL} has signed up to a lot of lists very recently; we're not allowing more.",
        ),
        FailureKind.RETRY,
        "Mailchimp houdt dit adres even tegen: het schreef zich pas voor veel lijsten in.",
        PASSES,
    ),
    "a field it does not take": (
        problem(
            400,
            "Invalid Resource",
            "Your merge fields were invalid.",
            errors=[{"field": "PROVINCIE", "message": "Must be one of the choices"}],
        ),
        FailureKind.TERMINAL,
        "Mailchimp aanvaardt deze velden niet: PROVINCIE.",
        "Kijk in Mailchimp of die velden bestaan en tekst mogen bevatten.",
    ),
    "another refusal": (
        problem(422, "Unprocessable"),
        FailureKind.TERMINAL,
        "Mailchimp weigert deze gegevens (422 Unprocessable).",
        "Meld dit met het kenmerk aan wie de website onderhoudt.",
    ),
    "another refusal without a word": (
        (400, None, ""),
        FailureKind.TERMINAL,
        "Mailchimp weigert deze gegevens (400).",
        "Meld dit met het kenmerk aan wie de website onderhoudt.",
    ),
}


def test_the_sdk_does_call_an_empty_403_success(server):
    """The control: without our door this would have been taken for a success."""
    import mailchimp_marketing

    client = mailchimp_marketing.Client({"api_key": KEY})
    client.api_client.host, client.api_client.server = server.url, ""
    server.next((403, None, ""))
    assert client.lists.set_list_member(LIST, DIGEST, {}).status_code == 403


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_has_its_kind_and_its_words(service, server, name):
    answer, kind, reason, remedy = FAILURES[name]
    server.next(answer)
    error = refused(service)
    assert (error.kind, error.reason, error.remedy) == (kind, reason, remedy)
    assert EMAIL not in error.reason + error.remedy + error.title
    if isinstance(answer, tuple) and answer[1] == "application/problem+json; charset=utf-8":
        assert error.instance == "9a6f8a51-1b05-4a3a-8d10-0f4c6c9d3f11"


def test_a_service_that_is_gone(server, service):
    server.close()
    assert refused(service).reason == "Mailchimp is niet te bereiken."


def test_an_address_held_back_waits_for_days(service, server):
    server.next(FAILURES["too many lists"][0])
    days = [wait.total_seconds() / 86400 for wait in refused(service).waits]
    assert days == [5 / 1440, 1, 2, 7]


COMPLIANCE = problem(
    400,
    "Member In Compliance State",
    f"{EMAIL} is already in compliance state due to unsubscribe, bounce, or compliance review.",
)


@pytest.mark.parametrize(
    ("status", "reason", "remedy"),
    [
        (
            "unsubscribed",
            "Heeft zich uitgeschreven op 3 mei 2026.",
            "Alleen de persoon zelf kan terug: stuur de inschrijflink.",
        ),
        ("cleaned", "Mails naar dit adres komen terug.", "Vraag een ander e-mailadres."),
    ],
)
def test_a_compliance_state_is_said_with_its_date(service, server, status, reason, remedy):
    server.holds(EMAIL, status)
    server.activity[DIGEST] = [{"action": "unsub", "timestamp": "2026-05-03T10:00:00+00:00"}]
    server.next(COMPLIANCE)
    error = refused(service)
    assert (error.kind, error.status) == (FailureKind.TERMINAL, Status(status))
    assert (error.reason, error.remedy) == (reason, remedy)


def test_a_compliance_state_is_said_without_its_date_when_nobody_knows(service, server):
    server.next(COMPLIANCE, HANG, (500, None, ""))
    assert refused(service).reason == "Heeft zich uitgeschreven."


@pytest.mark.parametrize("act", ["stop", "archive", "erase"])
@pytest.mark.parametrize("answer", [(500, None, ""), (429, None, ""), (403, None, "")])
def test_an_empty_failure_of_what_answers_empty_is_no_success(service, server, act, answer):
    server.holds(EMAIL, "subscribed")
    server.next(answer)
    with pytest.raises(AudienceError):
        getattr(service, act)(DIGEST)


def test_a_failure_of_the_tags_is_a_failure(service, server):
    server.next(None, (500, None, ""))
    assert refused(service).kind is FailureKind.RETRY


# What it leaves behind ----------------------------------------


def test_nothing_of_a_body_is_logged(service, server, caplog):
    caplog.set_level(logging.DEBUG)
    service.put(AN)
    server.next(FAILURES["no real address"][0])
    refused(service)
    written = caplog.text
    assert f"Mailchimp set_list_member {DIGEST}: 200" in written
    assert f"set_list_member {DIGEST}: 400 9a6f8a51-1b05-4a3a-8d10-0f4c6c9d3f11" in written
    for secret in (EMAIL, "Peeters", KEY):
        assert secret not in written


def test_each_request_holds_a_connection_and_gives_it_back(service, server, monkeypatch):
    held, seen, answer = [], [], server.answer

    @contextmanager
    def one():
        held.append(1)
        yield
        held.pop()

    def looks(*request):
        seen.append(len(held))
        return answer(*request)

    monkeypatch.setattr(connections, "one", one)
    server.answer = looks
    service.put(AN)
    assert (seen, held) == ([1, 1], [])


def test_one_module_imports_the_sdk():
    root = Path(__file__).resolve().parents[3]
    found = set()
    for room in ("brand", "leads", "roadshow", "stories"):
        for path in (root / room).rglob("*.py"):
            text = path.read_text() if "node_modules" not in path.parts else ""
            if "mailchimp_marketing" not in text:
                continue
            for node in ast.walk(ast.parse(text)):
                if not isinstance(node, ast.Import | ast.ImportFrom):
                    continue
                names = [alias.name for alias in node.names]
                names.append(getattr(node, "module", None) or "")
                if any(re.match(r"mailchimp_marketing\b", name) for name in names):
                    found.add(str(path.relative_to(root)))
    assert found == {"brand/audience/mailchimp.py"}
