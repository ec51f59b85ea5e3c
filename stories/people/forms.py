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
        if commit and (moved or self._has_another_telephone()):
            self.replaces_links = requests.replace_links(person)
        if commit and moved and person.has_evidence:
            change = person.contact_changes.create(old_email=old, by=self.for_user)
            mail.post("stories.emails.address_replaced", change.pk)
        return person

    def _has_another_telephone(self) -> bool:
        """Another number, and not the same one in another writing."""
        old, new = self.initial.get("phone") or "", self.cleaned_data["phone"]
        return bool(old) and phone_words(old) != phone_words(new)
