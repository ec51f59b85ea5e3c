"""What is looked at before an issue leaves; each line says what to do about it."""

from typing import NamedTuple

from django.conf import settings

from brand.audience import syncing
from brand.audience.local import Local
from brand.models import NewsletterIssue, Sender, Variant
from brand.newsletter import blocks, letters, pieces, recipients, trials, versions
from brand.newsletter.blocks import BUTTON, Block
from brand.newsletter.letters import Part

ON_A_PHONE = 50  # letters of a subject that a telephone shows
LARGEST = 100_000  # bytes; above it Gmail cuts a mail off


class Item(NamedTuple):
    label: str
    sentence: str
    is_good: bool
    holds_back: bool = True  # else it is a word of caution

    @property
    def named(self) -> str:
        """The label within a sentence."""
        return f"{self.label[0].lower()}{self.label[1:]}"

    @property
    def state(self) -> str:
        return "in orde" if self.is_good else "moet nog" if self.holds_back else "let op"


def items(issue: NewsletterIssue) -> list[Item]:
    parts = letters.parts(issue)
    return [
        *_written(issue, parts),
        _test(issue),
        _second_person(issue),
        *_leaving(issue, parts),
    ]


def in_the_way(issue: NewsletterIssue) -> list[Item]:
    return [item for item in items(issue) if item.holds_back and not item.is_good]


def before_approval(issue: NewsletterIssue) -> list[Item]:
    """What must be mended by who writes, before somebody else looks."""
    found = _written(issue, letters.parts(issue))
    return [item for item in found if item.holds_back and not item.is_good]


def _written(issue: NewsletterIssue, parts: list[Part]) -> list[Item]:
    first = _of_one(issue, parts)
    return [*first, *_other_version(issue, first)]


def _of_one(issue: NewsletterIssue, parts: list[Part]) -> list[Item]:
    return [*_words(issue), *_content(issue, parts, blocks.read(issue.blocks))]


def _words(issue: NewsletterIssue) -> list[Item]:
    length = len(issue.subject)
    found = [
        Item(
            "Onderwerp",
            f"{length} tekens." if length else "Schrijf een onderwerp.",
            bool(length),
        )
    ]
    if length > ON_A_PHONE:
        said = f"Een telefoon toont er een {ON_A_PHONE}-tal: zet het belangrijkste vooraan."
        found.append(Item("Lengte van het onderwerp", said, is_good=False, holds_back=False))
    said = "Ingevuld." if issue.preheader else "Schrijf de zin die naast het onderwerp staat."
    return [*found, Item("Voorvertoning", said, bool(issue.preheader))]


def _content(issue: NewsletterIssue, parts: list[Part], rows: list[Block]) -> list[Item]:
    return [
        Item("Inhoud", _blocks(len(parts)), bool(parts)),
        _everybody_said_yes(parts, rows),
        _own_words(issue, rows),
        _links(parts, rows),
        _pictures(parts),
        _size(issue),
    ]


def _other_version(issue: NewsletterIssue, first: list[Item]) -> list[Item]:
    """What must be mended in version B alone; of what is in order one line is enough."""
    if (trial := versions.trial_of(issue)) is None:
        return []
    if why := trials.alike(issue, trial):
        return [Item("Versie B", why, is_good=False)]
    other = versions.says(issue, Variant.B)
    wrong = [one for one in _of_one(other, letters.parts(other)) if not one.is_good]
    alone = [one._replace(label=f"Versie B, {one.named}") for one in wrong if one not in first]
    if not any(one.holds_back for one in wrong):
        alone.append(Item("Versie B", "Ze verschilt van versie A en mag vertrekken.", is_good=True))
    return alone


def _blocks(number: int) -> str:
    if not number:
        return "Er staat nog niets in. Kies verhalen en haltes, of schrijf een tekst."
    return "1 blok gaat mee." if number == 1 else f"{number} blokken gaan mee."


def _everybody_said_yes(parts: list[Part], rows: list[Block]) -> Item:
    going = {part.block.id for part in parts}
    gone = [one for one in rows if one.is_piece and one.id not in going]
    if not gone:
        return Item("Wie erin staat", "Wat meegaat, mag in een nieuwsbrief.", is_good=True)
    why = [reason.sentence for one in gone for reason in _reasons(one)]
    said = " ".join(dict.fromkeys(why)) or "Er staat iets in dat niet meer bestaat."
    return Item("Wie erin staat", f"{said} Haal het blok weg, of vraag het.", is_good=False)


