"""Links of persons do not stay in what is kept of a mail."""

from datetime import timedelta

import pytest
from django.conf import settings as site
from django.urls import reverse
from django.utils import timezone

from brand import mail
from brand.mail import delivery
from brand.mail.preview import Preview
from brand.models import OutboxState, OutgoingMail
from brand.privacy import links
from roadshow import visit
from tests.factories.outbox import (
    OutgoingMailFactory,
    SubscriptionFactory,
    SubscriptionRecordFactory,
)
from tests.factories.roadshow import RegistrationFactory

pytestmark = pytest.mark.django_db
TOKEN = "aB3_" * 8


class Line:
    """A mail server that takes everything."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def send(self, wire, *, to, before_end):
        self.wire = wire
        before_end()


@pytest.fixture
def line(settings, monkeypatch):
    settings.EMAIL_URL = "smtp://mail.voorbeeld.be"
    line = Line()
    monkeypatch.setattr(delivery.smtp, "Line", lambda: line)
    return line


def sent(kind, pk) -> OutgoingMail:
    row = mail.post(kind, pk)
    delivery.drain()
    row.refresh_from_db()
    return row


def test_every_address_with_a_token_is_known():
    assert {
        "bijdragen/",
        "mijn/",
        "nieuwsbrief/bevestig/",
        "nieuwsbrief/stop/",
        "toestemming/",
        "uitnodiging/",
        "beheer/password_reset/confirm/<uidb64>/",
    } <= set(links.paths())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Open https://x.be/mijn/{}/.", "Open https://x.be/mijn/verborgen/."),
        ("https://x.be/mijn/{}/annuleer/?a=1", "https://x.be/mijn/verborgen/annuleer/?a=1"),
        (
            '<a href="http://x:8000/toestemming/{}/">',
            '<a href="http://x:8000/toestemming/verborgen/">',
        ),
        ("<https://x.be/nieuwsbrief/stop/{}/>", "<https://x.be/nieuwsbrief/stop/verborgen/>"),
        ("https://x.be/verhalen/karim-bakt/", "https://x.be/verhalen/karim-bakt/"),
        ("https://x.be/roadshow/genk/inschrijven/", "https://x.be/roadshow/genk/inschrijven/"),
    ],
)
def test_only_the_token_makes_way(before, after):
    assert links.hide(before.format(TOKEN)) == after


def test_a_mail_that_was_sent_keeps_no_link_that_opens(line):
    registration = RegistrationFactory(email="an@peeters.be")
    row = sent("roadshow.emails.confirmed", registration.pk)
    assert registration.token in line.wire.as_string().replace("=\r\n", "").replace("=\n", "")
    assert (row.reason, row.to) == ("Verstuurd.", "an@peeters.be")
    assert registration.token not in row.text + row.html
    assert visit.mine_url(registration).replace(registration.token, "verborgen") in row.text
    calendar = Preview(row).attachments[0][1].decode()
    assert registration.token not in calendar.replace("\r\n ", "")


def test_a_confirmation_and_a_stop_link_are_hidden_too(line):
    asked = SubscriptionRecordFactory(subscription__email="an@peeters.be")
    row = sent("brand.emails.confirm_newsletter", asked.pk)
    assert row.reason == "Verstuurd."
    for link in (asked, asked.subscription):
        assert link.token not in row.text + row.html


def test_the_desk_reads_the_mail_without_its_links(line, admin_client):
    registration = RegistrationFactory(email="an@peeters.be")
    row = sent("roadshow.emails.confirmed", registration.pk)
    page = admin_client.get(reverse("outbox:mail", args=[row.pk])).content.decode()
    assert registration.token not in page
    assert "Persoonlijke links zijn hier verborgen: alleen de ontvanger heeft ze." in page


def test_a_site_for_others_keeps_no_links_without_a_mail_server_either(settings):
    settings.EMAIL_URL, settings.SITE_HOST = "", "meewerkers.be"
    registration = RegistrationFactory(email="an@peeters.be")
    row = sent("roadshow.emails.confirmed", registration.pk)
    assert row.reason == "Bewaard: geen mailserver ingesteld."
    assert registration.token not in row.text + row.html


def test_on_a_machine_of_its_own_the_kept_mail_is_the_way_to_try_a_link(settings):
    settings.EMAIL_URL, settings.SITE_HOST = "", "localhost"
    registration = RegistrationFactory(email="an@peeters.be")
    row = sent("roadshow.emails.confirmed", registration.pk)
    assert visit.mine_url(registration) in row.text
    assert links.hide_in_kept_mail() == 0


@pytest.mark.database("brand.privacy.links._with_links")
def test_mail_kept_by_an_earlier_release_is_cleaned_once(settings):
    settings.EMAIL_URL = "smtp://mail.voorbeeld.be"
    person = SubscriptionFactory()
    stop = site.SITE_URL + reverse("newsletter_stop", args=[person.token])
    row = OutgoingMailFactory(state=OutboxState.DONE, to="an@peeters.be", text=stop, html=stop)
    plain = OutgoingMailFactory(state=OutboxState.DONE, to="bo@peeters.be", text="Dag Bo")
    assert links.hide_in_kept_mail() == 1
    assert links.hide_in_kept_mail() == 0
    row.refresh_from_db()
    plain.refresh_from_db()
    assert row.text == row.html == stop.replace(person.token, "verborgen")
    assert plain.text == "Dag Bo"


def test_mail_that_waits_with_its_words_still_brings_its_link(settings):
    settings.EMAIL_URL = "smtp://mail.voorbeeld.be"
    words = f"https://x.be/uitnodiging/{TOKEN}/"
    OutgoingMailFactory(kind=mail.READY_MADE, keeps_text=False, to="an@peeters.be", text=words)
    OutgoingMail.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert links.hide_in_kept_mail() == 0
    assert OutgoingMail.objects.get().text == words
