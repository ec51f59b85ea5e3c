"""One screen for somebody we show: who it is, and what he or she allows.

A permission that was noted is evidence: it is never changed here, only added to or withdrawn.
"""

from django import forms
from django.db import transaction
from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser
from wagtail.permissions import policy_registry

from brand.models import Organisation
from stories import wording
from stories.models import Consent
from stories.models.people import in_two_years

SHARED = ("picture", "name_level", "other_name", "way", "reason", "present", "given_on", "until")
LANGUAGE = "nl"  # of the words on the screen
HOW = "Zeg hoe de toestemming gegeven werd."


class PersonForm(WagtailAdminModelForm):
    taking = forms.BooleanField(
        label="1. Mogen we een foto van je maken?", required=False, help_text="Vink aan bij ja."
    )
    channels = forms.MultipleChoiceField(
        label="2. Waar mogen we foto en verhaal tonen?",
        help_text="Vink elke plaats aan waarop de persoon ja zei.",
        choices=Consent.Channel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    picture = forms.ModelChoiceField(
        get_image_model().objects.none(),
        label="Voor welke foto",
        required=False,
        widget=AdminImageChooser,
        help_text="De toestemming geldt alleen voor deze foto. Geen foto: alleen voor woorden.",
    )
    name_level = forms.ChoiceField(
        label="Welke naam mogen we noemen",
        choices=Consent.NameLevel.choices,
        initial=Consent.NameLevel.FIRST,
        required=False,
    )
    other_name = forms.CharField(label="Die andere naam", max_length=80, required=False)
    way = forms.ChoiceField(
        label="Hoe gaf hij of zij toestemming",
        choices=[("", "Kies…"), *Consent.Way.choices],
        required=False,
    )
    reason = forms.CharField(
        label="Reden",
        max_length=300,
        required=False,
        help_text="Alleen als iemand anders besliste: wie, en waarom.",
    )
    present = forms.CharField(
        label="Wie was erbij",
        max_length=160,
        required=False,
        help_text="Bijvoorbeeld een vertrouwenspersoon. Liefst niet de baas.",
    )
    given_on = forms.DateField(
        label="Gegeven op", initial=timezone.localdate, required=False, widget=AdminDateInput
    )
    until = forms.DateField(
        label="Geldt tot en met",
        initial=in_two_years,
        required=False,
        widget=AdminDateInput,
        help_text="Leeg: zonder einddatum. Daarna verdwijnt het verhaal vanzelf.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        policy = policy_registry.get_by_type(get_image_model())
        self.fields["picture"].queryset = policy.instances_user_has_any_permission_for(
            self.for_user, ["choose"]
        )
        self._offer_own_partner()

    def _offer_own_partner(self):
        field = self.fields["organisation"]
        right = f"stories.{'change' if self.instance.pk else 'add'}_portrayedperson"
        field.queryset = Organisation.objects.visible_to(self.for_user, right)
        own = list(field.queryset[:2])
        if len(own) == 1 and not self.instance.pk:
            self.initial["organisation"] = own[0].pk

    def clean(self):
        answers = super().clean()
        if not self._asked():
            return answers
        if not answers.get("way"):
            self.add_error("way", HOW)
        elif not self.errors:
            for field, sentences in self._troubles().items():
                self.add_error(field if field in self.fields else None, sentences)
        return answers

    def _asked(self) -> bool:
        return bool(self.cleaned_data.get("taking") or self.cleaned_data.get("channels"))

    def _troubles(self) -> dict:
        sample = Consent(purpose=Consent.Purpose.TAKING)
        for name, value in self._shared().items():
            setattr(sample, name, value)
        try:
            sample.full_clean(exclude=["person", "picture", "recorded_by", "file_hash"])
        except forms.ValidationError as refused:
            return refused.error_dict
        return {}

    def _shared(self) -> dict:
        given = {name: self.cleaned_data[name] for name in SHARED}
        given["name_level"] = given["name_level"] or Consent.NameLevel.FIRST
        given["given_on"] = given["given_on"] or timezone.localdate()
        return given

    @transaction.atomic
    def save(self, commit=True):
        person = super().save(commit)
        answers = [
            (Consent.Purpose.PUBLISHING, channel) for channel in self.cleaned_data["channels"]
        ]
        if self.cleaned_data["taking"]:
            answers.insert(0, (Consent.Purpose.TAKING, ""))
        shared = self._shared() if answers else {}
        read = {"wording": wording.version(), "language": LANGUAGE, "recorded_by": self.for_user}
        for purpose, channel in answers:
            Consent.objects.create(
                person=person, purpose=purpose, channel=channel, **read, **shared
            )
        return person
