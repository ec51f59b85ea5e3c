"""What a row of a list made or changed, and taking that back without losing what others did since.

Of each row that was touched a mark is kept of how it stood afterwards. What stands otherwise by
now, or has more hanging on it, was worked with since: it stays, and is named.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import datetime
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models import ManyToOneRel

from brand.models import Organisation
from brand.privacy import erasure
from leads.follow_up.record import last_change_since
from leads.models import (
    Contact,
    Employer,
    EmployerActivity,
    Establishment,
    ImportRow,
    Interaction,
    Lead,
    LikelyDuplicate,
    WebhookDelivery,
)
from leads.models.establishments import Origin

Key = tuple[str, int]
Picture = dict[Key, dict[str, Any]]
NOT_COUNTED = {"updated_at", "created_at"}
# What the site itself found, and this book-keeping: nobody's work.
DERIVED = (LikelyDuplicate, ImportRow, WebhookDelivery)
# In the order in which they go: what hangs on another before that other.
LAST_FIRST: tuple[type[models.Model], ...] = (
    *(Interaction, Contact.known_to.through, Lead, Contact, EmployerActivity, Employer),
)
OF_REGISTER = (Establishment, EmployerActivity)  # where the register says them


def picture(employer: Employer | None, partner: Organisation) -> Picture:
    """How an employer stands, with the people and leads of this partner there."""
    if employer is None:
        return {}
    rows: list[models.Model] = list(Employer.objects.filter(pk=employer.pk))
    rows += Contact.objects.filter(employer=employer)
    links = Contact.known_to.through.objects
    rows += links.filter(contact__employer=employer, organisation=partner)
    rows += EmployerActivity.objects.filter(employer=employer, origin=Origin.TYPED)
    leads = Lead.objects.filter(employer=employer, owner_organisation=partner)
    rows += leads
    rows += Interaction.objects.filter(lead__in=leads)
    return {(row._meta.label, row.pk): _values(row) for row in rows}


def _values(row: models.Model) -> dict[str, Any]:
    found = {}
    for one in row._meta.concrete_fields:
        if one.attname not in NOT_COUNTED:
            value = getattr(row, one.attname)
            is_plain = value is None or isinstance(value, (str, int, bool, list, dict))
            found[one.attname] = value if is_plain else one.value_to_string(row)
    return found


def _mark(value: Any) -> str:
    """Tells whether it changed, without keeping what it says."""
    said = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def made(before: Picture, after: Picture, began: datetime) -> list[dict[str, Any]]:
    """What came and what changed between two pictures, the employer first."""
    found: list[dict[str, Any]] = []
    # What hangs on an employer that nobody else can see yet is ours without asking.
    employer, *_ = after
    is_ours = bool(before) or _is_younger(*employer, began)
    for (label, pk), values in after.items():
        old = before.get((label, pk))
        if old is None:
            if is_ours or _is_younger(label, pk, began):
                found.append({"did": "create", "model": label, "pk": pk, "mark": _mark(values)})
        elif old != values:
            changed = [name for name in values if old[name] != values[name]]
            found.append({
                "did": "update",
                "model": label,
                "pk": pk,
                "before": {name: old[name] for name in changed},
                "marks": {name: _mark(values[name]) for name in changed},
            })  # fmt: skip
    return found


def created(rows: Iterable[models.Model]) -> list[dict[str, Any]]:
    """The same of rows that were made just now, the employer first."""
    return [
        {"did": "create", "model": row._meta.label, "pk": row.pk, "mark": _mark(_values(row))}
        for row in rows
    ]


def _is_younger(label: str, pk: int, began: datetime) -> bool:
    """Somebody else may have made the employer in this very moment."""
    row = _model(label)._base_manager.get(pk=pk)
    born = getattr(row, "created_at", None)
    return born is None or born >= began


def _model(label: str) -> type[models.Model]:
    return cast(type[models.Model], apps.get_model(label))


def take_back(row: ImportRow) -> str:
    """Everything that this row did; else why (part of) it stays, in a sentence."""
    changes = row.made
    leads = [one for one in changes if one["did"] == "create" and one["model"] == "leads.Lead"]
    own = {(one["model"], one["pk"]) for one in changes if one["did"] == "create"}
    for one in leads:
        lead = Lead.objects.select_for_update().filter(pk=one["pk"]).first()
        if lead is not None:
            if why := _worked_with(lead, one["mark"], own) or _people_changed(changes, lead):
                return why
            erasure.history(lead)
            lead.delete()
    said = []
    for one in reversed(changes):
        if one["model"] != "leads.Lead":
            said.append(_revert(one))
    return " ".join(dict.fromkeys(filter(None, said)))[:500]


def take_back_together(rows: Sequence[ImportRow]) -> set[int]:
    """Of these rows those of which all stands as they made it, and nothing else hangs on it.

    Which; the others are taken back one by one, after these.
    """
    of: dict[Key, int] = {}
    marks: dict[Key, str] = {}
    for row in rows:
        if all(change["did"] == "create" for change in row.made):
            for change in row.made:
                of[change["model"], change["pk"]] = row.pk
                marks[change["model"], change["pk"]] = change["mark"]
    whole = set(of.values())
    by_model: dict[str, list[int]] = {model._meta.label: [] for model in LAST_FIRST}
    for label, pk in of:
        by_model[label].append(pk)
    for model in LAST_FIRST:
        label = model._meta.label
        standing = {
            row.pk: _mark(_values(row))
            for row in model._base_manager.select_for_update().filter(pk__in=by_model[label])
        }
        whole -= {of[label, pk] for pk in by_model[label] if standing.get(pk) != marks[label, pk]}
    for model in LAST_FIRST:
        label = model._meta.label
        for on, hanging in _hanging(model, by_model[label]):
            if of.get(hanging) != of[label, on]:
                whole.discard(of[label, on])
    for model in LAST_FIRST:
        gone = [pk for pk in by_model[model._meta.label] if of[model._meta.label, pk] in whole]
        erasure.histories(model, gone)
        model._base_manager.filter(pk__in=gone).delete()
    return whole


def _hanging(model: type[models.Model], numbers: list[int]) -> Iterator[tuple[int, Key]]:
    """What refers to these rows, with the row to which it does."""
    for relation in _relations(model) if numbers else ():
        other, name = relation.related_model, relation.field.attname
        found = other._base_manager.filter(**{f"{name}__in": numbers}).values_list(name, "pk")
        for on, pk in found:
            yield on, (other._meta.label, pk)


def _relations(model: type[models.Model]) -> Iterator[ManyToOneRel]:
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and relation.related_model not in DERIVED:
            yield relation


def _worked_with(lead: Lead, mark: str, own: set[tuple[str, int]]) -> str:
    if _mark(_values(lead)) != mark:
        return last_change_since(lead, 1)
    if _hangs_on(lead, own):
        return "Er kwam intussen iets bij op dit dossier."
    return ""


def _people_changed(changes: list[dict[str, Any]], lead: Lead) -> str:
    """Whom this partner came to know differently; or the employer, where it is nobody else's."""
    others = Lead.objects.filter(employer=lead.employer_id)
    is_shared = others.exclude(owner_organisation=lead.owner_organisation_id).exists()
    for one in changes:
        if one["did"] == "create" and one["model"] in ("leads.Contact", "leads.Employer"):
            row = _model(one["model"])._base_manager.filter(pk=one["pk"]).first()
            is_others = isinstance(row, Employer) and is_shared
            if row is not None and not is_others and _mark(_values(row)) != one["mark"]:
                return f"{row} werd intussen gewijzigd."
    return ""


