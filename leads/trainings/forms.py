"""What is written about a training; who writes hands it in."""

from typing import Any

from django import forms
from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminModelForm

from brand.forms.conflicts import ConflictMixin
from leads.models import TrainingOffer

PAST = "Kies een dag die nog moet komen."


class TrainingForm(ConflictMixin, WagtailAdminModelForm):
    class Meta:
        model = TrainingOffer
        fields = "__all__"  # the panels choose

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if day < timezone.localdate():
            raise forms.ValidationError(PAST)
        return day

    def save(self, commit: bool = True) -> TrainingOffer:
        """Words that nobody else read are not online."""
        if set(self.changed_data) - {"seen"} or self.instance.pk is None:
            self.instance.state = TrainingOffer.State.WAITING
            self.instance.written_by = self.for_user
            self.instance.approved_by = self.instance.approved_at = None
        return super().save(commit=commit)
