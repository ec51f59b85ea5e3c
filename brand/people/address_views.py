"""The page behind the link that proves an address: looking changes nothing, the button does."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from brand.models import AddressChange
from brand.people import address
from brand.tokens import unlisted


@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def confirm(request, token):
    asked = AddressChange.find(token)
    if asked is None or not asked.holds:
        return render(request, "brand/people/address/unknown.html", status=404)
    if request.method == "POST":
        if not address.confirm(asked):
            return render(request, "brand/people/address/unknown.html", status=404)
        return render(request, "brand/people/address/changed.html", {"asked": asked})
    return render(request, "brand/people/address/confirm.html", {"asked": asked})
