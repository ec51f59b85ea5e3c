"""Which choices the story form offers."""

from datetime import timedelta

from django.forms.formsets import ORDERING_FIELD_NAME
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from brand.scoping.page_form import OwnFilesForm
from stories.text import address
from stories.text.address import WITHOUT_TITLE

LATER = "Het adres wordt gemaakt van de titel, wanneer je het verhaal indient."


class PortrayalForm(WagtailAdminModelForm):
    """A row in which nobody was chosen yet is no row; its place in the list says nothing."""

    def has_changed(self) -> bool:
        return super().has_changed() and not (self.empty_permitted and self._is_empty())

    def full_clean(self):
        super().full_clean()
        if hasattr(self, "cleaned_data"):  # Wagtail sorts the rows by it when it draws them again
            self.cleaned_data.setdefault(ORDERING_FIELD_NAME, None)

    def _is_empty(self) -> bool:
        return self.is_bound and not self["person"].data


class StoryForm(OwnFilesForm):
    """People are chosen among those of the story's partner; another's number is invalid."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._fill_in_what_is_known()
        self._hold_back_the_address()
        portrayals = self.formsets.get("portrayals")
        if portrayals is None or self.for_user is None:
            return
        section = self.parent_page.specific if self.parent_page else None
        organisation = getattr(section, "organisation", None) or self.instance.organisation
        for form in portrayals.forms:
            person = form.fields["person"]
            ours = person.queryset.filter(organisation=organisation).visible_to(self.for_user)
            named = person.queryset.filter(pk=form.instance.person_id)  # keeps listed people
            person.queryset = person.widget.people = ours | named
            person.widget.partner = organisation

    def defer_required_fields(self):
        """A draft is kept before it has a title: the picture and the people come first."""
        super().defer_required_fields()
        if self.is_bound and not self.data.get("title", "").strip():
            self.data = self.data.copy()
            self.data["title"] = WITHOUT_TITLE

    def _hold_back_the_address(self):
        if "slug" not in self.fields:
            return
        field, slug = self.fields["slug"], self.instance.slug or ""
        field.required = False
        if not slug or address.is_provisional(slug):
            field.disabled, field.help_text = True, LATER

    def _give_it_an_address(self):
        """From the title, at the first hand-in; what was online once keeps its address."""
        values, page = self.cleaned_data, self.instance
        slug = values.get("slug") or page.slug or ""
        if "slug" in self.errors:
            return
        handed_in = not self.is_deferred_validation
        is_open = not page.first_published_at and (not slug or address.is_provisional(slug))
        if is_open and handed_in and values.get("title"):
            siblings = self.parent_page.get_children().exclude(pk=page.pk)
            slug = address.from_title(values["title"], siblings)
        values["slug"] = slug or address.provisional()

    def _fill_in_what_is_known(self):
        """A new story lies where its partner works, and is looked at again in a year."""
        if self.instance.pk or self.is_bound:
            return
        organisation = self.parent_page and getattr(self.parent_page.specific, "organisation", None)
        if "province" in self.fields and organisation and len(organisation.provinces) == 1:
            self.initial["province"] = organisation.provinces[0]
        if "review_on" in self.fields:
            self.initial["review_on"] = timezone.localdate() + timedelta(days=365)

    def clean(self):
        self._give_it_an_address()
        values = super().clean()
        if self.is_deferred_validation:  # a draft may be half told
            return values
        for name in self.instance.NEEDED.get(values.get("kind"), []):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, f"Vul dit nog in: {self.fields[name].label.lower()}.")
        return values

    def save(self, commit=True):
        """A new story stands as a draft before it is published: what was typed is kept."""
        if self.instance._state.adding:
            self.instance.live = False
        return super().save(commit)
