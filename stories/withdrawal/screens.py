"""The back office's screens for what was taken back, and what people must still take back."""

from django import forms
from django.db.models import Case, F, Q, Value, When
from django.forms import Media
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import policy_registry

from brand.scoping.viewsets import ScopedViewSet
from brand.search import typed
from stories.models import Recall, StoryPage, Withdrawal
from stories.withdrawal import outcome
from stories.withdrawal import recalls as withdrawal_recalls
from stories.withdrawal.filters import DONE, OPEN, RecallFilterSet

MOST = 7


class RecallIndex(generic.IndexView):
    """What is still to be done comes first."""

    filterset_class = RecallFilterSet
    page_title = "Terug te halen"
    is_searchable = True

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("withdrawal__person", "organisation")

    def order_queryset(self, queryset):
        is_done = Q(done_at__isnull=False)
        return queryset.annotate(is_done=is_done).order_by("is_done", "due_on", "pk")

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        own = Q(withdrawal__organisation=F("organisation"))
        known = own | Q(organisation__is_federation=True)
        name = Case(When(known, then=F("withdrawal__person__name")), default=Value(""))
        return typed.matching(queryset.annotate(who=name), self.search_query, "task", "who")


class RecallForm(forms.ModelForm):
    note = forms.CharField(
        label="Hoe liep het af?",
        max_length=200,
        required=False,
        help_text="Bijvoorbeeld: “bericht verwijderd” of “gemaild, geen antwoord”.",
    )

    class Meta:
        model = Recall
        fields = ["note"]


class RecallEdit(generic.EditView):
    """One task; the button says that it is done."""

    template_name = "stories/withdrawal/recall.html"

    def get_page_subtitle(self):
        return f"Terug te halen voor {self.object.person}"  # the task itself stands below

    def get_context_data(self, **kwargs):
        address = withdrawal_recalls.address_of(self.object)
        mailto = withdrawal_recalls.mailto(self.object, address) if address else ""
        return super().get_context_data(address=address, mailto=mailto, **kwargs)

    def save_instance(self):
        withdrawal_recalls.settle(
            self.object, by=self.request.user, note=self.form.cleaned_data.get("note", "")
        )
        return self.object

    def get_success_message(self):
        return "Gedaan."

    def get_success_buttons(self):
        return [messages.button(reverse("recall:edit", args=[self.object.pk]), "Bekijk")]


class RecallUndo(generic.PermissionCheckedMixin, View):
    """A look shows the task; only the button on it opens it again."""

    model = Recall
    permission_required = "change"

    def dispatch(self, request, *args, pk, **kwargs):
        self.recall = generic.models.get_object_or_404(
            Recall.objects.visible_to(request.user, "stories.change_recall"), pk=pk
        )
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return redirect("recall:edit", self.recall.pk)

    def post(self, request):
        withdrawal_recalls.open_again(self.recall)
        messages.success(request, "Het staat weer bij wat te doen is.")
        return redirect("recall:edit", self.recall.pk)


class ByAnActOnly:
    """Rows that a withdrawal makes: they are never typed in, nor thrown away."""

    GONE: frozenset[str]

    def get_common_view_kwargs(self, **kwargs):
        gone = {f"{name}_url_name": None for name in self.GONE}
        return super().get_common_view_kwargs(**gone | kwargs)

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in self.GONE]


class RecallViewSet(ByAnActOnly, ScopedViewSet):
    GONE = frozenset({"add", "delete"})
    model = Recall
    icon = "tasks"
    menu_label = "Terug te halen"
    nothing_yet = (
        "Niets terug te halen. Trekt iemand toestemming in, dan staat hier wat jullie zelf "
        "nog weghalen: een bericht op sociale media, drukwerk, een artikel."
    )
    name = "recall"
    index_view_class = RecallIndex
    edit_view_class = RecallEdit
    list_display = [
        TitleColumn("task", label="Wat te doen", url_name="recall:edit"),
        Column("person", label="Voor wie", accessor="person"),
        Column("due_on", label="Tegen", accessor=lambda recall: date_format(recall.due_on, "j F")),
        StatusTagColumn(
            "stand",
            label="Stand",
            accessor=lambda recall: DONE if recall.done_at else OPEN,
            primary=lambda recall: recall.done_at is None,
        ),
    ]

    def get_form_class(self, for_update=False):
        return RecallForm

    def get_urlpatterns(self):
        undo = path("undo/<int:pk>/", RecallUndo.as_view(), name="undo")
        return [*super().get_urlpatterns(), undo]


class WithdrawalInspect(generic.InspectView):
    """What was taken away on each surface, what is left to do, and the places that are empty."""

    template_name = "stories/withdrawal/withdrawal.html"
    page_title = "Intrekking"

    def get_page_subtitle(self):
        return str(self.object.person)

    def get_context_data(self, **kwargs):
        places = StoryPage.objects.filter(pk__in=self.object.places, taken_back_at__isnull=False)
        recalls = self.object.recalls.visible_to(self.request.user)
        done = [(name, count) for name, count in self.object.done.items() if count]
        return super().get_context_data(
            withdrawal=self.object,
            told=outcome.to_desk(self.object),
            done=done,
            recalls=recalls,
            places=places,
            **kwargs,
        )


class WithdrawalViewSet(ByAnActOnly, ScopedViewSet):
    GONE = frozenset({"add", "edit", "delete"})
    model = Withdrawal
    icon = "history"
    menu_label = "Intrekkingen"
    nothing_yet = (
        "Nog niemand trok toestemming in. Gebeurt het, dan lees je hier wat de site zelf "
        "weghaalde en wanneer."
    )
    name = "withdrawal"
    inspect_view_enabled = True
    inspect_view_class = WithdrawalInspect
    form_fields = []
    list_display = [
        TitleColumn("person", label="Van wie", accessor="person", url_name="withdrawal:inspect"),
        Column("where", label="Waar niet meer"),
        Column("way", label="Hoe", accessor="get_way_display"),
        DateColumn("at", label="Wanneer"),
    ]


class TakenBackGroup(ViewSetGroup):
    menu_label = "Teruggehaald"
    menu_icon = "tasks"
    menu_order = 160
    items = (RecallViewSet, WithdrawalViewSet)


class RecallPanel(Component):
    """On the home screen of writers, as long as there are open recalls."""

    name = "terug-te-halen"
    order = 30  # before Vandaag: what a person does not want stands somewhere still
    template_name = "stories/withdrawal/recall_panel.html"

    def __init__(self, user):
        rows = Recall.objects.visible_to(user).open()
        self.rows = rows.select_related("withdrawal__person", "organisation")

    @property
    def media(self):
        return Media(css={"all": ["leads/desk.css"]})

    def get_context_data(self, parent_context):
        rows = list(self.rows[: MOST + 1])
        return {"rows": rows[:MOST], "more": len(rows) > MOST, "today": timezone.localdate()}


def may_recall(user) -> bool:
    return policy_registry.get_by_type(Recall).user_has_any_permission(user, ["change"])
