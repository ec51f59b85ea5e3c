"""The gate in words, for messages in the back office."""

from django.utils.html import format_html, format_html_join

from stories.gate.consent import Missing


def in_words(story, reasons: list[Missing]):
    """Why this story is not shown, each reason with a link to its remedy."""
    return format_html("“{}” is nog niet gepubliceerd. {}", story.title, _each(reasons))


def handed_in(story, reasons: list[Missing]):
    """That it was handed in, and what must still be done before it can be shown."""
    return format_html(
        "“{}” is ingediend. Voor het online kan, moet dit nog: {}", story.title, _each(reasons)
    )


def _each(reasons: list[Missing]):
    return format_html_join(" ", "{} {}", ((row.sentence, _remedy(row)) for row in reasons))


def _remedy(reason: Missing):
    if not reason.url:
        return reason.remedy
    return format_html('<a href="{}">{}</a>', reason.url, reason.remedy)
