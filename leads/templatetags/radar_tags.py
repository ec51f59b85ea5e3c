"""How far a partner lies from a place."""

from django import template

from brand.dates import words

register = template.Library()
register.filter("kilometres", words.kilometres)
