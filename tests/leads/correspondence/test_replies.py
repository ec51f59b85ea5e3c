"""Answers that come in: on the right timeline, once, whatever the mail looks like."""

import threading
import uuid
from email.message import EmailMessage

import pytest
from django.db import connection, connections

from brand import mail
from brand.mail import incoming
from brand.mail.incoming import Became
from brand.models import Membership, OutgoingMail, ReceivedMail, Role, Stoppage
from brand.outbox import outages
from leads.correspondence import replies, sending
from leads.employers import erasure
from leads.models import Interaction, Lead, NotificationChoice
from leads.personal_data import KEPT
from tests.support import imap_server

pytestmark = pytest.mark.django_db
Outcome = Interaction.Outcome


@pytest.fixture
def box(settings):
    with imap_server.instead_of_ours(settings) as server:
        yield server


@pytest.fixture
def sent(lead, people):
    return sending.send(
        lead,
        lead.contact,
        people.owner,
        subject="Ons gesprek",
        body="Tot gauw.",
        address="u",
        key=uuid.uuid4(),
    )


def reply(made, text="Dat past voor ons.", **headers) -> bytes:
    message = EmailMessage()
    message["From"] = "Bo Peeters <Bo@Peeters.example>"
    message["To"] = f"antwoord+{made.token}@meewerkers.example" if made else "antwoord@x.example"
    message["Subject"] = "Re: Ons gesprek"
    message["Message-ID"] = f"<{uuid.uuid4()}@peeters.example>"
    for name, value in headers.items():
        name = name.replace("_", "-")
        del message[name]
        if value:
            message[name] = value
    message.set_content(text)
    return bytes(message)


def answers(lead):
    return list(lead.interactions.filter(outcome=Outcome.MAIL_ANSWERED).order_by("pk"))


def notices():
    return OutgoingMail.objects.filter(kind="leads.emails.replied")


def test_the_address_for_answers_has_the_token(box, sent):
    message = mail.make(sent.outgoing)
    assert message.reply_to == f"antwoord+{sent.token}@meewerkers.example"
    assert len(message.reply_to.partition("@")[0]) <= 64


def test_a_wrong_setting_leaves_answers_to_the_colleague(settings, sent, people):
    settings.MAILBOX_URL = "mail.voorbeeld.be"
    assert mail.make(sent.outgoing).reply_to == people.owner.email
    assert replies.fetch() == 0
    assert Stoppage.objects.get().reason == "MAILBOX_URL is geen adres van een mailbox."


def test_it_stands_on_the_timeline_and_the_owner_is_told(box, desk, lead, people, sent):
    box.deliver(reply(sent, "Dat past.\n\nOp 23 nov. 2026 schreef An <an@x.be>:\n> Tot gauw.\n"))
    assert replies.fetch() == 1
    [line] = answers(lead)
    assert line.note == "Re: Ons gesprek\n\nDat past."
    assert (line.contact, line.by) == (lead.contact, None)
    assert box.count() == {"Verwerkt": 1}
    assert any("MOVE" in command for command in box.commands)
    message = mail.make(notices().get())
    assert (message.to, message.subject) == (people.owner.email, "Antwoord van Bakkerij Peeters")
    assert "Dat past" not in message.text
    page = desk.get(lead.get_absolute_url()).content.decode()
    assert "Gemaild, antwoord gekregen" in page
    lead.refresh_from_db()
    assert (lead.next_action_on - line.at.date()).days <= 4


def test_without_a_mailbox_nothing_is_asked(db, settings):
    settings.MAILBOX_URL = ""
    assert replies.fetch() == 0
    assert replies.forget_old() == 0


@pytest.mark.database("brand.mail.incoming.take")
def test_seen_twice_is_once(box, lead, sent):
    raw = reply(sent)
    box.deliver(raw)
    box.deliver(raw)
    replies.fetch()
    box.deliver(raw)
    replies.fetch()
    assert len(answers(lead)) == 1
    assert box.count() == {"Verwerkt": 3}
    assert notices().count() == 1


