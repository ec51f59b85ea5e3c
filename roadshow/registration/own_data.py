"""What we know of a registration, on its own page: to read, to take along, to have erased.

The mailed link of a registration gives access to that registration, to read and erase it.
Everything else about the same mail address opens by a new link mailed there, for a day.
"""

from django.shortcuts import render
from django.utils import timezone

from brand import mail
from brand.privacy import access
from brand.privacy.views import as_file
from roadshow.registration.own_page import back, page, registration_page
from roadshow.registration.refusals import RegistrationRefused

KIND = "inschrijving"


@registration_page("GET", "POST", by_mail=True)
def my_data(request, registration):
    if request.method == "POST":
        today = timezone.localdate().isoformat()
        mail.post("roadshow.emails.my_data", registration.pk, once=today)
        return back(registration, "gemaild")
    item = access.Item(access.kinds()[KIND], registration)
    if request.GET.get("vorm") == "json":
        return as_file(access.as_data([item]))
    return page(request, "mine_data", registration, told=item.told)


@registration_page("GET", "POST", by_mail=True, proves=False)
def erase(request, registration):
    if request.method != "POST":
        return page(request, "mine_erase", registration)
    try:
        gone = access.erase_own([access.Item(access.kinds()[KIND], registration)])
    except RegistrationRefused as refusal:
        return page(request, "mine_erase", registration, refusal)
    return render(request, "brand/privacy/my_data_erased.html", {"gone": gone.items()})
