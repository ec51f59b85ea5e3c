"""Writing a newsletter: who may, that nothing typed is lost, and two people at one issue."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from brand.models import NewsletterIssue
from brand.newsletter import blocks, drafts
from brand.newsletter.blocks import Block
from brand.newsletter.forms import IssueForm
from tests.factories.roadshow import StopFactory

pytestmark = pytest.mark.django_db


def opened(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(issue, *rows: Block, **fields) -> dict:
    """The form as it stands, with these blocks and values."""
    sent = {"subject": issue.subject, "preheader": issue.preheader, **fields}
    sent.setdefault("seen", IssueForm(instance=issue).initial["seen"])
    rows = rows or tuple(blocks.read(issue.blocks))
    sent["block"] = [row.id for row in rows]
    for row in rows:
        sent |= {f"kind-{row.id}": row.kind, f"text-{row.id}": row.text}
        sent[f"page-{row.id}"] = row.page or ""
    return sent


def fresh(issue) -> NewsletterIssue:
    return NewsletterIssue.objects.get(pk=issue.pk)


@pytest.fixture
def issue(desk):
    return drafts.begin(desk.writer)


def test_only_who_writes_it_at_the_federation_sees_it(desk, issue):
    paths = [reverse("newsletters"), issue.get_absolute_url()]
    paths += [reverse(name, args=[issue.pk]) for name in ("newsletter_choose", "newsletter_delete")]
    for path in paths:
        assert opened(desk.writer).get(path).status_code == 200
        assert opened(desk.second).get(path).status_code == 200
        for user in (desk.marketer, desk.administrator):
            assert opened(user).get(path).status_code == 404
            assert opened(user).post(path).status_code == 404
        assert opened(desk.steward).get(path).status_code in {302, 404}
    assert fresh(issue)


def test_the_menu_shows_it_to_who_writes_it(desk):
    address = reverse("newsletters")
    assert address in opened(desk.writer).get("/beheer/").content.decode()
    assert address not in opened(desk.marketer).get("/beheer/").content.decode()


def test_beginning_one(desk):
    answer = opened(desk.writer).post(reverse("newsletters"))
    issue = NewsletterIssue.objects.get()
    assert answer.url == issue.get_absolute_url()
    assert [one.kind for one in blocks.read(issue.blocks)] == ["inleiding"]


@pytest.mark.database("brand.models.newsletters.NewsletterIssue", "brand.newsletter.drafts.hold")
def test_what_is_typed_is_kept_in_the_order_of_the_form(desk, issue):
    rows = [Block("b", "tekst", "Twee\nregels"), Block("a", "knop", "Kom kijken", 3)]
    said = typed(issue, *rows, subject="  Kom   kijken  ", preheader="In Genk")
    assert opened(desk.writer).post(issue.get_absolute_url(), said).status_code == 302
    kept = fresh(issue)
    assert (kept.subject, kept.preheader) == ("Kom kijken", "In Genk")
    assert blocks.read(kept.blocks) == rows
    assert (kept.version, kept.changed_by) == (2, desk.writer)


def test_nothing_changed_is_no_new_version(desk, issue):
    opened(desk.writer).post(issue.get_absolute_url(), typed(issue))
    assert fresh(issue).version == 1


def test_buttons_move_blocks_without_script(desk, issue):
    client, path = opened(desk.writer), issue.get_absolute_url()
    rows = [Block("a", "tekst", "een"), Block("b", "tekst", "twee")]
    client.post(path, typed(issue, *rows, act="lager:a"))
    assert [one.id for one in blocks.read(fresh(issue).blocks)] == ["b", "a"]
    client.post(path, typed(fresh(issue), act="weg:b"))
    assert [one.id for one in blocks.read(fresh(issue).blocks)] == ["a"]
    answer = client.post(path, typed(fresh(issue), act="kies", subject="Dag"))
    assert answer.url == reverse("newsletter_choose", args=[issue.pk])
    assert fresh(issue).subject == "Dag"


def autosave(client, issue, said):
    return client.post(issue.get_absolute_url(), said, headers={"X-Requested-With": "autosave"})


def test_it_saves_itself_again_and_again(desk, issue):
    client = opened(desk.writer)
    told = json.loads(autosave(client, issue, typed(issue, subject="Een")).content)
    assert told["saved"].startswith("Bewaard om ")
    again = autosave(client, issue, typed(issue, subject="Twee", seen=told["seen"]))
    assert again.status_code == 200
    assert (fresh(issue).subject, fresh(issue).version) == ("Twee", 3)


def test_the_second_of_two_is_told_and_loses_nothing(desk, issue):
    before = typed(issue, Block("a", "tekst", "van Bo"))
    opened(desk.writer).post(
        issue.get_absolute_url(), typed(issue, Block("a", "tekst", "van An"), preheader="Nieuw")
    )
    answer = opened(desk.second).post(issue.get_absolute_url(), before)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "An Claes wijzigde dit zonet" in html
    assert "van Bo" in html
    assert 'value="Nieuw"' in html  # what only the other changed is filled in
    assert blocks.read(fresh(issue).blocks)[0].text == "van An"
    told = autosave(opened(desk.second), issue, before)
    assert told.status_code == 422
    assert "An Claes wijzigde dit zonet" in told.json()["errors"][0]


def test_too_long_comes_back_as_it_was_typed(desk, issue):
    answer = opened(desk.writer).post(
        issue.get_absolute_url(), typed(issue, Block("a", "knop", "k" * 70))
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "hoogstens 60 tekens, nu 70" in html
    assert "k" * 70 in html


def test_ticking_stops_and_a_block_that_falls_away(desk, issue):
    stop, cancelled = StopFactory(title="Halte Genk"), StopFactory(title="Halte Mol")
    client, path = opened(desk.writer), reverse("newsletter_choose", args=[issue.pk])
    assert "Halte Genk" in client.get(path).content.decode()
    assert client.post(path, {"halte": [stop.pk, cancelled.pk, 99]}).url == (
        issue.get_absolute_url()
    )
    assert [one.page for one in blocks.read(fresh(issue).blocks)] == [None, stop.pk, cancelled.pk]
    type(cancelled).objects.filter(pk=cancelled.pk).update(cancelled_at=cancelled.starts_at)
    html = client.get(issue.get_absolute_url()).content.decode()
    assert "Gaat nu niet mee. Deze halte is geannuleerd." in html
    client.post(path, {"halte": []})  # the other could not be ticked, so it was not unticked
    assert [one.page for one in blocks.read(fresh(issue).blocks)] == [None, cancelled.pk]


def test_throwing_one_away(desk, issue):
    client = opened(desk.writer)
    client.get(reverse("newsletter_delete", args=[issue.pk]))
    assert fresh(issue)
    client.post(reverse("newsletter_delete", args=[issue.pk]))
    assert not NewsletterIssue.objects.exists()
