"""`/toestemming/<token>/gegevens/` and `/wis/`: what we know of a portrayed person, and its end."""

from django.shortcuts import render
from django.urls import path
from django.utils import translation

from brand.privacy import access
from brand.privacy.views import as_file
from stories.consent import requests, wording
from stories.consent.views import HERE, consent_page, is_member, may_act

KIND = "geportretteerde"


def _page(request, name: str, asked, **more):
    words = requests.words_for(asked, request.GET.get("taal", ""))
    member = is_member(request)
    others = [(code, own) for code, own in wording.languages().items() if code != words["code"]]
    more["languages"] = [] if request.method == "POST" else others
    context = {"asked": asked, "person": asked.person, "words": words, "member": member, **more}
    status = 403 if member and request.method == "POST" else 200
    return render(request, f"stories/people/{name}.html", context, status=status)


def _item(asked) -> access.Item:
    return access.Item(access.kinds()[KIND], asked.person)


@consent_page("GET")
def my_data(request, asked):
    words = requests.words_for(asked, request.GET.get("taal", ""))
    with translation.override(words["code"]):
        if request.GET.get("vorm") == "json":
            return as_file(access.as_data([_item(asked)]))
        told = _item(asked).told
    return _page(request, "my_data", asked, told=told)


@consent_page("GET", "POST")
def erase(request, asked):
    """Two presses, as giving took two; by the person, so not where a colleague is signed in."""
    if may_act(request) and request.POST.get("zeker") == "ja":
        access.erase_own([_item(asked)])
        asked.person.refresh_from_db()
        return _page(request, "erased", asked)
    return _page(request, "erase", asked)


urlpatterns = [
    path(f"{HERE}gegevens/", my_data, name="consent_data"),
    path(f"{HERE}wis/", erase, name="consent_erase"),
]
