"""Run inside a site under test: the addresses that are tried while something is broken."""

import json
from datetime import timedelta

from django.utils import timezone

from brand.audience.views import SignUpForm
from brand.forms import stamp
from brand.models import Rendition, Subscription, TrackedLink, User
from leads.models import Lead
from roadshow.models import Registration, StopPage
from roadshow.registration.forms import RegistrationForm
from stories.models import ConsentRequest, ContributionLink, PortrayedPerson, StoryPage

FORMS_OPENED = 20  # of each kind, a minute ago; each is good once


def tell() -> None:
    """Prints them by name, as JSON. Every link is one of its own, not opened before."""
    stop = StopPage.objects.open().with_free_seats().first()
    story = StoryPage.objects.live().exclude(picture=None).first()
    person = PortrayedPerson.objects.filter(portrayals__story=story).first()
    marketer = User.objects.get(email="marketeer@voorbeeld.example")
    coordinator = User.objects.get(email="coordinator@voorbeeld.example")
    lead = Lead.objects.visible_to(coordinator).exclude(contact=None).first()
    asked = [ConsentRequest.objects.create(person=person, story=story) for _ in range(2)]
    told = ContributionLink.objects.create(
        organisation=marketer.memberships.first().organisation,
        asked_by=marketer,
        until=timezone.localdate() + timedelta(days=30),
    )
    registration = [
        Registration.objects.create(
            stop=stop, name="Bo Peeters", company="Bedrijf", email=f"bo{n}@bedrijf.example"
        )
        for n in range(2)
    ]
    reader = Subscription.objects.create(email="lezer@bedrijf.example")
    link = TrackedLink.objects.first()
    # As after a publication that the worker did not come to yet.
    Rendition.objects.filter(image=story.picture).delete()
    print(
        json.dumps(
            {
                "stop": stop.url,
                "register": f"/roadshow/{stop.slug}/inschrijven/",
                "opened": {
                    purpose: [stamp(60, purpose) for _ in range(FORMS_OPENED)]
                    for purpose in (RegistrationForm.purpose, SignUpForm.purpose)
                },
                "story": story.url,
                "editor": f"/beheer/pages/{story.pk}/edit/",
                "mine": [f"/mijn/{one.token}/" for one in registration],
                "consent": [f"/toestemming/{one.token}/" for one in asked],
                "contribute": f"/bijdragen/{told.token}/",
                "newsletter_stop": f"/nieuwsbrief/stop/{reader.token}/",
                "link": f"/g/{link.code}",
                "dossier": f"/beheer/opvolging/dossiers/{lead.pk}/",
            }
        )
    )
