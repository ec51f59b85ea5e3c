"""What a mail looks like, who may be mailed, and how one asks for it."""

import random
from datetime import timedelta
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.policy import compat32, default
from email.utils import parseaddr

import pytest
from django.core import mail as django_mail
from django.db import transaction
from django.utils import timezone

from brand import emails, mail
from brand.models import BrandKit, OutboxState, OutgoingMail
from tests.factories.outbox import SubscriptionFactory, SubscriptionRecordFactory

pytestmark = pytest.mark.django_db
KIND = "brand.emails.newsletter_welcome"


def message(**fields):
    return mail.Message(
        **{"to": "an@bedrijf.be", "subject": "Dag", "text": "Dag An", "html": "<p>Dag An</p>"}
        | fields
    )


def test_asking_writes_one_row_without_personal_data():
    person = SubscriptionFactory()
    row = mail.post(KIND, person.pk)
    assert (row.kind, row.ref, row.state) == (KIND, str(person.pk), OutboxState.WAITING)
    assert (row.to, row.subject, row.text, row.html) == ("", "", "", "")


def test_asking_again_before_it_left_is_one_mail():
    first = mail.post(KIND, 1)
    assert mail.post(KIND, 1) == first
    assert mail.post(KIND, 2) != first
    assert mail.post(KIND, 1, dedupe="gewijzigd") != first
    assert OutgoingMail.objects.count() == 3


def test_asking_while_it_is_being_sent_is_a_second_mail():
    first = mail.post(KIND, 1)
    OutgoingMail.objects.update(state=OutboxState.BUSY)
    assert mail.post(KIND, 1) != first


def test_asking_again_holds_the_row_until_the_change_is_committed(django_assert_num_queries):
    """Else a worker could claim it in between, and send the state of before the change."""
    mail.post(KIND, 1)
    with transaction.atomic(), django_assert_num_queries(2) as asked:
        mail.post(KIND, 1)
    assert asked.captured_queries[0]["sql"].startswith('UPDATE "brand_outgoingmail"')


def test_the_earliest_moment_counts():
    later = timezone.now() + timedelta(hours=1)
    mail.post(KIND, 1, due_at=later)
    mail.post(KIND, 1)
    mail.post(KIND, 1, due_at=later)
    assert OutgoingMail.objects.get().due_at <= timezone.now()


def test_asking_again_does_not_shorten_a_wait_after_a_failure():
    later = timezone.now() + timedelta(hours=1)
    mail.post(KIND, 1)
    OutgoingMail.objects.update(state=OutboxState.LATER, due_at=later)
    mail.post(KIND, 1)
    assert OutgoingMail.objects.get().due_at == later


def test_once_is_once_ever():
    first = mail.post(KIND, 1, once="d7")
    OutgoingMail.objects.update(state=OutboxState.DONE)
    assert mail.post(KIND, 1, once="d7") == first
    assert mail.post(KIND, 1, once="d1") != first


def test_what_is_rolled_back_was_never_asked():
    with transaction.atomic():
        mail.post(KIND, 1)
        transaction.set_rollback(True)
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize(
    "kind",
    ["os.system", "brand.mail.post", "django.core.mail.send_mail", "brand.emails._to", "x", ""],
)
def test_only_mails_of_our_own_can_be_asked(kind):
    with pytest.raises(ValueError, match="Geen mail van ons"):
        mail.post(kind, 1)


@pytest.mark.parametrize(
    ("address", "is_demo"),
    [
        ("an@example.org", True),
        ("AN@Example.COM ", True),
        ("an@post.example.com", True),
        ("an@bakkerij.example", True),
        ("an@iets.invalid", True),
        ("an@example.be", False),
        ("an@myexample.org", False),
        ("example.org@bedrijf.be", False),
    ],
)
def test_examples_are_known_by_their_address(address, is_demo):
    assert message(to=address).goes_nowhere is is_demo


def test_a_demo_person_is_an_example_whatever_the_address():
    assert message(is_demo=True).goes_nowhere


