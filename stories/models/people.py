"""People who are shown."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ProtectedError, Q
from django.utils import timezone

from brand import scoping
from brand.text import one_line

# Proof that a person was asked, said yes or no, or withdrew.
EVIDENCE = ("requests", "receipts", "consents", "proofs", "withdrawals", "objections")
MUST_STAY = "Wat deze persoon antwoordde, moet bewezen blijven. Wis de persoonsgegevens."
OF_THIS_PARTNER = "Deze persoon werd al iets gevraagd door {partner}, en blijft bij die partner."


class PortrayedPersonQuerySet(models.QuerySet):
    def with_consents(self):
        """With all that was ever allowed, and what each of it rests on."""
        return self.prefetch_related("consents__receipt__request")

    def with_standing(self):
        """With all that gate/standing.py reads."""
        told = ("receipts", "withdrawals", "requests__story")
        return self.with_consents().prefetch_related(*told)

    def visible_to(self, user, right="stories.view_portrayedperson"):
        """Those of partners where the user works with them; the federation's writers see all."""
        return scoping.within(self.filter(erased_at=None), user, right)

    def with_evidence(self):
        """People who were asked, answered or withdrew: their row must stay."""
        found = Q()
        for name in EVIDENCE:
            found |= Q(pk__in=self.model.objects.filter(**{f"{name}__isnull": False}).values("pk"))
        return self.filter(found)

    def delete(self):
        """Answers do not go with a row; a person is erased by stories/withdrawal/erasure.py."""
        if held := list(self.with_evidence()):
            raise ProtectedError(MUST_STAY, held)
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class PortrayedPerson(models.Model):
    """A person whose face or words we show."""

    # Names this person where no name may stand: in the journal of withdrawals.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "brand.Organisation", verbose_name="partner", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(
        "naam",
        max_length=160,
        help_text="Alleen jullie zien deze naam. Welke naam op de site komt, zegt de persoon.",
    )
    email = models.EmailField("e-mailadres", blank=True)
    phone = models.CharField("telefoon", max_length=40, blank=True)
    trusted_person = models.CharField(
        "vertrouwenspersoon",
        max_length=160,
        blank=True,
        help_text="Wie mag je bellen als je deze persoon niet bereikt?",
    )
    trusted_contact = models.CharField(
        "telefoon of e-mailadres van die vertrouwenspersoon", max_length=160, blank=True
    )
    language = models.CharField("taal", max_length=8, default="nl")
    # From then on the person cannot be identified: what is left proves that consent ended.
    erased_at = models.DateTimeField("gewist op", null=True, editable=False)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)
    # Stands for somebody whom a restored backup does not know; see stories/withdrawal/unknown.py.
    is_from_journal = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PortrayedPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "geportretteerde"
        verbose_name_plural = "geportretteerden"
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def clean(self):
        self.name = one_line(self.name)
        self.trusted_person = one_line(self.trusted_person)
        if self.has_evidence:
            before = PortrayedPerson.objects.select_related("organisation").get(pk=self.pk)
            if before.organisation_id != self.organisation_id:
                sentence = OF_THIS_PARTNER.format(partner=before.organisation)
                raise ValidationError({"organisation": sentence})

    @property
    def has_evidence(self) -> bool:
        return bool(self.pk) and PortrayedPerson.objects.filter(pk=self.pk).with_evidence().exists()

    def delete(self, *args, **kwargs):
        if self.has_evidence:
            raise ProtectedError(MUST_STAY, [self])
        return super().delete(*args, **kwargs)

    @property
    def consents_told(self):
        """All that was ever allowed, with what a screen tells of it."""
        with_receipt = ("receipt__request__asked_by", "receipt__recorded_by", "picture", "story")
        return self.consents.select_related(*with_receipt)

    @property
    def allowed_channels(self) -> list[str]:
        """Through which channels this person may be shown today, with some picture or other."""
        given = {
            consent.channel
            for consent in self.consents.all()
            if consent.purpose == consent.Purpose.PUBLISHING and consent.is_valid
        }
        return [channel for channel in self.consents.model.Channel if channel in given]

    @property
    def first_end(self):
        """When the first of what this person allows ends; None when nothing does.

        Per place, story and picture the longest consent counts: what was extended does not end.
        """
        ends: dict[tuple, date] = {}
        for row in self.consents.all():
            if row.purpose == row.Purpose.PUBLISHING and row.is_valid:
                key = row.channel, row.file_hash, row.story_key
                ends[key] = max(ends.get(key, date.min), row.until or date.max)
        first = min(ends.values(), default=date.max)
        return None if first == date.max else first


class ContactChange(models.Model):
    """A mail address or number that a colleague replaced, with the links that went there.

    The old address is mailed, see people/forms.py.
    """

    # Names this change in the journal; see stories/people/journal.py.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        PortrayedPerson, on_delete=models.CASCADE, related_name="contact_changes"
    )
    old_email = models.EmailField("oud adres", blank=True)
    of_address = models.BooleanField(default=True, editable=False)
    of_telephone = models.BooleanField(default=False, editable=False)
    # Which the database that was put back did not know: what stood there is emptied.
    is_from_journal = models.BooleanField(default=False, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField("wanneer", default=timezone.now)

    class Meta:
        verbose_name = "vervangen adres"
        verbose_name_plural = "vervangen adressen"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"Vervangen adres van {self.person}"


def in_two_years():
    """How long a consent runs when nothing else was agreed. Migrations name it here."""
    return timezone.localdate() + timedelta(days=730)
