"""Lists of employers to take in, and the worker's part of it without a worker."""

import json
import time
from collections import Counter
from datetime import date, timedelta

from django.utils import timezone

from brand.models import JobRun, Organisation, Role
from leads.models import (
    Contact,
    Employer,
    EmployerActivity,
    ImportRow,
    Interaction,
    Lead,
    LeadImport,
)
from leads.transfer import batches, rounds
from tests.factories.brand import OrganisationFactory, member

HEADERS = ["Bedrijf", "Contactpersoon", "E-mail", "Telefoon"]
FROM = {"obtained": "eigen", "obtained_note": "onze klantenlijst", "basis": "belang"}
FIRST_STEP = timedelta(days=30)
TABLES = (Employer, EmployerActivity, Contact, Contact.known_to.through, Lead, Interaction)


def csv(*rows, headers=HEADERS) -> bytes:
    return "\n".join(";".join(row) for row in [headers, *rows]).encode()


def row_of(number: int, **changed) -> list[str]:
    said = {
        "company": f"Firma {number} NV",
        "name": f"An Peeters{number}",
        "email": f"an@firma{number}.be",
        "phone": f"089 30 {number // 100 % 100:02} {number % 100:02}",
    } | changed
    return list(said.values())


def spoilt_further_on() -> bytes:
    """Its first rows are well; then a text begins that ends nowhere."""
    return csv(*map(row_of, range(30))) + b'\n"' + b"x" * 140_000


def chosen(user, organisation, content: bytes, name="klanten.csv") -> LeadImport:
    return batches.accept(user, organisation, content=content, name=name, **FROM)


def checked(user, organisation, content: bytes, **fields) -> LeadImport:
    batch = chosen(user, organisation, content, **fields)
    batches.choose(batch, batch.mapping)
    rounds.work()
    batch.refresh_from_db()
    return batch


def taken_in(user, organisation, content: bytes, **fields) -> LeadImport:
    batch = checked(user, organisation, content, **fields)
    batches.take_in(batch, user, takes=True, first_step_on=timezone.localdate() + FIRST_STEP)
    rounds.work()
    batch.refresh_from_db()
    return batch


def undone(batch: LeadImport, user) -> LeadImport:
    batches.undo(batch, user)
    rounds.work()
    batch.refresh_from_db()
    return batch


def everything() -> list[list[dict]]:
    """Every row that taking in may touch; what a form of the desk would change as well."""
    found = [list(model._base_manager.order_by("pk").values()) for model in TABLES]
    for rows in found:
        for row in rows:
            row.pop("updated_at", None)
    return found


# On a site of its own, with processes --------------------------------------------------------


def lay_out(good: int, faulty: int) -> None:
    """A list that was looked at, and is to be taken in."""
    house = OrganisationFactory(name="De Lijst", slug="de-lijst")
    user = member(house, Role.COORDINATOR)
    every = max((good + faulty) // max(faulty, 1), 1)
    rows, wrong = [], 0
    for number in range(good + faulty):
        is_wrong = wrong < faulty and number % every == 0
        wrong += is_wrong
        rows.append(row_of(number, **({"email": "geen adres"} if is_wrong else {})))
    batch = chosen(user, house, csv(*rows))
    batches.choose(batch, batch.mapping)


def go_on() -> None:
    batch = LeadImport.objects.get(organisation__slug="de-lijst")
    batches.take_in(batch, batch.by, takes=True, first_step_on=date(2030, 1, 2))


def go_back() -> None:
    batch = LeadImport.objects.get(organisation__slug="de-lijst")
    batches.undo(batch, batch.by)


def lease_ends() -> None:
    past = timezone.now() - timedelta(hours=1)
    JobRun.objects.filter(name=rounds.JOB).update(locked_until=past, started_at=None)


def hold() -> None:
    """No worker takes this up, until `lease_ends`."""
    free = JobRun.objects.filter(name=rounds.JOB, locked_until=None)
    while not free.update(locked_until=timezone.now() + timedelta(hours=1)):
        time.sleep(0.05)


def some_rows() -> None:
    """As far as a worker comes in one transaction."""
    rounds._step({}, 0)


def left(name: str) -> None:
    print(Employer.objects.filter(name__startswith=name).count())


def books() -> None:
    house = Organisation.objects.get(slug="de-lijst")
    batch = LeadImport.objects.defer("content").get(organisation=house)
    leads = Lead.objects.filter(owner_organisation=house)
    per_employer = Counter(leads.values_list("employer__name", flat=True))
    print(
        json.dumps(
            {
                "state": batch.state,
                "position": batch.position,
                "rows": ImportRow.objects.filter(lead_import=batch).count(),
                "faulty": ImportRow.objects.filter(lead_import=batch, outcome="fout").count(),
                "leads": len(per_employer),
                "twice": sum(count > 1 for count in per_employer.values()),
                "employers": Employer.objects.filter(name__startswith="Firma ").count(),
                "contacts": Contact.objects.filter(known_to=house).count(),
                "lines": Interaction.objects.filter(lead__in=leads).count(),
            }
        )
    )
