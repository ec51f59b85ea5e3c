"""What is written about a training; who writes hands it in."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminModelForm

from brand.forms.conflicts import ConflictMixin
from leads.models import TrainingOffer
from leads.notifications import notices

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

    @transaction.atomic
    def save(self, commit: bool = True) -> TrainingOffer:
        """Words that nobody else read are not online; who may read them hears of it."""
        offer = self.instance
        is_written = offer.pk is None or set(self.changed_data) - {"seen"}
        if is_written:
            offer.state = TrainingOffer.State.WAITING
            offer.written_by = self.for_user
            offer.approved_by = offer.approved_at = None
        saved: TrainingOffer = super().save(commit=commit)
        if is_written:
            notices.tell_of_training(saved, self.for_user)
        return saved
