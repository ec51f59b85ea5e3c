"""A trial in the report: what each version brought, and how sure that is."""

from typing import NamedTuple

from brand.campaigns.results import FEWEST
from brand.dates import words
from brand.models import NewsletterIssue, NewsletterTrial, User, Variant
from brand.models.campaigns import Goal
from brand.newsletter import chance, deciding, pieces, versions
from brand.newsletter.report import FEW, Line

State, Tries = NewsletterIssue.State, NewsletterTrial.Tries
Ground = NewsletterTrial.Ground
COLUMNS = GOT, REGISTRATIONS, CLICKS = "Kregen hem", "Inschrijvingen", "Kliks op de links"

# Clicks are not independent, so the test says nothing of them.
UNSURE = "Hoe zeker dat is, weten we niet: wie klikt, klikt vaak meer dan eens."


class Side(NamedTuple):
    """A version in the report."""

    name: str
    says: str
    numbers: list[Line]


class Told(NamedTuple):
    """A trial as the report tells it."""

    sides: list[Side]
    sentences: list[str]
    asks: bool  # it waits for who reads this


def told(issue: NewsletterIssue, user: User) -> Told | None:
    """How it stands, or stood when it was chosen."""
    if (trial := versions.trial_of(issue)) is None or issue.is_draft:
        return None
    kept = {name: deciding.Count(**count) for name, count in trial.figures.items()}
    found = kept or deciding.counts(issue)
    sides = [_side(issue, variant, found[variant], user) for variant in versions.TRIED]
    asks = bool(trial.asked_at and not trial.winner and issue.state == State.PLANNED)
    return Told(sides, _sentences(issue, trial, found), asks)


def _side(issue: NewsletterIssue, variant: str, count: deciding.Count, user: User) -> Side:
    shown = versions.says(issue, variant)
    by_subject = versions.trial_of(issue).tries == Tries.SUBJECT
    said = shown.subject if by_subject else _opens(shown)
    asked = {"newsletter": issue.pk, "newsletter_version": variant}
    url = deciding.step(Goal.REGISTRATIONS).url(user, **asked) if count.registrations else ""
    numbers = [
        Line(GOT, str(count.got)),
        _line(REGISTRATIONS, count.registrations, count.got, url),
        _line(CLICKS, count.clicks, count.got),
    ]
    return Side(Variant(variant).label, said, numbers)


def _line(label: str, number: int, got: int, url: str = "") -> Line:
    """Of so few receivers a small number would tell whose it was."""
    return Line(label, FEW) if number and got < FEWEST else Line(label, str(number), url)


def _opens(issue: NewsletterIssue) -> str:
    """The title of what stands first, while it may be shown."""
    first = versions.lead(issue)
    pages = pieces.shown([(first.kind, first.page)]) if first else {}
    found = next(iter(pages.values()), None)
    return f"Vooraan: {found.title}" if found else "Wat vooraan stond, wordt niet meer getoond."


def _sentences(issue, trial, found: dict[str, deciding.Count]) -> list[str]:
    if trial.winner:
        return [*_grounds(trial, found), _chosen(trial)]
    if issue.state == State.STOPPED:
        return ["Gestopt voor er gekozen werd."]
    if trial.asked_at:
        return [*_grounds(trial, found), "Kies zelf welke versie de anderen krijgen."]
    at = words.moment(trial.decides_at())
    return [f"We kiezen op {at}, op inschrijvingen. Daarna zijn er vijf minuten om te stoppen."]


def _grounds(trial: NewsletterTrial, found: dict[str, deciding.Count]) -> list[str]:
    first, second = found[Variant.A], found[Variant.B]
    said = [f"{trial.get_ground_display()}."]
    if trial.ground == Ground.CLICKS:
        said.append(UNSURE)
    elif trial.ground == Ground.REGISTRATIONS and min(first.got, second.got) >= FEWEST:
        seen = (first.registrations, second.registrations, first.got, second.got)
        said.append(chance.sentence(chance.of(*seen)))
    return said


def _chosen(trial: NewsletterTrial) -> str:
    at = words.stamp(trial.decided_at)
    if trial.asked_at:
        by = trial.decided_by
        who = (by.get_full_name() or str(by)) if by else "Een collega die er niet meer is"
        return f"{who} koos versie {trial.winner.upper()} voor de anderen ({at})."
    return f"De anderen krijgen versie {trial.winner.upper()} (gekozen op {at})."
