"""Brings the table of facts into the database. Safe to run at every start."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from django.db import models, transaction
from django.utils import timezone

from brand.models.places import Locality, Municipality, Station
from brand.places import finding, table


@dataclass(frozen=True)
class Tally:
    """What a load did to one kind of place."""

    new: int = 0
    changed: int = 0
    same: int = 0
    gone: int = 0

    def __str__(self):
        return f"{self.new} new, {self.changed} changed, {self.same} the same, {self.gone} gone"


def load(
    file: Path | str | None = None, *, as_of: datetime.date | None = None, dry_run: bool = False
) -> dict[str, Tally]:
    """Load our own table, or the municipalities of an official file (same columns, see `table`).

    A file counts from `as_of` (today when not said), and our own table no longer overwrites it.
    Raises UnreadableTable before anything is written. A dry run writes nothing and counts all.
    """
    rows = table.municipalities(file)
    with transaction.atomic():
        tallies = _load_file(rows, as_of or timezone.localdate()) if file else _load_own(rows)
        if dry_run:
            transaction.set_rollback(True)
    if not dry_run:
        finding.forget()
        # Another thread may have read the old rows before the commit.
        transaction.on_commit(finding.forget)
    return tallies


def _load_own(rows: list[dict]) -> dict[str, Tally]:
    tallies = {}
    newest = Municipality.objects.aggregate(newest=models.Max("as_of"))["newest"]
    if newest is None or newest <= table.AS_OF:
        tallies["municipalities"] = _municipalities(rows, table.AS_OF)
        tallies["localities"] = _localities(table.localities())
    tallies["stations"] = _replace(Station, ["code"], table.stations())
    return tallies


def _load_file(rows: list[dict], as_of: datetime.date) -> dict[str, Tally]:
    municipalities = _municipalities(rows, as_of)
    return {"municipalities": municipalities, "localities": _follow_mergers()}


def _municipalities(rows: list[dict], as_of: datetime.date) -> Tally:
    """A municipality that is gone stays, marked as such: venues and employers point to it."""
    rows = [row | {"as_of": as_of, "is_current": True} for row in rows]
    tally = _upsert(Municipality, ["nis"], rows)
    gone = Municipality.objects.current().exclude(nis__in=[row["nis"] for row in rows])
    return Tally(tally.new, tally.changed, tally.same, gone.update(is_current=False))


def _localities(rows: list[dict]) -> Tally:
    ids = dict(Municipality.objects.values_list("nis", "pk"))
    return _replace(
        Locality,
        ["postal_code", "name"],
        [
            {
                "municipality_id": ids[row["nis"]],
                **{field: row[field] for field in ("postal_code", "name", "kind")},
            }
            for row in rows
        ],
    )


def _follow_mergers() -> Tally:
    """Names move to the municipality that has their postal code now; merged ones stay findable."""
    owner = {
        code: pk
        for pk, codes in Municipality.objects.current().values_list("pk", "postal_codes")
        for code in codes
    }
    merged = Municipality.objects.filter(is_current=False)
    names = {
        (name, code): kind
        for name, code, kind in Locality.objects.filter(municipality__in=merged).values_list(
            "name", "postal_code", "kind"
        )
    }
    for old in merged.exclude(name__in=Municipality.objects.current().values("name")):
        names |= {(old.name, code): Locality.Kind.FORMER for code in old.postal_codes[:1]}
    rows = [
        {"name": name, "postal_code": code, "kind": kind, "municipality_id": owner[code]}
        for (name, code), kind in names.items()
        if code in owner
    ]
    return _upsert(Locality, ["postal_code", "name"], rows)


def _replace(model, key: list[str], rows: list[dict]) -> Tally:
    """Upsert, and take away what is no longer in the rows; for models nothing points to."""
    tally = _upsert(model, key, rows)
    wanted = {tuple(row[field] for field in key) for row in rows}
    gone = [
        pk for pk, *found in model.objects.values_list("pk", *key) if tuple(found) not in wanted
    ]
    model.objects.filter(pk__in=gone).delete()
    return Tally(tally.new, tally.changed, tally.same, len(gone))


def _upsert(model, key: list[str], rows: list[dict]) -> Tally:
    """Write only what differs, so that a start with nothing new costs three reads."""
    if not rows:
        return Tally()
    fields = list(rows[0])
    present = {
        tuple(found[field] for field in key): found for found in model.objects.values(*fields)
    }
    new, changed = [], []
    for row in rows:
        found = present.get(tuple(row[field] for field in key))
        if found is None:
            new.append(model(**row))
        elif found != row:
            changed.append(model(**row))
    model.objects.bulk_create(
        new + changed,
        update_conflicts=True,
        unique_fields=key,
        update_fields=[field.removesuffix("_id") for field in fields if field not in key],
    )
    return Tally(len(new), len(changed), len(rows) - len(new) - len(changed))