def test_compose_takes_three_templates_of_one_name():
    asked = SubscriptionRecordFactory(way="inschrijving voor Genk & omgeving")
    made = emails.confirm_newsletter(asked.pk)
    assert made.to == asked.subscription.email
    assert made.subject == "Nog één klik: bevestig uw inschrijving"
    url = f"http://localhost:8000/nieuwsbrief/bevestig/{asked.token}/"
    assert f"\n{url}\n" in made.text
    assert f'href="{url}"' in made.html
    assert "inschrijving voor Genk & omgeving." in made.text
    assert "inschrijving voor Genk &amp; omgeving." in made.html
    assert made.text.startswith("Nog één klik\n\nIemand schreef")


def test_the_mail_wears_the_brand_and_names_its_sender(monkeypatch):
    kit = BrandKit()
    kit.name, kit.sender_name, kit.seed_brand = "Samen Sterk", "Federatie VOORBEELD vzw", "#004488"
    kit.postal_address, kit.enterprise_number = "Dorp 1\n9000 Gent", "0566.988.259"
    monkeypatch.setattr(BrandKit, "current", lambda: kit)
    made = emails.newsletter_welcome(SubscriptionFactory().pk)
    assert made.subject == "Welkom bij de nieuwsbrief van Samen Sterk"
    for body in (made.text, made.html):
        assert "Federatie VOORBEELD vzw" in body
        assert "Ondernemingsnummer 0566.988.259" in body
    assert "border-top:8px solid #004488" in made.html
    assert made.text.endswith("omdat u uw inschrijving voor de nieuwsbrief bevestigde.")


def test_mails_ask_nothing_from_elsewhere():
    made = emails.newsletter_welcome(SubscriptionFactory().pk)
    assert "<img" not in made.html
    assert "url(" not in made.html
    assert "<link" not in made.html


