"""The back office's screens for the people we show, and what each of them allowed."""

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand.privacy import screens
from brand.scoping.viewsets import ScopedViewSet
from stories.consent import expiry
from stories.consent import requests as consent_requests
from stories.gate import standing
from stories.models import Consent, PartnerSectionPage, PortrayedPerson
from stories.people.forms import PersonForm
from stories.withdrawal import traces
from stories.withdrawal import withdraw as withdrawal_withdraw

SEE = "Bekijk wat weg is"
NAME_STAYS = "Op de site blijft “{said}” staan: op die naam kwam het ja. Vraag het opnieuw."
LINKS_CLOSED = (
    "Links die {who} op het vorige adres of nummer kreeg, openen niet meer. Stuur een nieuwe link."
)


def screen() -> ObjectList:
    reached = [
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        FieldRowPanel([FieldPanel("trusted_person"), FieldPanel("trusted_contact")]),
    ]
    return ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("organisation")]),
            HelpPanel(template="stories/consent/consents.html", heading="Toestemming"),
            MultiFieldPanel(reached, "Bereikbaar"),
        ],
        base_form_class=PersonForm,
    )


def shown_on(person: PortrayedPerson) -> str:
    places = ", ".join(channel.label for channel in person.allowed_channels).lower()
    light = expiry.colour(person)
    ends = f", tot en met {date_format(person.first_end, 'j F')}" if light == "oranje" else ""
    words = f"{places}{ends}" if places else f"nergens: {standing.of(person)}"
    return format_html('<span class="light light--{}">{}</span>', light, words)


class PersonIndex(generic.IndexView):
    page_title = "Wie tonen we?"  # as the menu calls it

    def get_base_queryset(self):
        people = super().get_base_queryset()
        return people.select_related("organisation").with_standing()


class PersonMixin:
    """After saving, the next step is to ask, or to write the story."""

    def get_success_buttons(self):
        buttons = super().get_success_buttons()
        ask = reverse("consent_ask", args=[self.object.pk])
        buttons.insert(0, messages.button(ask, "Vraag toestemming"))
        section = PartnerSectionPage.objects.filter(organisation=self.object.organisation).first()
        if section and section.permissions_for_user(self.request.user).can_add_subpage():
            address = reverse("wagtailadmin_pages:add", args=["stories", "storypage", section.pk])
            buttons.insert(1, messages.button(address, "Schrijf het verhaal"))
        return buttons


class PersonCreate(PersonMixin, generic.CreateView):
    pass


class PersonEdit(PersonMixin, generic.EditView):
    def save_instance(self):
        person = super().save_instance()
        said = person.receipts.yes().first()
        if "name" in self.form.changed_data and said and said.is_of_another_name:
            messages.warning(self.request, NAME_STAYS.format(said=said.shown_name))
        if self.form.replaces_links:
            messages.warning(self.request, LINKS_CLOSED.format(who=person))
        return person

    @cached_property
    def header_buttons(self):
        return screens.button("geportretteerde", self.object, self.request.user)


class PersonDelete(generic.DeleteView):
    """Redirects to the screen of personal data, which erases the person everywhere.

    That screen first shows in numbers what goes; the proof that consent ended is kept.
    """

    def dispatch(self, request, *args, **kwargs):
        return redirect(screens.address("geportretteerde", self.object.pk))


class PersonWithdraw(WagtailAdminTemplateMixin, generic.PermissionCheckedMixin, TemplateView):
    """Looking changes nothing; the button ends every consent of this person at once."""

    model = PortrayedPerson
    permission_required = "change"
    page_title = "Toestemming intrekken"
    header_icon = "user"
    template_name = "stories/withdrawal/withdraw.html"

    def setup(self, request, *args, pk, **kwargs):
        super().setup(request, *args, **kwargs)
        self.pk = pk

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("stories.change_portrayedperson"):
            raise PermissionDenied
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_object(self):
        return generic.models.get_object_or_404(
            PortrayedPerson.objects.visible_to(self.request.user, "stories.change_portrayedperson"),
            pk=self.pk,
        )

    def get_breadcrumbs_items(self):
        edit = reverse("portrayedperson:edit", args=[self.object.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("portrayedperson:index"), "label": "Geportretteerden"},
            {"url": edit, "label": str(self.object)},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            person=self.object,
            stories=traces.stories_of(self.object),
            uses=self.object.uses.visible_to(self.request.user),
            channels=Consent.Channel.choices,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        asked = set(request.POST.getlist("channels")) & set(Consent.Channel.values)
        withdrawal = withdrawal_withdraw.withdraw(
            self.object, channels=asked or None, by=request.user
        )
        consent_requests.answer_earlier(self.object)
        left = withdrawal.recalls.count()
        todo = f" Er staan nog {left} dingen klaar die een mens moet weghalen." if left > 1 else ""
        todo = " Er staat nog één ding klaar dat een mens moet weghalen." if left == 1 else todo
        messages.success(
            request,
            f"De toestemming van {self.object} is ingetrokken: {withdrawal.where}.{todo}",
            buttons=[messages.button(reverse("withdrawal:inspect", args=[withdrawal.pk]), SEE)],
        )
        return redirect("portrayedperson:edit", quote(self.object.pk))


class PortrayedPersonViewSet(ScopedViewSet):
    model = PortrayedPerson
    icon = "user"
    menu_label = "Wie tonen we?"
    nothing_yet = (
        "Nog niemand. Hier staat wie in een verhaal of op een foto te herkennen is, en wat "
        "die persoon toelaat. Je voegt iemand hier toe, of terwijl je het verhaal schrijft."
    )
    menu_order = 150
    add_to_admin_menu = True
    name = "portrayedperson"
    index_view_class = PersonIndex
    add_view_class = PersonCreate
    edit_view_class = PersonEdit
    delete_view_class = PersonDelete
    list_display = [
        "name",
        "organisation",
        Column("shown_on", label="Mag getoond worden op", accessor=shown_on),
    ]
    list_filter = ["organisation"]
    search_fields = ["name"]
    edit_handler = screen()

    def get_urlpatterns(self):
        withdraw = path("withdraw/<int:pk>/", PersonWithdraw.as_view(), name="withdraw")
        return [*super().get_urlpatterns(), withdraw]
