"""What the roadshow keeps about people; see brand/privacy/access.py."""

from functools import partial

from brand.privacy import identity
from brand.privacy.access import Kept, day_and_hour
from brand.privacy.identity import Called
from leads.stages import Wish
from roadshow import visit
from roadshow.models import Companion, Registration, Repeat
from roadshow.models.registrations import Attendance
from roadshow.registration import changes, erasure


def _registrations(address):
    return Registration.objects.with_stop().filter(email__iexact=address, erased_at=None)


def _called(person: Called) -> list[Registration]:
    rows = Registration.objects.with_stop().filter(erased_at=None)
    return identity.with_number(rows, person)


def registration(row: Attendance, reader=None):
    yield "Halte", f"{visit.place(row.stop)}, {visit.when(row.stop)}"
    yield "Naam", row.name
    yield "Bedrijf of organisatie", row.company
    yield "E-mailadres", row.email
    yield "Gsm-nummer", row.phone
    yield "Ingeschreven op", day_and_hour(row.created_at)
    yield "Stand", row.get_state_display()
    yield "Wensen", ", ".join(Wish(one).label for one in row.wishes)
    yield "Wens, in eigen woorden", row.wish_note
    if isinstance(row, Repeat):
        return
    yield "Plaatsen", row.seats
    yield "Brengt mee", ", ".join(_named(one) for one in row.companions.all())
    yield "Vroeg de nieuwsbrief", "ja" if row.wants_newsletter else ""
    yield "Kwam via", row.touch
    yield "Zei aan tafel", row.table_note
    yield "Wat tegenhield", row.get_held_back_display()
    yield "Binnen om", day_and_hour(row.arrived_at)
    yield "Wil geen berichten meer sinds", day_and_hour(row.objected_at)
    yield "Geannuleerd om", day_and_hour(row.cancelled_at)


def _named(person: Companion) -> str:
    return f"{person.name} ({person.email})" if person.email else person.name


def _companions(address):
    rows = Companion.all_rows.filter(email__iexact=address)
    return rows.select_related("registration__stop__venue__municipality", "registration__lead")


def _companion(row: Companion, reader=None):
    stop = row.registration.stop
    yield "Halte", f"{visit.place(stop)}, {visit.when(stop)}"
    yield "Naam", row.name
    yield "E-mailadres", row.email


REFUSALS = {changes.OBJECTED: changes.object_again}
KEPT = [
    Kept(
        "inschrijving",
        "Inschrijving",
        _registrations,
        registration,
        lambda row: {row.stop.organisation_id},
        erasure.erase,
        "roadshow.view_registration",
        erase_everywhere=partial(erasure.erase, everywhere=True),
        called=_called,
        close_links=changes.close_link,
    ),
    Kept(
        "meegekomen",
        "Meegekomen met iemand anders",
        _companions,
        _companion,
        lambda row: {row.registration.stop.organisation_id},
        erasure.erase_companion,
        "roadshow.view_registration",
        erase_everywhere=partial(erasure.erase_companion, everywhere=True),
        born=lambda row: row.registration.created_at,
    ),
]
