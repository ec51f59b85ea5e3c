"""How the desk reads a lead: why it is here, how long it waits, whose it is."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince

from brand.forms import phones
from brand.models import User
from leads.desk import finder, keys, today
from leads.follow_up import outcomes
from leads.models import Lead

register = template.Library()
register.filter("phone_words", phones.phone_words)


@register.simple_tag(takes_context=True)
def desk_keys(context: template.Context) -> list[tuple[str, list[tuple[str, str]]]]:
    """The keys of the desk, for who works there. An inclusion tag keeps the request itself only."""
    request = context.get("request") or getattr(context, "request", None)
    return keys.KEYS if request and finder.may_find(request.user) else []


@register.inclusion_tag("leads/components/desk_places.html", takes_context=True)
def desk_places(context: template.Context) -> dict[str, bool]:
    request = context.get("request")
    return {"is_shown": request is not None and finder.may_find(request.user)}


@register.filter
def why(lead: Lead) -> str:
    return today.why(lead)


@register.filter
def outcome_groups(lead: Lead) -> list[outcomes.Group]:
    """The buttons under "Wat gaf het?", those of the planned step first."""
    return outcomes.groups_for(lead.next_action)


@register.filter
def promised(day: date | None) -> str:
    """A day as people count it: "2 dagen te laat", "vandaag", "morgen", "over 4 dagen", a date."""
    if day is None:
        return ""
    days = (day - timezone.localdate()).days
    if days < 0:
        return "1 dag te laat" if days == -1 else f"{-days} dagen te laat"
    if days < 2:
        return ("vandaag", "morgen")[days]
    return f"over {days} dagen" if days < 8 else date_format(day, "j F")


@register.filter
def is_late(day: date | None) -> bool:
    return day is not None and day < timezone.localdate()


@register.filter
def age(moment: datetime) -> str:
    """How long ago, in one unit: "3 dagen"."""
    said = timesince(moment, depth=1).replace("\xa0", " ")
    return "zonet" if said.startswith("0") else said


@register.filter
def initials(user: User) -> str:
    words = user.get_full_name().replace("@", " ").split()
    return "".join(word[0] for word in words[:2]).upper() if words else "?"


@register.filter
def tel(phone: str) -> str:
    """The address a telephone dials."""
    digits = phones.phone_digits(phone)
    return f"tel:+{digits[1]}" if len(digits) == 2 else f"tel:{''.join(digits)}"
