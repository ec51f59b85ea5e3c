"""Spreadsheets that cannot run anything on the machine of whoever opens them."""

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin, list_to_str

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value):
    """A cell's text, with an apostrophe before what a spreadsheet would take for a formula.

    Telephone numbers keep their plus: digits and spaces after it compute nothing.
    """
    if not isinstance(value, str) or not value.startswith(STARTS_A_FORMULA):
        return value
    if value[:1] == "+" and value[1:].replace(" ", "").isdigit():
        return value
    return f"'{value}"


def _cell(value):
    text = list_to_str(value) if isinstance(value, list) else value
    return harmless(force_str(text, strings_only=True))


def guard_every_export() -> None:
    """Also Wagtail's own, of titles that partners wrote. It asks per kind of value, in order."""
    formats = dict.fromkeys(SpreadsheetExportMixin.FORMATS, _cell)
    SpreadsheetExportMixin.custom_value_preprocess |= {list: formats, object: formats}
