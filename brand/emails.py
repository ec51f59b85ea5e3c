"""The mails of the brand itself. Each is a function and three templates of the same name."""

from dataclasses import replace

from django.conf import settings
from django.urls import reverse

from brand import audience, mail
from brand.models import (
    AddressChange,
    BrandKit,
    Invitation,
    KitVersion,
    LicenceEnding,
    Membership,
    NewsletterIssue,
    Organisation,
    Subscription,
    SubscriptionRecord,
    User,
)
from brand.newsletter import letters
from brand.newsletter import versions as newsletter_versions
from brand.partners import licence
from brand.portal import licences, versions

State = Subscription.State
NAMES = {
    "confirm_newsletter": "Inschrijving op de nieuwsbrief te bevestigen",
    "newsletter_welcome": "Welkom bij de nieuwsbrief",
    "newsletter_stopped": "Uitgeschreven van de nieuwsbrief",
    "invitation": "Uitnodiging",
    "new_role": "Nieuwe rol",
    "confirm_address": "Nieuw e-mailadres te bevestigen",
    "address_asked": "Nieuw e-mailadres gevraagd",
    "address_changed": "E-mailadres gewijzigd",
    "password_tried": "Iemand probeert een wachtwoord",
    "second_factor_reset": "Tweede factor weggehaald",
    "licence_ends": "Licentie loopt af",
    "licence_to_accept": "Licentie te aanvaarden",
    "kit_changed": "Nieuwe huisstijl",
    "licence_ended": "Licentie beëindigd",
    "newsletter_test": "Test van een nieuwsbrief",
}


@mail.anybody_may_cause
def confirm_newsletter(pk) -> mail.Message | None:
    """ "Bevestig uw inschrijving": double opt-in."""
    asked = SubscriptionRecord.objects.select_related("subscription").get(pk=pk)
    person = asked.subscription
    if person.state in {State.SUBSCRIBED, State.ERASED}:
        return None
    return _to(
        person,
        "brand/email/confirm_newsletter",
        asked=asked,
        confirm_url=settings.SITE_URL + reverse("newsletter_confirm", args=[asked.token]),
    )


@mail.anybody_may_cause
def newsletter_welcome(pk) -> mail.Message | None:
    person = Subscription.objects.get(pk=pk)
    return _to(person, "brand/email/newsletter_welcome") if _is_on(person) else None


@mail.anybody_may_cause
def newsletter_stopped(pk) -> mail.Message | None:
    """The proof that their wish was heard; the last mail they get about it."""
    person = Subscription.objects.get(pk=pk)
    if person.state != State.STOPPED:
        return None
    return _to(person, "brand/email/newsletter_stopped")


def invitation(pk) -> mail.Message | None:
    """ "Je bent uitgenodigd": the only way to a role, with an account or without."""
    rows = Invitation.objects.select_related("membership__organisation", "membership__user")
    asked = rows.select_related("invited_by").get(pk=pk)
    if not asked.holds:
        return None
    return _to_colleague(
        asked.membership.user,
        "brand/email/invitation",
        asked=asked,
        url=settings.SITE_URL + reverse("invitation", args=[asked.token]),
    )


def new_role(pk) -> mail.Message | None:
    """A new role for an existing account."""
    membership = Membership.objects.select_related("user", "organisation").get(pk=pk)
    return _to_colleague(membership.user, "brand/email/new_role", membership=membership)


def confirm_address(pk) -> mail.Message | None:
    """To the new address, which counts once its link was opened."""
    asked = AddressChange.objects.select_related("user").get(pk=pk)
    if not asked.holds:
        return None
    url = settings.SITE_URL + reverse("confirm_address", args=[asked.token])
    return _to_colleague(
        asked.user, "brand/email/confirm_address", to=asked.email, asked=asked, url=url
    )


def address_asked(pk) -> mail.Message | None:
    """To the old address: its owner can still stop the change."""
    return _about_address(pk, "brand/email/address_asked")


def address_changed(pk) -> mail.Message | None:
    return _about_address(pk, "brand/email/address_changed")


