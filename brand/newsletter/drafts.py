"""Beginning, changing and approving an issue. Every change is a version: two people see each other,
and an approval is of the words that were read.
"""

from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from brand import mail
from brand.models import NewsletterIssue, User
from brand.newsletter import blocks, checklist, letters, pieces

Written = dict[str, object]
APPROVED, PLANNED, STOPPED = (f"brand.newsletter_{done}" for done in ("ok", "planned", "stopped"))
DONE = {
    APPROVED: ("Geef de nieuwsbrief vrij", "Nieuwsbrief vrijgegeven"),
    PLANNED: ("Plan de nieuwsbrief", "Nieuwsbrief gepland"),
    STOPPED: ("Stop de nieuwsbrief", "Nieuwsbrief gestopt"),
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
    if not issue.is_draft:
        raise Refused("Deze nieuwsbrief is gepland of verstuurd en verandert niet meer.")
    changed = [name for name, value in said.items() if _now(issue, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(issue, name, said[name])
    issue.version, issue.changed_by = F("version") + 1, user
    issue.save(update_fields=[*changed, "version", "changed_by", "changed_at"])
    issue.refresh_from_db()
    log(issue, "wagtail.edit", user=user)
    return True


def _now(issue: NewsletterIssue, name: str) -> object:
    value = getattr(issue, name)
    return blocks.written(blocks.read(value)) if name == "blocks" else value


@transaction.atomic
def test(issue: NewsletterIssue, user: User) -> None:
    """Mail it to who asks, as it stands now."""
    issue = hold(issue)
    if not letters.parts(issue):
        raise Refused("Er staat nog niets in om te testen.")
    mail.post("brand.emails.newsletter_test", f"{issue.pk}-{user.pk}", dedupe=str(issue.version))
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
