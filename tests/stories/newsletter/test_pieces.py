"""A story goes along in a newsletter only while all people in it allow that."""

import pytest
from django.urls import reverse

from brand.models import NewsletterIssue
from brand.newsletter import blocks, checklist, drafts, letters, pieces
from brand.newsletter.blocks import Block, read
from stories.models import Consent
from stories.newsletter_pieces import SOURCES
from stories.withdrawal import withdraw
from tests.factories.stories import (
    Channel,
    ConsentFactory,
    PersonFactory,
    covered_story,
    picture,
    story,
)

pytestmark = pytest.mark.django_db
[STORIES] = SOURCES


def allowed(shade, **fields):
    page = covered_story(shade, **fields)
    person = page.portrayals.get().person
    ConsentFactory(person=person, picture=page.picture, channel=Channel.NEWSLETTER)
    return page, person


def test_only_with_a_yes_for_the_newsletter(people):
    good, _ = allowed(1, organisation=people.partner, title="Karim kent elke doos")
    bad = covered_story(2, organisation=people.partner)
    found = STORIES.pieces([good.pk, bad.pk])
    assert set(found) == {good.pk}
    assert (found[good.pk].title, found[good.pk].picture) == ("Karim kent elke doos", good.picture)
    [reason] = STORIES.reasons(bad.pk)
    assert reason.sentence.startswith("Toestemming voor nieuwsbrief ontbreekt")
    assert STORIES.reasons(good.pk) == []


@pytest.mark.parametrize("channels", [[Channel.NEWSLETTER], [Channel.WEBSITE], None])
def test_whoever_withdraws_is_gone_at_once(people, channels):
    page, person = allowed(1, organisation=people.partner)
    withdraw.withdraw(person, channels=channels)
    assert STORIES.pieces([page.pk]) == {}
    assert STORIES.pieces([page.pk], archived=True) == {}
    assert STORIES.reasons(page.pk) != []


def test_what_colleagues_ticked_stands_in_a_new_issue(people):
    page, _ = allowed(1, organisation=people.partner, in_newsletter=True)
    allowed(2, organisation=people.partner)
    rows = read(drafts.begin(people.federation).blocks)
    assert [(one.kind, one.page) for one in rows] == [("inleiding", None), ("verhaal", page.pk)]
    assert pieces.shown((one.kind, one.page) for one in rows).keys() == {("verhaal", page.pk)}


def test_typed_words_name_nobody_who_did_not_read_them(people):
    """As on a poster: only whole sentences of the story, which its people read."""
    person = PersonFactory(organisation=people.partner, name="Karim Bensaïd")
    shown = picture(1)
    for channel in (Channel.WEBSITE, Channel.NEWSLETTER):
        ConsentFactory(
            person=person, picture=shown, channel=channel, name_level=Consent.NameLevel.FULL
        )
    page = story(person, picture=shown, lead="Karim Bensaïd kent elke doos.", live=True)
    issue = NewsletterIssue(subject="Kom kijken", preheader="Bij ons")
    piece = Block("a", "verhaal", page=page.pk)

    def wrong(text, *, subject="Kom kijken", rows=(piece,)):
        issue.subject = subject
        issue.blocks = blocks.written([*rows, Block("b", "tekst", text)])
        return [one.sentence for one in checklist.before_approval(issue) if "woorden" in one.label]

    assert wrong("Kom kijken in Genk.") == []
    assert wrong("Karim Bensaïd kent elke doos.") == []  # that is in the story
    [said] = wrong("Karim Bensaid was vroeger ziek.")
    assert "“Karim Bensaïd”" in said
    assert wrong("", subject="Karim Bensaïd wint") != []
    assert wrong("Karim Bensaïd kent elke doos.", rows=()) != []  # the story does not go along
    withdraw.withdraw(person, channels=[Channel.NEWSLETTER])
    assert wrong("Karim Bensaïd kent elke doos.") != []


def letter_of(page):
    issue = NewsletterIssue(subject="Kom kijken")
    issue.blocks = blocks.written([Block("a", "verhaal", page=page.pk)])
    return letters.letter(issue, to="an@bedrijf.be", stop_url="https://site.example/stop/")


def test_the_mail_shows_the_story_and_its_picture_is_on_the_site(people, client):
    page, person = allowed(1, organisation=people.partner, title="Karim kent elke doos")
    html = letter_of(page).html
    picture = reverse("newsletter_picture", args=["verhaal", page.pk])
    assert "Karim kent elke doos" in html
    assert f'{picture}" width="560" height="315" alt="{page.alt}"' in html
    answer = client.get(picture)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    withdraw.withdraw(person, channels=[Channel.NEWSLETTER])
    # On the website it may still stand; in the mails of before it is gone.
    assert client.get(page.url).status_code == 200
    assert client.get(picture).status_code == 404
    html = letter_of(page).html
    assert "Karim" not in html
    assert picture not in html
    assert "Karim" not in letter_of(page).text
