"""Beginning, changing and approving an issue. Every change is a version: two people see each other,
and an approval is of the words that were read.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from brand import mail
from brand.models import NewsletterIssue, NewsletterTrial, User
from brand.newsletter import blocks, checklist, letters, pieces, versions

Written = dict[str, object]
APPROVED, PLANNED, STOPPED, CHOSEN = (
    f"brand.newsletter_{done}" for done in ("ok", "planned", "stopped", "chosen")
)
DONE = {
    APPROVED: ("Geef de nieuwsbrief vrij", "Nieuwsbrief vrijgegeven"),
    PLANNED: ("Plan de nieuwsbrief", "Nieuwsbrief gepland"),
    STOPPED: ("Stop de nieuwsbrief", "Nieuwsbrief gestopt"),
    CHOSEN: ("Kies een versie van de nieuwsbrief", "Versie van de nieuwsbrief gekozen"),
}  # in the log


class Refused(Exception):
    """It cannot be done, in a sentence."""


@transaction.atomic
def begin(user: User) -> NewsletterIssue:
    """With an introduction to fill in, and the stories that colleagues ticked for it."""
    asked = [
        blocks.new(kind, page=choice.page)
        for kind, source in pieces.sources().items()
        for choice in source.choices()
        if choice.is_asked_for
    ]
    rows = [blocks.new(blocks.INTRO), *asked[: blocks.MOST - 1]]
    issue = NewsletterIssue.objects.create(
        blocks=blocks.written(rows), created_by=user, changed_by=user
    )
    log(issue, "wagtail.create", user=user)
    return issue


def hold(issue: NewsletterIssue) -> NewsletterIssue:
    """As it stands now; nobody else changes it before the caller's transaction ends."""
    return NewsletterIssue.objects.select_for_update().get(pk=issue.pk)


def save(issue: NewsletterIssue, said: Written, user: User) -> bool:
    """Write what differs, as one version. The caller holds the row. Whether anything did."""
    _must_be_draft(issue)
    changed = [name for name, value in said.items() if _now(issue, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(issue, name, said[name])
    _another_version(issue, user, changed)
    return True


def _must_be_draft(issue: NewsletterIssue) -> None:
    if not issue.is_draft:
        raise Refused("Deze nieuwsbrief is gepland of verstuurd en verandert niet meer.")


def try_two(trial: NewsletterTrial, user: User) -> None:
    """Two versions instead of one. The caller holds the issue."""
    _must_be_draft(trial.issue)
    trial.save()
    _another_version(trial.issue, user)


@transaction.atomic
def try_none(issue: NewsletterIssue, user: User) -> None:
    issue = hold(issue)
    _must_be_draft(issue)
    if NewsletterTrial.objects.filter(issue=issue).delete()[0]:
        _another_version(issue, user)


def _another_version(issue: NewsletterIssue, user: User, changed: Iterable[str] = ()) -> None:
    """Something of it changed: what was tested and approved was another one."""
    issue.version, issue.changed_by = F("version") + 1, user
    issue.save(update_fields=[*changed, "version", "changed_by", "changed_at"])
    issue.refresh_from_db()
    log(issue, "wagtail.edit", user=user)


def _now(issue: NewsletterIssue, name: str) -> object:
    value = getattr(issue, name)
    return blocks.written(blocks.read(value)) if name == "blocks" else value


@transaction.atomic
def test(issue: NewsletterIssue, user: User) -> None:
    """Mail it to who asks, as it stands now."""
    issue = hold(issue)
    if not letters.parts(issue):
        raise Refused("Er staat nog niets in om te testen.")
    for variant in versions.of(issue):
        ref = "-".join(filter(None, [str(issue.pk), str(user.pk), variant]))
        mail.post("brand.emails.newsletter_test", ref, dedupe=str(issue.version))
    issue.tested_version = issue.version
    issue.save(update_fields=["tested_version"])


@transaction.atomic
def approve(issue: NewsletterIssue, user: User) -> None:
    """Of this version, by somebody who did not write it last."""
    issue = hold(issue)
    if not issue.is_draft:
        raise Refused("Deze nieuwsbrief is al gepland of verstuurd.")
    if issue.changed_by_id == user.pk:
        raise Refused("Jij schreef hier het laatst in. Vraag een collega om hem vrij te geven.")
    if wrong := checklist.before_approval(issue):
        raise Refused(" ".join(item.sentence for item in wrong))
    issue.approved_version, issue.approved_by = issue.version, user
    issue.save(update_fields=["approved_version", "approved_by"])
    log(issue, APPROVED, user=user)
