"""What the stories keep about people; see brand/privacy/access.py.

A mail address does not identify a portrayed person: it may be that of a coach, for many people. So
a request by mail erases no portrayed person; their own link and the desk do.
"""

from brand.privacy.access import Kept, day_and_hour
from stories.consent import wording
from stories.models import ContributionLink, PortrayedPerson, Withdrawal
from stories.withdrawal import erasure, withdraw


def _tellers(address):
    return ContributionLink.objects.filter(email__iexact=address)


def _teller(row: ContributionLink, reader=None):
    yield "Naam", row.name
    yield "E-mailadres", row.email
    yield "Onze vraag", row.question
    yield "Gevraagd op", day_and_hour(row.asked_at)
    yield "Antwoord op", day_and_hour(row.answered_at)
    yield "Wie staat op de foto", row.who


def _nobody(address):
    return PortrayedPerson.objects.none()


def person(row: PortrayedPerson, reader=None):
    yield "Naam", row.name
    yield "E-mailadres", row.email
    yield "Telefoon", row.phone
    yield "Vertrouwenspersoon", " ".join([row.trusted_person, row.trusted_contact])
    yield "Taal", wording.languages().get(row.language, row.language)
    yield "Partner", row.organisation
    yield "Genoteerd op", day_and_hour(row.created_at)
    for change in row.contact_changes.all():
        yield "Vorig e-mailadres", f"{change.old_email}, vervangen op {day_and_hour(change.at)}"
    for asked in row.requests.all():
        yield "Vraag", f"{day_and_hour(asked.asked_at)}; {_answer(asked)}"
    for one in row.consents.all():
        yield "Toestemming", _consent(one)
    for receipt in row.receipts.select_related("story"):
        yield "Bewijs van een antwoord", _receipt(receipt)
    for portrayal in row.portrayals.select_related("story"):
        yield "Verhaal", portrayal.story
    for use in row.uses.all():
        yield "Elders", use
    for reading in row.readings.all():
        yield "Nagelezen", day_and_hour(reading.agreed_at)
    for objection in row.objections.all():
        yield "Bezwaar", f"{objection} {objection.note}"
    for withdrawal in row.withdrawals.all():
        yield "Intrekking", f"{day_and_hour(withdrawal.at)}: {withdrawal.where}"


def erase(row: PortrayedPerson) -> None:
    """Withdraw all consents, remove everything, then anonymise the person.

    The journal records it like any withdrawal, so that a backup does not bring the person back.
    """
    withdraw.withdraw(row, way=Withdrawal.Way.ERASED)


def _answer(asked) -> str:
    answered = day_and_hour(asked.answered_at)
    return f"beantwoord op {answered}" if answered else "niet beantwoord"


def _consent(one) -> str:
    what = one.get_channel_display() or one.get_purpose_display()
    ended = f", ingetrokken op {day_and_hour(one.withdrawn_at)}" if one.withdrawn_at else ""
    until = f", tot en met {one.until:%d/%m/%Y}" if one.until else ""
    named = one.other_name or one.get_name_level_display().lower()
    return f"{what} ({named}), gegeven op {one.given_on:%d/%m/%Y}{until}{ended}"


def _receipt(one) -> str:
    about = f", over “{one.story}”" if one.story else ""
    present = f", erbij: {one.present}" if one.present else ""
    places = ", ".join(one.places) or "nergens"
    return f"{day_and_hour(one.at)}: {one.get_way_display()}{about}: {places}{present}"


KEPT = [
    Kept(
        "verteller",
        "Gevraagd om een verhaal te vertellen",
        _tellers,
        _teller,
        lambda row: {row.organisation_id},
        erasure.forget_link,
        "stories.view_portrayedperson",
    ),
    Kept(
        "geportretteerde",
        "Geportretteerde",
        _nobody,
        person,
        lambda row: {row.organisation_id},
        erase,
        "stories.view_portrayedperson",
        lambda row: set(),
    ),
]
