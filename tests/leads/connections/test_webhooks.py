"""A partner's own software is told: what, signed how, and never where it should not go."""

import base64
import hashlib
import hmac
import json
import socket
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from werkzeug import Response

from brand import mail
from brand.models import OutboxState, OutgoingMail, Role
from brand.privacy import retention
from leads import capture, leaving
from leads.connections import delivery, events, public_addresses, signatures
from leads.employers import erasure
from leads.follow_up import actions
from leads.hand_over import offers
from leads.models import CooperationForm, Webhook, WebhookDelivery
from leads.models.placements import Side
from leads.placements import code_list, recording
from tests.factories.leads import LeadFactory
from tests.support import lead_lists

pytestmark = pytest.mark.django_db

INDEX = "/beheer/opvolging/koppelingen/"
NEW = f"{INDEX}adressen/nieuw/"
CANARY = "Kanarie"


@pytest.fixture
def near(settings):
    """Only here a message may go to this machine."""
    settings.WEBHOOKS_TO_OWN_NETWORK = True


@pytest.fixture
def told(httpserver, near):
    """A partner's software that listens; what it was told."""
    httpserver.expect_request("/hook").respond_with_data("dank u")

    def sent():
        delivery.deliver()
        return [(request, json.loads(request.data)) for request, _ in httpserver.log]

    return sent


@pytest.fixture
def hook_of(httpserver):
    def made(organisation, **changed):
        fields = {"url": httpserver.url_for("/hook"), "events": Webhook.Event.values}
        hook = Webhook(organisation=organisation, **fields | changed)
        signatures.renew(hook)
        hook.save()
        return hook

    return made


def met(people, partner, **fields):
    said = {"name": f"{CANARY} Mens", "company": f"{CANARY} NV", "email": "kanarie@x.be"}
    return capture.capture(**said | fields, tour=None, host=partner, happened=f"{CANARY} woord")


