"""Beginning and changing an issue. Every change is a version, so that two people see each other."""

from django.db import transaction
from django.db.models import F
from wagtail.log_actions import log

from brand.models import NewsletterIssue, User
from brand.newsletter import blocks, pieces

Written = dict[str, object]


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
