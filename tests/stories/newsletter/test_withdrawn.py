"""Somebody withdraws between planning and sending: no mail that leaves afterwards shows them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from brand.models import Membership, Role
from brand.newsletter import blocks, sending
from brand.newsletter.blocks import Block
from stories.models import Use
from stories.withdrawal import recalls, withdraw
from tests.factories.brand import member
from tests.factories.outbox import SubscriptionFactory
from tests.factories.stories import Channel, ConsentFactory, covered_story
from tests.support.newsletters import come_due, issue_of, make_ready, plan
from tests.support.smtp_server import instead_of_ours

pytestmark = pytest.mark.django_db
TITLE = "Karim kent elke doos"


@pytest.fixture
def told(people):
    page = covered_story(7, organisation=people.partner, title=TITLE)
    person = page.portrayals.get().person
    ConsentFactory(person=person, picture=page.picture, channel=Channel.NEWSLETTER)
    return page, person


@pytest.fixture
def issue(people, told):
    for n in range(4):
        SubscriptionFactory(email=f"lezer{n}@bedrijf.be")
    house = Membership.objects.get(user=people.federation).organisation
    second = member(house, Role.BEHEERDER)
    rows = [Block("a", "inleiding", "Dag werkgever"), Block("b", "verhaal", page=told[0].pk)]
    issue = make_ready(issue_of(*rows), people.federation, second)
    plan(issue, people.federation)
    return type(issue).objects.get(pk=issue.pk)


@pytest.fixture
def server(told, settings, monkeypatch):
    """After what is kept under the settings that others have."""
    with instead_of_ours(settings, monkeypatch) as server:
        yield server


def shown(server) -> list[bool]:
    return [TITLE in arrived.get_body(("html",)).get_content() for arrived in server.mails]


def test_without_a_withdrawal_it_is_in_every_mail(server, issue):
    come_due()
    sending.drain()
    assert shown(server) == [True] * 4


@pytest.mark.parametrize("channels", [[Channel.NEWSLETTER], None])
def test_between_planning_and_sending(server, issue, told, channels):
    page, person = told
    withdraw.withdraw(person, channels=channels)
    come_due()
    sending.drain()
    assert shown(server) == [False] * 4
    for arrived in server.mails:
        whole = arrived.as_string()
        assert TITLE not in whole
        assert f"/beeld/verhaal/{page.pk}" not in whole
        assert "Dag werkgever" in arrived.get_body(("plain",)).get_content()


def test_between_two_receivers_and_in_the_archive(server, issue, told, client, monkeypatch):
    _, person = told
    monkeypatch.setattr(sending, "PER_ROUND", 2)
    come_due()
    sending.drain()
    withdraw.withdraw(person, channels=[Channel.NEWSLETTER])
    sending.drain()
    assert shown(server) == [True, True, False, False]
    html = client.get(reverse("newsletter_archived", args=[issue.pk])).content.decode()
    assert "Dag werkgever" in html
    assert TITLE not in html


def test_the_archive_loses_it_at_once(server, issue, told, client):
    come_due()
    sending.drain()
    path = reverse("newsletter_archived", args=[issue.pk])
    assert TITLE in client.get(path).content.decode()
    withdraw.withdraw(told[1])
    assert TITLE not in client.get(path).content.decode()


def test_what_was_sent_becomes_a_task_for_who_withdraws_later(server, issue, told):
    page, person = told
    assert not Use.objects.exists()
    come_due()
    sending.drain()
    use = Use.objects.get()
    assert (use.story, use.kind, use.channel) == (page, Use.Kind.MAIL, Channel.NEWSLETTER)
    assert use.where.startswith("Nieuwsbrief van ")
    withdrawal = withdraw.withdraw(person, channels=[Channel.NEWSLETTER])
    [task] = withdrawal.recalls.filter(use=use)
    assert use.where in task.task


def typed_about(page, **fields):
    rows = [Block("a", "inleiding", "Dag werkgever"), Block("b", "tekst", f"Lees: {TITLE}!")]
    return issue_of(*rows, **fields)


def words_of(issue) -> list[str]:
    fresh = type(issue).objects.get(pk=issue.pk)
    return [fresh.subject, *(block.text for block in blocks.read(fresh.blocks))]


def test_words_typed_beside_it_go_too(server, issue, told, people, client):
    page, person = told
    draft = typed_about(page, subject=f"{TITLE} vertelt")
    planned = typed_about(page)
    house = Membership.objects.get(user=people.federation).organisation
    plan(make_ready(planned, people.federation, member(house, Role.BEHEERDER)), people.federation)
    sent = typed_about(page, state="verstuurd", done_at=timezone.now())
    withdrawal = withdraw.withdraw(person)
    assert recalls.look_through_newsletters() == 1
    assert words_of(draft) == ["Nieuwsbrief", "Dag werkgever"]
    assert words_of(planned) == ["Kom kijken", "Dag werkgever"]
    assert words_of(sent) == ["Kom kijken", "Dag werkgever"]
    again = type(planned).objects.get(pk=planned.pk)
    assert (again.state, again.is_approved) == ("concept", False)
    assert not again.deliveries.exists()
    html = client.get(reverse("newsletter_archived", args=[sent.pk])).content.decode()
    assert "Karim" not in html
    tasks = " ".join(withdrawal.recalls.values_list("task", flat=True))
    assert "Kom kijken" in tasks
    assert "Karim kent" not in tasks


@pytest.mark.parametrize(
    "sentence",
    ["Elke ochtend is hij er als eerste.", "Karim Bensaïd lacht.", "Hij kent elke doos."],
    ids=["of its text", "short, with the name", "one of its lead"],
)
def test_any_whole_sentence_of_the_story_goes_too(server, people, client, sentence):
    """Those may be typed in a newsletter, since its people read them."""
    page = covered_story(
        7,
        organisation=people.partner,
        title=TITLE,
        lead="Dit is Karim. Hij kent elke doos.",
        body=[("text", "<p>Karim Bensaïd lacht. Elke ochtend is hij er als eerste.</p>")],
    )
    person = page.portrayals.get().person
    person.name = "Karim Bensaïd"
    person.save()
    rows = [Block("a", "inleiding", "Dag werkgever"), Block("b", "tekst", f"Lees mee: {sentence}")]
    sent = issue_of(*rows, state="verstuurd", done_at=timezone.now())
    address = reverse("newsletter_archived", args=[sent.pk])
    assert sentence in client.get(address).content.decode()
    withdraw.withdraw(person)
    recalls.look_through_newsletters()
    assert words_of(sent) == ["Kom kijken", "Dag werkgever"]
    assert sentence not in client.get(address).content.decode()


def test_one_that_is_leaving_goes_on_without_those_words(server, told, people, monkeypatch):
    page, person = told
    for n in range(3):
        SubscriptionFactory(email=f"lezer{n}@bedrijf.be")
    house = Membership.objects.get(user=people.federation).organisation
    issue = make_ready(typed_about(page), people.federation, member(house, Role.BEHEERDER))
    plan(issue, people.federation)
    monkeypatch.setattr(sending, "PER_ROUND", 1)
    come_due()
    sending.drain()
    withdraw.withdraw(person)
    recalls.look_through_newsletters()
    monkeypatch.setattr(sending, "PER_ROUND", 50)
    sending.drain()
    assert shown(server) == [True, False, False]
