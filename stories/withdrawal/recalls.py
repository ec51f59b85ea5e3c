"""What no machine of ours can take back, as tasks for people; and honest words about it."""

import re
from datetime import date
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from brand import audience
from brand.dates.working_days import working_days_after
from brand.models import BrandKit
from stories.models import Consent, Recall, StoryPage, Use, Withdrawal
from stories.text import fingerprints
from stories.withdrawal import others, traces

Kind = Use.Kind
WITHIN = 2  # working days
NAME = 60  # signs of a person's name, and of a title, in a task
EDIT = {"picture": "wagtailimages:edit", "document": "wagtaildocs:edit"}

TASKS = {
    Kind.POST: "Haal het bericht weg: {where}.",
    Kind.MAIL: "Deze nieuwsbrief is verstuurd en niet terug te halen: {where}. "
    "Zeg dat eerlijk aan wie ernaar vraagt.",
    Kind.PRINT: "Verspreid dit drukwerk niet meer, en haal weg wat nog ligt of hangt: {where}.",
    Kind.DOWNLOAD: "Vraag {who} om dit niet meer te gebruiken en het te wissen: {where}.",
    Kind.OTHER: "Haal dit weg, of vraag om het weg te halen: {where}.",
}
MAIL = re.compile(r"[^\s,;<>]+@[^\s,;<>]+\.[^\s,;<>]+")
ASKED = (
    "Goeiedag\n\nU nam op {day} iets van ons mee: {where}. Iemand die erin staat, wil niet meer "
    "getoond worden. Wilt u de tekst en de foto's niet meer gebruiken, en ze wissen? Staat er al "
    "iets online, haal het dan weg. Laat u ons weten dat het gebeurd is?\n\nHartelijk dank"
)
POINTS = "Kijk na of de pagina “{title}” nog iets over deze persoon vertelt."
FILE = "Kijk na of het bestand “{title}” deze persoon toont of noemt. Zo ja: verwijder het."
FILM = "Haal de film over deze persoon weg van de site waar hij staat: {where}."
WITHHELD = (
    "Iemand van een andere partner zegt in “{title}” te staan, en wil niet getoond worden. Het "
    "bestand is van jullie: het is er nog, en wordt nergens getoond. Staat die persoon erin, "
    "verwijder het dan. Zo niet, vraag de federatie om te beslissen."
)
OF_THE_HOUSE = (
    "{who} zegt in “{title}” te staan, en wil niet getoond worden. Het staat ook elders, en wordt "
    "nergens getoond. Staat die persoon erin, verwijder het dan. Zo niet, geef het vrij en zeg "
    "waarom."
)
SENT = "De nieuwsbrief “{title}” is verstuurd en niet terug te halen."
UNPLANNED = (
    "De nieuwsbrief “{title}” was gepland en is nu weer een concept. Kijk na en plan opnieuw."
)
CHANGED = "Het verhaal is uit het concept “{title}” gehaald. Kijk die nieuwsbrief na."


def write_down(withdrawal: Withdrawal) -> list[Recall]:
    """The tasks that this withdrawal leaves, from what was recorded about each use."""
    tasks = [_task_of(use, withdrawal) for use in _uses(withdrawal)]
    if Consent.Channel.WEBSITE in withdrawal.channels:
        tasks += [*_pages_to_read(withdrawal), *_files_to_read(withdrawal)]
        tasks += _films_elsewhere(withdrawal)
        tasks += _files_of_others(withdrawal)
    return Recall.objects.bulk_create(tasks)


def _uses(withdrawal: Withdrawal):
    """Everything of these people's stories in the channels that ended, and named uses of them."""
    stories = [story.pk for story in traces.concerned(withdrawal)]
    rows = Use.objects.filter(channel__in=withdrawal.channels)
    named = rows.filter(people=withdrawal.person)
    if withdrawal.is_about_some:  # for a use without a story, the picture was not recorded
        named = named.filter(story=None)
    return (named | rows.filter(story__in=stories)).distinct().order_by("at", "pk")


def _task_of(use: Use, withdrawal: Withdrawal) -> Recall:
    where = f"{use.where} ({_short(use.url)})" if use.url else use.where
    task = TASKS[Kind(use.kind)].format(where=where, who=use.who or "wie het afhaalde")
    return _recall(withdrawal, task, use=use, organisation_id=use.organisation_id, url=use.url)


def _short(url: str) -> str:
    """An address as one reads it: which of two posts it is."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return Truncator(f"{host}{parts.path}".rstrip("/")).chars(90)


def _pages_to_read(withdrawal: Withdrawal) -> list[Recall]:
    """Each by who writes it: another partner's stories are not named to this one."""
    around = traces.pages_around(withdrawal)
    stories = StoryPage.objects.filter(pk__in=[page.pk for page in around])
    writers = dict(stories.values_list("pk", "section_organisation"))
    return [
        _recall(
            withdrawal,
            POINTS.format(title=page.title),
            url=_where_to_read(page),
            organisation_id=writers.get(page.pk, withdrawal.organisation_id),
        )
        for page in around
    ]


def _where_to_read(page) -> str:
    """What visitors do not see, its writer reads in the back office."""
    if page.live:
        return page.full_url or ""
    return settings.SITE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk])


def _files_to_read(withdrawal: Withdrawal) -> list[Recall]:
    """Files that other pages show too: whether this person is in them, only a person can see."""
    stories = traces.concerned(withdrawal)
    going = {row.pk for one in stories for row in traces.own_documents(one, withdrawal)}
    found = {row.pk: row for story in stories for row in traces.documents(story)}
    return [
        _recall(
            withdrawal,
            FILE.format(title=row.title),
            url=settings.SITE_URL + reverse("wagtaildocs:edit", args=[row.pk]),
        )
        for row in found.values()
        if withdrawal.keeps_words or row.pk not in going
    ]


