"""Mail leaves once: over real sockets, with a mail server that fails in every way it can."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from brand import emails, mail, outbox
from brand.mail import delivery, smtp
from brand.models import OutboxState, OutgoingMail, Stoppage
from brand.outbox import outages
from brand.privacy import links
from tests.factories.outbox import OutgoingMailFactory, SubscriptionFactory
from tests.support.smtp_server import instead_of_ours

pytestmark = pytest.mark.django_db
KIND = "brand.emails.newsletter_welcome"
S = OutboxState


@pytest.fixture
def server(settings, monkeypatch):
    with instead_of_ours(settings, monkeypatch) as server:
        yield server


@pytest.fixture
def letter():
    return mail.post(KIND, SubscriptionFactory(email="an@bedrijf.be").pk)


def fresh(row):
    return OutgoingMail.objects.get(pk=row.pk)


def come_due():
    OutgoingMail.objects.filter(state=S.LATER).update(due_at=timezone.now())
    Stoppage.objects.update(until=timezone.now())


def test_a_mail_is_sent_once_and_kept_for_reading(server, letter):
    assert delivery.drain() == 1
    assert delivery.drain() == 0
    [arrived] = server.mails
    assert arrived["Subject"] == "Welkom bij de nieuwsbrief van Meewerkers"
    assert arrived["To"] == "an@bedrijf.be"
    assert arrived["Message-ID"] == letter.message_id
    assert server.recipients == ["an@bedrijf.be"]
    row = fresh(letter)
    assert (row.state, row.reason, row.to) == (S.DONE, "Verstuurd.", "an@bedrijf.be")
    assert row.subject == arrived["Subject"]
    text = arrived.get_body(("plain",)).get_content().strip().replace("\r\n", "\n")
    assert row.text == links.hide(text) != text


def test_many_mails_go_over_one_connection(server):
    for _ in range(3):
        mail.post(KIND, SubscriptionFactory().pk)
    assert delivery.drain() == 3
    assert (len(server.received), server.connections) == (3, 1)


def test_an_example_is_never_mailed(server):
    row = mail.post(KIND, SubscriptionFactory(email="karim@bakkerij.example").pk)
    delivery.drain()
    assert (server.connections, server.received) == (0, [])
    row = fresh(row)
    assert (row.state, row.reason, row.to) == (
        S.DONE,
        "Voorbeeld, niet verstuurd.",
        "karim@bakkerij.example",
    )
    assert row.text.startswith("U bent ingeschreven")


def test_without_a_mail_server_that_is_the_reason_of_an_example_too(settings):
    settings.EMAIL_URL = ""
    row = mail.post(KIND, SubscriptionFactory(email="karim@bakkerij.example").pk)
    delivery.drain()
    assert fresh(row).reason == "Bewaard: geen mailserver ingesteld."


def test_without_a_mail_server_it_is_kept(settings, letter):
    settings.EMAIL_URL = ""
    delivery.drain()
    row = fresh(letter)
    assert (row.state, row.reason) == (S.DONE, "Bewaard: geen mailserver ingesteld.")
    assert "U bent ingeschreven" in row.html


def test_a_mail_that_lost_its_reason_is_not_sent(server, letter):
    letter_for = OutgoingMail.objects.get().ref
    SubscriptionFactory._meta.model.objects.filter(pk=letter_for).update(state="uitgeschreven")
    delivery.drain()
    row = fresh(letter)
    assert (row.state, row.reason, server.received) == (S.DONE, "Niet meer nodig.", [])


def test_a_mail_about_what_is_gone_is_not_sent(server):
    row = mail.post(KIND, 987654)
    delivery.drain()
    row = fresh(row)
    assert row.state == S.DONE
    assert row.reason == "Niet meer nodig: waarover deze mail ging, bestaat niet meer."


def test_a_fault_in_one_mail_does_not_hold_up_the_next(server, letter, monkeypatch):
    def broken(pk):
        raise KeyError("an@bedrijf.be")

    monkeypatch.setattr(emails, "broken", broken, raising=False)
    sick = mail.post("brand.emails.broken", 1, due_at=timezone.now() - timedelta(hours=1))
    assert delivery.drain() == 2
    assert (fresh(sick).state, fresh(sick).reason) == (
        S.LATER,
        "De mail kon niet worden gemaakt (KeyError).",
    )
    assert fresh(letter).state == S.DONE


def test_a_waiting_mail_is_not_sent_early(server):
    due_at = timezone.now() + timedelta(hours=1)
    mail.post(KIND, SubscriptionFactory().pk, due_at=due_at)
    assert delivery.drain() == 0


# The line is down: rows wait and keep their tries ----------------------------------------


LINE_DOWN = [
    (
        "greeting",
        "421 even geduld",
        "De mailserver 127.0.0.1 neemt nu niets aan (421 even geduld).",
    ),
    ("greeting", "554 nee", "De mailserver 127.0.0.1 neemt nu niets aan (554 nee)."),
    ("greeting", "hang", "De mailserver 127.0.0.1 antwoordt niet."),
    (
        "greeting",
        "drop",
        "De mailserver 127.0.0.1 is niet te bereiken (verbinding verbroken).",
    ),
    ("MAIL", "550 wie bent u", "De mailserver aanvaardt onze afzender niet (550 wie bent u)."),
    ("RCPT", "421 dicht", "De mailserver sluit de verbinding (421 dicht)."),
    ("end", "421 dicht", "De mailserver sluit de verbinding (421 dicht)."),
]


@pytest.mark.parametrize(("stage", "answer", "reason"), LINE_DOWN)
def test_a_line_that_is_down_makes_mail_wait(server, letter, stage, answer, reason):
    other = mail.post(KIND, SubscriptionFactory().pk)
    good = server.answers[stage]
    server.answers[stage] = answer
    assert delivery.drain() == 1
    row = fresh(letter)
    assert (row.state, row.reason, row.attempts) == (S.LATER, reason, 0)
    assert fresh(other).state == S.WAITING
    assert outages.stopped(outages.MAIL).reason == reason
    assert delivery.drain() == 0
    server.answers[stage] = good
    come_due()
    assert delivery.drain() == 2
    assert len(server.received) == 2
    assert not Stoppage.objects.exists()


def test_a_mail_server_that_is_gone_is_tried_until_it_is_back(server, letter, settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.EMAIL_PORT = closed.getsockname()[1]
    for _ in range(12):  # longer than the tries of a row
        come_due()
        assert delivery.drain() == 1
    row = fresh(letter)
    assert (row.state, row.reason) == (
        S.LATER,
        "De mailserver 127.0.0.1 is niet te bereiken (verbinding geweigerd).",
    )
    assert row.remedy == "Kijk de mailserver en EMAIL_URL na."
    settings.EMAIL_PORT = server.port
    come_due()
    delivery.drain()
    assert len(server.received) == 1


def test_a_refused_password_is_said_in_dutch(server, letter, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "wij", "geheim"
    server.answers["EHLO"] = "250-mail.test\r\n250 AUTH PLAIN"
    server.answers["AUTH"] = "535 fout wachtwoord"
    delivery.drain()
    row = fresh(letter)
    assert row.reason == (
        "De mailserver aanvaardt onze naam en ons wachtwoord niet (535 fout wachtwoord)."
    )
    assert row.remedy == "Kijk naam en wachtwoord in EMAIL_URL na."
    assert row.state == S.LATER


# This mail is refused: it surely did not leave ----------------------------------------


REFUSED = [
    ("RCPT", "450 straks", "De mailserver weigert deze mail (450 straks)."),
    ("RCPT", "hang", "De mailserver brak het gesprek af (geen antwoord)."),
    ("RCPT", "drop", "De mailserver brak het gesprek af (verbinding verbroken)."),
    ("DATA", "451 later", "De mailserver weigert deze mail (451 later)."),
    ("DATA", "drop", "De mailserver brak het gesprek af (verbinding verbroken)."),
    ("end", "452 vol", "De mailserver weigert deze mail (452 vol)."),
]
FOR_GOOD = [
    ("RCPT", "550 <lezer@bedrijf.be>: onbekend", "550 (adres): onbekend"),
    ("RCPT", "551 lezer@bedrijf.be woont hier niet", "551 (adres) woont hier niet"),
    ("DATA", "554 nee", "554 nee"),
    ("end", '554 reclame voor "lezer@bedrijf.be"', '554 reclame voor "(adres)"'),
]


@pytest.mark.parametrize(("stage", "answer", "reason"), REFUSED)
def test_a_refused_mail_is_tried_again(server, letter, stage, answer, reason):
    good = server.answers[stage]
    server.answers[stage] = answer
    delivery.drain()
    row = fresh(letter)
    assert (row.state, row.reason, row.attempts) == (S.LATER, reason, 1)
    assert row.handed_over_at is None
    server.answers[stage] = good
    come_due()
    delivery.drain()
    assert fresh(letter).state == S.DONE
    assert [arrived["Message-ID"] for arrived in server.mails] == [letter.message_id]


@pytest.mark.parametrize(("stage", "answer", "words"), FOR_GOOD)
def test_a_mail_refused_for_good_is_not_tried_again(server, letter, stage, answer, words, caplog):
    server.answers[stage] = answer
    delivery.drain()
    row = fresh(letter)
    assert (row.state, row.attempts) == (S.GIVEN_UP, 1)
    assert row.reason == f"De mailserver weigert deze mail ({words})."
    assert row.remedy == "Kijk het e-mailadres na."
    assert row.handed_over_at is None
    assert "@" not in caplog.text
    come_due()
    assert delivery.drain() == 0


def test_a_refused_mail_does_not_hold_up_the_next(server, letter):
    server.answers["RCPT"] = "550 onbekend"
    mail.post(KIND, SubscriptionFactory().pk)
    assert delivery.drain() == 2
    assert not Stoppage.objects.exists()


def test_eight_refusals_are_given_up_and_can_be_asked_again(server, letter):
    server.answers["RCPT"] = "450 straks"
    for _ in range(8):
        come_due()
        delivery.drain()
    row = fresh(letter)
    assert row.state == S.GIVEN_UP
    assert row.reason == "De mailserver weigert deze mail (450 straks). 8 keer geprobeerd."
    assert row.remedy == "Kijk het e-mailadres na."
    server.answers["RCPT"] = "250 goed"
    assert delivery.send_again(row)
    delivery.drain()
    assert fresh(letter).state == S.DONE


def test_an_address_nobody_can_have_is_given_up_at_once(server, monkeypatch):
    bad = mail.Message(to="geen adres", subject="Dag", text="Dag")
    monkeypatch.setattr(emails, "bad", lambda pk: bad, raising=False)
    row = mail.post("brand.emails.bad", 1)
    delivery.drain()
    row = fresh(row)
    assert (row.state, row.reason) == (S.GIVEN_UP, "Dit adres kan geen mail krijgen.")


# Nobody can say whether it left: never sent twice by itself ------------------------------------


@pytest.mark.parametrize("answer", ["hang", "drop"])
def test_silence_after_a_complete_mail_is_for_a_person_to_judge(server, letter, answer):
    server.answers["end"] = answer
    delivery.drain()
    row = fresh(letter)
    assert (row.state, row.reason) == (
        S.BLOCKED,
        "Onzeker of deze mail vertrok: de mailserver kreeg hem, maar antwoordde niet.",
    )
    assert (row.is_uncertain, row.to) == (True, "an@bedrijf.be")
    server.answers["end"] = "250 aangenomen"
    come_due()
    assert delivery.drain() == 0
    assert len(server.unanswered) == 1
    assert server.received == []


def test_somebody_sends_an_uncertain_mail_again(server, letter):
    server.answers["end"] = "drop"
    delivery.drain()
    server.answers["end"] = "250 aangenomen"
    assert delivery.send_again(fresh(letter))
    delivery.drain()
    assert fresh(letter).state == S.DONE
    assert [arrived["Message-ID"] for arrived in server.mails] == [letter.message_id]


def test_somebody_knows_that_an_uncertain_mail_arrived(server, letter):
    server.answers["end"] = "drop"
    delivery.drain()
    assert delivery.arrived(fresh(letter), "An Peeters")
    row = fresh(letter)
    assert (row.state, row.reason) == (S.DONE, "An Peeters keek na: aangekomen.")
    assert not delivery.arrived(row, "An Peeters")


def test_a_worker_that_died_before_handing_over_loses_nothing(server, letter):
    outbox.claim_next(OutgoingMail.objects.all())
    assert delivery.drain() == 0
    OutgoingMail.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert delivery.drain() == 1
    assert len(server.received) == 1


def test_a_worker_that_died_after_handing_over_sends_nothing_twice(server, letter, monkeypatch):
    """The power went out between the mail server's yes and our writing it down."""

    def power_cut(*_, **__):
        raise SystemExit

    monkeypatch.setattr(outbox, "finish", power_cut)
    with pytest.raises(SystemExit):
        delivery.drain()
    monkeypatch.undo()
    assert len(server.received) == 1
    OutgoingMail.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    delivery.drain()
    assert len(server.received) == 1
    assert fresh(letter).is_uncertain


