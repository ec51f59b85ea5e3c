"""Finding a lead or an employer by anything people remember of it.

Company, person, e-mail address or telephone number; the beginning of a word is enough, accents
and capitals do not count, a number is known in any notation. Every word that is typed must be
found. Only contacts that the user may see are searched.
"""

from django.db.models import Q

from brand.models import User
from brand.text import folded
from leads.employers import matching
from leads.models import Contact, Employer
from leads.models.employers import ContactQuerySet

MOST_WORDS = 8
MOST_SIGNS = 200


def lead_matches(text: str, user: User) -> Q:
    """What a lead must answer to."""
    found = Q()
    for is_number, word in _asked(text):
        employers = Employer.objects.filter(_written(is_number, word)).values("pk")
        people = _people(user, is_number, word).values("employer")
        found &= Q(employer__in=employers) | Q(employer__in=people)
    return found


def employer_matches(text: str, user: User) -> Q:
    """What an employer must answer to."""
    found = Q()
    for is_number, word in _asked(text):
        people = _people(user, is_number, word).values("employer")
        found &= _written(is_number, word) | Q(pk__in=people)
    return found


def _asked(text: str) -> list[tuple[bool, str]]:
    """(is it a number, what to look for) for the whole text, or word by word."""
    text = text[:MOST_SIGNS]
    number = matching.asks_for_number(text)
    if number:
        return [(True, number)]
    return [(False, word) for word in text.split()[:MOST_WORDS]]


def _people(user: User, is_number: bool, word: str) -> ContactQuerySet:
    return Contact.objects.visible_to(user).filter(_written(is_number, word))


def _written(is_number: bool, word: str) -> Q:
    if is_number:
        return Q(search_words__contains=word)
    if "@" in word:
        return Q(search_words__contains=matching.plain_address(word))
    plain = folded(word)
    if not plain:
        return Q(name__icontains=word)
    found = Q(search_words__contains=f" {plain}")
    if "." in word:
        found |= Q(search_words__contains=f" {matching.plain_address(word)}")
    return found
