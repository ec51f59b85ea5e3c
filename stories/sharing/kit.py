"""The sharing kit of a story: words per channel, images, tracked links, and who may have them.

Everything is made when asked for, after checking that all people in the story still allow social
media. Only edited texts and the codes of links are stored.
"""

from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction

from brand import scoping
from brand.campaigns.links import full, make
from brand.kit import share_cards
from brand.media.qr import print_png, print_svg
from brand.models import BrandKit, Campaign, Organisation, TrackedLink
from brand.models.campaigns import Channel
from stories.gate import consent
from stories.gate.consent import Missing
from stories.models import PortrayedPerson, ShareText, StoryPage
from stories.sharing import own_words

CAMPAIGN = "Gedeelde verhalen"
NOT_ONLINE = Missing("Dit verhaal staat niet online. Delen kan zodra het gepubliceerd is.")


class Outlet(NamedTuple):
    """A channel to share through, with the most characters it takes."""

    channel: str
    label: str
    limit: int
    words: str


OUTLETS = [
    Outlet(
        Channel.LINKEDIN, "LinkedIn", 3000,
        "{title}\n\n{lead}\n\n{quote}Lees het verhaal: {link}",
    ),
    Outlet(Channel.FACEBOOK, "Facebook", 2000, "{title}\n\n{lead}\n\n{quote}{link}"),
    Outlet(
        Channel.INSTAGRAM, "Instagram", 2200,
        "{title}\n\n{lead}\n\n{quote}Het hele verhaal staat achter de link in onze bio: {link}",
    ),
    Outlet(Channel.MAIL, "WhatsApp of e-mail", 1024, "{title}. {lead}\n\n{link}"),
    Outlet(Channel.POSTER, "Affiche of flyer", 220, "{title}\n\n{lead}"),
]  # fmt: skip
# On another's site: a link and a QR code, no words.
LINKED = [*(outlet.channel for outlet in OUTLETS), Channel.PARTNER]
PRINTED = {Channel.POSTER}  # asks consent for the press and print; the rest for social media


class Text(NamedTuple):
    outlet: Outlet
    text: str
    is_own: bool
    link: TrackedLink | None
    offered: str  # what may be used now: our proposal, until everybody read these words
    lacking: tuple[PortrayedPerson, ...] = ()

    @property
    def count(self) -> int:
        return len(self.text)

    @property
    def is_too_long(self) -> bool:
        return self.count > self.outlet.limit


def obstacles(story: StoryPage) -> list[Missing]:
    """Why nothing of the kit may be opened now; empty when it may."""
    if reasons := consent.missing(story, consent.Channel.SOCIAL):
        return reasons
    return [] if story.is_shown else [NOT_ONLINE]


def obstacles_in_print(story: StoryPage) -> list[Missing]:
    """The same for what is printed, which asks nothing about social media."""
    if reasons := left_out(story):
        return reasons
    return [] if story.is_shown else [NOT_ONLINE]


def left_out(story: StoryPage) -> list[Missing]:
    """Why nothing to print is offered; empty when it is."""
    return consent.missing(story, consent.Channel.PRESS)


def offered(story: StoryPage) -> list[str]:
    """The channels that everybody in the story allows."""
    return [one for one in LINKED if one not in PRINTED or not left_out(story)]


def partners(user, story: StoryPage) -> list[Organisation]:
    """Partners this user may make links for: the story's, or each of the federation's."""
    right = "stories.add_use"
    if scoping.is_everywhere(user, right):
        return list(Organisation.objects.filter(is_active=True))
    own = Organisation.objects.visible_to(user, right)
    return list(own.filter(pk=story.section_organisation_id))


def links(story: StoryPage, partner: Organisation) -> list[TrackedLink]:
    """This partner's links to the story, in the order in which they are offered."""
    found = {
        link.channel: link
        for link in TrackedLink.objects.filter(
            organisation=partner,
            page_id=story.pk,
            campaign__name=CAMPAIGN,
            channel__in=offered(story),
            issue=None,
        )
    }
    return [found[channel] for channel in LINKED if channel in found]


