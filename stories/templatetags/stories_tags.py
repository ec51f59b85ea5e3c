"""What templates may ask of the stories: those that were found, the latest, a partner's."""

from urllib.parse import urlencode

from django import template
from django.core.paginator import Paginator
from django.template.defaultfilters import floatformat

from brand.campaigns.attribution import PARAMETER as VIA
from brand.media import qr
from brand.pages.kinds import live_of
from brand.queries.prepared import prepared
from stories.gate import standing
from stories.listing import schema_org, search
from stories.models import PartnerSectionPage, StoryIndexPage, StoryPage
from stories.press import kits
from stories.text.languages import DUTCH

register = template.Library()


@register.filter(name="standing")
def standing_of(person) -> standing.Standing:
    """Whether this person was asked, said no, stopped, or where it ended; see the module."""
    return standing.of(person)


@register.simple_tag(takes_context=True)
def found_stories(context):
    """The answer to what the address asks."""
    return search.find(_query(context))


@register.simple_tag(takes_context=True)
def section_stories(context, section: PartnerSectionPage):
    """One page of what stands in a partner's section."""
    told = search.of_partner(section.organisation_id)
    return Paginator(told, search.PER_PAGE).get_page(_query(context).get("page"))


@register.simple_tag
def related_stories(story: StoryPage, limit: int = 3):
    # A story that is being written stands nowhere yet.
    return search.related(story, limit) if story.pk else []


@register.simple_tag(takes_context=True)
def article_script(context, story: StoryPage):
    """The story for search engines, as JSON-LD that holds nothing a page could run."""
    return schema_org.script(story, context.get("request"))


@register.inclusion_tag("stories/components/latest.html", takes_context=True)
def latest_stories(context, limit: int = 3):
    """The newest stories, with a way to all of them."""
    return {
        "request": context.get("request"),
        "stories": search.latest(DUTCH, limit),
        "index": _live_index.first(),
    }


@register.inclusion_tag("stories/components/of_partner.html", takes_context=True)
def partner_stories(context, organisation, limit: int = 3):
    """What this partner tells, with a way to all of it."""
    found = search.of_partner(organisation.pk)[: limit + 1]
    return {
        "request": context.get("request"),
        "partner": organisation,
        "stories": found[:limit],
        "section": getattr(organisation, "section", None) if len(found) > limit else None,
    }


@register.simple_tag(takes_context=True)
def press_kits(context):
    """One page of the stories with a press kit."""
    return Paginator(kits.kits().for_cards(), 12).get_page(_query(context).get("page"))


@register.filter
def print_size(picture) -> str:
    """How large a picture can be printed at 300 dots an inch: "10 × 7,5 cm"."""
    sides = (
        floatformat(round(side / 300 * 2.54, 1), "-1") for side in (picture.width, picture.height)
    )
    return " × ".join(sides) + " cm"


@register.simple_tag
def story_qr(story: StoryPage):
    """The story's address as a drawing, for paper."""
    return qr.svg(story.full_url, title="QR-code van dit verhaal")


@register.simple_tag
def contact_of(story: StoryPage) -> dict:
    """The contact for a story: the person named in it, else its partner."""
    partner = story.section_organisation
    if story.contact_phone or story.contact_email:
        said = (story.contact_name, story.contact_phone, story.contact_email)
    else:
        said = (story.contact_name, *((partner.phone, partner.email) if partner else ("", "")))
    return dict(zip(("name", "phone", "email"), said, strict=True))


@register.simple_tag(takes_context=True)
def asking(context, question: search.Question, **other: str) -> str:
    """The address of the list with other answers: `{% asking question kind="les" %}`."""
    return _address(context, question.query(**other))


@register.simple_tag(takes_context=True)
def still_asking(context, query: str) -> str:
    """The address of the list with this query; the code of the campaign link rides along."""
    return _address(context, query)


def _address(context, query: str) -> str:
    code = _query(context).get(VIA, "")[:12]
    query = "&".join(filter(None, [query, urlencode({VIA: code}) if code else ""]))
    return f"?{query}#gevonden" if query else "?#gevonden"


def _query(context):
    request = context.get("request")
    return request.GET if request else {}


@prepared()
def _live_index():
    return live_of(StoryIndexPage).order_by("path")[:1]
