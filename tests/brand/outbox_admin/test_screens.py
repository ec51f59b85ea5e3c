"""'Uitgaande post' and the newsletter's queue in the back office."""

import re
from importlib import import_module
from inspect import isfunction

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from brand import emails, mail, outbox
from brand.mail import delivery
from brand.models import Membership, Organisation, OutboxState, OutgoingMail, Role, SyncJob, User
from brand.outbox import outages
from brand.rooms import first_party
from tests.factories.outbox import (
    OutgoingMailFactory,
    SubscriptionFactory,
    SubscriptionRecordFactory,
    SyncJobFactory,
)

pytestmark = pytest.mark.django_db
S = OutboxState
LISTS = ["outbox:index", "outbox:index_results", "newsletter_queue:index"]


def somebody(name, *, federation, role):
    organisation, _ = Organisation.objects.get_or_create(
        slug=f"o{federation}", defaults={"name": f"O{federation}", "is_federation": federation}
    )
    kind, _ = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    entrance, _ = Permission.objects.get_or_create(content_type=kind, codename="access_admin")
    user = User.objects.create_user(f"{name}@bedrijf.be", "x", first_name=name)
    user.user_permissions.add(entrance)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


@pytest.fixture
def keeper(client):
    user = somebody("An", federation=True, role=Role.BEHEERDER)
    client.force_login(user)
    return user


@pytest.fixture
def others():
    return [
        somebody("Els", federation=True, role=Role.MARKETEER),
        somebody("Jan", federation=False, role=Role.BEHEERDER),
    ]


def addresses():
    row, job = OutgoingMailFactory(state=S.BLOCKED), SyncJobFactory(state=S.BLOCKED)
    gets = [reverse(name) for name in [*LISTS, "newsletter_queue:index_results"]]
    gets += [reverse("outbox:attachment", args=[row.pk, 0])]
    gets += [reverse("outbox:mail", args=[row.pk]), reverse("newsletter_queue:job", args=[job.pk])]
    posts = [reverse("outbox:try_line"), reverse("newsletter_queue:try_line")]
    posts += [reverse(f"outbox:{name}", args=[row.pk]) for name in ("send_again", "arrived")]
    posts += [reverse("newsletter_queue:again", args=[job.pk])]
    return gets, posts


def test_to_everybody_else_none_of_it_exists(client, others):
    gets, posts = addresses()
    for user in others:
        client.force_login(user)
        assert {client.get(url).status_code for url in gets} == {404}
        assert {client.post(url).status_code for url in posts} == {404}
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {S.BLOCKED}
    assert set(SyncJob.objects.values_list("state", flat=True)) == {S.BLOCKED}


def test_who_is_not_signed_in_is_asked_to(client):
    gets, posts = addresses()
    answers = [client.get(url) for url in gets] + [client.post(url) for url in posts]
    assert {answer.status_code for answer in answers} == {302}
    assert {answer.url.partition("?")[0] for answer in answers} == {"/beheer/login/"}


def test_the_menu_shows_it_to_who_keeps_the_brand(client, keeper, others):
    page = client.get(reverse("outbox:index")).content.decode()
    assert reverse("newsletter_queue:index") in page
    client.force_login(others[1])
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("outbox:index") not in page


def test_a_get_on_a_button_does_nothing(client, keeper):
    _, posts = addresses()
    assert {client.get(url).status_code for url in posts} == {405}


def test_the_list_shows_what_left_and_why(client, keeper):
    OutgoingMailFactory(
        subject="Bevestigd: Genk", to="an@bedrijf.be", state=S.DONE, reason="Verstuurd."
    )
    OutgoingMailFactory(kind="roadshow.emails.changed", state=S.WAITING)
    page = client.get(reverse("outbox:index")).content.decode()
    for words in (
        "Bevestigd: Genk",
        "an@bedrijf.be",
        "Verstuurd.",
        "Verstuurd",
        "Inschrijving gewijzigd (nog niet gemaakt)",
        "Er is geen mailserver ingesteld (EMAIL_URL)",
    ):
        assert words in page


@pytest.mark.parametrize(("count", "words"), [(1, "1 mail"), (2, "2 mails")])
def test_the_list_counts_in_words(client, keeper, count, words):
    for _ in range(count):
        OutgoingMailFactory()
    page = client.get(reverse("outbox:index")).text
    assert re.sub(r"\s+", " ", page.split('"pagination__end"')[1])[1:].strip().startswith(words)


def test_what_was_not_needed_any_more_says_so(client, keeper):
    row = OutgoingMailFactory(
        kind="roadshow.emails.confirmed",
        state=S.DONE,
        done_at=timezone.now(),
        reason="Niet meer nodig.",
        to="",
        subject="",
        text="",
    )
    page = client.get(reverse("outbox:mail", args=[row.pk])).content.decode()
    assert "Inschrijving bevestigd (niet gemaakt)" in page
    assert "<dt>Soort</dt><dd>Inschrijving bevestigd</dd>" in page
    assert "<dt>Stand</dt><dd>Niet nodig</dd>" in page
    assert "roadshow.emails" not in page
    assert "Deze mail is niet gemaakt: hij was niet meer nodig." in page
    assert "90 dagen" not in page
    assert "wordt gemaakt" not in page


