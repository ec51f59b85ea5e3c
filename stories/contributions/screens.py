"""Back office: asking people without an account for a story."""

from django import forms
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand.forms.fields import MailField, NameField
from brand.media import qr
from brand.models import Organisation
from brand.text import one_line, row_number
from stories.consent.screens import OfOnePartner, Screen
from stories.contributions import contribution
from stories.gate import remarks
from stories.models import ContributionLink, PortrayedPerson


class AskForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Voor welke partner")
    name = NameField("Aan wie", "off")
    email = MailField(
        label="E-mailadres",
        autocomplete="off",
        required=False,
        help_text="Dan vertrekt de vraag meteen. Leeg: je stuurt de link zelf.",
    )
    question = forms.CharField(
        label="Wat vraag je",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="Bijvoorbeeld: “Hoe was je eerste week in de bakkerij?”",
    )
    person = forms.ModelChoiceField(
        PortrayedPerson.objects.none(),
        label="Wie zelf in het verhaal staat",
        required=False,
        help_text="Alleen als de geportretteerde zelf vertelt.",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        partners = Organisation.objects.visible_to(user, "stories.write").exclude(section=None)
        self.fields["organisation"].queryset = partners
        self.fields["person"].queryset = PortrayedPerson.objects.visible_to(user)
        if (only := list(partners[:2])) and len(only) == 1:
            self.fields["organisation"].initial = only[0]

    def clean(self):
        said = super().clean()
        person, organisation = said.get("person"), said.get("organisation")
        if person and organisation and person.organisation_id != organisation.pk:
            self.add_error("person", "Deze persoon hoort bij een andere partner.")
        return said


class Contributions(Screen):
    page_title = "Gevraagde verhalen"
    header_icon = "mail"
    template_name = "stories/contributions/contributions.html"

    def get_context_data(self, **kwargs):
        links = ContributionLink.objects.visible_to(self.request.user)
        links = links.select_related("organisation", "story", "asked_by")[:200]
        return super().get_context_data(links=links, **kwargs)


class AskStory(OfOnePartner, WagtailAdminTemplateMixin, FormView):
    page_title = "Vraag een verhaal"
    header_icon = "mail"
    form_class = AskForm
    template_name = "stories/consent/ask_story.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self):
        found = PortrayedPerson.objects.visible_to(self.request.user)
        named = self.request.GET.get("persoon", "")
        person = found.filter(pk=row_number(named)).first()
        if person is None:
            return {}
        return {
            "person": person,
            "name": person.name,
            "email": person.email,
            "organisation": person.organisation,
        }

    def form_valid(self, form):
        link = contribution.ask(**form.cleaned_data, by=self.request.user)
        if link.email:
            messages.success(self.request, f"De vraag is onderweg naar {link.email}.")
        return redirect("contribution_asked", link.pk)


class ContributionAsked(Screen):
    """The link, to send by hand."""

    model = ContributionLink
    page_title = "Stuur de link"
    header_icon = "mail"
    template_name = "stories/consent/send_link.html"

    def get_page_subtitle(self):
        return self.object.name

    def get_context_data(self, **kwargs):
        link = self.object
        is_open = contribution.may_write(link)
        text = contribution.message(link) if is_open else ""
        address = contribution.address(link) if is_open else ""
        return super().get_context_data(
            link=address,
            text=text,
            sms=contribution.sms(text),
            qr=qr.svg(address, qr.OWN_PHONE) if address else "",
            email=link.email if is_open else "",
            back=reverse("contributions"),
            state=state(link),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if self.object.email and contribution.may_write(self.object):
            contribution.send(self.object)
            messages.success(request, f"De vraag is onderweg naar {self.object.email}.")
        return redirect("contribution_asked", self.object.pk)


class WhoIsInIt(Screen):
    """What the contributor said about the picture; the answer says why that is enough."""

    model = ContributionLink
    page_title = "Wie staat op de foto?"
    template_name = "stories/editor/who_is_in_it.html"

    def get_page_subtitle(self):
        return self.object.name

    def get_context_data(self, **kwargs):
        story = self.object.story
        waiting = remarks.waiting(story.get_latest_revision_as_object()) if story else []
        return super().get_context_data(link=self.object, waiting=waiting, **kwargs)

    def post(self, request, *args, **kwargs):
        answer = one_line(request.POST.get("answer", ""))[:300]
        if not answer:
            context = self.get_context_data(error="Schrijf waarom niet iedereen genoemd staat.")
            return self.render_to_response(context, status=422)
        remarks.settle(self.object, answer, request.user)
        messages.success(request, "Bewaard. Wie naleest, ziet dit antwoord.")
        if self.object.story_id is None:
            return redirect("contributions")
        return redirect("wagtailadmin_pages:edit", self.object.story_id)


def state(link: ContributionLink) -> str:
    if link.answered_at:
        return "Het verhaal is binnen."
    if contribution.is_over(link):
        return "Deze link is verlopen. Vraag het opnieuw."
    return "Er is al iets bewaard." if link.story_id else "Er is nog niets geschreven."


urlpatterns = [
    path("bijdragen/", Contributions.as_view(), name="contributions"),
    path("bijdragen/nieuw/", AskStory.as_view(), name="contribution_ask"),
    path("bijdragen/<int:pk>/", ContributionAsked.as_view(), name="contribution_asked"),
    path("bijdragen/<int:pk>/wie/", WhoIsInIt.as_view(), name="contribution_who"),
]