def test_without_the_mark_it_would_be_sent_twice(server, letter, monkeypatch):
    """The control: the guard is what keeps the test above true."""

    def power_cut(*_, **__):
        raise SystemExit

    monkeypatch.setattr(outbox, "finish", power_cut)
    with pytest.raises(SystemExit):
        delivery.drain()
    monkeypatch.undo()
    OutgoingMail.objects.update(
        locked_until=timezone.now() - timedelta(seconds=1), handed_over_at=None
    )
    delivery.drain()
    assert len(server.received) == 2


def test_who_lost_the_lease_does_not_send(server, letter, monkeypatch):
    real = delivery._make

    def slow(row):
        OutgoingMail.objects.filter(pk=row.pk).update(claim=None)  # another worker took it
        return real(row)

    monkeypatch.setattr(delivery, "_make", slow)
    delivery.drain()
    assert server.received == []


def test_a_line_the_server_closed_is_opened_again(server, letter):
    """Servers close a connection that was idle: that is no trouble."""
    with smtp.Line() as line:
        row = outbox.claim_next(OutgoingMail.objects.all())
        delivery.deliver(row, line)
        line._smtp.sock.shutdown(socket.SHUT_RDWR)
        mail.post(KIND, SubscriptionFactory().pk)
        delivery.deliver(outbox.claim_next(OutgoingMail.objects.all()), line)
    assert (len(server.received), server.connections) == (2, 2)


def test_a_dot_at_the_start_of_a_line_arrives_as_a_dot(server, monkeypatch):
    text = ".\n..\n.een punt\nvan ons"
    made = mail.Message(to="an@bedrijf.be", subject="Punt", text=text)
    monkeypatch.setattr(emails, "dots", lambda pk: made, raising=False)
    mail.post("brand.emails.dots", 1)
    delivery.drain()
    assert server.mails[0].get_content().replace("\r\n", "\n") == text + "\n"


def test_words_of_wagtails_own_mail_are_gone_once_it_left(server):
    row = OutgoingMailFactory(
        kind=mail.READY_MADE,
        keeps_text=False,
        to="an@bedrijf.be",
        subject="Nieuw wachtwoord",
        text="https://…/geheim",
    )
    delivery.drain()
    assert server.mails[0].get_content().strip() == "https://…/geheim"
    row = fresh(row)
    assert (row.state, row.to, row.subject, row.text) == (
        S.DONE,
        "an@bedrijf.be",
        "Nieuw wachtwoord",
        "",
    )