def _own_words(issue: NewsletterIssue, rows: list[Block]) -> Item:
    """Nobody who is told of read what is typed here."""
    words = [issue.subject, issue.preheader, *(one.text for one in rows)]
    wanted = [(one.kind, one.page) for one in rows if one.is_piece and one.page]
    found = pieces.unread(words, wanted)
    said = " ".join(reason.sentence for reason in found)
    return Item("Eigen woorden", said or "Ze noemen niemand bij naam.", not found)


def _reasons(one: Block) -> list:
    return pieces.reasons(one.kind, one.page) if one.page else []


def _links(parts: list[Part], rows: list[Block]) -> Item:
    going = {part.block.id for part in parts}
    broken = [one for one in rows if one.kind == BUTTON and one.id not in going]
    if broken:
        said = "Een knop heeft geen woorden, of leidt naar een pagina die niet online staat."
        return Item("Links", said, is_good=False)
    count = sum(bool(part.url) for part in parts)
    return Item("Links", f"{count} knoppen leiden naar een pagina die online staat.", is_good=True)


def _pictures(parts: list[Part]) -> Item:
    mute = [part.title for part in parts if part.picture_url and not part.alt.strip()]
    if mute:
        said = f"Zeg wat er op de foto staat bij: {', '.join(mute)}."
        return Item("Beelden", said, is_good=False)
    count = sum(bool(part.picture_url) for part in parts)
    said = "Elk beeld heeft een beschrijving." if count else "Er gaan geen beelden mee."
    return Item("Beelden", said, is_good=True)


def _size(issue: NewsletterIssue) -> Item:
    size = len(letters.letter(issue, to="", stop_url=settings.SITE_URL).html.encode())
    kilobytes = f"{size // 1000} kB"
    if size >= LARGEST:
        said = f"{kilobytes}: te groot, een mailprogramma knipt hem af. Haal iets weg."
        return Item("Grootte", said, is_good=False)
    return Item("Grootte", f"{kilobytes}, zonder beelden.", is_good=True)


def _test(issue: NewsletterIssue) -> Item:
    said = "Verstuurd." if issue.is_tested else "Stuur jezelf een test en kijk hem na."
    return Item("Testmail van deze versie", said, issue.is_tested)


def _second_person(issue: NewsletterIssue) -> Item:
    if issue.is_approved:
        who = issue.approved_by.get_full_name() or issue.approved_by
        return Item("Tweede persoon", f"{who} gaf deze versie vrij.", is_good=True)
    said = "Iemand die hier niet het laatst in schreef, moet deze versie vrijgeven."
    return Item("Tweede persoon", said, is_good=False)


def _leaving(issue: NewsletterIssue, parts: list[Part]) -> list[Item]:
    found = []
    if not recipients.chosen(issue):
        said = "Niemand in deze groep bevestigde een inschrijving."
        found.append(Item("Ontvangers", said, is_good=False))
    if trial := versions.trial_of(issue):
        wrong = trials.hindrance(issue, trial)
        found.append(Item("Twee versies", wrong or trials.course(issue, trial), not wrong))
        parts = [*parts, *letters.parts(versions.says(issue, Variant.B))]
    if any(part.is_demo for part in parts) and not issue.is_demo:
        said = "Er gaat een voorbeeld mee, met verzonnen mensen."
        found.append(Item("Voorbeelden", said, is_good=False, holds_back=False))
    if recipients.sender_of(issue) == Sender.MAILCHIMP:
        return [*found, *_by_mailchimp(issue, parts)]
    if not settings.EMAIL_URL:
        said = "Er is geen mailserver ingesteld (EMAIL_URL): er vertrekt niets."
        found.append(Item("Mailserver", said, is_good=False, holds_back=False))
    return found


def _by_mailchimp(issue: NewsletterIssue, parts: list[Part]) -> list[Item]:
    service = syncing.service()
    if isinstance(service, Local):
        said = f"{service.name}: er vertrekt niets. Zet het aan, of kies onze eigen mailserver."
        return [Item("Mailchimp", said, is_good=False)]
    if issue.is_demo or any(part.is_demo for part in parts):
        said = "Een voorbeeld gaat nooit naar Mailchimp. Haal het weg."
        return [Item("Mailchimp", said, is_good=False)]
    return [Item("Mailchimp", "Mailchimp verstuurt deze nieuwsbrief.", is_good=True)]
