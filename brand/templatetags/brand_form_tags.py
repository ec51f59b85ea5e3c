"""What the form templates of `brand/forms` ask about a field."""

from django import forms, template
from django.utils.html import format_html

from brand.forms import ASKED, TickRows

register = template.Library()


@register.filter
def is_group(field) -> bool:
    """Several choices under one question: radios or ticks."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_tick(field) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_large(field) -> bool:
    """Big rows to tap."""
    return isinstance(field.field.widget, TickRows)


@register.filter
def is_pot(field) -> bool:
    """The field that people do not see and robots fill."""
    return getattr(field.field, "is_pot", False)


def _described(field) -> str:
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(ids)


@register.filter
def describedby(field) -> str:
    ids = _described(field)
    return format_html(' aria-describedby="{}"', ids) if ids else ""


@register.filter(name="input")
def input_of(field) -> str:
    """The widget, in our dress and tied to its hint and error."""
    attributes = {}
    if not isinstance(field.field.widget, forms.CheckboxInput | forms.MultiWidget):
        own = field.field.widget.attrs.get("class", "")
        attributes["class"] = f"input {own}".strip()
    if ids := _described(field):
        attributes["aria-describedby"] = ids
    return field.as_widget(attrs=attributes)


@register.simple_tag
def summary_of(form) -> list[dict[str, str]]:
    """Every error of the form in field order, with the field it leads to."""
    lines = [{"text": text, "target": ""} for text in form.non_field_errors()]
    for field in form:
        target = field.id_for_label or field.auto_id
        if is_group(field):  # a group has no field of its own name: go to its first choice
            target = next((option.id_for_label for option in field), field.auto_id)
        if field.is_hidden or is_pot(field):
            target = ""
        lines += [{"text": text, "target": target} for text in field.errors]
    return lines


@register.filter
def only_asks(form) -> bool:
    """It came back with a question to press once more, and without a mistake."""
    if not isinstance(form, forms.BaseForm) or not form.errors:
        return False
    return all(error.code == ASKED for errors in form.errors.as_data().values() for error in errors)


@register.simple_tag
def error_prefix(form) -> str:
    """For a page title, when the form came back: that something is wrong, or is asked."""
    if not getattr(form, "is_bound", False) or not form.errors:
        return ""
    return "Klopt alles? " if only_asks(form) else f"{getattr(form, 'error_word', 'Fout:')} "
