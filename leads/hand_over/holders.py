"""Who has an employer's question and until when, as the employer itself may read it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from brand.privacy.retention import months_before
from leads.employers import erasure
from leads.models import HandOver, Lead

State = HandOver.State
ASKED = "kreeg de vraag om u te helpen, met uw bedrijf en wat u wilt, zonder uw naam"
GAVE = "gaf uw vraag door, en ziet alleen nog wat ervan kwam"


@dataclass(frozen=True)
class Holder:
    partner: str
    says: str  # what it does with the question, after its name
    until: date | None = None

    def __str__(self) -> str:
        until = f", tot {date_format(self.until, 'j F Y')}" if self.until else ""
        return f"{self.partner} {self.says}{until}."


def holders(lead: Lead) -> list[Holder]:
    """Who follows it up, who is asked to, and who gave it away."""
    owner = lead.owner_organisation
    found = [Holder(str(owner), "volgt uw vraag op en heeft uw gegevens", kept_until(lead))]
    rows = lead.hand_overs.select_related("from_organisation", "to_organisation")
    for offer in rows.filter(state__in=[State.OFFERED, State.ACCEPTED]).order_by(
        "offered_at", "pk"
    ):
        if offer.state == State.OFFERED:
            found.append(Holder(str(offer.to_organisation), ASKED, offer.answer_by))
        elif offer.from_organisation_id != owner.pk:
            found.append(Holder(str(offer.from_organisation), GAVE))
    return list(dict.fromkeys(found))


def kept_until(lead: Lead) -> date:
    """The day from which nothing keeps it any more, if nothing else happens; see retention.py."""
    has_outcome = Lead.objects.filter(erasure.WITH_OUTCOME, pk=lead.pk).exists()
    months = settings.RETENTION_MONTHS["outcomes" if has_outcome else "leads"]
    last = lead.interactions.order_by("-at").values_list("at", flat=True).first()
    moments: list[datetime] = [lead.created_at, lead.stage_since, *([last] if last else [])]
    latest = months_before(max(moments), -months)
    promised = lead.next_action_on
    if promised is not None:
        noon = timezone.make_aware(datetime.combine(promised, datetime.min.time()))
        latest = max(latest, months_before(noon, -months))
    return timezone.localdate(latest) + timedelta(days=1)