def test_a_worker_that_died_before_moving_it(box, lead, sent):
    box.deliver(reply(sent))
    box.fails["MOVE"] = "drop"
    assert replies.fetch() == 0
    assert (len(answers(lead)), box.count()) == (1, {"INBOX": 1})
    box.fails.clear()
    outages.answered(outages.MAILBOX)
    assert replies.fetch() == 1
    assert (len(answers(lead)), box.count()) == (1, {"Verwerkt": 1})


def test_a_mailbox_that_knows_no_move(settings, lead, sent):
    with imap_server.instead_of_ours(settings, capabilities="IMAP4rev1", moves=False) as box:
        box.deliver(reply(sent))
        assert replies.fetch() == 1
        assert (len(answers(lead)), box.count()) == (1, {"Verwerkt": 1})
        assert not any("MOVE" in command for command in box.commands)
        assert any(command.startswith("LOGIN") for command in box.commands)


def test_capitals_in_the_address_do_not_count(box, lead, sent):
    box.deliver(reply(sent, To=f"ANTWOORD+{sent.token.upper()}@Meewerkers.Example"))
    replies.fetch()
    assert len(answers(lead)) == 1


def test_without_a_token_by_the_number_of_our_mail(box, settings, lead, sent):
    box.deliver(reply(None, In_Reply_To=sent.outgoing.message_id))
    replies.fetch()
    assert len(answers(lead)) == 1


class TestWhatHasNoPlace:
    @pytest.mark.parametrize(
        ("headers", "why"),
        [
            ({"To": f"antwoord+{'a2' * 16}@meewerkers.example"}, replies.UNKNOWN_CODE),
            ({"To": "antwoord@meewerkers.example"}, replies.NO_CODE),
            ({"To": None}, replies.NO_CODE),
            ({"To": None, "In_Reply_To": "<geen-nummer@localhost>"}, replies.NO_CODE),
            ({"To": None, "In_Reply_To": f"<{uuid.uuid4()}@localhost>"}, replies.NO_CODE),
            ({"To": None, "In_Reply_To": f"<{uuid.uuid4()}@elders.be>"}, replies.NO_CODE),
        ],
    )
    def test_it_stays_in_the_mailbox_and_the_federation_is_told(
        self, box, client, people, lead, sent, headers, why
    ):
        before = lead.interactions.count()
        box.deliver(reply(sent, **headers))
        assert replies.fetch() == 1
        assert lead.interactions.count() == before
        assert box.count() == {"Niet herkend": 1}
        assert ReceivedMail.objects.get().reason == why
        client.force_login(people.federation)
        home = client.get("/beheer/").content.decode()
        assert "1 mail in de map Niet herkend van de mailbox" in home
        assert why in home

    def test_a_token_of_an_erased_person_or_dossier(self, box, lead, sent):
        raw = reply(sent)
        erasure.erase_contact(lead.contact)
        box.deliver(raw)
        replies.fetch()
        assert ReceivedMail.objects.get().reason == replies.ERASED
        assert answers(lead) == []


class TestPrograms:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto_Submitted": "auto-replied"},
            {"X_Autoreply": "yes"},
            {"Precedence": "bulk"},
            {"Return_Path": "<>"},
            {"Subject": "Automatisch antwoord: Ons gesprek"},
        ],
    )
    def test_an_automatic_answer_is_no_answer(self, box, desk, lead, sent, headers):
        Lead.objects.filter(pk=lead.pk).update(first_responded_at=None)
        lead.refresh_from_db()
        version = lead.version
        box.deliver(reply(sent, "Ik ben er maandag weer.", **headers))
        replies.fetch()
        lead.refresh_from_db()
        assert (lead.first_responded_at, lead.version) == (None, version)
        assert (answers(lead), notices().count()) == ([], 0)
        page = desk.get(lead.get_absolute_url()).content.decode()
        assert "Gemaild, automatisch antwoord" in page
        assert ReceivedMail.objects.get().became == Became.AUTOMATIC

    def test_auto_submitted_no_is_a_person(self, box, lead, sent):
        box.deliver(reply(sent, Auto_Submitted="no"))
        replies.fetch()
        assert len(answers(lead)) == 1


