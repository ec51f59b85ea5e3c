"""Which employer buys by the rules of public contracts: said by people, suggested by its name."""

from django.db import transaction
from wagtail.log_actions import log

from brand.models import User
from brand.text import folded
from leads.employers.matching import LEGAL_FORMS
from leads.models import Employer

Kind = Employer.BuyerKind

# Words of a name, as they are compared. A first word says more than one that stands somewhere.
FIRST = {
    "gemeente": Kind.MUNICIPALITY,
    "gemeentebestuur": Kind.MUNICIPALITY,
    "lokaal bestuur": Kind.MUNICIPALITY,
    "stad": Kind.MUNICIPALITY,
    "stadsbestuur": Kind.MUNICIPALITY,
    "provincie": Kind.PROVINCE,
    "provinciebestuur": Kind.PROVINCE,
    "agentschap": Kind.FLANDERS,
    "departement": Kind.FLANDERS,
    "vlaams agentschap": Kind.FLANDERS,
    "vlaamse overheid": Kind.FLANDERS,
    "politiezone": Kind.TOGETHER,
    "hulpverleningszone": Kind.TOGETHER,
    "intercommunale": Kind.TOGETHER,
}
ANYWHERE = {
    "ocmw": Kind.WELFARE,
    "scholengroep": Kind.SCHOOL,
    "basisschool": Kind.SCHOOL,
    "middenschool": Kind.SCHOOL,
    "hogeschool": Kind.SCHOOL,
    "atheneum": Kind.SCHOOL,
    "universiteit": Kind.SCHOOL,
}
NOT_PUBLIC = LEGAL_FORMS - {"vzw", "ivzw"}  # many a school is one


def suggestion(employer: Employer) -> str:
    """What this employer may well be; nothing when somebody said so, or the name says otherwise.

    Only ever offered to a person: "Stad en Land BV" is no town.
    """
    if employer.buyer_kind:
        return ""
    words = folded(employer.name).split()
    if NOT_PUBLIC & set(words):
        return ""
    for number in (2, 1):
        if kind := FIRST.get(" ".join(words[:number])):
            return kind
    return next((ANYWHERE[word] for word in words if word in ANYWHERE), "")


@transaction.atomic
def mark(employer: Employer, kind: str, by: User) -> None:
    """Say what kind of buyer it is; nothing: no public buyer."""
    employer.buyer_kind = Kind(kind) if kind else ""
    employer.save(update_fields=["buyer_kind"])
    log(employer, "wagtail.edit", user=by)
