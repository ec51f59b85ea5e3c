"""Asking for the newsletter, confirming it and stopping it, by pages anybody can use."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from brand import audience
from brand.forms import stamp
from brand.models import OutgoingMail, Subscription, SubscriptionRecord, SyncJob
from tests.factories.outbox import SubscriptionFactory, SubscriptionRecordFactory

pytestmark = pytest.mark.django_db
State = Subscription.State


def said(person):
    return list(person.consents.values_list("said", flat=True))


def kinds():
    return sorted(OutgoingMail.objects.values_list("kind", flat=True))


def sign_up(client, email="an@bedrijf.be", **fields):
    data = {"email": email, "gezien": stamp(10, "newsletter"), "bijnaam": "", **fields}
    return client.post(reverse("newsletter"), data)


def test_each_page_leads_to_it(client, founded):
    page = client.get("/").text
    assert '<a href="/nieuwsbrief/">Nieuwsbrief</a>' in page.split("<footer")[1]


def test_asking_sends_one_mail_and_puts_nobody_on_the_list(client):
    response = sign_up(client, "An@Bedrijf.BE")
    assert response.status_code == 302
    assert response.url == "/nieuwsbrief/bedankt/"
    person = Subscription.objects.get()
    assert (person.email, person.state) == ("an@bedrijf.be", State.ASKED)
    assert kinds() == ["brand.emails.confirm_newsletter"]
    assert SyncJob.objects.count() == 0
    evidence = person.consents.get()
    assert evidence.wording == "Ja, stuur mij maximaal één mail per maand. Ik kan altijd stoppen."
    assert (evidence.way, len(evidence.wording_version)) == ("nieuwsbriefpagina", 12)


@pytest.mark.parametrize("address", ["", "an@peeters", "an peeters", "a" * 300 + "@x.be"])
def test_a_wrong_address_is_answered_at_the_field(client, address):
    response = sign_up(client, address)
    assert response.status_code == 200
    assert "<title>Fout: Nieuwsbrief" in response.content.decode()
    assert Subscription.objects.count() == 0


@pytest.mark.parametrize(
    "address", ["an\x00@bedrijf.be", "an@bedrijf.be\r\nBcc: b@c.be", "🙂@x.be"]
)
def test_odd_input_is_no_error_of_ours(client, address):
    assert sign_up(client, address).status_code == 200
    assert OutgoingMail.objects.count() == 0


def test_the_page_says_the_same_to_whoever_is_on_the_list(client):
    SubscriptionFactory(email="an@bedrijf.be")
    assert sign_up(client, "an@bedrijf.be").url == sign_up(client, "els@bedrijf.be").url
    page = client.get("/nieuwsbrief/bedankt/").content.decode()
    assert "We stuurden u een mail met een knop." in page


def test_asking_twice_in_ten_minutes_sends_one_mail():
    for _ in range(3):
        audience.subscribe("an@bedrijf.be", source="inschrijving")
    assert OutgoingMail.objects.count() == 1
    assert SubscriptionRecord.objects.count() == 1


def test_looking_at_the_link_confirms_nothing(client):
    asked = SubscriptionRecordFactory()
    response = client.get(reverse("newsletter_confirm", args=[asked.token]))
    assert response.status_code == 200
    assert "Bevestig uw inschrijving" in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "no-store, private"
    asked.subscription.refresh_from_db()
    assert asked.subscription.state == State.ASKED


def test_the_button_confirms_once(client):
    asked = SubscriptionRecordFactory()
    url = reverse("newsletter_confirm", args=[asked.token])
    assert client.post(url).url == url
    client.post(url)
    person = Subscription.objects.get()
    assert person.state == State.SUBSCRIBED
    assert said(person) == ["gevraagd", "bevestigd"]
    assert kinds() == ["brand.emails.newsletter_welcome"]
    assert SyncJob.objects.get().kind == "stand"
    assert "U bent ingeschreven" in client.get(url).content.decode()


def test_a_form_without_cookies_confirms(client):
    client.handler.enforce_csrf_checks = True
    url = reverse("newsletter_confirm", args=[SubscriptionRecordFactory().token])
    assert client.post(url).status_code == 302


def test_old_unknown_and_foreign_links_look_alike(client):
    old = SubscriptionRecordFactory(at=timezone.now() - timedelta(days=31))
    stopper = SubscriptionFactory()  # the link that stops is no link that confirms
    answers = {
        (response.status_code, response.content)
        for token in (old.token, stopper.token, "x" * 32)
        for response in [client.get(reverse("newsletter_confirm", args=[token]))]
    }
    assert [status for status, _ in answers] == [404]


def test_a_link_from_before_stopping_does_not_bring_them_back(client):
    asked = SubscriptionRecordFactory()
    url = reverse("newsletter_confirm", args=[asked.token])
    client.post(url)
    audience.stop(asked.subscription, way="telefoon")
    assert client.post(url).status_code == 404
    assert Subscription.objects.get().state == State.STOPPED


def test_looking_at_the_stop_page_stops_nothing(client):
    person = SubscriptionFactory()
    response = client.get(reverse("newsletter_stop", args=[person.token]))
    assert "Stop de nieuwsbrief" in response.content.decode()
    person.refresh_from_db()
    assert person.state == State.SUBSCRIBED


def test_the_stop_button_stops_once_and_proves_it(client):
    person = SubscriptionFactory()
    url = reverse("newsletter_stop", args=[person.token])
    assert client.post(url).url == url
    client.post(url)
    person.refresh_from_db()
    assert person.state == State.STOPPED
    assert said(person) == ["gestopt"]
    assert kinds() == ["brand.emails.newsletter_stopped"]
    assert "U bent uitgeschreven" in client.get(url).content.decode()


def test_the_mail_program_stops_with_one_post(client):
    client.handler.enforce_csrf_checks = True
    person = SubscriptionFactory()
    url = reverse("newsletter_stop", args=[person.token])
    response = client.post(url, {"List-Unsubscribe": "One-Click"})
    assert (response.status_code, response.content.decode()) == (200, "Uitgeschreven.")
    assert person.consents.get().way == "uitschrijfknop van het mailprogramma"


@pytest.mark.database(
    "brand.audience.subscribing._row_of",
    "brand.audience.subscribing.confirm",
    "brand.audience.subscribing.stop",
    "brand.models.audience.Subscription",
)
def test_who_stopped_comes_back_only_by_confirming_again():
    person = SubscriptionFactory()
    audience.stop(person, way="telefoon")
    audience.subscribe(person.email, source="inschrijving voor Genk")
    person.refresh_from_db()
    assert person.state == State.STOPPED
    audience.confirm(person.consents.get(said="gevraagd"), way="knop")
    person.refresh_from_db()
    assert (person.state, person.is_returning) == (State.SUBSCRIBED, True)


def test_somebody_else_cannot_change_what_we_know_of_a_subscriber():
    person = SubscriptionFactory(name="An Peeters", company="")
    audience.subscribe(person.email, name="Iemand Anders", company="Bakkerij", source="formulier")
    person.refresh_from_db()
    assert (person.name, person.company, person.state) == (
        "An Peeters",
        "Bakkerij",
        State.SUBSCRIBED,
    )


def test_evidence_is_written_once():
    asked = SubscriptionRecordFactory()
    asked.way = "anders"
    with pytest.raises(TypeError):
        asked.save()


@pytest.mark.database("brand.audience.subscribing.erase")
def test_erasing_leaves_no_name_and_keeps_them_off_the_list():
    person = SubscriptionFactory(email="an@bedrijf.be")
    words = {"to": "an@bedrijf.be", "subject": "Welkom", "text": "Dag An", "html": "<p>"}
    newsletter, other = (
        OutgoingMail.objects.create(kind=kind, dedupe_key=kind, **words)
        for kind in ("brand.emails.newsletter_welcome", "roadshow.emails.confirmation")
    )
    audience.erase(person, way="telefoon")
    person.refresh_from_db()
    newsletter.refresh_from_db()
    other.refresh_from_db()
    assert (person.email, person.name, person.company, person.state) == (None, "", "", State.ERASED)
    assert [getattr(newsletter, name) for name in words] == ["", "", "", ""]
    assert {name: getattr(other, name) for name in words} == words  # its own room erases it
    assert audience.is_suppressed("An@bedrijf.be")
    assert not audience.is_suppressed("els@bedrijf.be")
    assert SyncJob.objects.get().kind == "wis"
    assert said(person) == ["gewist"]


def test_suppression_survives_a_new_secret_key(settings):
    audience.erase(SubscriptionFactory(email="an@bedrijf.be"), way="telefoon")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "nieuw" * 10
    assert audience.is_suppressed("an@bedrijf.be")


def test_who_refuses_cookies_can_ask_too():
    assert sign_up(Client(enforce_csrf_checks=True)).url == "/nieuwsbrief/bedankt/"


def test_an_empty_post_says_what_is_missing(client):
    page = client.post(reverse("newsletter"), {}).content.decode()
    assert "Vul een volledig e-mailadres in, zoals naam@bedrijf.be" in page


def test_a_flood_mails_nobody_and_gets_its_words_back(client, settings):
    settings.REGISTRATIONS_PER_MINUTE = 2
    answers = [sign_up(client, f"a{number}@bedrijf.be") for number in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert "Er komen nu heel veel aanvragen van uw netwerk." in answers[2].content.decode()
    assert answers[2].context["form"]["email"].value() == "a2@bedrijf.be"
    assert OutgoingMail.objects.count() == 2
