"""Words on the way to the pages of stories/people/views.py."""

from django import template

from stories.people.erasure_words import words_in

register = template.Library()


@register.simple_tag
def erasing_words(language: str) -> dict:
    return words_in(language, partner=None)  # names of buttons alone