def _hangs_on(row: models.Model, own: Set[tuple[str, int]] = frozenset()) -> bool:
    """Whether anything refers to this row besides what came with it."""
    for relation in _relations(type(row)):
        model = relation.related_model
        found = model._base_manager.filter(**{relation.field.attname: row.pk})
        if model in OF_REGISTER:
            found = found.exclude(origin=Origin.REGISTER)
        ours = [pk for label, pk in own if label == model._meta.label]
        if found.exclude(pk__in=ours).exists():
            return True
    return False


def _revert(change: dict[str, Any]) -> str:
    model = _model(change["model"])
    row = model._base_manager.select_for_update().filter(pk=change["pk"]).first()
    if row is None:
        return ""
    if change["did"] == "update":
        return _change_back(row, change)
    if model is Interaction:
        row.delete()
        return ""
    if model is Contact.known_to.through:
        if Lead.objects.filter(
            contact=getattr(row, "contact_id", None),
            owner_organisation=getattr(row, "organisation_id", None),
        ).exists():
            return ""
        row.delete()
        return ""
    is_changed = _mark(_values(row)) != change["mark"]
    if is_changed or _hangs_on(row):
        # An employer that others met since is theirs, and that is not told.
        is_told = is_changed and not isinstance(row, Employer)
        return f"{row} werd intussen gewijzigd." if is_told else ""
    erasure.history(row)
    row.delete()
    return ""


def _change_back(row: models.Model, change: dict[str, Any]) -> str:
    """Where a value is still what the list made of it."""
    values = _values(row)
    back = {
        name: before
        for name, before in change["before"].items()
        if _mark(values[name]) == change["marks"][name]
    }
    if back:
        type(row)._base_manager.filter(pk=row.pk).update(**back)
    is_whole = len(back) == len(change["before"])
    return "" if is_whole else f"{row} werd intussen gewijzigd: dat blijft."
