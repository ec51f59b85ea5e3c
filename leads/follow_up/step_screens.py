"""The steps on a lead, each at an address of its own that answers to POST alone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages

from brand.dates import calendar_files
from leads.employers import location
from leads.follow_up import actions, appointments, forms
from leads.follow_up.record import LeadActionRefused
from leads.follow_up.screens import LeadView, StepView
from leads.models import Interaction
from leads.stages import Stage

Kind = Interaction.Kind


class OutcomeView(StepView):
    """ "Wat gaf het?": a step that was taken, and what came of it."""

    key = "outcome"
    form_class = forms.OutcomeForm
    default = ""  # what an address means that names no result

    def filled_in(self) -> forms.StepForm:
        said = {"result": self.default} | self.request.POST.dict()
        return self.form_class(said, lead=self.lead, user=self.request.user)

    def step(self, form: forms.StepForm, version: int | None) -> Interaction | None:
        said = form.cleaned_data
        return actions.record_outcome(
            self.lead,
            said["result"],
            self.request.user,
            said["note"],
            contact=said["contact"],
            done_on=said["done_on"],
            next_on=said["next_on"],
            next_at=said["next_at"],
            next_action=said["next_action"],
            version=version,
        )

    def next_url(self) -> str:
        is_signed = self.request.POST.get("result") == Interaction.Outcome.SIGNED
        return (is_signed and self.placement_url()) or super().next_url()


class LogView(StepView):
    """An appointment or a note; the viewset says which."""

    kind = ""
    form_class = forms.LogForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.key = self.kind

    def filled_in(self) -> forms.LogForm:
        user = self.request.user
        return forms.LogForm(self.request.POST, lead=self.lead, user=user, kind=self.kind)

    def step(self, form: forms.StepForm, version: int | None) -> Interaction | None:
        said = form.cleaned_data
        line = actions.log(
            self.lead,
            self.kind,
            self.request.user,
            said["note"],
            next_on=said.get("next_on"),
            next_at=said.get("next_at"),
            place=said.get("place", ""),
            version=None if self.kind == Kind.NOTE else version,
        )
        if said.get("tell"):
            appointments.tell_employer(self.lead)
        return line


class CalendarView(LeadView):
    """The appointment as a file for the own calendar."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.lead.has_appointment:
            raise Http404
        written = appointments.calendar(self.lead, for_employer=False)
        response = HttpResponse(written, content_type=calendar_files.MIME)
        response["Content-Disposition"] = 'attachment; filename="afspraak.ics"'
        return response


class MoveView(StepView):
    key = "move"
    form_class = forms.MoveForm

    def step(self, form: forms.StepForm, version: int | None) -> Interaction | None:
        said = form.cleaned_data
        return actions.move(
            self.lead, said["stage"], self.request.user, reason=said["reason"], version=version
        )

    def next_url(self) -> str:
        is_started = self.request.POST.get("stage") == Stage.COOPERATION
        return (is_started and self.placement_url()) or super().next_url()


class PlanView(StepView):
    key = "plan"
    form_class = forms.PlanForm

    def step(self, form: forms.StepForm, version: int | None) -> Interaction | None:
        said = form.cleaned_data
        return actions.set_next_action(
            self.lead,
            self.request.user,
            said["action"],
            said["next_on"],
            said["note"],
            at=said["next_at"],
            version=version,
        )


class SnoozeView(StepView):
    key = "plan"
    form_class = forms.SnoozeForm

    def step(self, form: forms.StepForm, version: int | None) -> Interaction | None:
        days = form.cleaned_data["days"]
        return actions.snooze(self.lead, self.request.user, days=days, version=version)


class AssignView(StepView):
    key = "assign"
    form_class = forms.AssignForm

    def step(self, form: forms.StepForm, version: int | None) -> Interaction | None:
        to = form.cleaned_data["to"]
        return actions.assign(self.lead, self.request.user, to, version=version)


class LocationView(StepView):
    """Where the employer is: said here, so no longer assumed."""

    key = "location"
    form_class = forms.LocationForm

    def step(self, form: forms.StepForm, version: int | None) -> Interaction | None:
        employer, municipality = self.lead.employer, form.cleaned_data["municipality"]
        location.say(employer, municipality, self.request.user)
        messages.success(self.request, f"{employer} is in {municipality}.")
        return None


class TakeView(StepView):
    """ "Op mijn naam": who presses it follows up."""

    key = "assign"
    form_class = forms.StepForm

    def step(self, form: forms.StepForm, version: int | None) -> Interaction | None:
        user = self.request.user
        return actions.assign(self.lead, user, user, version=version)


class UndoView(StepView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            actions.undo(self.line_of(kwargs["line"]), self.request.user)
        except LeadActionRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{self.lead}: ongedaan gemaakt.")
        return redirect(self.next_url())
