"""The form of a portrayed person: name and contact details.

What the person allows is asked, never filled in here: see stories/consent/recording.py.
"""

from django.db import transaction
from wagtail.admin.forms.models import WagtailAdminModelForm

from brand import mail
from brand.forms.addresses import plain_address
from brand.models import Organisation


class PersonForm(WagtailAdminModelForm):
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
        """Mail the old address, when links were mailed there: they go elsewhere now."""
        old, new = self.initial.get("email") or "", self.cleaned_data["email"]
        person = super().save(commit)
        if commit and old and plain_address(old) != plain_address(new) and person.has_evidence:
            change = person.contact_changes.create(old_email=old, by=self.for_user)
            mail.post("stories.emails.address_replaced", change.pk)
        return person
