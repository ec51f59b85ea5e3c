"""Going through the list, approving, planning and stopping at the desk; the report; the archive."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from brand import audience
from brand.models import LinkVisits, NewsletterDelivery, NewsletterIssue, OutgoingMail
from brand.newsletter import checklist, report, sending
from brand.newsletter.blocks import Block
from tests.factories.outbox import SubscriptionFactory
from tests.factories.roadshow import RegistrationFactory, StopFactory
from tests.support.newsletters import come_due, issue_of, make_ready, plan

pytestmark = pytest.mark.django_db
State = NewsletterIssue.State
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def opened(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def address(issue) -> str:
    return reverse("newsletter_send", args=[issue.pk])


def moment(**fields) -> dict:
    soonest = timezone.localtime(sending.quarters(timezone.now())[0])
    return {"act": "plan", "day": f"{soonest:%Y-%m-%d}", "at": f"{soonest:%H:%M}", **fields}


@pytest.fixture
def stop(founded):
    return StopFactory(title="Halte Genk")


@pytest.fixture
def issue(desk, stop):
    for n in range(6):
        SubscriptionFactory(email=f"lezer{n}@bedrijf.be", province="limburg" if n else "antwerpen")
    rows = [Block("a", "inleiding", "Dag"), Block("b", "halte", page=stop.pk)]
    return issue_of(*rows, changed_by=desk.writer)


def test_from_the_list_to_planned_by_two_people(desk, issue):
    writer, second = opened(desk.writer), opened(desk.second)
    html = writer.get(address(issue)).content.decode()
    assert "Gaat naar <strong>6</strong> mensen." in html
    assert "Testmail van deze versie: moet nog." in html
    assert "Geef vrij</button>" not in html
    writer.post(address(issue), {"act": "approve"})
    assert not fresh(issue).is_approved
    writer.post(address(issue), {"act": "test"})
    assert OutgoingMail.objects.get().ref == f"{issue.pk}-{desk.writer.pk}"
    assert "Geef vrij</button>" in second.get(address(issue)).content.decode()
    second.post(address(issue), {"act": "approve"})
    assert fresh(issue).approved_by == desk.second
    answer = writer.post(address(issue), moment(number="5"))
    assert answer.status_code == 422
    assert "Deze nieuwsbrief gaat naar 6 mensen. Typ dat getal." in answer.content.decode()
    assert 'value="5"' in answer.content.decode()
    writer.post(address(issue), moment(number="6"))
    assert fresh(issue).state == State.PLANNED
    html = second.get(address(issue)).content.decode()
    assert "uur naar 6 mensen." in html
    # Whoever opens the editor of a planned one comes here.
    assert second.get(issue.get_absolute_url()).url == address(issue)
    second.post(address(issue), {"act": "stop"})
    assert fresh(issue).state == State.DRAFT
    assert not NewsletterDelivery.objects.exists()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"day": ""}, "Kies een dag."),
        ({"at": "straks"}, "Kies een uur, zoals 10.15."),
        ({"number": "zes"}, "Typ een getal."),
        ({"day": "2027-03-28", "at": "02:15"}, "Dit uur bestaat die nacht niet."),
        ({"at": "10:07", "day": "2027-03-01"}, "op het kwartier"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(desk, issue, fields, says):
    issue = make_ready(issue, desk.writer, desk.second)
    sent = moment(number="6") | fields
    answer = opened(desk.writer).post(address(issue), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert says in html
    assert all(f'value="{value}"' in html for name, value in sent.items() if name != "act")
    assert fresh(issue).state == State.DRAFT


def test_a_segment(desk, issue):
    client = opened(desk.writer)
    client.post(address(issue), {"act": "segment", "province": "antwerpen"})
    assert "Gaat naar <strong>1</strong> mens." in client.get(address(issue)).content.decode()
    answer = client.post(address(issue), {"act": "segment", "province": "maan"})
    assert answer.status_code == 422
    assert client.post(address(issue), {"act": "__init__"}).status_code == 302


def test_the_checklist_says_what_is_missing(desk, stop):
    issue = issue_of(
        Block("a", "knop", "Kijk"), Block("b", "halte", page=stop.pk + 9), subject="", preheader=""
    )
    said = {item.label: item.sentence for item in checklist.in_the_way(issue)}
    assert said["Onderwerp"] == "Schrijf een onderwerp."
    assert said["Voorvertoning"] == "Schrijf de zin die naast het onderwerp staat."
    assert said["Inhoud"].startswith("Er staat nog niets in.")
    assert said["Wie erin staat"].startswith("Deze halte staat niet meer online.")
    assert said["Links"].startswith("Een knop heeft geen woorden")
    assert said["Ontvangers"] == "Niemand in deze groep bevestigde een inschrijving."
    long = issue_of(subject="x" * 60)
    cautions = {item.label for item in checklist.items(long) if item.state == "let op"}
    assert cautions == {"Lengte van het onderwerp", "Mailserver"}


@pytest.fixture
def sent(desk, issue, server):
    plan(make_ready(issue, desk.writer, desk.second), desk.writer)
    come_due()
    sending.drain()
    return fresh(issue)


def test_the_report_leads_from_each_number_to_its_list(desk, sent, stop, client):
    link = sent.links.get(page=stop.pk)
    for _ in range(3):
        client.get(link.get_absolute_url(), headers=BROWSER)
    client.get(link.get_absolute_url(), headers={"User-Agent": "Mimecast scanner"})
    RegistrationFactory(stop=stop, touch=link)
    RegistrationFactory(stop=stop)
    audience.stop(NewsletterDelivery.objects.first().subscription, way="knop")
    desk_client = opened(desk.second)
    found = report.of(sent, desk.second)
    left = {line.label: (line.words, bool(line.url)) for line in found.left}
    assert left == {
        "Aangenomen door de mailserver": ("6", True),
        "Geweigerd door de mailserver": ("0", False),
        "Schreef zich erna uit": ("1", True),
    }
    brought = {line.label: line.words for line in found.brought}
    assert (brought["Kliks op de links"], brought["Inschrijvingen"]) == ("3", "1")
    html = desk_client.get(address(sent)).content.decode()
    assert html.index("Kliks op de links") < html.index("Wie een mail opent, meten we niet")
    lines = [*found.left, *found.brought, *(line for _, row in found.by_page for line in row)]
    for line in lines:
        if line.url:
            assert desk_client.get(line.url).status_code == 200, line
    [registrations] = [one for one in found.brought if one.label == "Inschrijvingen"]
    listed = desk_client.get(registrations.url).context["object_list"]
    assert [row.touch for row in listed] == [link]
    assert LinkVisits.objects.get().count == 3


def test_addresses_are_for_administrators(desk, sent):
    path = reverse("newsletter_deliveries", args=[sent.pk, "verstuurd"])
    assert "lezer0@bedrijf.be" in opened(desk.second).get(path).content.decode()
    assert opened(desk.writer).get(path).status_code == 404
    assert opened(desk.second).get(path.replace("verstuurd", "dans")).status_code == 404
    assert not any(line.url for line in report.of(sent, desk.writer).left)


def test_of_a_few_receivers_no_small_number_is_told(desk, stop, server, client):
    SubscriptionFactory()
    issue = issue_of(Block("b", "halte", page=stop.pk))
    plan(make_ready(issue, desk.writer, desk.second), desk.writer)
    come_due()
    sending.drain()
    link = issue.links.get(page=stop.pk)
    client.get(link.get_absolute_url(), headers=BROWSER)
    found = report.of(fresh(issue), desk.second)
    assert found.brought[0].words == "minder dan 5"
    assert found.brought[0].url == ""
    path = reverse("newsletter_clicks", args=[issue.pk, link.code])
    assert opened(desk.second).get(path).status_code == 404


def test_an_uncertain_one_is_settled_at_the_desk(desk, issue, server):
    plan(make_ready(issue, desk.writer, desk.second), desk.writer)
    come_due()
    server.answers["end"] = "drop"
    sending.drain()
    server.answers["end"] = "250 aangenomen"
    path = reverse("newsletter_deliveries", args=[issue.pk, "onzeker"])
    client = opened(desk.second)
    rows = list(NewsletterDelivery.objects.filter(state="geblokkeerd"))
    assert "Stuur opnieuw" in client.get(path).content.decode()
    home = client.get("/beheer/").content.decode()
    assert "van 6 mails weet niemand of ze aankwamen." in home
    assert path in home
    client.post(path, {"row": rows[0].pk, "act": "aangekomen"})
    client.post(path, {"row": rows[1].pk, "act": "opnieuw"})
    client.post(path, {"row": "x", "act": "opnieuw"})
    client.post(path, {"row": rows[2].pk, "act": "dans"})
    assert fresh(rows[0]).outcome == "verstuurd"
    assert fresh(rows[1]).state == "wacht"
    assert fresh(rows[2]).state == "geblokkeerd"


def test_the_archive_shows_what_was_sent_and_only_that(desk, sent, stop, client):
    draft = issue_of(subject="Nog niet")
    html = client.get(reverse("newsletter_archive")).content.decode()
    assert "Kom kijken" in html
    assert "Nog niet" not in html
    path = reverse("newsletter_archived", args=[sent.pk])
    assert "Halte Genk" in client.get(path).content.decode()
    assert client.get(reverse("newsletter_archived", args=[draft.pk])).status_code == 404
    # What is over stays in an archive; what is cancelled does not.
    long_ago = timezone.now() - timedelta(days=9)
    type(stop).objects.filter(pk=stop.pk).update(starts_at=long_ago, ends_at=long_ago)
    assert "Halte Genk" in client.get(path).content.decode()
    type(stop).objects.filter(pk=stop.pk).update(cancelled_at=long_ago)
    assert "Halte Genk" not in client.get(path).content.decode()


def test_what_was_sent_is_not_thrown_away(desk, sent):
    opened(desk.writer).post(reverse("newsletter_delete", args=[sent.pk]))
    assert fresh(sent)
