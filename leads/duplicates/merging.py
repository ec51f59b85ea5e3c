"""Merging two employers that are one, and putting them back as they were.

Every change is kept in order (`EmployerMerge.changes`), so that undoing goes the same way back. A
value that was changed again since the merge stays as it is now; what was added since stays with the
employer that was kept.
"""

from datetime import datetime
from typing import Any, cast

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import ManyToOneRel, Q
from django.utils import timezone

from brand.models import User
from brand.search import typed
from leads.models import (
    Contact,
    Employer,
    EmployerActivity,
    EmployerMerge,
    Establishment,
    HandOver,
    Interaction,
    Lead,
    LeadWish,
    LikelyDuplicate,
)
from leads.stages import Stage

PLANNED = (
    "next_action",
    "next_action_note",
    "next_action_on",
    "next_action_at",
    "next_action_place",
)
# Of the lead that stays; where that says nothing, of the other one.
KEPT_FIRST = (
    "owner_id",
    "contact_id",
    "activity_id",
    "source",
    "stop_id",
    "wish_note",
    "first_touch_id",
    "last_touch_id",
)
EARLIEST = ("first_response_due", "first_responded_at", "created_at")

TWO_NUMBERS = "Ze hebben elk een eigen ondernemingsnummer: dat zijn twee ondernemingen."
TWO_PARTNERS = (
    "In dezelfde tournee volgen twee partners deze werkgever op. Spreek af wie dat verder doet en "
    "draag een van beide dossiers over. Daarna kun je ze samenvoegen."
)
TWO_OFFERS = (
    "Beide dossiers zijn aan een partner aangeboden. Wacht op een antwoord, of trek een van beide "
    "in."
)
TOO_LATE = "Dit werd te lang geleden samengevoegd om het nog ongedaan te maken."
ERASED = "Er werden intussen gegevens gewist: dit kan niet meer ongedaan gemaakt worden."
LATER = "Maak eerst de latere samenvoeging ongedaan."
CHANGED = "Er is intussen te veel gewijzigd om dit ongedaan te maken."
SAME = "Dit is één en dezelfde werkgever."
JOINED = "Samengevoegd: deze werkgever stond hier twee keer."


class MergeRefused(Exception):
    """Two rows that cannot be joined or parted; its text is a Dutch sentence for the person."""