@pytest.mark.parametrize("reason", [delivery.EXAMPLE, delivery.KEPT_HERE])
def test_what_did_not_leave_does_not_say_that_all_is_done(client, keeper, reason):
    row = OutgoingMailFactory(subject="Genk", to="an@bedrijf.be", state=S.DONE, reason=reason)
    for url in (reverse("outbox:index"), reverse("outbox:mail", args=[row.pk])):
        page = client.get(url).text
        assert "Niet verstuurd" in page
        assert ">Klaar<" not in page


@pytest.mark.parametrize("room", first_party())
def test_each_mail_has_a_name_for_people(room):
    try:
        module = import_module(f"{room}.emails")
    except ModuleNotFoundError:
        return
    made = {
        name
        for name, one in vars(module).items()
        if isfunction(one) and one.__module__.startswith(f"{room}.emails") and name[0] != "_"
    }
    assert module.NAMES.keys() == made


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ({"state": ["klaar"]}, {"Genk"}),
        ({"state": ["klaar", "geblokkeerd"]}, {"Genk", "Lommel"}),
        ({"q": "els@"}, {"Lommel"}),
        ({"q": "GENK"}, {"Genk"}),
        ({"q": "' OR 1=1 --"}, set()),
        ({"q": "100%"}, set()),
    ],
)
def test_the_list_can_be_filtered_and_searched(client, keeper, query, subjects):
    OutgoingMailFactory(subject="Genk", to="an@bedrijf.be", state=S.DONE)
    OutgoingMailFactory(subject="Lommel", to="els@bedrijf.be", state=S.BLOCKED)
    OutgoingMailFactory(subject="Aalst", to="jan@bedrijf.be", state=S.WAITING)
    response = client.get(reverse("outbox:index"), query)
    assert {row.subject for row in response.context["object_list"]} == subjects


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "factory", "queries"),
    [
        ("outbox:index_results", OutgoingMailFactory, 9),
        ("newsletter_queue:index_results", SyncJobFactory, 9),
    ],
)
def test_a_list_costs_the_same_with_more_rows(
    client, keeper, django_assert_num_queries, name, factory, queries, count
):
    client.get(reverse(name))
    for _ in range(count):
        factory()
    with django_assert_num_queries(queries):
        assert client.get(reverse(name)).status_code == 200


def test_a_mail_is_shown_without_power_to_act(client, keeper):
    row = OutgoingMailFactory(
        subject="Dag <An>",
        to="an@bedrijf.be",
        state=S.DONE,
        text="Dag An\n\nTot dinsdag",
        html='<p>Dag</p><script>alert("x")</script>',
    )
    page = client.get(reverse("outbox:mail", args=[row.pk])).content.decode()
    assert '<iframe title="De opgemaakte mail" sandbox="" srcdoc="&lt;p&gt;Dag&lt;/p&gt;' in page
    assert "<script>alert" not in page
    assert "<p>Dag An</p>" in page
    assert "Dag &lt;An&gt;" in page


def test_pictures_and_files_of_a_mail_are_shown_as_they_are_now(client, keeper, monkeypatch):
    made = mail.Message(
        to="an@bedrijf.be",
        subject="Genk",
        text="Dag",
        inline=[("qr", b"<svg/>", "image/svg+xml")],
        attachments=[("halte.ics", b"BEGIN:VCALENDAR", "text/calendar")],
    )
    monkeypatch.setattr(emails, "stop", lambda pk: made, raising=False)
    row = OutgoingMailFactory(
        kind="brand.emails.stop", state=S.DONE, text="Dag", html='<img src="cid:qr" alt="QR">'
    )
    page = client.get(reverse("outbox:mail", args=[row.pk])).content.decode()
    assert "data:image/svg+xml;base64,PHN2Zy8+" in page
    assert "halte.ics" in page
    file = client.get(reverse("outbox:attachment", args=[row.pk, 0]))
    assert b"".join(file.streaming_content) == b"BEGIN:VCALENDAR"
    assert file["Content-Disposition"] == 'attachment; filename="halte.ics"'
    assert client.get(reverse("outbox:attachment", args=[row.pk, 1])).status_code == 404


def test_a_mail_that_cannot_be_made_again_is_still_read(client, keeper):
    row = OutgoingMailFactory(kind="roadshow.emails.weg", state=S.DONE, text="Dag An", html="<p>")
    assert "Dag An" in client.get(reverse("outbox:mail", args=[row.pk])).content.decode()


def test_words_that_open_an_account_are_not_shown(client, keeper):
    row = OutgoingMailFactory(
        keeps_text=False, subject="Nieuw wachtwoord", to="an@bedrijf.be", text="https://x/geheim"
    )
    page = client.get(reverse("outbox:mail", args=[row.pk])).content.decode()
    assert "geheim" not in page


