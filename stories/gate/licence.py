"""The message to writers of a partner whose licence ended."""

from django.utils.formats import date_format

from brand.models import Organisation


def ended(organisation: Organisation | None) -> str:
    """Empty while the licence runs."""
    if organisation is None or organisation.may_publish:
        return ""
    if organisation.licence_until and organisation.is_active:
        since = date_format(organisation.licence_until, "j F Y")
        why = f"De licentie van {organisation} liep tot en met {since}."
    else:
        why = f"{organisation} mag het merk op dit moment niet gebruiken."
    return f"{why} Nieuwe verhalen komen pas online als ze verlengd is; de federatie doet dat."
