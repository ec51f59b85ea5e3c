"""Finding a lead or an employer by anything people remember of it.

Company, person, e-mail address or telephone number, as brand/search/typed.py reads them; of a lead
also what was written about it (see notes.py). Only what the user may see is searched.

Employers that answer are looked up first, each table by its own index: a condition on both at once
reads both whole. Of more than `few.MOST` the database seeks the rows in the order of the list.
"""

from collections.abc import Callable, Iterator
from itertools import product
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from brand.models import User
from brand.queries import few
from brand.search import held, typed  # noqa: F401 - held makes `holds` known
from leads.desk import notes
from leads.models import Contact, Employer, Lead, Placement
from leads.models.employers import ContactQuerySet, EmployerQuerySet

Searched = TypeVar("Searched", EmployerQuerySet, ContactQuerySet)
MOST_PARTS = 4  # of which each stands with more than `few.MOST` employers or people
MOST_LINES = 200  # that hold a piece of a mistyped word
EMPLOYER: dict[type[Model], str] = {Lead: "employer", Employer: "pk", Placement: "lead__employer"}


def find(queryset: QuerySet, matches: Callable[[str, User], Q], text: str, user: User) -> QuerySet:
    """The rows of this set that answer; if none does, those that answer to what was meant."""
    found = _found(queryset, matches, text, user)
    if found is None:
        return queryset.filter(matches(text, user))
    if found.exists():
        return found
    other = typed.corrected(text, _lines(text, user, in_notes=matches is lead_matches))
    if not other:
        return found
    meant = _found(queryset, matches, other, user)
    return queryset.filter(matches(other, user)) if meant is None else meant


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


def _found(
    queryset: QuerySet, matches: Callable[[str, User], Q], text: str, user: User
) -> QuerySet | None:
    """Those whose employer answers, or whose notes; None when nothing is asked, or too many do."""
    people = Contact.objects.none() if matches is placement_matches else Contact.objects.all()
    employers = _answering(typed.asked(text), people, user)
    if employers is None:
        return None
    column = EMPLOYER[queryset.model]
    noted = notes.leads(text, user) if matches is lead_matches else set()
    if not noted:
        return few.among(queryset, column, employers)
    return queryset.filter(Q(**{f"{column}__in": employers}) | Q(pk__in=noted))


def _answering(parts: list[typed.Part], people: ContactQuerySet, user: User) -> set[int] | None:
    """The numbers of the employers that answer; None when nothing is asked, or they are too many.

    A part that few answer to is enough: the others are looked for among those.
    """
    rare, common = [], []
    for part in parts:
        own = few.numbers(Employer.objects.filter(_written(part)), "pk")
        theirs = few.numbers(_seen(people, _written(part), user), "employer")
        if own is None or theirs is None:
            common.append((part, own, theirs))
        else:
            rare.append(own | theirs)
    people = people.visible_to(user)
    if not rare:
        return _together(common, people)
    found = set.intersection(*rare)
    for part, _, _ in common:
        companies = Employer.objects.filter(_written(part), pk__in=found).order_by()
        known = people.filter(_written(part), employer__in=found).order_by()
        found = {*companies.values_list("pk", flat=True), *known.values_list("employer", flat=True)}
    return found


def _together(
    many: list[tuple[typed.Part, set[int] | None, set[int] | None]], people: ContactQuerySet
) -> set[int] | None:
    """Of parts with very many answers each: each way to share them between company and people."""
    if not 1 < len(many) <= MOST_PARTS:
        return None
    found: set[int] = set()
    for is_own in product([True, False], repeat=len(many)):
        rows: EmployerQuerySet = Employer.objects.all()
        for (part, own, theirs), of_company in zip(many, is_own, strict=True):
            known = own if of_company else theirs
            if known is not None:
                rows = rows.filter(pk__in=known)
            elif of_company:
                rows = rows.filter(_written(part))
            else:
                rows = rows.filter(pk__in=people.filter(_written(part)).values("employer"))
        numbers = few.numbers(rows, "pk")
        if numbers is None or len(found | numbers) > few.MOST:
            return None
        found |= numbers
    return found


def _people(user: User, part: typed.Part) -> ContactQuerySet:
    return Contact.objects.visible_to(user).filter(_written(part))


def _written(part: typed.Part) -> Q:
    written = Q()
    for group in part:
        together = Q()
        for text in group:
            together &= Q(search_words__holds=text)
        written |= together
    return written


def _lines(text: str, user: User, *, in_notes: bool) -> Iterator[str]:
    """Those in which a word may stand that was meant; of a word that stands somewhere, one."""
    for word, pieces in typed.pieces(text).items():
        there = [*_holding_any(word, user, 1)]
        if in_notes and not there:
            there = list(notes.holding(word, user, 1))
        if there:
            yield there[0]
            continue
        for piece in pieces:
            yield from _holding_any(piece, user, MOST_LINES)
            if in_notes:
                yield from notes.holding(piece, user)


def _holding_any(piece: str, user: User, most: int) -> Iterator[str]:
    yield from _holding(Employer.objects.all(), piece, user, most)
    yield from _holding(Contact.objects.all(), piece, user, most)


def _holding(rows: Searched, piece: str, user: User, most: int) -> Iterator[str]:
    holding = _seen(rows, Q(search_words__holds=piece), user).order_by()
    yield from holding.values_list("search_words", flat=True)[:most]


def _seen(rows: Searched, written: Q, user: User) -> Searched:
    """What of this the user may see; of few rows each is asked, and not all that the user sees."""
    seen = rows.visible_to(user)
    found = None if seen is rows else few.numbers(rows.filter(written), "pk")
    if found is None:
        return seen.filter(written)
    return rows.filter(pk__in=found).visible_to(user, of_few=True)
