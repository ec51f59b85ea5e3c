"""What the privacy page says that only the settings and the code know."""

from django import template
from django.conf import settings

from brand.privacy import authority, retention

register = template.Library()


@register.simple_tag
def privacy_facts() -> dict:
    """How long each thing is kept, as the worker erases it; and where one complains."""
    return {
        "kept": [(purpose.what, purpose.period) for purpose in retention.known()],
        "sends_to_mailchimp": settings.MAILCHIMP_MODE == "echt",
        "authority": authority.AUTHORITY,
        "address": authority.AUTHORITY_ADDRESS,
        "phone": authority.AUTHORITY_PHONE,
        "email": authority.AUTHORITY_EMAIL,
    }
