"""A story contributed without an account: it becomes a draft of the partner's."""

import secrets
from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import Truncator
from wagtail.rich_text import RichText

from brand import mail
from brand.http import throttle
from brand.media import uploads
from brand.models import BrandKit, Picture
from brand.text import one_line
from stories.gate import sentences
from stories.models import ContributionLink, PartnerSectionPage, StoryPage, StoryPortrayal
from stories.text import address as address_of

RUNS = timedelta(days=30)
LONGEST_SIDE = 3000
LONGEST_LEAD = 300


def until():
    return timezone.localdate() + RUNS


def ask(organisation, *, name: str, by, person=None, email="", question="") -> ContributionLink:
    link = ContributionLink.objects.create(
        organisation=organisation,
        name=name,
        person=person,
        email=email,
        question=question,
        asked_by=by,
        until=until(),
    )
    if email:
        send(link)
    return link


def send(link: ContributionLink) -> None:
    """Mail the link; however often it is pressed, one mail an hour."""
    if throttle.first_use("contribution link", f"{link.pk}:{link.email}", throttle.HOUR):
        mail.post("stories.emails.contribution_asked", link.pk)


def address(link: ContributionLink) -> str:
    return settings.SITE_URL + reverse("contribute", args=[link.token])


def message(link: ContributionLink) -> str:
    """What one sends by hand."""
    kit, sender = BrandKit.current(), link.asked_by or link.organisation
    parts = [f"Dag {link.name}. Wilt u ons uw verhaal vertellen?", link.question, address(link)]
    return " ".join([*filter(None, parts), f"({sender}, {kit.name})"])


def is_over(link: ContributionLink) -> bool:
    return link.until < timezone.localdate()


def is_taken_over(link: ContributionLink) -> bool:
    """A colleague with an account went on with it: what was written there is not overwritten."""
    last = link.story.latest_revision if link.story else None
    return bool(last and last.user_id)


def may_write(link: ContributionLink) -> bool:
    return not (link.answered_at or is_over(link) or is_taken_over(link))


@transaction.atomic
def keep(link: ContributionLink, said: dict, picture: bytes | None = None) -> StoryPage:
    """Save the contribution so far, as a draft without other readers."""
    link = ContributionLink.objects.select_for_update().get(pk=link.pk)
    story = link.story.get_latest_revision_as_object() if link.story else _draft(link, said)
    story.title = story.draft_title = said["title"] or story.title
    story.lead = _lead(said["what"])
    story.body = _body(said, link)
    story.picture_alt = said["alt"]
    if picture:
        story.picture = _picture(link, said, picture)
    story.save()
    story.save_revision(clean=False)  # nothing need be told yet
    link.who = said["who"]
    link.who_file = story.picture.get_file_hash() if story.picture else ""
    link.save(update_fields=["who", "who_file"])
    return story


def _draft(link: ContributionLink, said: dict) -> StoryPage:
    section = PartnerSectionPage.objects.get(organisation=link.organisation)
    story = StoryPage(
        title=said["title"] or str(link),
        slug=address_of.provisional(),
        owner=link.asked_by,
        lead=_lead(said["what"]),
        live=False,
    )
    if link.person:
        story.portrayals = [StoryPortrayal(person=link.person)]
    section.add_child(instance=story)
    link.story = story
    link.save(update_fields=["story"])
    return story


def _lines(what: str) -> list[str]:
    return [line for line in map(one_line, what.splitlines()) if line]


def _lead(what: str) -> str:
    """The first sentences of the first paragraph, as many as fit; a piece when none does."""
    first = next(iter(_lines(what)), "")
    lead = ""
    for sentence in sentences.SENTENCE.split(first):
        longer = f"{lead} {sentence}".strip()
        if len(longer) > LONGEST_LEAD:
            break
        lead = longer
    return lead or Truncator(first).chars(LONGEST_LEAD)


def _body(said: dict, link: ContributionLink) -> list:
    body = [("text", _paragraphs(lines))] if (lines := _lines(said["what"])) else []
    if said["quote"]:
        name = link.name.split()[0]
        body.append(("quote", {"text": said["quote"], "name": name, "role": "", "image": None}))
    return body


def _paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _picture(link: ContributionLink, said: dict, content: bytes) -> Picture:
    return Picture.objects.create(
        title=f"Foto van {link.name}",
        alt=said["alt"],
        collection=link.organisation.collection,
        uploaded_by_user=link.asked_by,
        file=uploads.as_file(content, f"{secrets.token_hex(12)}.jpg"),
    )


def draft_values(link: ContributionLink) -> dict:
    """The contribution so far, as initial values of the form."""
    if link.story is None:
        return {}
    story = link.story.get_latest_revision_as_object()
    quotes = [block.value["text"] for block in story.body if block.block_type == "quote"]
    texts = [block.value.source for block in story.body if block.block_type == "text"]
    lines = sentences.paragraphs_of(texts[0]) if texts else []
    if link.answered_at and not " ".join(lines).startswith(story.lead[:40]):
        lines.insert(0, story.lead)  # it was taken out of the text when it was handed in
    return {
        "title": "" if story.title == str(link) else story.title,
        "what": "\n\n".join(lines),
        "quote": quotes[0] if quotes else "",
        "alt": story.picture_alt,
        "who": link.who,
        "picture": story.picture,
    }


@transaction.atomic
def hand_in(link: ContributionLink) -> bool:
    """Hand it in; the link is read-only from then on. True when this call did it."""
    fresh = ContributionLink.objects.filter(pk=link.pk, answered_at=None)
    if not fresh.update(answered_at=timezone.now()):
        return False
    if link.story:
        _finish(link.story.get_latest_revision_as_object())
    if link.asked_by:
        mail.post("stories.emails.contribution_in", link.pk, once="in")
    return True


def _finish(story: StoryPage) -> None:
    """The address follows from the title, and no text stands in it twice."""
    siblings = story.get_siblings(inclusive=False)
    story.slug = address_of.from_title(story.title, siblings)
    texts = [block for block in story.body if block.block_type == "text"]
    lines = sentences.paragraphs_of(texts[0].value.source) if texts else []
    if lines and lines[0].startswith(story.lead):
        rest = [lines[0].removeprefix(story.lead).strip(), *lines[1:]]
        kept = [("text", RichText(_paragraphs(filter(None, rest))))] if any(rest) else []
        others = [(block.block_type, block.value) for block in story.body if block not in texts]
        story.body = [*kept, *others]
    story.save()
    story.save_revision(clean=False)


def sms(text: str) -> str:
    """The address that opens a text message with these words, on every kind of phone."""
    return f"sms:?&body={quote(text)}"