class TestWhoAndWhere:
    def test_an_attachment_of_20_mb_is_named_and_not_read(self, box, lead, sent):
        message = EmailMessage()
        message["From"] = "bo@peeters.example"
        message["To"] = f"antwoord+{sent.token}@meewerkers.example"
        message.set_content("Zie bijlage.")
        message.add_attachment(
            b"\0" * 15_000_000, maintype="application", subtype="pdf", filename="Plan é.pdf"
        )
        box.deliver(bytes(message))
        replies.fetch()
        [line] = answers(lead)
        assert line.note.startswith("Zie bijlage.\n\nMet bijlage (")
        assert "MB): Plan é.pdf. Die staat in de mailbox." in line.note

    def test_somebody_else_there_answered(self, box, lead, sent):
        box.deliver(reply(sent, From="chef@peeters.example"))
        replies.fetch()
        [line] = answers(lead)
        assert line.contact is None
        assert "kwam van chef@peeters.example, en niet van Bo Peeters." in line.note

    def test_another_partner_follows_the_dossier_by_now(self, box, lead, people, sent):
        Lead.objects.filter(pk=lead.pk).update(owner_organisation=people.other, owner=None)
        box.deliver(reply(sent))
        replies.fetch()
        [line] = answers(lead)
        assert f"vertrok toen {people.partner} dit dossier opvolgde." in line.note
        told = {mail.make(row).to for row in notices()}
        assert people.owner.email not in told
        assert people.outsider.email in told

    def test_who_wrote_is_told_where_nobody_owns_it(self, box, lead, people, sent):
        Lead.objects.filter(pk=lead.pk).update(owner=None)
        box.deliver(reply(sent))
        replies.fetch()
        assert [mail.make(row).to for row in notices()] == [people.owner.email]

    def test_silence_can_be_chosen(self, box, people, sent):
        NotificationChoice.objects.create(
            user=people.owner, kind=NotificationChoice.Kind.REPLY, when="nooit"
        )
        box.deliver(reply(sent))
        replies.fetch()
        assert notices().count() == 0

    def test_who_left_hears_nothing_any_more(self, box, people, sent):
        box.deliver(reply(sent))
        replies.fetch()
        Membership.objects.filter(user=people.owner).delete()
        assert mail.make(notices().get()) is None

    def test_a_closed_dossier_stays_closed(self, box, lead, sent):
        Lead.objects.filter(pk=lead.pk).update(
            stage="geen-match", next_action="", next_action_on=None
        )
        box.deliver(reply(sent))
        replies.fetch()
        lead.refresh_from_db()
        assert (lead.stage, lead.next_action_on) == ("geen-match", None)
        assert (len(answers(lead)), notices().count()) == (1, 1)

    def test_no_text_and_far_too_much_of_it(self, box, lead, sent):
        box.deliver(reply(sent, ""))
        box.deliver(reply(sent, "Lang. " * 3000))
        replies.fetch()
        nothing, much = answers(lead)
        assert nothing.note.endswith("Deze mail heeft geen tekst.")
        assert much.note.endswith("De rest van deze mail staat in de mailbox.")


