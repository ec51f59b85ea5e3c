"""The form of a portrayed person: name and contact details.

What the person allows is asked, never filled in here: see stories/consent/recording.py.
"""

from django.db import transaction
from wagtail.admin.forms.models import WagtailAdminModelForm

from brand import mail
from brand.forms.addresses import plain_address
from brand.forms.phones import phone_words
from brand.models import Organisation
from stories.consent import requests
from stories.people import journal


class PersonForm(WagtailAdminModelForm):
    replaces_links = 0  # how many links closed with the address that was typed over

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        right = f"stories.{'change' if self.instance.pk else 'add'}_portrayedperson"
        field.queryset = Organisation.objects.visible_to(self.for_user, right)
        if self.instance.has_evidence:
            field.disabled = True
            field.help_text = "Wie al gevraagd werd, blijft bij deze partner."
        own = list(field.queryset[:2])
        if len(own) == 1 and not self.instance.pk:
            self.initial["organisation"] = own[0].pk

    @transaction.atomic
    def save(self, commit=True):
        """Links that went to the old address or telephone open nothing from now on.

        The old address is told, when links were mailed there.
        """
        old, new = self.initial.get("email") or "", self.cleaned_data["email"]
        moved = bool(old) and plain_address(old) != plain_address(new)
        person = super().save(commit)
        called = self._has_another_telephone()
        if commit and (moved or called):
            self.replaces_links = requests.replace_links(person)
            if person.has_evidence:
                self._write_down(person, old if moved else "", moved, called)
        return person

    def _write_down(self, person, old: str, moved: bool, called: bool) -> None:
        about = {"old_email": old, "of_address": moved, "of_telephone": called}
        change = person.contact_changes.create(by=self.for_user, **about)
        if moved:
            mail.post("stories.emails.address_replaced", change.pk)
        journal.JOURNAL.write(change)  # last: what fails before leaves no file behind

    def _has_another_telephone(self) -> bool:
        """Another number, and not the same one in another writing."""
        old, new = self.initial.get("phone") or "", self.cleaned_data["phone"]
        return bool(old) and phone_words(old) != phone_words(new)
