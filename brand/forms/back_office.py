"""The same fields on the screens that Wagtail makes of a model."""

from django.db import models
from wagtail.admin.forms.models import register_form_field_override

from brand.forms.fields import CompanyField, MailField, NameField, WrittenPhoneField

ONE_LINE = {
    "name": CompanyField,
    "contact_name": NameField,
    "phone": WrittenPhoneField,
    "contact_phone": WrittenPhoneField,
}


def _one_line(column: models.CharField) -> dict:
    field = None if column.choices else ONE_LINE.get(column.name)
    return {"form_class": field} if field else {}


def use_own_fields() -> None:
    """Before any screen is made."""
    register_form_field_override(models.CharField, override=_one_line, exact_class=True)
    address = {"form_class": MailField, "autocomplete": "off"}
    register_form_field_override(models.EmailField, override=address, exact_class=True)
