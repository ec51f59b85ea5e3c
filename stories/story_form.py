"""What somebody may choose while writing a story."""

from brand.page_form import OwnFilesForm


class StoryForm(OwnFilesForm):
    """Whom a story shows is chosen among its partner's people; another's number is no choice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        portrayals = self.formsets.get("portrayals")
        if portrayals is None or self.for_user is None:
            return
        section = self.parent_page.specific if self.parent_page else None
        organisation = getattr(section, "organisation", None) or self.instance.organisation
        for form in portrayals.forms:
            person = form.fields["person"]
            ours = person.queryset.filter(organisation=organisation).visible_to(self.for_user)
            named = person.queryset.filter(pk=form.instance.person_id)  # keeps who stands there
            person.queryset = person.widget.people = ours | named

    def clean(self):
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
