"""How a story will look on social media and in the newsletter, or why it may not stand there."""

from django.conf import settings
from wagtail.admin.panels import Panel

from stories.gate import consent

Channel = consent.Channel

PAGE, CARD, NEWSLETTER = "", "deelkaart", "nieuwsbrief"
MODES = [(PAGE, "Pagina"), (CARD, "Deelkaart"), (NEWSLETTER, "Nieuwsbrief")]
CHANNEL = {CARD: Channel.SOCIAL, NEWSLETTER: Channel.NEWSLETTER}
TEMPLATES = {
    CARD: "stories/editor/preview/share_card.html",
    NEWSLETTER: "stories/editor/preview/newsletter.html",
}


def context_of(story, mode: str) -> dict:
    """What a template needs to show a story in this place, or to say why it may not be shown."""
    return {
        "story": story,
        "reasons": consent.missing(story, CHANNEL[mode]),
        "domain": settings.SITE_HOST,
    }


class NewsletterConsentPanel(Panel):
    """Whether the last saved draft may go along in the newsletter, in a sentence."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "stories/newsletter/newsletter_panel.html"

        def get_context_data(self, parent_context=None):
            story = self.instance if self.instance.pk else None
            reasons = consent.missing(story, Channel.NEWSLETTER) if story else []
            return {**super().get_context_data(parent_context), "story": story, "reasons": reasons}
