"""Two people at one form: the second one is told, and loses nothing.

A form carries a digest of each value as it was opened. When the row says something else by the time
the form comes back, it is shown again: what this person typed stays, what only the other one
changed is filled in, and where both did, the present value stands beside the field.
"""

import hashlib
import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.timesince import timesince
from wagtail.log_actions import registry

SEEN = "seen"
SOMEBODY = "Dit werd intussen gewijzigd"
LOOK = "Wat jij typte, staat er nog. Kijk het na en bewaar opnieuw."
BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
LONGEST = 80  # characters; a longer value is looked up on the page itself


class ConflictMixin:
    """Goes before a form of which `initial` is what the row says now.

    The view locks that row first. `row` is what the history is asked of.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = {name: _digest(self.initial.get(name)) for name in self.fields}
        self.fields[SEEN] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial[SEEN] = self._marks()

    @property
    def row(self) -> models.Model | None:
        return getattr(self, "instance", None)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        marks = values.pop(SEEN, "")
        if self.row is not None and self.row.pk and (changed := self._changed(marks)):
            self._tell(changed, values)
        return values

    def _marks(self) -> str:
        return json.dumps({"at": timezone.now().timestamp(), "as": self.now})

    def _changed(self, marks: str) -> list[str]:
        """The fields of which the row says something else than when the form was opened."""
        try:
            seen = json.loads(marks)
            self.opened_at = datetime.fromtimestamp(float(seen["at"]), UTC)
            self.seen = {str(name): str(mark) for name, mark in seen["as"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
            return []  # a form of before, or from elsewhere
        return [name for name, mark in self.now.items() if self.seen.get(name, mark) != mark]

    def _tell(self, changed: list[str], values: dict[str, Any]) -> None:
        typed = {name: _digest(values.get(name)) for name in changed if name not in self.errors}
        changed = [name for name in changed if typed.get(name) != self.now[name]]
        if not changed:  # both wrote the same
            return
        self.data = self.data.copy()
        for name in changed:
            if typed.get(name) == self.seen[name]:
                self._fill_in(name)
            elif shown := self._shown(name):
                self.add_error(name, f"Staat nu op “{shown}”.")
        self.data[self.add_prefix(SEEN)] = self._marks()
        labels = ", ".join(str(self[name].label).lower() for name in changed)
        self.add_error(None, f"{self._who()}: {labels}. {LOOK}")

    def _fill_in(self, name: str) -> None:
        key, field = self.add_prefix(name), self.fields[name]
        if isinstance(field.widget, forms.CheckboxInput):
            self.data[key] = "on" if self.initial.get(name) else ""
            return
        value = field.widget.format_value(field.prepare_value(self.initial.get(name)))
        self.data[key] = (value[0] if value else "") if isinstance(value, list) else value or ""

    def _shown(self, name: str) -> str:
        value, field = self.initial.get(name), self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            row = field.queryset.filter(pk=value).first() if value else None
            return field.label_from_instance(row) if row else "leeg"
        if choices := getattr(field, "choices", None):
            return str(dict(choices).get(value, value))
        if isinstance(value, bool):
            return "ja" if value else "nee"
        shown = self[name].initial if value is None else value
        text = str(field.prepare_value(shown) if shown is not None else "") or "leeg"
        return text if len(text) <= LONGEST and "<" not in text else ""

    def _who(self) -> str:
        lines = registry.get_logs_for_instance(self.row).filter(timestamp__gte=self.opened_at)
        line = lines.exclude(user=None).select_related("user").order_by("-timestamp").first()
        if line is None:
            return SOMEBODY
        return f"{line.user.get_full_name() or line.user} wijzigde dit {_ago(line.timestamp)}"


def _ago(at: datetime) -> str:
    ago = timesince(at, depth=1).replace("\xa0", " ")
    return "zonet" if ago.startswith("0") else f"{ago} geleden"


def _digest(value: Any) -> str:
    if isinstance(value, models.Model):
        value = value.pk
    if isinstance(value, Decimal):
        value = value.normalize()
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    text = BLOCK_KEY.sub("", text).replace("<p></p>", "")  # what the editor of rich text adds
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def lock(row: models.Model) -> None:
    """No other transaction changes this row until ours ends; it gives nothing to work with."""
    type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