@transaction.atomic
def make_links(story: StoryPage, partner: Organisation) -> list[TrackedLink]:
    """One for each channel; those that exist stay as they are."""
    campaign, _ = Campaign.objects.get_or_create(
        name=CAMPAIGN, organisation=partner, defaults={"is_demo": partner.is_demo}
    )
    make(campaign, [partner], offered(story), story)
    return links(story, partner)


def texts(story: StoryPage, partner: Organisation) -> list[Text]:
    """The text for each channel: the edited one, else our proposal.

    What somebody in the story did not read yet is kept, and not offered.
    """
    own = dict(
        ShareText.objects.filter(story=story, organisation=partner).values_list("channel", "text")
    )
    by_channel = {link.channel: link for link in links(story, partner)}
    may_be_used = offered(story)
    return [
        _text(story, outlet, own.get(outlet.channel), by_channel.get(outlet.channel))
        for outlet in OUTLETS
        if outlet.channel in may_be_used
    ]


def _text(story: StoryPage, outlet: Outlet, own: str | None, link: TrackedLink | None) -> Text:
    ours = proposal(story, outlet, link)
    asked = own_words.asks(outlet.channel)
    lacking = tuple(own_words.lacking(own, story, asked)) if own else ()
    return Text(outlet, own or ours, bool(own), link, ours if lacking else own or ours, lacking)


def proposal(story: StoryPage, outlet: Outlet, link: TrackedLink | None) -> str:
    quote = next((block.value["text"] for block in story.body if block.block_type == "quote"), "")
    return outlet.words.format(
        title=story.title,
        lead=story.lead,
        quote=f"“{quote}”\n\n" if quote else "",
        link=full(link) if link else story.full_url,
    )


def keep_text(story: StoryPage, partner: Organisation, outlet: Outlet, text: str) -> None:
    """Words as they were changed; none, or our own proposal again, keeps nothing."""
    text = text.replace("\r\n", "\n").strip()[:5000]
    link = next((row for row in links(story, partner) if row.channel == outlet.channel), None)
    row = {"story": story, "organisation": partner, "channel": outlet.channel}
    if text in ("", proposal(story, outlet, link).strip()):
        ShareText.objects.filter(**row).delete()
    else:
        ShareText.objects.update_or_create(**row, defaults={"text": text})


def forget(stories) -> int:
    """Delete the texts of these stories after a withdrawal; returns how many."""
    return ShareText.objects.filter(story__in=stories).delete()[0]


def image(story: StoryPage, size: share_cards.Size) -> bytes:
    words = share_cards.Words(
        story.title,
        story.get_kind_display(),
        str(story.section_organisation or ""),
        story.lead,
    )
    return share_cards.draw(size, BrandKit.current(), words, story.shared_picture)


def qr(link: TrackedLink, kind: str) -> bytes:
    return (print_svg if kind == "svg" else print_png)(full(link))


def everything(story: StoryPage, partner: Organisation) -> bytes:
    """Images, words, links and codes in one file."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, size in share_cards.SIZES.items():
            archive.writestr(f"beeld-{name}-{size.width}x{size.height}.jpg", image(story, size))
        for text in texts(story, partner):
            archive.writestr(f"tekst-{text.outlet.channel}.txt", text.offered)
        archive.writestr("beschrijving-van-het-beeld.txt", alt(story))
        for link in links(story, partner):
            for kind in ("png", "svg"):
                archive.writestr(f"qr-{link.channel}.{kind}", qr(link, kind))
    return out.getvalue()


def alt(story: StoryPage) -> str:
    """The alternative text of the image; every channel has a field for it."""
    seen = story.alt if story.picture else "Een getekend landschap met een weg en een halte"
    return f"{seen}. Tekst op het beeld: {story.title}."
