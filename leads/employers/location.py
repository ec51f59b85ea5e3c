"""Where an employer is, and how we know: what a person said stays above what was taken over."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from wagtail.log_actions import log

from brand.models import Municipality, User
from brand.places.fields import MunicipalityField
from leads.models import Employer

LocatedBy = Employer.LocatedBy
Places = dict[str, Municipality | None]


def learn(employer: Employer, municipality: Municipality | None, located_by: str) -> None:
    """Fill in where the employer is; what is known stays, unless it was only taken over."""
    is_said = located_by == LocatedBy.TYPED
    if municipality is None or (employer.municipality_id and not is_said):
        return
    open_ = Q(municipality=None)
    if is_said:
        open_ |= ~Q(located_by__in=["", LocatedBy.TYPED])
    found = {"municipality": municipality, "located_by": located_by}
    if Employer.objects.filter(open_, pk=employer.pk).update(**found):
        employer.municipality, employer.located_by = municipality, located_by


def say(employer: Employer, municipality: Municipality, by: User) -> None:
    """A person says where the employer is, or that it is indeed there."""
    employer.municipality, employer.located_by = municipality, LocatedBy.TYPED
    employer.save(update_fields=["municipality", "located_by"])
    log(employer, "wagtail.edit", user=by)


def written(text: str, known: Places) -> Municipality | None:
    """The municipality that these words mean. `known`: what was looked up before.

    A list names the same places again and again, and one that we do not know costs most.
    """
    if text not in known:
        try:
            known[text] = MunicipalityField(required=False).clean(text)
        except ValidationError:
            known[text] = None
    return known[text]