def _films_elsewhere(withdrawal: Withdrawal) -> list[Recall]:
    """What stands on another site, no machine of ours takes away."""
    found = traces.films_elsewhere(withdrawal)
    return [_recall(withdrawal, FILM.format(where=_short(url)), url=url) for url in found]


def _files_of_others(withdrawal: Withdrawal) -> list[Recall]:
    """Only who a file is of deletes it; see withdrawal/others.py."""
    partner, house = withdrawal.organisation_id, others.house()
    return [
        _decision(withdrawal, file) if owner == house else _withheld(withdrawal, file, owner)
        for file in traces.going(withdrawal)
        if others.is_of_another(file, partner)
        for owner in sorted(others.owners(file, partner))
    ]


def _withheld(withdrawal: Withdrawal, file, owner: int) -> Recall:
    task = WITHHELD.format(title=Truncator(file.title).chars(NAME))
    url = settings.SITE_URL + reverse(EDIT[file._meta.model_name], args=[file.pk])
    return _recall(withdrawal, task, url=url, organisation_id=owner)


def _decision(withdrawal: Withdrawal, file) -> Recall:
    person = withdrawal.person
    who, title = Truncator(str(person)).chars(NAME), Truncator(file.title).chars(NAME)
    url = settings.SITE_URL + reverse("consent_elsewhere", args=[person.pk])
    task = OF_THE_HOUSE.format(who=who, title=title)
    return _recall(withdrawal, task, url=url, organisation_id=others.house())


def _recall(withdrawal: Withdrawal, task: str, **fields) -> Recall:
    fields.setdefault("organisation_id", withdrawal.organisation_id)
    due = working_days_after(timezone.localdate(), WITHIN)
    return Recall(withdrawal=withdrawal, task=task[:300], due_on=due, **fields)


def add(withdrawal: Withdrawal, tasks: list[str]) -> None:
    """Tasks that came to light later, each once."""
    known = set(withdrawal.recalls.values_list("task", flat=True))
    fresh = [_recall(withdrawal, task) for task in dict.fromkeys(tasks) if task[:300] not in known]
    Recall.objects.bulk_create(fresh)


def look_through_newsletters() -> int:
    """Search the newsletter service for what was taken back. How many withdrawals are done."""
    waiting = Withdrawal.objects.filter(newsletters_at=None).exclude(swept_at=None)
    return sum(_look_through(withdrawal) for withdrawal in waiting)


def _look_through(withdrawal: Withdrawal) -> bool:
    left = set(withdrawal.marks)
    try:
        found = audience.clean_newsletters(
            lambda address: fingerprints.of_address(address) in left,
            lambda text: fingerprints.title_in(text, left),
        )
    except audience.AudienceError as error:
        trouble = f"Nieuwsbrieven zijn nog niet nagekeken: {error.reason}"[:300]
        Withdrawal.objects.filter(pk=withdrawal.pk).update(trouble=trouble)
        return False
    add(
        withdrawal,
        [
            *(UNPLANNED.format(title=title) for title in found.unplanned),
            *(CHANGED.format(title=title) for title in found.changed),
            *(SENT.format(title=title) for title in found.sent),
        ],
    )
    Withdrawal.objects.filter(pk=withdrawal.pk).update(newsletters_at=timezone.now(), trouble="")
    return True


def address_of(recall: Recall) -> str:
    """The address to ask: the one left by the person who took it."""
    found = MAIL.search(recall.use.who) if recall.use else None
    return found[0] if found else ""


def mailto(recall: Recall, address: str) -> str:
    """A mail that is ready to send; it names no portrayed person."""
    use, name = recall.use, BrandKit.current().name
    about = ASKED.format(where=use.where, day=date_format(timezone.localdate(use.at), "j F Y"))
    words = {"subject": f"Gebruik dit niet meer: {name}", "body": f"{about}\n\n{name}"}
    return f"mailto:{quote(address)}?{urlencode(words, quote_via=quote)}"


def settle(recall: Recall, *, by, note: str = "") -> None:
    Recall.objects.filter(pk=recall.pk, done_at=None).update(
        done_at=timezone.now(), done_by=by, note=note[:200]
    )


def open_again(recall: Recall) -> None:
    """Undo of `settle`."""
    Recall.objects.filter(pk=recall.pk).update(done_at=None, done_by=None, note="")


def still_leaving(person) -> list[tuple[str, date]]:
    """Uses outside the site that are not recalled yet, each with the day it is due.

    Sent mails are left out: they cannot be recalled, and this is not promised.
    """
    left = Recall.objects.open().filter(withdrawal__person=person).exclude(use=None)
    left = left.exclude(use__kind=Kind.MAIL).order_by("due_on", "pk")
    return list(dict.fromkeys(left.values_list("use__where", "due_on")))


def in_words(withdrawal: Withdrawal) -> list[str]:
    """For the person, in the language that is on: what remains, by kind, each with its number."""
    words = {
        Kind.POST: ("bericht op sociale media", "berichten op sociale media"),
        Kind.MAIL: ("verstuurde nieuwsbrief", "verstuurde nieuwsbrieven"),
        Kind.PRINT: ("stuk drukwerk", "stukken drukwerk"),
        Kind.DOWNLOAD: ("download door anderen", "downloads door anderen"),
        Kind.OTHER: ("andere plaats", "andere plaatsen"),
    }
    counted = {kind: withdrawal.recalls.filter(use__kind=kind).count() for kind in Kind}
    return [f"{count} {_(words[kind][count != 1])}" for kind, count in counted.items() if count]