def test_an_uncertain_mail_asks_for_a_judgement(client, keeper):
    row = OutgoingMailFactory(state=S.BLOCKED, handed_over_at="2026-11-23T10:00Z", reason="Onzeker")
    url = reverse("outbox:mail", args=[row.pk])
    page = client.get(url).content.decode()
    assert "Stuur opnieuw" in page
    assert "Is aangekomen" in page
    assert client.post(reverse("outbox:arrived", args=[row.pk])).url == url
    row.refresh_from_db()
    assert (row.state, row.reason) == (S.DONE, "An keek na: aangekomen.")
    assert client.post(reverse("outbox:send_again", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.state == S.DONE


def test_a_given_up_mail_can_be_asked_again(client, keeper):
    row = OutgoingMailFactory(state=S.GIVEN_UP, attempts=8, reason="Weigert", remedy="Kijk na")
    page = client.get(reverse("outbox:mail", args=[row.pk])).content.decode()
    assert "Probeer opnieuw" in page
    assert "Is aangekomen" not in page
    client.post(reverse("outbox:send_again", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.attempts) == (S.WAITING, 0)


def test_a_line_that_is_down_is_said_once_with_its_button(client, keeper):
    outages.stop(outages.MAIL, "De mailserver antwoordt niet.", "Kijk EMAIL_URL na.")
    page = client.get(reverse("outbox:index")).content.decode()
    assert "De mailserver antwoordt niet." in page
    assert "Kijk EMAIL_URL na." in page
    assert "De mailserver" not in client.get(reverse("newsletter_queue:index")).content.decode()
    assert client.post(reverse("outbox:try_line")).url == reverse("outbox:index")
    assert outages.stopped(outages.MAIL) is None


def test_the_newsletter_queue_says_what_and_what_to_do(client, keeper):
    person = SubscriptionFactory(email="an@bedrijf.be", state="uitgeschreven")
    SubscriptionRecordFactory(subscription=person, way="inschrijving voor Genk")
    job = SyncJobFactory(
        subscription=person,
        state=S.BLOCKED,
        reason="Heeft zich uitgeschreven op 3 mei 2026.",
        remedy="Alleen de persoon zelf kan terug: stuur de inschrijflink.",
        last_instance="9a6f8a51",
    )
    page = client.get(reverse("newsletter_queue:index")).content.decode()
    assert "an@bedrijf.be" in page
    assert "Alleen de persoon zelf kan terug: stuur de inschrijflink." in page
    assert "Mailchimp staat uit" in page
    page = client.get(reverse("newsletter_queue:job", args=[job.pk])).content.decode()
    assert "9a6f8a51" in page
    assert "vroeg de nieuwsbrief (inschrijving voor Genk)" in page
    client.post(reverse("newsletter_queue:again", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == S.WAITING


def test_an_erased_person_has_no_name_here(client, keeper):
    job = SyncJobFactory(subscription=None, dedupe_key="wis:1", kind="wis", state=S.DONE)
    assert "gewist" in client.get(reverse("newsletter_queue:index")).content.decode()
    assert client.get(reverse("newsletter_queue:job", args=[job.pk])).status_code == 200


def test_the_home_screen_speaks_up_only_when_somebody_must_look(client, keeper, others):
    home = reverse("wagtailadmin_home")
    OutgoingMailFactory(state=S.DONE)
    assert "Niet vertrokken" not in client.get(home).content.decode()
    OutgoingMailFactory(state=S.GIVEN_UP)
    SyncJobFactory(state=S.BLOCKED)
    SyncJobFactory(state=S.BLOCKED)
    outages.stop(outages.MAIL, "De mailserver antwoordt niet.")
    page = client.get(home).content.decode()
    assert "1 mail is niet vertrokken" in page
    assert "2 abonnees zijn niet doorgegeven" in page
    assert "De mailserver antwoordt niet." in page
    client.force_login(others[0])
    assert "Niet vertrokken" not in client.get(home).content.decode()


def test_an_uncertain_mail_raises_an_alarm_for_who_keeps_the_brand(keeper, others, client, founded):
    """Also when no worker is left to give the row back."""
    home = reverse("wagtailadmin_home")
    handed_over = {"handed_over_at": timezone.now()}
    OutgoingMailFactory(state=S.BLOCKED, **handed_over)
    alarm = "Van 1 mail weet niemand of hij aankwam."
    page = client.get(home).content.decode()
    assert alarm in page
    assert "niet vertrokken</a>" not in page
    at_work = OutgoingMailFactory(
        state=S.BUSY, locked_until=timezone.now() + outbox.LEASE, **handed_over
    )
    assert alarm in client.get(home).content.decode()
    type(at_work).objects.filter(pk=at_work.pk).update(locked_until=timezone.now())
    page = client.get(home).content.decode()
    assert "Van 2 mails weet niemand of ze aankwamen." in page
    client.force_login(others[0])
    assert "weet niemand" not in client.get(home).content.decode()
