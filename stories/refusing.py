"""The gate in words, for messages in the back office."""

from django.utils.html import format_html, format_html_join

from stories.consent import Missing


def in_words(story, reasons: list[Missing]):
    """Why this story is not shown, each reason with a link to its remedy."""
    return format_html(
        "“{}” is nog niet gepubliceerd. {}",
        story.title,
        format_html_join(" ", "{} {}", ((reason.sentence, _remedy(reason)) for reason in reasons)),
    )


def _remedy(reason: Missing):
    if not reason.url:
        return reason.remedy
    return format_html('<a href="{}">{}</a>', reason.url, reason.remedy)
