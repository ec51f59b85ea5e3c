"""What the stories keep about people; see brand/privacy/access.py.

A mail address does not identify a portrayed person: it may be that of a coach, for many people. So
a request by mail erases no portrayed person; their own link and the desk do.
"""

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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
    yield "Gevraagd op", _moment(row.asked_at)
    yield "Antwoord op", _moment(row.answered_at)
    yield "Wie staat op de foto", row.who


def _moment(moment) -> str:
    """In figures where Django does not know the months of the language."""
    if moment and get_language() == "prs":
        return timezone.localtime(moment).strftime("%d/%m/%Y, %H.%M")
    return day_and_hour(moment)


def _nobody(address):
    return PortrayedPerson.objects.none()


def person(row: PortrayedPerson, reader=None):
    yield _("Naam"), row.name
    yield _("E-mailadres"), row.email
    yield _("Telefoon"), row.phone
    yield _("Vertrouwenspersoon"), " ".join([row.trusted_person, row.trusted_contact])
    yield _("Taal"), wording.languages().get(row.language, row.language)
    yield _("Partner"), row.organisation
    yield _("Genoteerd op"), _moment(row.created_at)
    for change in row.contact_changes.exclude(old_email=""):
        yield _("Vorig e-mailadres"), _replaced(change)
    for asked in row.requests.all():
        yield _("Vraag"), f"{_moment(asked.asked_at)}; {_answer(asked)}"
    for one in row.consents.all():
        yield _("Toestemming"), _consent(one)
    for receipt in row.receipts.select_related("story"):
        yield _("Bewijs van een antwoord"), _receipt(receipt)
    for read in row.shown_words.all():
        yield _("Wat er te lezen stond"), _read(read)
    for portrayal in row.portrayals.select_related("story"):
        yield _("Verhaal"), portrayal.story
    for use in row.uses.all():
        yield _("Elders"), use
    for reading in row.readings.all():
        yield _("Nagelezen"), _moment(reading.agreed_at)
    for objection in row.objections.all():
        yield _("Bezwaar"), f"{objection} {objection.note}"
        for said in objection.counterparts.all():
            yield _("Bezwaar"), said.reason
    for release in row.file_releases.all():
        yield _("Vrijgegeven beeld"), f"{_moment(release.at)}: {release.reason}"
    for withdrawal in row.withdrawals.all():
        yield _("Intrekking"), f"{_moment(withdrawal.at)}: {withdrawal.where}"


def erase(row: PortrayedPerson) -> None:
    """Withdraw all consents, remove everything, then anonymise the person.

    The journal records it like any withdrawal, so that a backup does not bring the person back.
    """
    withdraw.withdraw(row, way=Withdrawal.Way.ERASED)


def _replaced(change) -> str:
    said = {"address": change.old_email, "day": _moment(change.at)}
    return _("%(address)s, vervangen op %(day)s") % said


def _answer(asked) -> str:
    answered = _moment(asked.answered_at)
    return _("beantwoord op %(day)s") % {"day": answered} if answered else _("niet beantwoord")


def _consent(one) -> str:
    what = _(one.get_channel_display() or one.get_purpose_display())
    named = one.other_name or _(one.get_name_level_display()).lower()
    said = [f"{what} ({named})", _("gegeven op %(day)s") % {"day": f"{one.given_on:%d/%m/%Y}"}]
    if one.until:
        said.append(_("tot en met %(day)s") % {"day": f"{one.until:%d/%m/%Y}"})
    if one.withdrawn_at:
        said.append(_("ingetrokken op %(day)s") % {"day": _moment(one.withdrawn_at)})
    return ", ".join(said)


def _receipt(one) -> str:
    about = ", " + _("over “%(story)s”") % {"story": one.story} if one.story else ""
    present = ", " + _("erbij: %(name)s") % {"name": one.present} if one.present else ""
    places = ", ".join(_(place) for place in one.places) or _("nergens")
    return f"{_moment(one.at)}: {_(one.get_way_display())}{about}: {places}{present}"


def _read(words) -> str:
    return " ".join(part for heading, lines in words.all_parts for part in (heading, *lines))


KEPT = [
    Kept(
        "verteller",
        "Gevraagd om een verhaal te vertellen",
        _tellers,
        _teller,
        lambda row: {row.organisation_id},
        erasure.forget_link,
        "stories.view_portrayedperson",
        born=lambda row: row.asked_at,
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
        people=lambda row: set(),
        journals_itself=True,  # by its withdrawal; see stories/withdrawal/journal.py
    ),
]
