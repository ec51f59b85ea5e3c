"""An issue as a mail: its HTML, its plain text, its links, and what is left out."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from brand.models import Campaign, NewsletterIssue, Organisation, TrackedLink
from brand.models.campaigns import Channel
from brand.newsletter import blocks, letters, links
from brand.newsletter.blocks import Block
from brand.newsletter.screens import previewed
from tests.factories.roadshow import StopFactory

pytestmark = pytest.mark.django_db
VOID = {"meta", "img", "br"}
STOP = "https://site.example/nieuwsbrief/stop/x/"


class Strict(HTMLParser):
    """Every tag is closed, by its own name."""

    def __init__(self):
        super().__init__()
        self.open, self.links, self.seen = [], [], []

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), f"{tag} says something twice"
        self.seen.append((tag, dict(attrs)))
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(html: str) -> Strict:
    parser = Strict()
    parser.feed(html)
    assert parser.open == []
    return parser


def issue_of(*rows: Block, **fields) -> NewsletterIssue:
    fields = {"subject": "Kom kijken", "preheader": "In Genk", **fields}
    return NewsletterIssue.objects.create(blocks=blocks.written(rows), **fields)


def letter(issue, **fields):
    return letters.letter(issue, to="an@bedrijf.be", stop_url=STOP, **fields)


@pytest.fixture
def full(desk, founded):
    stop = StopFactory(title="Halte Genk")
    issue = issue_of(
        Block("a", "inleiding", "Dag <b>werkgever</b>,\n\nWe komen langs.\nHartelijk."),
        Block("b", "halte", page=stop.pk),
        Block("c", "knop", "Alle haltes", founded.pk),
        Block("d", "tekst", "   "),
        Block("e", "knop", "", founded.pk),
        Block("f", "halte", page=stop.pk + 999),
    )
    return issue, stop


def test_the_html_is_sound_and_says_what_was_typed_as_it_was_typed(full):
    html = letter(full[0]).html
    page = read(html)
    assert "Dag &lt;b&gt;werkgever&lt;/b&gt;," in html
    assert "We komen langs.<br>Hartelijk." in html
    assert html.count("Halte Genk") == 1
    assert "In Genk" in html
    assert STOP in page.links
    assert all("http" in link or link.startswith("mailto:") for link in page.links)
    assert "script" not in html
    assert {tag for tag, attrs in page.seen if tag == "table" and "role" not in attrs} == set()


def test_the_plain_text_tells_the_same(full):
    text = letter(full[0]).text
    assert "Dag <b>werkgever</b>," in text
    assert "Halte Genk" in text
    assert "Schrijf u in: http" in text
    assert f"Liever niet meer? {STOP}" in text
    assert "\n\n\n" not in text


def test_the_largest_stays_under_100_kb(desk):
    stops = [StopFactory(title=f"Halte {n} " + "x" * 80) for n in range(12)]
    rows = [Block(f"s{n}", "halte", page=stop.pk) for n, stop in enumerate(stops)]
    rows += [Block(f"t{n}", "tekst", "woorden " * 370) for n in range(18)]
    issue = issue_of(*rows[: blocks.MOST])
    frame = len(letter(issue_of()).html.encode())
    assert frame < 12_000
    twelve = len(letter(issue_of(*rows[:12])).html.encode())
    assert twelve < 40_000
    assert len(letter(issue).html.encode()) < 100_000


@pytest.mark.database("brand.models.campaigns.TrackedLink")
def test_every_link_but_the_one_to_stop_is_counted(full, desk):
    issue, stop = full
    links.make(issue, letters.pages(issue))
    links.make(issue, letters.pages(issue))  # a second time adds nothing
    counted = links.addresses(issue)
    assert TrackedLink.objects.count() == 2  # the stop; the home page, of button and footer
    assert {row.channel for row in issue.links.all()} == {Channel.NEWSLETTER}
    assert issue.links.get(page=stop.pk).campaign.name == "Nieuwsbrief"
    page = read(letter(issue, counted=counted).html)
    to_us = {link for link in page.links if not link.startswith("mailto:")} - {STOP}
    assert to_us == set(counted.values())
    answer = Client(headers={"User-Agent": "Mozilla/5.0"}).get(
        issue.links.get(page=stop.pk).get_absolute_url()
    )
    assert answer.url == f"{stop.url}?via={issue.links.get(page=stop.pk).code}"


def test_two_issues_count_apart_and_a_chosen_campaign_counts_both(full, desk):
    issue, stop = full
    campaign = Campaign.objects.create(name="Kom kijken", organisation=desk.house)
    other = issue_of(Block("a", "halte", page=stop.pk), campaign=campaign)
    for one in (issue, other):
        links.make(one, [stop.pk])
    assert issue.links.get().code != other.links.get().code
    assert campaign.links.get() == other.links.get()


def test_without_a_federation_nobody_sends(full):
    issue, stop = full
    Organisation.objects.update(is_federation=False)
    with pytest.raises(links.NobodySends, match="nog geen federatie"):
        links.make(issue, [stop.pk])


def test_previews_follow_no_setting_of_this_computer(full):
    html = letter(full[0]).html
    assert "prefers-color-scheme" not in previewed(html, "donker") + previewed(html, "scherm")
    assert "@media all" in previewed(html, "donker")
    assert "@media not all" in previewed(html, "scherm")
    assert previewed('<img class="x" src="https://a/b.jpg" alt="Jo">', "zonder-beelden") == (
        '<img class="x" alt="Jo">'
    )


def test_the_screen_with_the_preview(full, desk):
    issue, _ = full
    client = Client()
    client.force_login(desk.writer)
    path = reverse("newsletter_preview", args=[issue.pk])
    for way in ("", "telefoon", "donker", "zonder-beelden", "scherm", "niets"):
        assert "srcdoc" in client.get(path, {"zo": way}).content.decode()
    assert "Schrijf u in: http" in client.get(path, {"zo": "tekst"}).content.decode()


def test_a_picture_of_nothing_is_not_found(client, founded):
    assert client.get(reverse("newsletter_picture", args=["verhaal", 999])).status_code == 404
    assert client.get(reverse("newsletter_picture", args=["dans", 1])).status_code == 404
