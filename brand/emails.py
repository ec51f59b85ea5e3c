"""The mails of the brand itself. Each is a function and three templates of the same name."""

from django.conf import settings
from django.urls import reverse

from brand import mail
from brand.models import Consent, Subscription

State = Subscription.State


def confirm_newsletter(pk) -> mail.Message | None:
    """ "Bevestig uw inschrijving": nobody is on the list before they pressed this."""
    asked = Consent.objects.select_related("subscription").get(pk=pk)
    person = asked.subscription
    if person.state in {State.SUBSCRIBED, State.ERASED}:
        return None
    return _to(
        person,
        "brand/email/confirm_newsletter",
        asked=asked,
        confirm_url=settings.SITE_URL + reverse("newsletter_confirm", args=[asked.token]),
    )


def newsletter_welcome(pk) -> mail.Message | None:
    person = Subscription.objects.get(pk=pk)
    return _to(person, "brand/email/newsletter_welcome") if _is_on(person) else None


def newsletter_stopped(pk) -> mail.Message | None:
    """The proof that their wish was heard; the last mail they get about it."""
    person = Subscription.objects.get(pk=pk)
    if person.state != State.STOPPED:
        return None
    return _to(person, "brand/email/newsletter_stopped")


def _is_on(person: Subscription) -> bool:
    return person.state in {State.SUBSCRIBED, State.RETURNING}


def _to(person: Subscription, template: str, **context) -> mail.Message:
    stop_url = settings.SITE_URL + reverse("newsletter_stop", args=[person.token])
    return mail.compose(
        template,
        to=person.email,
        context={"person": person, "stop_url": stop_url, **context},
        is_demo=person.is_demo,
        headers={
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
