"""Registrations in the back office: the list, one row, and acting on the employer's behalf."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from brand import mail, scoping
from brand.dates import words
from brand.http import throttle
from brand.privacy import screens
from brand.scoping.viewsets import LockedEditMixin
from leads.models import Interaction
from roadshow import mobility, visit
from roadshow.models import Registration, Venue
from roadshow.models.registrations import HeldBack
from roadshow.planning import plan
from roadshow.registration import changes
from roadshow.registration.refusals import RegistrationRefused

State = Registration.State


class RegistrationIndex(generic.IndexView):
    def get_base_queryset(self):
        return (
            super()
            .get_base_queryset()
            .select_related("stop__venue__municipality", "stop__organisation", "lead")
            .order_by("-created_at", "-pk")
        )

    def get_list_more_buttons(self, instance):
        entries = [("Bekijk", "inspect", "view", True), *actions_for(instance, self.request.user)]
        return [
            MenuItem(label, url=_url(name, instance), icon_name=icon, priority=priority)
            for priority, (label, name, icon, shown) in enumerate(entries)
            if shown
        ]


def actions_for(registration: Registration, user) -> list[tuple[str, str, str, bool]]:
    """What may be done on the employer's behalf: label, view, icon, and whether it can be now."""
    right = "roadshow.change_registration"
    may = (
        scoping.may(user, right, registration.stop.organisation_id)
        and not registration.stop.is_past
    )
    stands = may and registration.state in changes.STANDS and not registration.stop.is_cancelled
    asks = registration.did_not_come and not registration.stop.is_cancelled
    may_note = asks and scoping.may(user, right, registration.stop.organisation_id)
    return [
        ("Stuur de mail opnieuw", "resend", "mail", stands),
        ("Annuleer namens de werkgever", "cancel", "cross", stands),
        ("Noteer wat tegenhield", "held_back", "help", may_note),
    ]


def _url(name: str, registration: Registration) -> str:
    return reverse(f"inschrijvingen:{name}", args=[registration.pk])


class RegistrationInspect(generic.InspectView):
    @cached_property
    def header_buttons(self):
        buttons = [
            HeaderButton(label, url=_url(name, self.object), icon_name=icon)
            for label, name, icon, shown in actions_for(self.object, self.request.user)
            if shown
        ]
        lead = self.object.lead
        if lead and type(lead).objects.visible_to(self.request.user).filter(pk=lead.pk).exists():
            url = reverse("lead:edit", args=[lead.pk])
            buttons.append(HeaderButton("Opvolgdossier", url=url, icon_name="tasks"))
        return buttons + screens.button("inschrijving", self.object, self.request.user)

    def get_fields_context(self):
        registration = self.object
        rows = [
            ("Halte", f"{registration.stop.title}, {registration.stop.when}"),
            ("Voornaam en naam", registration.name),
            ("Bedrijf of organisatie", registration.company),
            ("E-mailadres", registration.email),
            ("Gsm-nummer", registration.phone),
            ("Staat", registration.get_state_display()),
            ("Plaatsen", registration.seats),
            ("Wat tegenhield", registration.get_held_back_display()),
            ("Brengt mee", ", ".join(person.name for person in registration.companions.all())),
            ("Ingeschreven op", words.day(registration.created_at)),
        ]
        return [
            {"label": label, "value": value, "component": None} for label, value in rows if value
        ]


class BehalfView(WagtailAdminTemplateMixin, TemplateView):
    """A screen that says what will happen; only its button does it."""

    model = Registration
    template_name = "roadshow/registration/behalf.html"
    header_icon = "group"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("roadshow.change_registration"):
            raise PermissionDenied
        visible = Registration.objects.visible_to(request.user, "roadshow.change_registration")
        self.registration = (
            visible.select_related("stop__venue__municipality", "lead")
            .filter(pk=kwargs["pk"])
            .first()
        )
        if self.registration is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return str(self.registration)

    def get_breadcrumbs_items(self):
        people = {"url": reverse("inschrijvingen:index"), "label": "Inschrijvingen"}
        person = {"url": _url("inspect", self.registration), "label": str(self.registration)}
        return [*self.breadcrumbs_items, people, person, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            registration=self.registration,
            sentence=self.sentence(),
            button=self.page_title,
            back=_url("inspect", self.registration),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        try:
            messages.success(request, self.act())
        except RegistrationRefused as refusal:
            messages.error(request, refusal.sentence)
        return redirect(_url("inspect", self.registration))


class CancelOnBehalf(BehalfView):
    page_title = "Annuleer de inschrijving"

    def sentence(self):
        free = f"{visit.seats_words(self.registration.seats)} in {self.registration.stop.title}"
        return f"{self.registration.name} krijgt een mail. Er komt vrij: {free}."

    def act(self):
        changes.cancel(self.registration)
        if self.registration.lead:
            stop = self.registration.stop
            self.registration.lead.add_to_timeline(
                Interaction.Kind.NOTE,
                f"Inschrijving voor {stop.title} geannuleerd namens de werkgever.",
                by=self.request.user,
            )
        return f"De inschrijving van {self.registration.name} is geannuleerd."


class HeldBackView(BehalfView):
    """For who stayed away and said why on the telephone."""

    page_title = "Noteer wat tegenhield"
    template_name = "roadshow/mobility/held_back.html"

    def sentence(self):
        return "Vraag het terwijl je belt; wie niets wil zeggen, hoeft niet."

    def get_context_data(self, **kwargs):
        return super().get_context_data(choices=HeldBack.choices, **kwargs)

    def act(self):
        if not mobility.answer(self.registration, self.request.POST.get("wat", "")):
            raise RegistrationRefused(mobility.NOT_ASKED)
        return "Genoteerd."


class Resend(BehalfView):
    page_title = "Stuur de mail opnieuw"

    def sentence(self):
        return f"De mail met de link en de kalender gaat opnieuw naar {self.registration.email}."

    def act(self):
        kind = changes.STANDS.get(self.registration.state)
        if kind is None:
            raise RegistrationRefused(
                "Deze inschrijving loopt niet meer: er is geen mail om te sturen."
            )
        if not throttle.first_use("link", self.registration.email, throttle.HOUR):
            raise RegistrationRefused("Die mail vertrok het laatste uur al eens. Wacht een uur.")
        mail.post(f"roadshow.emails.{kind}", self.registration.pk)
        return f"De mail is onderweg naar {self.registration.email}."


class VenueIndex(generic.IndexView):
    def is_open(self, instance, verb):
        """Shared venues are visible to all; only the owner changes them."""
        return scoping.may(self.request.user, f"roadshow.{verb}_venue", instance.organisation_id)

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("municipality", "organisation")


class VenueCreate(generic.CreateView):
    def get_initial_form_instance(self):
        venue = Venue()
        if not scoping.is_everywhere(self.request.user, "roadshow.add_venue"):
            ours = scoping.organisation_ids(self.request.user, "roadshow.add_venue")
            venue.organisation_id = min(ours, default=None)
        return venue


class VenueEdit(LockedEditMixin, generic.EditView):
    def save_instance(self):
        venue = super().save_instance()
        if told := plan.venue_changed(venue):
            messages.info(self.request, f"Het adres wijzigde. {words.mails(told)}")
        return venue


class VenueDelete(generic.DeleteView):
    def dispatch(self, request, *args, **kwargs):
        if self.object.stops.exists():
            messages.error(request, "Op deze locatie staan haltes. Kies daar eerst een andere.")
            return redirect("locaties:edit", self.object.pk)
        return super().dispatch(request, *args, **kwargs)
