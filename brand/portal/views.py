"""What the portal shows to everybody: brand and partner, for the signature below a mail."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from brand.models import BrandKit, Organisation
from brand.portal import signatures


@require_safe
def together(request, slug: str):
    """The same picture for all of a partner, and for all who read: it counts nobody."""
    from brand.portal import lockups  # fpdf and fontTools: a tenth of a second at start

    rows = Organisation.objects.partners() | Organisation.objects.filter(
        is_active=True, is_federation=True
    )
    partner = rows.select_related("logo").filter(slug=slug).first()
    if partner is None:
        raise Http404
    sheet = lockups.together(BrandKit.for_request(request), partner)
    wide = signatures.SHOWN_HIGH * signatures.PIXELS * sheet.width / sheet.height
    drawn = sheet.as_png(round(wide), "#ffffff")
    response = HttpResponse(drawn, content_type="image/png")
    response["Cache-Control"] = "public, max-age=3600"
    return response
