"""Where does it stand? Every place outside the site, with who put it there."""

from django.core.exceptions import ValidationError
from django.db.models import F
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.views import generic

from brand.scoping.viewsets import ScopedViewSet
from stories.gate import consent
from stories.models import StoryPage, Use
from stories.sharing.filters import UseFilterSet

NO_STORY = "Kies het verhaal: zo weten we wie erin te zien is."


class UseForm(WagtailAdminModelForm):
    """The partner and the people follow from the story."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["story"].required = True
        self.fields["story"].error_messages["required"] = NO_STORY
        if not self.instance.pk:
            self.initial.setdefault("kind", Use.Kind.PRINT)
            self.initial.setdefault("channel", consent.Channel.PRESS)

    def clean_story(self):
        story = self.cleaned_data["story"]
        right = f"stories.{'change' if self.instance.pk else 'add'}_use"
        found = StoryPage.objects.visible_to(self.for_user, right).filter(pk=story.pk).first()
        if found is None or found.section_organisation is None:
            raise ValidationError(NO_STORY)
        return found

    def save(self, commit=True):
        use, story = self.instance, self.cleaned_data["story"]
        use.organisation = story.section_organisation
        if not use.pk:
            use.recorded_by = self.for_user
            use.who = use.who or str(self.for_user)
        use = super().save(commit)
        if "story" in self.changed_data:
            use.people.set(consent.people_of(story))
        return use


class UseIndex(generic.IndexView):
    page_title = "Waar staat het?"

    def get_base_queryset(self):
        rows = super().get_base_queryset().annotate(story_title=F("story__title"))
        return rows.select_related("story", "organisation", "recorded_by")


class UseViewSet(ScopedViewSet):
    model = Use
    icon = "site"
    menu_label = "Waar staat het?"
    menu_order = 160
    add_to_admin_menu = True
    name = "use"
    index_view_class = UseIndex
    nothing_yet = (
        "Hier staat nog niets. Wat je deelt of downloadt uit een deelpakket, en elke persmap "
        "die iemand meeneemt, komt hier vanzelf. Drukwerk en berichten voeg je zelf toe."
    )
    filterset_class = UseFilterSet
    search_fields = ["where", "who"]
    search_backend_name = None
    list_display = ["where", "story", "kind", "channel", "who", "at", "organisation"]
    list_export = [
        "at", "get_kind_display", "get_channel_display", "where", "url", "who",
        "story_title", "organisation.name",
    ]  # fmt: skip
    export_headings = {
        "at": "Wanneer",
        "get_kind_display": "Soort",
        "get_channel_display": "Kanaal",
        "where": "Waar",
        "url": "Adres",
        "who": "Door wie",
        "story_title": "Verhaal",
        "organisation.name": "Partner",
    }
    export_filename = "waar-staat-het"
    edit_handler = ObjectList(
        [
            FieldPanel("story"),
            FieldRowPanel([FieldPanel("kind"), FieldPanel("channel")]),
            FieldPanel("where", help_text="Zoals “Affiche, 200 stuks” of “Bericht op LinkedIn”."),
            FieldPanel("url"),
            FieldRowPanel([FieldPanel("who", help_text="Leeg: jij."), FieldPanel("at")]),
        ],
        base_form_class=UseForm,
    )
