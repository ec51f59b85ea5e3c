"""What a newsletter shows on the site: its pictures."""

from django.http import Http404
from django.views.decorators.http import require_safe
from wagtail.images.models import SourceImageIOError

from brand.media import views as media_views
from brand.newsletter import letters, pieces


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
