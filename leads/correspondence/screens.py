"""Writing a mail beside the timeline: choose, write, look, send, and stop it in time."""

import uuid
from typing import Any, cast

from django.contrib import messages
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from brand.dates import words
from leads.correspondence import letters, placeholders, sending
from leads.correspondence.forms import ChoiceForm, MailForm
from leads.follow_up.record import LeadActionRefused
from leads.follow_up.screens import Bound, StepView
from leads.models import Contact, LeadMail


class WriteView(StepView):
    """The form; with what was typed, the mail as it will arrive stands above it."""

    template_name = "leads/correspondence/write.html"
    header_icon = "mail"
    key = "mail"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        return f"Mail: {self.lead}"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *before, here = super().get_breadcrumbs_items()
        here = {**here, "url": self.lead.get_absolute_url()}
        return [*before, here, {"url": "", "label": "Mail"}]

    def get_context_data(self, *, bound: Bound | None = None, **kwargs: Any) -> dict[str, Any]:
        template, address = ChoiceForm(self.request.GET or None).chosen()
        choice = ChoiceForm(initial={"sjabloon": template, "vorm": address})
        form = kwargs.pop("form", None) or self.begun(template, address)
        return super().get_context_data(**kwargs) | {
            "form": form,
            "choice": choice,
            "filters": [],  # their links would leave what was typed
            "placeholders": {f"{{{key}}}": what for key, (what, _) in placeholders.FIELDS.items()},
            "mailable": self.people().exists(),
            "answers_come_here": letters.our_mailbox() is not None,
        }

    def people(self) -> Any:
        form = MailForm(lead=self.lead, user=self.request.user)
        return cast(ModelChoiceField, form.fields["contact"]).queryset

    def begun(self, template: Any, address: str) -> MailForm:
        """The template, with its fields filled in for the person whom the lead is about."""
        people = self.people()
        contact: Contact | None = people.filter(pk=self.lead.contact_id).first() or people.first()
        subject, body = template.words(address) if template else ("", "")
        form = MailForm(lead=self.lead, user=self.request.user)
        form.initial.update(contact=contact, address=address)
        if contact is not None:
            about = (self.lead, contact, self.request.user)
            form.initial.update(
                subject=placeholders.filled(subject, *about),
                body=placeholders.filled(body, *about),
            )
        return form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = MailForm(request.POST, lead=self.lead, user=self.request.user)
        if not form.is_valid():
            return self.again(form, status=422)
        key = _key(request.POST.get("key", ""))
        if "confirm" not in request.POST or key is None:
            return self.look(form)
        said = dict(form.cleaned_data)
        try:
            made = sending.send(self.lead, by=self.request.user, key=key, **said)
        except LeadActionRefused as refused:
            form.add_error(None, str(refused))
            self.object = self.lead = self.get_object()
            return self.again(form, status=422)
        context = {"made": made, "clock": words.clock(made.leaves_at), "to": said["contact"]}
        messages.success(
            request, render_to_string("leads/correspondence/sent.html", context, request=request)
        )
        return redirect(self.next_url())

    def again(self, form: MailForm, status: int = 200, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **context), status=status)

    def look(self, form: MailForm) -> HttpResponse:
        """As it will arrive; below it the same words, with fields filled in, to change."""
        said = form.cleaned_data
        filled = MailForm(said | {"contact": said["contact"].pk}, lead=form.lead, user=form.user)
        filled.is_valid()
        shown = letters.written(self.lead, user=self.request.user, **_words(said))
        return self.again(filled, preview=shown, key=uuid.uuid4(), minutes=LeadMail.WAITS.seconds)


class HaltView(StepView):
    """A mail of this lead that has not left yet, does not leave."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        line = self.line_of(kwargs["line"])
        made = LeadMail.objects.filter(line=line).first()
        if made is None:
            return redirect(self.lead.get_absolute_url())
        try:
            is_as_before = sending.halt(made, self.request.user)
        except LeadActionRefused as refused:
            messages.error(request, str(refused))
        else:
            said = f"{self.lead}: de mail is tegengehouden, niemand krijgt ze."
            if not is_as_before:
                said += " Het dossier werd intussen gewijzigd: kijk de volgende stap na."
            messages.success(request, said)
        return redirect(self.lead.get_absolute_url())


def _words(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("contact", "subject", "body", "address")}


def _key(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None