def _about_address(pk, template: str) -> mail.Message:
    asked = AddressChange.objects.select_related("user").get(pk=pk)
    return _to_colleague(asked.user, template, to=asked.old_email, asked=asked)


def password_tried(pk) -> mail.Message | None:
    """This account's password is being guessed from many addresses."""
    return _to_colleague(User.objects.get(pk=pk), "brand/email/password_tried")


def second_factor_reset(pk) -> mail.Message | None:
    return _to_colleague(User.objects.get(pk=pk), "brand/email/second_factor_reset")


def licence_ends(ref) -> mail.Message | None:
    """How long a partner may still use the brand, to one of those who can do something about it.

    `ref` is "partner-person"; the days are counted on the day the mail leaves.
    """
    partner, person = ref.split("-")
    organisation = Organisation.objects.get(pk=partner)
    days = licence.days_left(organisation)
    if days is None or days > licence.STEPS[0] or not organisation.is_active:
        return None
    return _to_colleague(
        User.objects.get(pk=person),
        "brand/email/licence_ends",
        organisation=organisation,
        days=days,
    )


def licence_to_accept(ref) -> mail.Message | None:
    """There is a licence to read, to one of those who can accept it: "partner-person"."""
    partner, person = ref.split("-")
    organisation = Organisation.objects.get(pk=partner)
    now = licences.standing(organisation)
    if now.to_accept is None:
        return None
    url = f"{settings.SITE_URL}{reverse('portal')}?partner={partner}#licentie"
    return _to_colleague(
        User.objects.get(pk=person),
        "brand/email/licence_to_accept",
        organisation=organisation,
        now=now,
        url=url,
    )


def licence_ended(ref) -> mail.Message | None:
    """Why the federation ended a licence, to one who runs the partner: "ending-person"."""
    pk, person = ref.split("-")
    ending = LicenceEnding.objects.select_related("organisation").get(pk=pk)
    if ending.undone_at:
        return None
    return _to_colleague(
        User.objects.get(pk=person),
        "brand/email/licence_ended",
        organisation=ending.organisation,
        ending=ending,
    )


def kit_changed(ref) -> mail.Message | None:
    """Somebody's partner took along what looks different now: "version-partner-person"."""
    number, partner, person = ref.split("-")
    organisation = Organisation.objects.get(pk=partner)
    old = versions.old_uses([organisation], BrandKit.current()).get(organisation.pk)
    if not old or not organisation.is_active:
        return None
    return _to_colleague(
        User.objects.get(pk=person),
        "brand/email/kit_changed",
        organisation=organisation,
        version=KitVersion.objects.get(number=number),
        old=old,
        url=f"{settings.SITE_URL}{reverse('portal')}?partner={partner}#versies",
    )


def newsletter_test(ref) -> mail.Message | None:
    """An issue as it stands, to who asked for a test: "issue-person", or "issue-person-b" of two
    versions. Its links count nothing."""
    issue, person, *variant = ref.split("-")
    user = User.objects.get(pk=person)
    if not user.is_active:
        return None
    issue = NewsletterIssue.objects.get(pk=issue)
    found = newsletter_versions.says(issue, *variant)
    letter = letters.letter(found, to=user.email, stop_url=settings.SITE_URL)
    said = f"TEST {variant[0].upper()}" if variant else "TEST"
    return replace(letter, subject=mail.header_line(f"{said}: {letter.subject}"))


def _to_colleague(user: User, template: str, to: str = "", **context) -> mail.Message | None:
    """A mail to a user with an active account, or None."""
    if not user.is_active:
        return None
    desk_url = settings.SITE_URL + reverse("wagtailadmin_home")
    context = {"person": user, "desk_url": desk_url, **context}
    return mail.compose(template, to=to or user.email, context=context)


def _is_on(person: Subscription) -> bool:
    return person.state in {State.SUBSCRIBED, State.RETURNING}


def _to(person: Subscription, template: str, **context) -> mail.Message:
    stop_url = audience.stop_url(person)
    return mail.compose(
        template,
        to=person.email,
        context={"person": person, "stop_url": stop_url, **context},
        is_demo=person.is_demo,
        headers=audience.stop_headers(stop_url),
    )