def checked(request, secret: str) -> bool:
    """As a library of Standard Webhooks checks it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode()
    made = base64.b64encode(hmac.new(key, said + request.data, hashlib.sha256).digest()).decode()
    return f"v1,{made}" in request.headers["webhook-signature"].split()


# What is told ---------------------------------------------------------------------------------


@pytest.mark.database(
    "leads.models.connections.Webhook", "leads.models.connections.WebhookDelivery"
)
def test_a_new_dossier_is_told_without_anybody_in_it(people, told, hook_of):
    hook = hook_of(people.partner)
    lead = met(people, people.partner)
    [(request, body)] = told()
    assert body["type"] == "lead.created"
    assert body["data"] == {"id": lead.pk, "stage": "nieuw", "version": 1}
    assert CANARY.lower() not in f"{request.data!r}{request.headers}".lower()
    assert checked(request, signatures.secret_of(hook.nonce, hook.digest))
    assert not checked(request, signatures.secret_of("ander", ""))
    row = WebhookDelivery.objects.get()
    assert (row.state, row.status_code, row.excerpt) == (OutboxState.DONE, 200, "dank u")
    assert Webhook.objects.get().answered_at


def test_each_moment_is_told_to_whom_it_concerns(people, told, hook_of, httpserver):
    httpserver.expect_request("/ander").respond_with_data("")
    hook_of(people.partner)
    hook_of(people.other, url=httpserver.url_for("/ander"))
    lead = LeadFactory(owner_organisation=people.partner, owner=people.owner)
    actions.move(lead, "gesprek", people.owner)
    actions.log(lead, "notitie", people.owner, f"{CANARY} notitie")
    line = actions.move(lead, "voorstel", people.owner)
    actions.undo(line, people.owner)
    offers.accept(offers.offer(lead, people.other, people.owner), people.outsider)
    lead.refresh_from_db()
    actions.move(lead, "voorstel", people.outsider)
    found = [(request.path, body["type"], body["data"]) for request, body in told()]
    number = {"id": lead.pk}
    assert found == [
        ("/hook", "lead.stage_changed", number | _moved("nieuw", "gesprek", 2)),
        ("/hook", "lead.stage_changed", number | _moved("gesprek", "voorstel", 3)),
        ("/hook", "lead.stage_changed", number | _moved("voorstel", "gesprek", 4)),
        ("/hook", "lead.handed_over", number | {"direction": "out"}),
        (
            *("/ander", "lead.handed_over"),
            number | {"direction": "in", "stage": "gesprek", "version": 5},
        ),
        ("/ander", "lead.stage_changed", number | _moved("gesprek", "voorstel", 6)),
    ]


def _moved(before: str, after: str, version: int) -> dict:
    return {"stage_before": before, "stage": after, "version": version}


def test_a_placement_that_both_confirmed_is_told_once(people, told, hook_of):
    hook_of(people.partner, events=["placement.confirmed"])
    lead = LeadFactory(owner_organisation=people.partner, owner=people.owner)
    code_list.lay()
    placement = recording.record(
        lead,
        people.owner,
        form=CooperationForm.objects.get(code="enclave"),
        people=2,
        start=timezone.localdate(),
    )
    for _ in range(2):
        recording.answer(placement, Side.EMPLOYER, "ja")
    [(_, body)] = told()
    assert body["data"] | {"version": 0} == {
        "id": lead.pk,
        "placement": placement.pk,
        "stage": "samenwerking",
        "version": 0,
    }


def test_only_what_was_asked_and_nothing_of_examples_or_lists(people, told, hook_of):
    hook_of(people.partner, events=["lead.stage_changed"])
    met(people, people.partner)
    demo = LeadFactory(owner_organisation=people.partner, is_demo=True)
    actions.move(demo, "gesprek", people.owner)
    hook_of(people.partner)
    batch = lead_lists.taken_in(people.owner, people.partner, lead_lists.csv(lead_lists.row_of(1)))
    assert batch.figures["nieuw"] == 1
    assert told() == []


def test_who_comes_back_after_a_no_is_told(people, told, hook_of):
    hook_of(people.partner)
    lead = met(people, people.partner)
    actions.move(lead, "geen-match", people.owner, reason="timing")
    met(people, people.partner)
    stages = [body["data"]["stage"] for _, body in told()]
    assert stages == ["nieuw", "geen-match", "nieuw"]


# Where it goes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example.be/hook",
        "ftp://crm.example.be/",
        "https://",
        "https:///pad",
        "crm.example.be",
        "https://naam:geheim@crm.example.be/",
        "https://crm.example.be:8080/",
        "https://crm.example.be:99999/",
        "https://localhost/",
        "https://intern/",
        "https://printer.local/",
        "https://127.0.0.1/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[fe80::1%25eth0]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://[",
    ],
)
def test_no_message_goes_inside(url):
    with pytest.raises(ValidationError):
        public_addresses.place(url)


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["93.184.215.14", "10.0.0.1"],
        ["::1"],
        ["::ffff:192.168.1.1"],
        ["100.64.0.1"],
        ["fd00::1"],
    ],
)
def test_a_name_that_stands_for_our_own_network_gets_nothing(
    people, hook_of, monkeypatch, addresses
):
    """Also when it stood for another address when it was chosen."""
    hook_of(people.partner, url="https://crm.example.be/hook")
    asked = []

    def resolves(host, port, **kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(public_addresses.socket, "getaddrinfo", resolves)
    monkeypatch.setattr(
        delivery.socket, "create_connection", lambda *args: pytest.fail("it was connected to")
    )
    met(people, people.partner)
    delivery.deliver()
    row = WebhookDelivery.objects.get()
    assert (row.state, row.reason) == (OutboxState.LATER, public_addresses.NOT_PUBLIC)
    assert asked == ["crm.example.be"]


def test_what_is_resolved_is_what_is_connected_to(people, hook_of, monkeypatch):
    """Looked up once: a name that changes in between leads nowhere else."""
    hook_of(people.partner, url="https://crm.example.be/hook")
    connected = []
    monkeypatch.setattr(
        public_addresses.socket,
        "getaddrinfo",
        lambda host, port, **_: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", port))],
    )

    def connects(address, timeout):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(delivery.socket, "create_connection", connects)
    met(people, people.partner)
    delivery.deliver()
    assert connected == [("1.1.1.1", 443)]
    assert WebhookDelivery.objects.get().reason == "Het adres is niet bereikbaar."


def test_a_redirect_is_not_followed(people, told, hook_of, httpserver):
    httpserver.expect_request("/weg").respond_with_data("geheim", status=200)
    httpserver.expect_request("/door").respond_with_response(
        Response(status=302, headers={"Location": httpserver.url_for("/weg")})
    )
    hook_of(people.partner, url=httpserver.url_for("/door"))
    met(people, people.partner)
    [(request, _)] = told()
    assert request.path == "/door"
    assert WebhookDelivery.objects.get().reason.startswith("Het adres verwees door (302).")


# What does not arrive -------------------------------------------------------------------------


def test_what_fails_is_tried_again_and_given_up(people, told, hook_of, httpserver):
    httpserver.expect_request("/stuk").respond_with_data("<b>Fout</b> é\x00" * 200, status=500)
    hook = hook_of(people.partner, url=httpserver.url_for("/stuk"))
    met(people, people.partner)
    for attempt in range(1, len(delivery.WAITS) + 2):
        assert len(told()) == attempt
        row = WebhookDelivery.objects.get()
        assert (row.attempts, row.status_code) == (attempt, 500)
        WebhookDelivery.objects.update(due_at=timezone.now())
    assert row.state == OutboxState.GIVEN_UP
    assert row.reason.startswith("Het adres antwoordde 500.")
    assert len(row.excerpt) <= delivery.EXCERPT
    assert len({request.headers["webhook-id"] for request, _ in told()}) == 1
    hook.refresh_from_db()
    assert hook.failing_since
    assert not hook.stopped_at


def test_who_does_not_answer_holds_up_nobody(people, told, hook_of, httpserver, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(delivery, "STEP_SECONDS", 0.2)
        hook_of(people.partner, url=f"http://127.0.0.1:{silent.getsockname()[1]}/")
        hook_of(people.other)
        for _ in range(3):
            events.created(LeadFactory(owner_organisation=people.partner))
        met(people, people.other)
        assert len(told()) == 1
    rows = WebhookDelivery.objects.filter(webhook__organisation=people.partner)
    reasons = sorted(rows.values_list("attempts", "reason"))
    assert reasons == [(0, ""), (0, ""), (1, "Het adres antwoordde niet op tijd.")]


@pytest.mark.parametrize("how", ["days", "gone"])
def test_an_address_that_stays_silent_is_stopped_and_told_of(
    people, as_role, told, hook_of, httpserver, how
):
    runner = as_role(people.partner, Role.BEHEERDER)
    status = 410 if how == "gone" else 503
    httpserver.expect_request("/stil").respond_with_data("", status=status)
    hook = hook_of(people.partner, url=httpserver.url_for("/stil"))
    long_ago = timezone.now() - delivery.STOP_AFTER
    if how == "days":
        Webhook.objects.update(failing_since=long_ago)
    for _ in range(2):
        events.created(LeadFactory(owner_organisation=people.partner))
    assert len(told()) == 1
    WebhookDelivery.objects.update(due_at=timezone.now())
    assert len(told()) == 1
    hook.refresh_from_db()
    assert (bool(hook.stopped_at), hook.stopped_by_itself) == (True, True)
    [row] = OutgoingMail.objects.filter(kind="leads.emails.webhook_stopped")
    message = mail.make(row)
    assert message.to == runner.email
    assert f"/koppelingen/adressen/{hook.pk}/" in message.text
    actions.move(LeadFactory(owner_organisation=people.partner), "gesprek", people.owner)
    assert WebhookDelivery.objects.count() == 2
    Webhook.objects.update(stopped_at=None)
    assert mail.make(row) is None


def test_an_answer_ends_the_silence(people, told, hook_of):
    hook_of(people.partner, failing_since=timezone.now() - timedelta(days=4))
    met(people, people.partner)
    told()
    assert Webhook.objects.get().failing_since is None


# The secret -----------------------------------------------------------------------------------


def test_for_a_day_both_secrets_sign(people, told, hook_of):
    hook = hook_of(people.partner)
    old = signatures.secret_of(hook.nonce, hook.digest)
    new = signatures.renew(hook)
    hook.save()
    events.send(hook, "test", {})
    [(request, _)] = told()
    assert (checked(request, old), checked(request, new)) == (True, True)
    Webhook.objects.update(old_until=timezone.now() - timedelta(seconds=1))
    events.send(hook, "test", {})
    request, _ = told()[-1]
    assert (checked(request, old), checked(request, new)) == (False, True)
    assert new not in str(list(Webhook.objects.values()))


# The screens ----------------------------------------------------------------------------------


@pytest.fixture
def runner(client, people, as_role):
    client.force_login(as_role(people.partner, Role.BEHEERDER))
    return client


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_whole_way(runner, people, told, httpserver):
    assert "Nog geen adres." in page(runner, INDEX)
    asked = {"organisation": people.partner.pk, "url": httpserver.url_for("/hook")}
    answer = runner.post(NEW, asked | {"events": ["lead.created"]})
    hook = Webhook.objects.get()
    here = reverse("connections:webhook", args=[hook.pk])
    assert answer.url == here
    secret = signatures.secret_of(hook.nonce, hook.digest)
    first, after = page(runner, here), page(runner, here)
    assert (secret in first, secret in after) == (True, False)
    assert "Nog geen berichten." in after
    runner.post(reverse("connections:test", args=[hook.pk]))
    [(request, body)] = told()
    assert (body["type"], body["data"], checked(request, secret)) == ("test", {}, True)
    shown = page(runner, here)
    assert ("Proefbericht" in shown, "antwoord 200" in shown, "dank u" in shown) == (True,) * 3
    row = WebhookDelivery.objects.get()
    runner.post(reverse("connections:again", args=[hook.pk, row.pk]))
    again, _ = told()[-1]
    assert again.headers["webhook-id"] == request.headers["webhook-id"]
    runner.post(reverse("connections:renew", args=[hook.pk]))
    assert "Tot " in (renewed := page(runner, here))
    hook.refresh_from_db()
    assert signatures.secret_of(hook.nonce, hook.digest) in renewed
    runner.post(reverse("connections:switch", args=[hook.pk]))
    assert "Gestopt op" in page(runner, here)
    runner.post(reverse("connections:test", args=[hook.pk]))
    runner.post(reverse("connections:again", args=[hook.pk, row.pk]))
    assert len(told()) == 2
    runner.post(reverse("connections:switch", args=[hook.pk]))
    assert "Stuur een proefbericht" in page(runner, here)
    assert runner.post(reverse("connections:remove_webhook", args=[hook.pk])).url == INDEX
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"url": ""}, "Schrijf het adres dat de berichten krijgt."),
        ({"url": "http://crm.example.be/"}, public_addresses.NOT_HTTPS),
        ({"url": "https://127.0.0.1/"}, public_addresses.NOT_PUBLIC),
        ({"url": "https://a:b@crm.example.be/"}, public_addresses.NO_PASSWORD),
        ({"events": []}, "Kruis aan waarvan het programma bericht krijgt."),
        ({"organisation": "0"}, "Selecteer een geldige keuze."),
    ],
)
def test_what_is_missing_is_asked(runner, people, changed, sentence):
    asked = {
        "organisation": people.partner.pk,
        "url": "https://crm.example.be/",
        "events": ["lead.created"],
    }
    answer = runner.post(NEW, asked | changed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Webhook.objects.exists()


ACTS = ["webhook", "test", "renew", "switch", "remove_webhook", "again"]


@pytest.mark.parametrize("name", ACTS)
def test_nothing_of_another_partner(runner, people, hook_of, name):
    theirs = hook_of(people.other, url="https://kanarie.example.be/hook")
    row = events.send(theirs, "test", {})
    before = list(Webhook.objects.values())
    arguments = [theirs.pk, row.pk] if name == "again" else [theirs.pk]
    address = reverse(f"connections:{name}", args=arguments)
    for send in (runner.get, runner.post):
        assert send(address).status_code == 404
    assert "kanarie" not in page(runner, INDEX)
    assert list(Webhook.objects.values()) == before
    assert WebhookDelivery.objects.count() == 1
    ours = hook_of(people.partner)
    mixed = reverse("connections:again", args=[ours.pk, row.pk])
    assert runner.post(mixed).status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MARKETEER, Role.ONTHAAL])
def test_only_who_runs_a_partner_comes_here(client, people, as_role, hook_of, role):
    hook = hook_of(people.partner)
    client.force_login(as_role(people.partner, role))
    for name in ("webhook", "test", "renew", "switch", "remove_webhook"):
        address = reverse(f"connections:{name}", args=[hook.pk])
        assert client.get(address).status_code in (302, 404)
        assert client.post(address).status_code in (302, 404)
    assert client.get(NEW).status_code == 302
    assert not WebhookDelivery.objects.exists()
    assert Webhook.objects.get().stopped_at is None


# What goes ------------------------------------------------------------------------------------


def test_who_leaves_who_is_erased_and_what_is_old(people, told, hook_of):
    hook = hook_of(people.partner)
    lead = met(people, people.partner)
    events.send(hook, "test", {})
    erasure.erase_lead(lead)
    assert [row.event for row in WebhookDelivery.objects.all()] == ["test"]
    WebhookDelivery.objects.update(created_at=timezone.now() - timedelta(days=30, seconds=1))
    retention.run()
    assert not WebhookDelivery.objects.exists()
    words = list(map(str, leaving.count_all(people.partner)))
    assert "1 adres dat geen berichten meer krijgt" in words
    leaving.hand_back(people.partner, people.house, people.federation, take_down=False)
    events.created(LeadFactory(owner_organisation=people.partner))
    assert told() == []
