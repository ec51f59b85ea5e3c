"""Mails that come back: noted on the mail, marked on the address, and only when they are ours."""

import uuid

import pytest
from django.utils import timezone

from brand import audience, mail
from brand.mail.incoming import Became
from brand.models import (
    NewsletterDelivery,
    NewsletterIssue,
    OutboxState,
    OutgoingMail,
    ReceivedMail,
    Subscription,
)
from leads.correspondence import replies, sending
from leads.models import Contact
from tests.support import imap_server

pytestmark = pytest.mark.django_db

UNKNOWN = "0b6f8f5c-93a2-4c0e-9d64-0f7c2c1d7a11"  # of no mail of ours


@pytest.fixture
def box(settings):
    with imap_server.instead_of_ours(settings) as server:
        yield server


@pytest.fixture
def sent(lead, people):
    """A mail that left."""
    made = sending.send(
        lead,
        lead.contact,
        people.owner,
        subject="Ons gesprek",
        body="Tot gauw.",
        address="u",
        key=uuid.uuid4(),
    )
    left(made.outgoing, "bo@peeters.example")
    type(made).objects.filter(pk=made.pk).update(leaves_at=timezone.now())
    return made


def left(row, to):
    OutgoingMail.objects.filter(pk=row.pk).update(
        state=OutboxState.DONE, reason="Verstuurd.", to=to, handed_over_at=timezone.now()
    )


def report(
    message_id, to="bo@peeters.example", *, status="5.1.1", action="failed", headers_alone=False
) -> bytes:
    kind = "text/rfc822-headers" if headers_alone else "message/rfc822"
    return (
        "From: MAILER-DAEMON@mail.example\r\nTo: noreply@localhost\r\n"
        f"Message-ID: <{uuid.uuid4()}@mail.example>\r\nAuto-Submitted: auto-replied\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nHelaas.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n"
        f"Message-ID: {message_id}\r\nSubject: Ons gesprek\r\n\r\n--b--\r\n"
    ).encode()


def became():
    return ReceivedMail.objects.get().became


@pytest.mark.parametrize("headers_alone", [True, False])
def test_the_mail_says_so_and_the_address_is_marked(box, desk, lead, people, sent, headers_alone):
    box.deliver(report(sent.outgoing.message_id, headers_alone=headers_alone))
    replies.fetch()
    row = OutgoingMail.objects.get(pk=sent.outgoing_id)
    assert (row.state, row.reason) == (
        OutboxState.GIVEN_UP,
        "Kwam terug: dit adres bestaat niet.",
    )
    assert (became(), box.count()) == (Became.BOUNCE, {"Verwerkt": 1})
    contact = Contact.objects.get(pk=lead.contact_id)
    assert contact.is_unreachable
    page = desk.get(lead.get_absolute_url()).content.decode()
    assert "Niet aangekomen. Kwam terug: dit adres bestaat niet." in page
    assert "Mail aan dit adres kwam terug: het bestaat niet." in page
    message = mail.make(OutgoingMail.objects.get(kind="leads.emails.bounced"))
    assert message.to == people.owner.email
    assert "Kwam terug: dit adres bestaat niet." in message.text
    contact.email = "bo@nieuw.example"
    contact.save()
    assert not contact.is_unreachable
    assert contact.bounced == ""


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("5.2.2", "Kwam terug: de mailbox van de ontvanger is vol."),
        ("5.7.1", "Kwam terug: de mailserver van de ontvanger weigert deze mail (5.7.1)."),
    ],
)
def test_another_reason_marks_no_address(box, lead, sent, status, sentence):
    box.deliver(report(sent.outgoing.message_id, status=status))
    replies.fetch()
    assert OutgoingMail.objects.get(pk=sent.outgoing_id).reason == sentence
    assert not Contact.objects.get(pk=lead.contact_id).is_unreachable


@pytest.mark.parametrize(
    "how",
    [
        {"to": "chef@peeters.example"},
        {"action": "delayed", "status": "4.4.1"},
        {"status": "2.0.0"},
        {"status": "geen"},
    ],
)
def test_a_report_of_something_else_changes_nothing(box, sent, how):
    box.deliver(report(sent.outgoing.message_id, **how))
    replies.fetch()
    assert OutgoingMail.objects.get(pk=sent.outgoing_id).state == OutboxState.DONE
    assert became() == Became.UNPLACED


@pytest.mark.parametrize("number", ["<x@localhost>", f"<{UNKNOWN}@localhost>", ""])
def test_a_forged_report_marks_nobody(box, lead, sent, number):
    box.deliver(report(number))
    replies.fetch()
    assert not Contact.objects.get(pk=lead.contact_id).is_unreachable
    assert became() == Became.UNPLACED


def test_any_mail_of_ours(box):
    row = mail.post("roadshow.emails.confirmed", 1)
    left(row, "an@bedrijf.example")
    box.deliver(report(row.message_id, "An@Bedrijf.example"))
    replies.fetch()
    assert OutgoingMail.objects.get(pk=row.pk).reason == "Kwam terug: dit adres bestaat niet."


def test_a_newsletter_takes_the_address_off_the_list(box, db):
    person = audience.subscribe("an@bedrijf.example", source="inschrijving")
    Subscription.objects.filter(pk=person.pk).update(state=Subscription.State.SUBSCRIBED)
    issue = NewsletterIssue.objects.create(subject="Nieuws")
    row = NewsletterDelivery.objects.create(
        issue=issue,
        subscription=person,
        dedupe_key="x",
        state=OutboxState.DONE,
        outcome=NewsletterDelivery.Outcome.SENT,
        handed_over_at=timezone.now(),
    )
    box.deliver(report(row.message_id, "an@bedrijf.example"))
    replies.fetch()
    row.refresh_from_db()
    person.refresh_from_db()
    assert row.outcome == NewsletterDelivery.Outcome.REFUSED
    assert person.state == Subscription.State.REFUSED