class TestTrouble:
    @pytest.mark.parametrize(
        ("stage", "how", "sentence"),
        [
            ("greeting", "hang", "De mailbox op 127.0.0.1 antwoordt niet."),
            ("greeting", "drop", "De mailbox op 127.0.0.1 is niet te bereiken."),
            ("AUTHENTICATE", "no", "De mailbox aanvaardt onze naam en ons wachtwoord niet."),
            ("SELECT", "no", "De mailbox laat ons geen mails openen."),
            ("FETCH", "drop", "De mailbox op 127.0.0.1 is niet te bereiken."),
            ("MOVE", "no", "De mailbox laat ons geen mails verplaatsen."),
        ],
    )
    def test_it_is_down_and_comes_back(self, box, lead, sent, stage, how, sentence):
        box.deliver(reply(sent))
        box.fails[stage] = how
        assert replies.fetch() == 0
        assert Stoppage.objects.get(line=outages.MAILBOX).reason == sentence
        assert replies.fetch() == 0  # not asked again at once
        box.fails.clear()
        Stoppage.objects.update(until="2020-01-01T00:00Z")
        assert replies.fetch() == 1
        assert not Stoppage.objects.exists()
        assert len(answers(lead)) == 1

    def test_nobody_listens(self, settings):
        settings.MAILBOX_URL = "imap://antwoord%40meewerkers.example:geheim@127.0.0.1:1"
        assert replies.fetch() == 0
        assert "is niet te bereiken" in Stoppage.objects.get().reason

    def test_one_that_goes_wrong_holds_up_no_other(self, box, lead, sent, monkeypatch):
        real = replies._note

        def stumbles(received, *about):
            if "stuk" in received.text:
                raise ValueError("stuk")
            return real(received, *about)

        monkeypatch.setattr(replies, "_note", stumbles)
        box.deliver(reply(sent, "stuk"))
        box.deliver(reply(sent))
        assert replies.fetch() == 2
        assert len(answers(lead)) == 1
        assert box.count() == {"Niet herkend": 1, "Verwerkt": 1}
        assert ReceivedMail.objects.get(became=Became.UNPLACED).reason == incoming.UNREADABLE


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once(box, lead, sent):
    for _ in range(5):
        box.deliver(reply(sent))
    start, faults = threading.Barrier(2, timeout=60), []

    def work():
        try:
            start.wait()
            replies.fetch()
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert connection.vendor == "postgresql"
    assert faults == []
    assert len(answers(lead)) == 5
    replies.fetch()
    assert (len(answers(lead)), ReceivedMail.objects.count()) == (5, 5)


class TestPrivacy:
    @pytest.fixture
    def answered(self, box, lead, sent):
        box.deliver(reply(sent, "Ik werk hier sinds 2011."))
        replies.fetch()
        return answers(lead)[0]

    def test_the_person_is_told_what_they_wrote(self, lead, answered):
        [contact] = [kept for kept in KEPT if kept.key == "contact"]
        told = [str(value) for _, value in contact.told(lead.contact, None)]
        assert any("Ik werk hier sinds 2011." in value for value in told)

    def test_erased_with_the_person(self, lead, answered):
        erasure.erase_contact(lead.contact)
        assert Interaction.objects.get(pk=answered.pk).note == ""

    def test_erased_too_where_somebody_else_is_the_contact(self, lead, answered):
        person = lead.contact
        Lead.objects.filter(pk=lead.pk).update(contact=None)
        erasure.erase_contact(person)
        assert Interaction.objects.get(pk=answered.pk).note == ""

    def test_another_partner_does_not_see_it(self, client, people, lead, answered, as_role):
        client.force_login(as_role(people.other, Role.COORDINATOR))
        assert client.get(lead.get_absolute_url()).status_code == 404

    def test_what_is_known_of_the_mail_itself_says_nothing(self, answered):
        row = ReceivedMail.objects.get()
        assert (row.reason, len(row.key)) == ("", 64)
        assert "peeters" not in row.key

    def test_the_folders_are_emptied_in_time(self, box, answered):
        assert replies.forget_old() == 1
        assert box.count() == {}
        assert any("SEARCH BEFORE" in command for command in box.commands)