class _Changes:
    """Changes rows, and keeps how to put each back."""

    def __init__(self) -> None:
        self.made: list[dict[str, Any]] = []

    def update(self, row: models.Model, **values: Any) -> None:
        before = {name: _written(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        after = {name: _written(row, name) for name in values}
        if before == after:
            return
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        self._add("update", row, before=before, after=after)

    def create(self, row: models.Model) -> None:
        row.save()
        self._add("create", row)

    def delete(self, row: models.Model) -> None:
        """Nothing may refer to the row any more but the links of its own many-to-many fields."""
        for relation in row._meta.many_to_many:
            through = cast(type[models.Model], relation.remote_field.through)
            for link in through._base_manager.filter(**{relation.m2m_field_name(): row.pk}):
                self.delete(link)
        fields = {
            field.attname: _written(row, field.attname) for field in row._meta.concrete_fields
        }
        self._add("delete", row, values=fields)
        row.delete()

    def _add(self, did: str, row: models.Model, **what: Any) -> None:
        self.made.append({"did": did, "model": row._meta.label, "pk": row.pk, **what})


def _column(model: type[models.Model], name: str) -> models.Field:
    return cast(models.Field, model._meta.get_field(name))


def _written(row: models.Model, name: str) -> Any:
    """A value of this row for JSON, exact to the microsecond."""
    field = _column(type(row), name)
    value = getattr(row, field.attname)
    if value is None or isinstance(value, (int, str, bool, list, dict)):
        return value
    return field.value_to_string(row)


@transaction.atomic
def merge(kept: Employer, gone: Employer, by: User | None) -> EmployerMerge:
    """`gone` becomes part of `kept`, with its contacts and leads. Raises MergeRefused."""
    kept, gone = _locked(kept, gone)
    if kept.enterprise_number and gone.enterprise_number not in (None, kept.enterprise_number):
        raise MergeRefused(TWO_NUMBERS)
    known_to, absorbed = _partners(kept) & _partners(gone), _with(kept, gone)
    changes = _Changes()
    for contact in gone.contacts.all():
        _move_contact(contact, kept, changes)
    for lead in gone.leads.select_related("employer").order_by("pk"):
        _move_lead(lead, kept, by, changes)
    _move_places(gone, kept, changes)
    for pair in LikelyDuplicate.objects.filter(Q(first=gone) | Q(second=gone)):
        changes.delete(pair)
    for earlier in gone.merges.all():
        changes.update(earlier, kept_id=kept.pk)
    changes.delete(gone)
    blanks = [
        "enterprise_number",
        "website",
        "mail_domain",
        "size",
        "joint_committee",
        "buyer_kind",
    ]
    filled = {
        name: getattr(gone, name)
        for name in blanks
        if not getattr(kept, name) and getattr(gone, name)
    }
    if _is_better_located(gone, kept):
        filled |= {"municipality_id": gone.municipality_id, "located_by": gone.located_by}
    if number := filled.get("enterprise_number"):
        filled["search_words"] = typed.line(kept.name, number)
    changes.update(kept, absorbed=absorbed, **filled)
    merged = EmployerMerge.objects.create(
        kept=kept,
        name=gone.name,
        identity=gone.identity,
        changes=[{"did": "merge", "kept": kept.pk}, *changes.made],
        merged_by=by,
    )
    merged.known_to.set(known_to)
    return merged


def _is_better_located(one: Employer, other: Employer) -> bool:
    """What a person said stands above what was taken over, and that above nothing."""
    if not other.municipality_id:
        return bool(one.municipality_id)
    said = Employer.LocatedBy.TYPED
    return bool(one.municipality_id) and one.located_by == said != other.located_by


def _partners(employer: Employer) -> set[int]:
    return set(employer.leads.values_list("owner_organisation_id", flat=True))


def _locked(*employers: Employer) -> list[Employer]:
    numbers = [employer.pk for employer in employers]
    if len(set(numbers)) < len(numbers):
        raise MergeRefused(SAME)
    rows = Employer.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < len(numbers):
        raise MergeRefused("Een van beide bestaat niet meer. Iemand voegde ze misschien al samen.")
    return [found[number] for number in numbers]


def _move_contact(contact: Contact, kept: Employer, changes: _Changes) -> None:
    same = kept.contacts.filter(email=contact.email, met_by=contact.met_by_id).first()
    if not contact.email or same is None:
        changes.update(contact, employer_id=kept.pk)
        return
    # One row for each address and partner. Whoever knew either row knows the person by it; what
    # the other row says more is filled in only where the same partners knew both.
    known, more = (set(row.known_to.values_list("pk", flat=True)) for row in (same, contact))
    if known == more:
        blanks = {
            name: getattr(contact, name)
            for name in ("phone", "function")
            if not getattr(same, name) and getattr(contact, name)
        }
        changes.update(same, **blanks)
    for partner in sorted(more - known):
        link = Contact.known_to.through(contact_id=same.pk, organisation_id=partner)
        changes.create(link)
    _repoint(contact, same, changes)
    changes.update(same, absorbed=_with(same, contact))
    changes.delete(contact)


def _move_places(gone: Employer, kept: Employer, changes: _Changes) -> None:
    """Establishments and activities; of one that both have, the row of `kept` stays."""
    for place in gone.establishments.all():
        same = place.number and kept.establishments.filter(number=place.number).first()
        if not same:
            changes.update(place, employer_id=kept.pk)
            continue
        for activity in place.activities.all():
            _move_activity(activity, kept, same, changes)
        _repoint(place, same, changes)
        blanks = {
            name: getattr(place, name)
            for name in ("name", "address", "municipality_id", "register", "register_on")
            if not getattr(same, name) and getattr(place, name)
        }
        changes.update(same, **blanks)
        changes.delete(place)
    for activity in gone.activities.all():
        _move_activity(activity, kept, activity.establishment, changes)


def _move_activity(
    activity: EmployerActivity,
    kept: Employer,
    place: Establishment | None,
    changes: _Changes,
) -> None:
    code = {"version": activity.version, "code": activity.code}
    same = kept.activities.filter(establishment=place, **code).exclude(pk=activity.pk)
    if same.exists():
        changes.delete(activity)
    else:
        place_id = place.pk if place else None
        changes.update(activity, employer_id=kept.pk, establishment_id=place_id)


def _with(kept: Employer | Contact, gone: Employer | Contact) -> list:
    """What `kept` took in: who is erased with it, is found in a backup of before."""
    return [*kept.absorbed, *gone.absorbed, [gone.pk, gone.created_at.isoformat()]]


def _repoint(gone: models.Model, kept: models.Model, changes: _Changes) -> None:
    """Every row that refers to `gone` refers to `kept`."""
    for relation in gone._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ManyToOneRel):
            continue
        model = relation.related_model
        if model._meta.auto_created:
            continue  # the links of a many-to-many field
        name = relation.field.attname
        for row in model._base_manager.filter(**{name: gone.pk}):
            changes.update(row, **{name: kept.pk})


def _move_lead(lead: Lead, kept: Employer, by: User | None, changes: _Changes) -> None:
    same = kept.leads.filter(tour=lead.tour_id).first() if lead.tour_id else None
    if same is None:
        changes.update(lead, employer_id=kept.pk)
        _add_line(lead, JOINED, by, changes)
        return
    if same.owner_organisation_id != lead.owner_organisation_id:
        raise MergeRefused(TWO_PARTNERS)
    if HandOver.objects.waiting().filter(lead__in=[same, lead]).count() > 1:
        raise MergeRefused(TWO_OFFERS)
    wished = set(same.wishes.values_list("wish", flat=True))
    for wish in LeadWish.objects.filter(lead=lead, wish__in=wished):
        changes.delete(wish)
    said = f" In eigen woorden: “{lead.wish_note}”" if lead.wish_note else ""
    stage = lead.get_stage_display().lower()
    changes.update(same, **_of_both(same, lead))
    _repoint(lead, same, changes)
    changes.delete(lead)
    _add_line(same, f"{JOINED} Het andere dossier stond op {stage}.{said}", by, changes)


def _of_both(same: Lead, lead: Lead) -> dict[str, Any]:
    """What the lead that stays says after the other one joined it: no promise is lost."""
    further = max((same, lead), key=_standing)  # the first of equals
    promised = [row for row in (same, lead) if row.next_action_on]
    first = min(promised, key=lambda row: str(row.next_action_on), default=further)
    return {
        **{name: getattr(further, name) for name in ("stage", "stage_since", "no_match_reason")},
        **{name: getattr(first, name) for name in PLANNED},
        **{name: getattr(same, name) or getattr(lead, name) for name in KEPT_FIRST},
        **{
            name: min(filter(None, (getattr(row, name) for row in (same, lead))), default=None)
            for name in EARLIEST
        },
        "version": max(same.version, lead.version) + 1,
    }


def _standing(lead: Lead) -> int:
    """Working together counts most; then what is followed up; then what may come back."""
    if lead.stage == Stage.COOPERATION:
        return 3
    return 2 if lead.is_open else int(lead.stage == Stage.PARKED)


def _add_line(lead: Lead, note: str, by: User | None, changes: _Changes) -> None:
    changes.create(Interaction(lead=lead, kind=Interaction.Kind.OTHER, note=note[:4000], by=by))


def undo(merged: EmployerMerge, now: datetime | None = None) -> Employer:
    """The employer that was merged stands by itself again. Raises MergeRefused."""
    try:
        with transaction.atomic():
            return _undo(merged, now or timezone.now())
    except IntegrityError as error:
        raise MergeRefused(CHANGED) from error


def _undo(merged: EmployerMerge, now: datetime) -> Employer:
    merged = EmployerMerge.objects.select_for_update().get(pk=merged.pk)
    if not EmployerMerge.objects.undoable(now).filter(pk=merged.pk).exists():
        raise MergeRefused(TOO_LATE)
    if not merged.changes:
        raise MergeRefused(ERASED)
    head, *made = merged.changes
    if head["kept"] != merged.kept_id:
        raise MergeRefused(LATER)
    _locked(merged.kept)
    gone = 0
    for change in reversed(made):
        model = apps.get_model(change["model"])
        if change["did"] == "create":
            model._base_manager.filter(pk=change["pk"]).delete()
        elif change["did"] == "delete":
            _put_back(model, change["values"])
            gone = change["pk"] if model is Employer else gone
        else:
            _change_back(model, change)
    merged.undone_at = now
    merged.changes = []
    merged.save(update_fields=["undone_at", "changes"])
    return Employer.objects.get(pk=gone)


def _put_back(model: type[models.Model], written: dict[str, Any]) -> None:
    values = {}
    for field in model._meta.concrete_fields:
        value = written[field.attname]
        target = field.remote_field
        if target and value is not None and field.null:  # a colleague who left since
            value = value if target.model._base_manager.filter(pk=value).exists() else None
        values[field.attname] = value if isinstance(value, (list, dict)) else field.to_python(value)
    model(**values).save_base(raw=True, force_insert=True)


def _change_back(model: type[models.Model], change: dict[str, Any]) -> None:
    """Where a value is still what the merge made of it."""
    row = model._base_manager.filter(pk=change["pk"]).first()
    if row is None:
        return
    back = {}
    for name, after in change["after"].items():
        if _written(row, name) == after:
            field = _column(model, name)
            before = change["before"][name]
            back[name] = before if isinstance(before, (list, dict)) else field.to_python(before)
    if back:
        model._base_manager.filter(pk=row.pk).update(**back)


def forget(employer: Employer) -> None:
    """What is kept for undoing goes, with the names and addresses in it."""
    employer.merges.update(changes=[])


def forget_old(now: datetime | None = None) -> int:
    """The same of every merge that can no longer be undone. How many there were."""
    rows = EmployerMerge.objects.exclude(changes=[])
    return rows.exclude(pk__in=EmployerMerge.objects.undoable(now).values("pk")).update(changes=[])
