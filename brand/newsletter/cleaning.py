"""Our own newsletters, searched for words that were taken back (see brand/audience/newsletters.py).

Stories and stops are asked anew whenever an issue is made. What somebody typed beside them is not:
a title or a quote in it goes from drafts, from what is planned and from the archive.
"""

import contextlib
import re

from django.db import transaction
from django.db.models import F
from django.utils.html import escape

from brand.audience.newsletters import NEUTRAL
from brand.audience.service import Newsletter
from brand.models import NewsletterIssue, NewsletterTrial
from brand.newsletter import blocks, drafts, sending, versions

BLOCK = re.compile(r'data-block="(\w+)"')
SUBJECT_B = "subject_b"  # no block has such a name
State = NewsletterIssue.State


class Own:
    """The part of `brand.audience.service.Service` that cleaning asks."""

    def newsletters(self) -> list[Newsletter]:
        """None counts as sent: what stands in the archive can still be taken out."""
        return [
            Newsletter(
                key=str(issue.pk),
                title=str(issue),
                subject=issue.subject,
                preview=issue.preheader,
                is_planned=issue.state == State.PLANNED,
            )
            for issue in NewsletterIssue.objects.all()
        ]

    def content(self, newsletter: Newsletter) -> str:
        issue = NewsletterIssue.objects.get(pk=newsletter.key)
        typed = [(one.id, one.text) for one in blocks.read(issue.blocks)]
        if trial := versions.trial_of(issue):
            typed.append((SUBJECT_B, trial.subject_b))
        return "".join(
            f'<section data-block="{name}">{escape(text)}</section>' for name, text in typed
        )

    @transaction.atomic
    def replace(self, newsletter: Newsletter, html: str, **words: str) -> None:
        """One that is planned becomes a draft; one that is leaving goes on without those words."""
        issue = drafts.hold(NewsletterIssue(pk=newsletter.key))
        if issue.state == State.PLANNED and issue.began_at is None:
            with contextlib.suppress(sending.Refused):  # leaving at this very moment
                sending.stop(issue, None)
        left = set(BLOCK.findall(html))
        if SUBJECT_B not in left:
            NewsletterTrial.objects.filter(issue=issue).update(subject_b=NEUTRAL)
        kept = [one for one in blocks.read(issue.blocks) if one.id in left]
        NewsletterIssue.objects.filter(pk=issue.pk).update(
            blocks=blocks.written(kept),
            subject=words.get("subject", issue.subject),
            preheader=words.get("preview", issue.preheader),
            version=F("version") + 1,
        )
