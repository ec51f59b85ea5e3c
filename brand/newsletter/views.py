"""Newsletters on the site: the archive, and the pictures in the mails."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.images.models import SourceImageIOError

from brand.media import views as media_views
from brand.models import NewsletterIssue
from brand.newsletter import letters, pieces, versions

LISTED = 100


@require_safe
def picture(request, kind: str, page: int):
    """The picture of a story in a newsletter, also in one that was sent long ago.

    Asked anew each time: who takes back the consent for newsletters is out of the mails, too.
    """
    source = pieces.sources().get(kind)
    piece = source.pieces([page], archived=True).get(page) if source else None
    if piece is None or piece.picture is None:
        raise Http404
    try:
        return media_views.rendition(piece.picture.get_rendition(letters.PICTURE))
    except (SourceImageIOError, OSError) as error:
        raise Http404 from error


@require_safe
@never_cache
def archive(request):
    issues = [versions.says(issue) for issue in _sent()[:LISTED]]
    return render(request, "brand/newsletter/archive/list.html", {"issues": issues})


@require_safe
@never_cache
def archived(request, pk: int):
    """An issue that was sent, as it may be shown now: who withdrew since is not in it. Of two
    versions the one that was chosen."""
    issue = versions.says(get_object_or_404(_sent(), pk=pk))
    parts = letters.parts(issue, archived=True)
    context = {
        "issue": issue,
        "parts": parts,
        "is_example": issue.is_demo or any(part.is_demo for part in parts),
    }
    return render(request, "brand/newsletter/archive/issue.html", context)


def _sent():
    rows = NewsletterIssue.objects.filter(state=NewsletterIssue.State.SENT).order_by("-done_at")
    return rows.select_related("trial")
