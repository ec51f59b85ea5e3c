"""The forms of a stop at the desk: nine fields for a new one, a few more to change it."""

import hashlib
from datetime import time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.forms import fields_for_model
from django.utils import timezone

from brand.dates import words
from brand.dates.clock import moments
from brand.forms.conflicts import ConflictMixin
from brand.forms.fields import MailField, NameField, WrittenPhoneField
from roadshow.models import Announcement, StopPage, TourPage, Venue
from roadshow.models.pages import NO_SUCH_YEAR, is_too_far
from roadshow.permissions import hosts_for
from roadshow.planning import plan, warnings

NO_SUCH_HOUR = "Dit uur bestaat niet: die nacht springt de klok van 2.00 naar 3.00 uur."
TWICE = "Dit uur komt die nacht twee keer voor. Kies welk van de twee."
OF_CONTACT = {
    "contact_name": NameField,
    "contact_phone": WrittenPhoneField,
    "contact_email": MailField,
}
SMALL_HOURS = time(6)  # until then it is still the evening before
SHORT = ["venue", "day", "begins", "ends", "capacity", "organisation",
         "contact_name", "contact_phone", "contact_email"]  # fmt: skip
WHOLE = ["title", *SHORT, "headline", "includes", "who_you_meet", "programme", "take_home"]


class VenueChoice(forms.ModelChoiceField):
    def label_from_instance(self, venue):
        return f"{venue.municipality}: {venue.name}"


class StopForm(forms.Form):
    """A new stop. `moments` and `values` hold what was understood once the form is valid."""

    names = SHORT

    tour = forms.ModelChoiceField(TourPage.objects.none(), label="Tournee", empty_label=None)
    venue = VenueChoice(Venue.objects.none(), label="Plaats", empty_label="Kies een locatie")
    day = forms.DateField(label="Datum", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    begins = forms.TimeField(label="Van", widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    ends = forms.TimeField(label="Tot", widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    which = forms.ChoiceField(
        label="Welk uur bedoel je?",
        choices=[("0", "Het eerste (zomertijd)"), ("1", "Het tweede (wintertijd)")],
        widget=forms.RadioSelect,
        required=False,
    )
    understood = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user, stop: StopPage | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.stop = stop
        self._offer_fields(user)
        if self.data.get("which") is None:
            self.fields["which"].widget = forms.MultipleHiddenInput()

    def _offer_fields(self, user):
        own = [name for name in self.names if name not in self.fields]
        self.fields.update(fields_for_model(StopPage, fields=own, field_classes=OF_CONTACT))
        if "contact_email" in self.fields:
            self.fields["contact_email"].widget.attrs["autocomplete"] = "off"
        self.fields["venue"].queryset = (
            Venue.objects.visible_to(user)
            .select_related("municipality")
            .order_by("municipality__name", "name")
        )
        hosts = hosts_for(user)
        self.fields["organisation"].queryset = hosts
        if len(hosts) == 1:
            self._settle("organisation", hosts[0])
        tours = TourPage.objects.live().order_by("-first_published_at", "-pk")
        self.fields["tour"].queryset = tours
        if self.stop is not None:
            del self.fields["tour"]
        elif len(tours) == 1:
            self._settle("tour", tours[0])
        self.order_fields(["tour", *self.names[: self.names.index("ends") + 1], "which"])

    def _settle(self, name, only):
        """Nothing to choose is nothing to ask."""
        self.fields[name].initial = self.initial[name] = only.pk
        self.fields[name].disabled = True
        self.fields[name].widget = forms.HiddenInput()

    def clean_day(self):
        """Before any moment is reckoned: the calendar of computers ends with the year 9999."""
        day = self.cleaned_data["day"]
        if is_too_far(day):
            raise ValidationError(NO_SUCH_YEAR)
        return day

    def clean(self):
        values = super().clean()
        if {"day", "begins", "ends"} <= values.keys():
            last_day = self._last_day
            starts_at = self._moment("begins", values["day"])
            ends_at = self._moment("ends", last_day)
            if starts_at and ends_at:
                self._refuse_impossible(starts_at, ends_at)
                values |= {"starts_at": starts_at, "ends_at": ends_at}
        return values

    @property
    def _last_day(self):
        """An evening may end in the small hours of the next day."""
        day, begins, ends = (self.cleaned_data[name] for name in ("day", "begins", "ends"))
        return day + timedelta(days=1) if ends < SMALL_HOURS <= begins else day

    def _moment(self, name, day):
        real = moments(day, self.cleaned_data[name])
        if not real:
            self.add_error(name, NO_SUCH_HOUR)
            return None
        which = self.cleaned_data.get("which")
        if len(real) == 2 and not which:
            self.fields["which"].widget = forms.RadioSelect(choices=self.fields["which"].choices)
            self.add_error("which", TWICE)
            return None
        return real[int(which)] if len(real) == 2 else real[0]

    def _refuse_impossible(self, starts_at, ends_at):
        moved = self.stop is None or self.stop.starts_at != starts_at
        if ends_at <= starts_at:
            self.add_error("ends", "Het einde moet na het begin liggen.")
        elif moved and starts_at <= timezone.now():
            self.add_error("day", "Dit moment is al voorbij.")

    @property
    def values(self) -> dict:
        """The fields of the stop."""
        left_out = {"tour", "day", "begins", "ends", "which", "understood"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}

    def cautions(self) -> list[str]:
        values = self.cleaned_data
        found = warnings.cautions(
            venue=values["venue"],
            organisation=values["organisation"],
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            leave_out=self.stop,
        )
        return [*self._consequences(), *found]

    def _consequences(self) -> list[str]:
        return []

    def is_understood(self, sentences: list[str]) -> bool:
        """Whether exactly these sentences were on the screen when the button was pressed."""
        return not sentences or self.cleaned_data["understood"] == fingerprint(sentences)

    def take_refusal(self, refusal: ValidationError):
        for name, sentences in refusal.message_dict.items():
            self.add_error(name if name in self.fields else None, sentences)


class ChangeForm(ConflictMixin, StopForm):
    names = WHOLE

    @property
    def row(self) -> StopPage:
        return self.stop

    def _consequences(self) -> list[str]:
        stop, values = self.stop, self.cleaned_data
        now = Announcement.of(stop)
        then = Announcement(
            starts_at=values["starts_at"],
            ends_at=values["ends_at"],
            venue=values["venue"],
            address=values["venue"].address,
        )
        number = plan.mails(stop)
        if stop.is_past or not stop.live or not number or then.says_the_same_as(now):
            return []
        return [f"Je wijzigt de plaats of het uur. {words.mails(number, 'nu ')}"]


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Reden",
        max_length=300,
        help_text="Staat op de pagina en in de mail. Bijvoorbeeld: “De zaal is niet beschikbaar.”",
    )


def fingerprint(sentences: list[str]) -> str:
    return hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:16]


def initial_of(stop: StopPage, names: list[str]) -> dict:
    """A stop as the form shows it; the hours as the clock says them."""
    start, end = timezone.localtime(stop.starts_at), timezone.localtime(stop.ends_at)
    known = {"day": start.date(), "begins": start.time(), "ends": end.time()}
    return {name: known[name] if name in known else _value(stop, name) for name in names}


def _value(stop: StopPage, name: str):
    field = stop._meta.get_field(name)
    return getattr(stop, field.attname)
