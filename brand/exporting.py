"""Spreadsheets that cannot run anything on the machine of whoever opens them."""

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
