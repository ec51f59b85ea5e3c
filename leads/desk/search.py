"""Finding a lead or an employer by anything people remember of it.

Company, person, e-mail address or telephone number, as brand/search/typed.py reads them. Only
contacts that the user may see are searched.
"""

from collections.abc import Callable, Iterator

from django.db.models import Q, QuerySet

from brand.models import User
from brand.search import typed
from leads.models import Contact, Employer
from leads.models.employers import ContactQuerySet


def find(queryset: QuerySet, matches: Callable[[str, User], Q], text: str, user: User) -> QuerySet:
    """The rows of this set that answer; if none does, those that answer to what was meant."""
    found = queryset.filter(matches(text, user))
    if found.exists():
        return found
    other = typed.corrected(text, _lines(user))
    return queryset.filter(matches(other, user)) if other else found


def lead_matches(text: str, user: User) -> Q:
    """What a lead must answer to."""
    found = Q()
    for part in typed.asked(text):
        employers = Employer.objects.filter(_written(part)).values("pk")
        people = _people(user, part).values("employer")
        found &= Q(employer__in=employers) | Q(employer__in=people)
    return found


def employer_matches(text: str, user: User) -> Q:
    """What an employer must answer to."""
    found = Q()
    for part in typed.asked(text):
        found &= _written(part) | Q(pk__in=_people(user, part).values("employer"))
    return found


def placement_matches(text: str, user: User) -> Q:
    """What a placement must answer to: the employer's name or number."""
    found = Q()
    for part in typed.asked(text):
        employers = Employer.objects.filter(_written(part)).values("pk")
        found &= Q(lead__employer__in=employers)
    return found


def _people(user: User, part: typed.Part) -> ContactQuerySet:
    return Contact.objects.visible_to(user).filter(_written(part))


def _written(part: typed.Part) -> Q:
    written = Q()
    for group in part:
        together = Q()
        for text in group:
            together &= Q(search_words__contains=text)
        written |= together
    return written


def _lines(user: User) -> Iterator[str]:
    for rows in (Employer.objects.visible_to(user), Contact.objects.visible_to(user)):
        yield from rows.order_by().values_list("search_words", flat=True)
