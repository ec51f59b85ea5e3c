"""What every template of the site may ask of the brand."""

import re
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from brand import gating
from brand.dates import words
from brand.forms.phones import in_one_piece
from brand.kit import icons
from brand.models import BrandKit
from brand.pages import navigation, schema_org
from brand.text import unmarked as text_unmarked

register = template.Library()


@register.simple_tag(takes_context=True)
def brand_kit(context) -> BrandKit:
    """The brand kit of this site; the main site's where no request is at hand (mail)."""
    request = context.get("request")
    return BrandKit.for_request(request) if request else BrandKit.current()


@register.simple_tag(takes_context=True)
def main_menu(context):
    return navigation.main_menu(context.get("request"))


@register.simple_tag(takes_context=True)
def footer_menu(context):
    return navigation.footer_menu(context.get("request"))


@register.simple_tag(takes_context=True)
def call_url(context) -> str:
    """Where the button in the header leads."""
    return navigation.call_url(context.get("request"))


@register.simple_tag(takes_context=True)
def carry(context, url: str) -> str:
    """An address of ours with the campaign code of this visit: `{% carry page.url %}`."""
    return navigation.carrying(url or "", context.get("request"))


@register.simple_tag(takes_context=True)
def breadcrumbs(context, page):
    """The pages above this one, the home page first."""
    return navigation.ancestors(page, context.get("request"))


@register.simple_tag(takes_context=True)
def breadcrumb_script(context, steps: list[dict], page, here: str = "", self_link: bool = False):
    """The same way back up, for search engines."""
    way = [(step["title"], step["url"].partition("?")[0]) for step in steps]
    if self_link:
        way.append((page.title, page.get_url(context.get("request")) or "/"))
    return schema_org.script(
        schema_org.breadcrumbs([*way, (here or page.title, canonical(context))])
    )


@register.simple_tag
def search_query(words: str) -> str:
    """The query with which the whole site is searched for these words."""
    return urlencode({"zoek": words})


@register.simple_tag(takes_context=True)
def site_script(context):
    """The organisation behind the site, and its search page."""
    return schema_org.script(schema_org.site(brand_kit(context)))


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """A line drawing of `brand/kit/icons.py`; hidden from screen readers unless labelled."""
    attributes = mark_safe('aria-hidden="true" focusable="false"')
    if label:
        attributes = format_html('role="img" aria-label="{}"', label)
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" {}>{}</svg>',
        attributes,
        mark_safe(icons.PATHS[name]),  # noqa: S308 - our own drawings
    )


@register.filter
def emphasis(text) -> str:
    """The word between asterisks gets the yellow line: "Wie anders kijkt, vindt *mensen*."."""
    return mark_safe(re.sub(r"\*([^*]+)\*", r"<em>\1</em>", conditional_escape(text or "")))  # noqa: S308


@register.filter
def breaks_at_the_sign(address: str) -> str:
    """A mail address that, where it does not fit, breaks before the @ and not within a name."""
    return format_html("{}<wbr>{}{}", *address.partition("@"))


@register.filter
def whole_numbers(page) -> str:
    """A piece of HTML with its telephone numbers each on one line; see `in_one_piece`."""
    return mark_safe(in_one_piece(page))  # noqa: S308 - it was HTML before


@register.filter
def of_number(rows, number):
    """The row of this number in a dictionary of rows."""
    return rows.get(number) if rows else None


@register.filter
def unmarked(name) -> str:
    """A name beside the badge that says VOORBEELD: once is enough."""
    return text_unmarked(str(name or ""))


@register.filter
def hours(start, end) -> str:
    """12 tot 14 uur; 12.00 uur where the end is not known."""
    return words.hours(start, end) if end else words.clock(start)


@register.filter
def without_emphasis(text) -> str:
    return (text or "").replace("*", "")


@register.filter
def percent_of(part, whole) -> int:
    """Whole percents, 0 to 100; nothing of nothing is 0."""
    part, whole = part or 0, whole or 0
    return min(100, max(0, round(100 * part / whole))) if whole else 0


@register.filter
def number(value) -> str:
    """1 204, with the thin space of nl-BE that does not break; decimals with a comma."""
    if value in (None, ""):
        return ""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value != int(value) else f"{int(value):,}"
    return text.replace(",", "\u202f").replace(".", ",")


@register.filter
def numbers_near(pages: Page) -> list[int]:
    """The pages of a list to choose from: the first, the last, and two on both sides."""
    last = pages.paginator.num_pages
    near = range(max(1, pages.number - 2), min(last, pages.number + 2) + 1)
    return sorted({1, *near, last})


@register.simple_tag(takes_context=True)
def canonical(context) -> str:
    """The one address of this page, without query."""
    page, request = context.get("page"), context.get("request")
    path = request.path if request else ""
    if page is not None and hasattr(page, "get_full_url") and page.pk:
        own = page.get_url(request)
        # A routable page's inner addresses are pages of their own.
        return page.get_full_url(request) if own == path else settings.SITE_URL + path
    return settings.SITE_URL + path


@register.simple_tag(takes_context=True)
def social_image(context):
    """Width, height and full address of the picture for shared links, or nothing."""
    page = context.get("page")
    picture = getattr(page, "shared_picture", None)
    picture = picture or gating.shown(brand_kit(context).social_image)
    rendition = picture.rendition_or_none("fill-1200x630|format-jpeg") if picture else None
    if not rendition:
        return None
    url = rendition.url if rendition.url.startswith("http") else settings.SITE_URL + rendition.url
    return {"url": url, "width": rendition.width, "height": rendition.height, "alt": rendition.alt}
