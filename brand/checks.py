"""What `manage.py check` says about settings that cannot work as they stand."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError

from brand.mail import mailbox

SMTP = {"smtp", "smtps", "smtp+tls", "smtp+ssl"}
MODES = {"uit", "proef", "echt"}


@register
def mail_server(app_configs, **kwargs):
    if settings.EMAIL_URL and urlsplit(settings.EMAIL_URL).scheme not in SMTP:
        hint = "Schrijf smtp+tls://naam:wachtwoord@mail.voorbeeld.be:587, of laat EMAIL_URL leeg."
        return [Error("EMAIL_URL is geen SMTP-adres.", hint=hint, id="brand.E001")]
    return []


@register
def mailbox_for_answers(app_configs, **kwargs):
    try:
        mailbox.account()
    except mailbox.Down as down:
        hint = "Schrijf imap+ssl://antwoord%40voorbeeld.be:wachtwoord@mail.voorbeeld.be:993."
        return [Error(down.reason, hint=hint, id="brand.E005")]
    return []


@register
def retention(app_configs, **kwargs):
    """A period of zero would erase data of a moment ago."""
    wrong = sorted(name for name, months in settings.RETENTION_MONTHS.items() if months < 1)
    hint = "Geef een aantal maanden, minstens 1."
    return [Error(f"KEEP_{name.upper()} kan niet.", hint=hint, id="brand.E004") for name in wrong]


@register
def newsletter(app_configs, **kwargs):
    found = []
    if settings.MAILCHIMP_MODE not in MODES:
        hint = "Kies uit, proef of echt. Tot dan staat Mailchimp uit."
        found.append(Error("MAILCHIMP_MODE is onbekend.", hint=hint, id="brand.E002"))
    elif settings.MAILCHIMP_MODE != "uit":
        for name in ("MAILCHIMP_API_KEY", "MAILCHIMP_AUDIENCE"):
            if not getattr(settings, name):
                message = f"MAILCHIMP_MODE is {settings.MAILCHIMP_MODE}, maar {name} ontbreekt."
                found.append(Warning(message, hint="Mailchimp staat uit.", id="brand.W001"))
    if settings.MAILCHIMP_MODE == "proef" and not settings.MAILCHIMP_TRIAL_ADDRESSES:
        message = "MAILCHIMP_MODE is proef, maar MAILCHIMP_TRIAL_ADDRESSES is leeg."
        found.append(Warning(message, hint="Niemand wordt doorgegeven.", id="brand.W002"))
    return found


@register(Tags.security, deploy=True)
def any_host(app_configs, **kwargs):
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Noem de namen van de site. Met * gelooft ze elke naam, ook in de links van mails."
    return [Error("ALLOWED_HOSTS laat elke naam toe.", hint=hint, id="brand.E003")]


@register(Tags.security, deploy=True)
def demo_accounts(app_configs, **kwargs):
    """Demo accounts, whose password is shown, are refused in public and should be removed there."""
    try:
        number = get_user_model().objects.filter(is_demo=True).count()
    except DatabaseError:  # not migrated yet: no account of any kind
        return []
    if not number:
        return []
    hint = "Verwijder ze: .venv/bin/python manage.py demo --remove, of Instellingen › Voorbeelden."
    return [Error(f"Er staan {number} voorbeeldaccounts op de site.", hint=hint, id="brand.E004")]


@register(Tags.security, deploy=True)
def shared_journal(app_configs, **kwargs):
    """Uploads in a bucket mean more than one machine; each must know what another took back."""
    if not settings.MEDIA_STORAGE or settings.JOURNAL.startswith("s3://"):
        return []
    message = "De uploads staan in een bucket, en het logboek van intrekkingen in een map."
    hint = "Geef JOURNAL een map die alle machines delen, of een adres als s3://bucket/map."
    return [Warning(message, hint=hint, id="brand.W003")]