def test_a_newsletter_mail_can_be_stopped_from_the_mail_program():
    person = SubscriptionFactory()
    made = emails.newsletter_welcome(person.pk)
    assert made.headers == {
        "List-Unsubscribe": f"<http://localhost:8000/nieuwsbrief/stop/{person.token}/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_a_mail_that_lost_its_reason_is_none():
    person = SubscriptionFactory(state="uitgeschreven")
    assert emails.newsletter_welcome(person.pk) is None
    assert emails.newsletter_stopped(SubscriptionFactory().pk) is None
    assert (
        emails.confirm_newsletter(SubscriptionRecordFactory(subscription=SubscriptionFactory()).pk)
        is None
    )


@pytest.mark.parametrize(
    ("written", "header"),
    [
        ("Bevestigd:\r\nBcc: iedereen@x.be", "Bevestigd: Bcc: iedereen@x.be"),
        ("Genk\x00\x1b \u2028dinsdag", "Genk dinsdag"),
        ("a" * 300, "a" * 200),
        ("Café 🥖 مرحبا", "Café 🥖 مرحبا"),
        ("half \ud83d paar", "half ? paar"),
    ],
)
def test_a_subject_is_one_line(written, header):
    assert mail.header_line(written) == header
    wire = mail.mime(message(subject=written), message_id="<1@x>")
    assert wire["Subject"] == header
    assert wire["Bcc"] is None
    wire.as_bytes()


def test_the_wire_carries_text_html_pictures_and_files():
    wire = mail.mime(
        message(
            text="Dag An\n.alleen een punt\n",
            inline=[("qr", b"\x89PNG", "image/png")],
            attachments=[("halte.ics", b"BEGIN:VCALENDAR", "text/calendar")],
            reply_to="roadshow@bedrijf.be",
            headers={"X-Soort": "a\nb"},
        ),
        message_id="<1@localhost>",
    )
    assert wire["Message-ID"] == "<1@localhost>"
    assert wire["From"] == "Meewerkers <noreply@localhost>"
    assert wire["Reply-To"] == "roadshow@bedrijf.be"
    assert wire["Auto-Submitted"] == "auto-generated"
    assert wire["X-Soort"] == "a b"
    kinds = [part.get_content_type() for part in wire.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "image/png", "text/calendar"]
    [file] = wire.iter_attachments()
    assert (file.get_filename(), file.get_content_charset()) == ("halte.ics", "utf-8")
    picture = next(part for part in wire.walk() if part.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<qr>"


LONG_SITE = "https://gemeenschappelijk-merk.socialeeconomie.vlaanderen.be"
SPACED = "‘De naïef één collega’s Müller – één Lijsterbes’"


def read_back(raw: bytes, name: str) -> set[str]:
    """What two ways of reading make of a header."""
    old = BytesParser(policy=compat32).parsebytes(raw)[name]
    new = BytesParser(policy=default).parsebytes(raw)[name]
    return {str(make_header(decode_header(old))), str(new)}


def header_lines(raw: bytes) -> list[bytes]:
    return raw.split(b"\r\n\r\n")[0].split(b"\r\n")


@pytest.mark.parametrize("site", ["https://m.be", LONG_SITE, f"https://{'a' * 63}.{'b' * 63}.be"])
def test_one_click_stays_plain_whatever_the_address_of_the_site(settings, site):
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = site, f"noreply@{site[8:]}"
    person = SubscriptionFactory()
    made = emails.newsletter_welcome(person.pk)
    raw = mail.mime(made, message_id=f"<{'1' * 32}@{site[8:]}>").as_bytes()
    lines = header_lines(raw)
    stop = f"List-Unsubscribe: <{site}/nieuwsbrief/stop/{person.token}/>"
    assert lines.count(stop.encode()) == 1
    assert lines.count(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click") == 1
    assert f"Message-ID: <{'1' * 32}@{site[8:]}>".encode() in lines
    assert parseaddr(read_back(raw, "From").pop())[1] == f"noreply@{site[8:]}"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize("written", [SPACED, "a =?utf-8?q?b?= c", "plain " * 33, "é " * 90])
def test_a_subject_reads_back_as_it_was_written(written):
    raw = mail.mime(message(subject=written), message_id="<1@x>").as_bytes()
    assert read_back(raw, "Subject") == {written.strip()}
    lines = header_lines(raw)
    assert [line for line in lines if b"=?" in line and len(line) > 76] == []


@pytest.mark.parametrize(
    "name", ["Müller – één Lijsterbes", "a =?utf-8?q?b?= c", 'Jan "Sterk", vzw', "Meewerkers"]
)
def test_a_sender_reads_back_as_it_was_written(name):
    raw = mail.mime(message(sender=name), message_id="<1@x>").as_bytes()
    [new] = BytesParser(policy=default).parsebytes(raw)["From"].addresses
    old, address = parseaddr(BytesParser(policy=compat32).parsebytes(raw)["From"])
    assert {new.display_name, str(make_header(decode_header(old)))} == {name}
    assert {new.addr_spec, address} == {"noreply@localhost"}


def plain(subject: str) -> mail.Message:
    return message(subject=subject, sender="M", html="")


def test_random_subjects_keep_every_space():
    draw = random.Random(8)
    words = '‘De naïef één collega’s Müller – Lijsterbes’ é a b. (c) 🥖 مرحبا = ? _ =? ?= , : ; "x"'
    lost = {}
    for _ in range(400):
        subject = " ".join(draw.choices(words.split(), k=draw.randrange(1, 30)))[:200].strip()
        raw = b"".join(
            f"{name}: {value}\n".encode()
            for name, value in mail.mime(
                message(subject=subject, sender="M"), message_id="<1@x>"
            ).raw_items()
            if name == "Subject"
        )
        if (read := read_back(raw + b"\n", "Subject")) != {subject}:
            lost[subject] = read
    assert lost == {}


def test_a_domain_with_an_accent_is_written_as_mail_servers_know_it():
    assert mail.ascii_address("an@café.be") == "an@xn--caf-dma.be"


def test_mail_of_wagtail_goes_through_the_outbox(settings):
    settings.EMAIL_BACKEND = "brand.mail.backend.OutboxBackend"
    letter = django_mail.EmailMultiAlternatives(
        "Nalezen", "Karim wacht", None, ["an@bedrijf.be"], bcc=["els@bedrijf.be"]
    )
    letter.attach_alternative("<p>Karim wacht</p>", "text/html")
    assert letter.send() == 1
    rows = OutgoingMail.objects.order_by("to")
    assert [(row.to, row.keeps_text) for row in rows] == [
        ("an@bedrijf.be", False),
        ("els@bedrijf.be", False),
    ]
    made = mail.make(rows[0])
    assert (made.to, made.subject, made.text, made.html) == (
        "an@bedrijf.be",
        "Nalezen",
        "Karim wacht",
        "<p>Karim wacht</p>",
    )
