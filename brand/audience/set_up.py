"""Whether Mailchimp is set up as we need it: each line good or not, with what to do about it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from brand import mail
from brand.audience import notices, syncing
from brand.audience.addresses import address_hash
from brand.audience.mailchimp_list import FIELDS
from brand.audience.service import AudienceError, FailureKind, ListFacts, Member, Person, Status
from brand.audience.standings import WORDS
from brand.forms.addresses import plain_address
from brand.models import Subscription

if TYPE_CHECKING:
    from brand.audience.mailchimp import Mailchimp

LATER = "Niet nagekeken: los eerst op wat hierboven staat."
WHERE_KEY = "Maak in Mailchimp een sleutel (Account > Extras > API keys). Zet hem in {name}."
WHERE_LIST = (
    "De code staat in Mailchimp bij Audience > Settings > Audience name and defaults. "
    "Zet hem in MAILCHIMP_AUDIENCE."
)
MODES = {
    "uit": "Niets gaat naar Mailchimp. Wie zich inschrijft, staat op onze eigen lijst.",
    "proef": "Alleen de proefadressen gaan naar Mailchimp.",
    "echt": "Wie zich inschrijft of stopt, wordt aan Mailchimp doorgegeven.",
}


class Line(NamedTuple):
    label: str
    sentence: str
    is_good: bool = False
    remedy: str = ""
    can_be_made: bool = False  # by our own button

    @property
    def state(self) -> str:
        return "in orde" if self.is_good else "moet nog"


class Wrong(Exception):
    """This line is not in order: what it is, and what to do."""

    def __init__(self, sentence: str, remedy: str = "", *, can_be_made: bool = False):
        super().__init__(sentence)
        self.sentence, self.remedy = sentence, remedy
        self.can_be_made = can_be_made


def mode() -> str:
    return settings.MAILCHIMP_MODE if settings.MAILCHIMP_MODE in MODES else "uit"


def lines() -> list[Line]:
    """Reads at Mailchimp, also while it is off; writes nothing."""
    found, goes_on = [], True
    for label, look in _steps():
        if not goes_on:
            found.append(Line(label, LATER))
            continue
        try:
            found.append(Line(label, look(), is_good=True))
        except Wrong as wrong:
            found.append(
                Line(label, wrong.sentence, remedy=wrong.remedy, can_be_made=wrong.can_be_made)
            )
            goes_on = label not in NEEDED
        except AudienceError as error:
            found.append(Line(label, error.reason, remedy=error.remedy))
            goes_on = error.kind not in {FailureKind.LINE, FailureKind.AUTH}
    return found


def make_hook() -> None:
    """Have Mailchimp tell us of changes: once, whatever was pressed twice or timed out."""
    if mode() == "uit":
        raise Wrong("Mailchimp staat uit.", "Zet MAILCHIMP_MODE eerst op proef of echt.")
    line, url = syncing.mailchimp(), notices.address()
    if url not in line.hooks().values():
        line.make_hook(url)
    # Two people at once may both have made one: all of them keep the same.
    ours = sorted(key for key, found in line.hooks().items() if found == url)
    for key in ours[1:]:
        line.remove_hook(key)


def try_member() -> Line:
    """Write somebody on the list, read back what it holds, and take off who was not there before.

    On trial only, and only an address that may be used for it.
    """
    try:
        return Line(TRIAL, _tried(_trial_address()), is_good=True)
    except Wrong as wrong:
        return Line(TRIAL, wrong.sentence, remedy=wrong.remedy)
    except AudienceError as error:
        return Line(TRIAL, error.reason, remedy=error.remedy)


def _trial_address() -> str:
    """Nobody of ours: who stands in the archive there gets no more mails from here."""
    if mode() != "proef":
        raise Wrong("Er is niets geprobeerd.", "Dit kan alleen met MAILCHIMP_MODE op proef.")
    written = [plain_address(one) for one in settings.MAILCHIMP_TRIAL_ADDRESSES]
    found = [one for one in written if one and not mail.is_demo_address(one)]
    if not found:
        raise Wrong("Er is geen proefadres.", "Zet er een in MAILCHIMP_TRIAL_ADDRESSES.")
    ours = set(Subscription.objects.filter(email__in=found).values_list("email", flat=True))
    free = [one for one in found if one not in ours]
    if not free:
        raise Wrong(
            "Elk proefadres is hier al abonnee; die halen we niet van de lijst.",
            "Zet nog een adres in MAILCHIMP_TRIAL_ADDRESSES.",
        )
    return free[0]


def _tried(email: str) -> str:
    line, digest = syncing.mailchimp(), address_hash(email)
    before = line.member(digest)
    line.put(Person(email, name=TRIAL_NAME))
    after = line.member(digest)
    if before is None:
        _taken_off(line, digest, email)
    if after is None or after.name != TRIAL_NAME:
        raise Wrong(
            f"{email} werd geschreven, maar bij Mailchimp staat iets anders.",
            "Kijk na of FNAME en LNAME als tekst op de lijst staan.",
        )
    if before:
        stays = WORDS[after.status].lower()
        return f"{email} stond er al: bijgewerkt en teruggelezen. Het blijft “{stays}”."
    if after.status != Status.SUBSCRIBED:
        raise Wrong(
            f"{email} kwam er als “{WORDS[after.status].lower()}”, en staat nu in het archief.",
            "Kijk na wat de lijst zelf nog aan mensen vraagt.",
        )
    return f"{email} ingeschreven, teruggelezen, en weer weggehaald: het staat in het archief."


def _taken_off(line: "Mailchimp", digest: str, email: str) -> None:
    try:
        line.archive(digest)
        still: Member | None = line.member(digest)
    except AudienceError as error:
        raise Wrong(
            f"{email} staat nu op de lijst en kon er niet af: {error.reason}",
            "Archiveer het zelf in Mailchimp, of probeer opnieuw.",
        ) from error
    if still and still.status in {Status.SUBSCRIBED, Status.PENDING}:
        raise Wrong(f"{email} staat nog op de lijst.", "Archiveer het zelf in Mailchimp.")


TRIAL, TRIAL_NAME = "Proefadres", "Proef van de website"
KEY, LIST, HOOK = "Sleutel", "Lijst", "Meldingen"
NEEDED = {KEY, LIST}  # without them there is nothing more to ask


def _steps() -> Iterator[tuple[str, Callable[[], str]]]:
    look = _Looking()
    yield KEY, look.key
    yield LIST, look.list
    yield "Toestemmingen (GDPR-velden)", look.permissions
    yield "Velden", look.fields
    yield HOOK, look.hook
    yield "Afzender", look.sender


class _Looking:
    """One look; each step uses what an earlier one learned."""

    facts: ListFacts

    def key(self) -> str:
        name = "MAILCHIMP_API_KEY"
        if not settings.MAILCHIMP_API_KEY:
            raise Wrong("Er is geen sleutel ingesteld.", WHERE_KEY.format(name=name))
        self.line = syncing.mailchimp()
        self.line.ping()
        return "Mailchimp aanvaardt onze sleutel."

    def list(self) -> str:
        if not settings.MAILCHIMP_AUDIENCE:
            raise Wrong("Er is geen lijst gekozen.", WHERE_LIST)
        self.facts = self.line.facts()
        count = f"{self.facts.members} {'abonnee' if self.facts.members == 1 else 'abonnees'}"
        twice = (
            " Mailchimp vraagt wie zich daar inschrijft nog eens om te bevestigen; wie het hier "
            "deed, krijgt die mail niet."
            if self.facts.asks_twice
            else ""
        )
        return f"“{self.facts.name}”, {count}.{twice}"

    def permissions(self) -> str:
        if not self.facts.uses_permissions:
            return "De lijst vraagt geen aparte vinkjes."
        known, ours = self.line.permissions(), set(settings.MAILCHIMP_PERMISSIONS)
        if not known:
            raise Wrong(
                "De lijst vraagt vinkjes, maar er staat nog niemand op die ze heeft.",
                "Voeg in Mailchimp één contact toe en kijk opnieuw: dan zijn hun codes te lezen.",
            )
        told = "; ".join(f"{code} is “{text}”" for code, text in known.items())
        if not ours or ours - known.keys():
            raise Wrong(
                f"De lijst vraagt vinkjes. Hun codes: {told}.",
                "Zet de codes van de vinkjes voor mail in MAILCHIMP_PERMISSIONS. Zonder vinkje "
                "stuurt Mailchimp die mensen niets.",
            )
        return "Wie zich hier inschrijft, krijgt: " + ", ".join(
            f"“{text}”" for code, text in known.items() if code in ours
        )

    def fields(self) -> str:
        missing = [one for one in FIELDS if one not in self.line.fields()]
        if missing:
            raise Wrong(
                f"Deze velden ontbreken: {', '.join(missing)}.",
                "Maak ze in Mailchimp bij Audience > Settings > Audience fields, als tekst, met "
                "precies die naam als merge tag.",
            )
        return f"{', '.join(FIELDS)} bestaan."

    def hook(self) -> str:
        count = sum(url == notices.address() for url in self.line.hooks().values())
        if not settings.SITE_URL.startswith("https://"):
            raise Wrong(
                "Mailchimp kan ons niets melden: deze site heeft geen adres met https://.",
                "Zet het adres van de site in SITE_URL. Tot dan ziet de vergelijking van elke "
                "nacht wie zich uitschreef.",
            )
        press = "Druk op “Laat Mailchimp melden”."
        if not count:
            said = "Mailchimp meldt ons nog niet wie zich uitschrijft."
            raise Wrong(said, press, can_be_made=True)
        if count > 1:
            raise Wrong(f"Mailchimp meldt alles {count} keer.", press, can_be_made=True)
        return "Mailchimp meldt ons wie zich uitschrijft of verandert."

    def sender(self) -> str:
        _, at, domain = self.facts.sender.lower().rpartition("@")
        if not at:
            raise Wrong(
                "De lijst heeft geen adres van afzender.",
                "Vul het in bij Audience > Settings > Audience name and defaults.",
            )
        if not self.line.domains().get(domain):
            raise Wrong(
                f"Mailchimp mag nog niet sturen in naam van {domain}.",
                "Laat dat domein nakijken bij Account > Domains; wie de website onderhoudt, zet "
                "de gevraagde regels in de DNS.",
            )
        return f"{self.facts.sender}; {domain} is nagekeken."
