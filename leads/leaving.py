"""Leads pass on when a person or a whole partner leaves; see brand/people/departure.py."""

from django.db.models import Q
from django.utils import timezone

from brand.models import Organisation, User
from brand.people.departure import Share
from leads.connections import keys
from leads.follow_up import actions
from leads.follow_up.record import hold, write
from leads.hand_over import offers as hand_over_offers
from leads.models import (
    ApiKey,
    HandOver,
    Interaction,
    Lead,
    PriceInvitation,
    PriceRequest,
    TrainingOffer,
    Webhook,
)
from leads.models.hand_overs import HandOverQuerySet
from leads.models.lead import LeadQuerySet
from leads.models.price_requests import PriceInvitationQuerySet, PriceRequestQuerySet
from leads.models.trainings import TrainingOfferQuerySet
from leads.procurement import answers
from leads.stages import OPEN

IN_HAND = Q(stage__in=OPEN) | Q(next_action_on__isnull=False)


def count(user: User, organisation: Organisation) -> list[Share]:
    mine = _in_hand(organisation).filter(owner=user)
    late = mine.filter(next_action_on__lte=timezone.localdate())
    offers = HandOver.objects.waiting().filter(offered_by=user, from_organisation=organisation)
    return [
        Share(mine.count(), "open opvolgdossier", "open opvolgdossiers"),
        Share(late.count(), "volgende stap voor vandaag", "volgende stappen voor vandaag"),
        Share(offers.count(), "overdracht die wacht", "overdrachten die wachten"),
    ]


def pass_on(user: User, organisation: Organisation, to: User | None, by: User) -> None:
    for lead in _in_hand(organisation).filter(owner=user):
        heir = to if to and actions.may_own(to, lead) else None
        actions.assign(lead, by, heir)
    offers = HandOver.objects.waiting().filter(offered_by=user, from_organisation=organisation)
    offers.update(offered_by=to)


def count_all(organisation: Organisation) -> list[Share]:
    return [
        Share(
            _in_hand(organisation).count(),
            "open opvolgdossier dat naar de federatie gaat",
            "open opvolgdossiers die naar de federatie gaan",
        ),
        Share(
            _offers(organisation).count(),
            "overdracht die stopt",
            "overdrachten die stoppen",
        ),
        Share(
            _asked_of(organisation).count(),
            "vraag om prijzen die stopt",
            "vragen om prijzen die stoppen",
        ),
        Share(
            _asked_by(organisation).count(),
            "prijsaanvraag die naar de federatie gaat",
            "prijsaanvragen die naar de federatie gaan",
        ),
        Share(
            ApiKey.objects.usable().filter(organisation=organisation).count(),
            "sleutel van een koppeling die stopt",
            "sleutels van koppelingen die stoppen",
        ),
        Share(
            Webhook.objects.filter(organisation=organisation, stopped_at=None).count(),
            "adres dat geen berichten meer krijgt",
            "adressen die geen berichten meer krijgen",
        ),
        Share(
            _trainings(organisation).count(),
            "vorming die offline gaat",
            "vormingen die offline gaan",
        ),
    ]


def hand_back(
    organisation: Organisation, federation: Organisation, by: User, take_down: bool
) -> None:
    """Offers end first: a lead that waits for an answer stays with who offered it."""
    for key in ApiKey.objects.filter(organisation=organisation, revoked_at=None):
        keys.revoke(key, by)
    hooks = Webhook.objects.filter(organisation=organisation, stopped_at=None)
    hooks.update(stopped_at=timezone.now())
    _trainings(organisation).update(state=TrainingOffer.State.OFF)
    for offer in _offers(organisation):
        if offer.from_organisation_id == organisation.pk:
            hand_over_offers.withdraw(offer, by)
        else:
            hand_over_offers.decline(offer, by, f"{organisation} doet niet meer mee.")
    own = PriceInvitation.objects.filter(partner=organisation, request__organisation=organisation)
    own.filter(answers=None).delete()
    for invitation in _asked_of(organisation):
        answers.decline(invitation, by, f"{organisation} doet niet meer mee.")
    _asked_by(organisation).update(organisation=federation)
    for row in _in_hand(organisation):
        lead, before = hold(row, None)
        lead.owner_organisation, lead.owner = federation, None
        for contact in lead.employer.contacts.filter(known_to=organisation):
            contact.known_to.add(federation)
        said = f"{organisation} doet niet meer mee: nu bij {federation}."
        write(lead, before, Interaction.Kind.HAND_OVER, by, note=said, for_good=True)


def _trainings(organisation: Organisation) -> TrainingOfferQuerySet:
    waits_or_stands = TrainingOffer.objects.exclude(state=TrainingOffer.State.OFF)
    return waits_or_stands.filter(organisation=organisation)


def _asked_of(organisation: Organisation) -> PriceInvitationQuerySet:
    """Other partners wait for its prices."""
    waiting = PriceInvitation.objects.waiting().filter(partner=organisation)
    return waiting.select_related("request__lead").order_by("pk")


def _asked_by(organisation: Organisation) -> PriceRequestQuerySet:
    """What it asked, or was about to; whoever follows the buyer up next goes on with it."""
    today = timezone.localdate()
    rows = PriceRequest.objects.filter(organisation=organisation, withdrawn_at=None)
    return rows.filter(closes_on__gte=today)


def _in_hand(organisation: Organisation) -> LeadQuerySet:
    return Lead.objects.filter(IN_HAND, owner_organisation=organisation).order_by("pk")


def _offers(organisation: Organisation) -> HandOverQuerySet:
    either = Q(from_organisation=organisation) | Q(to_organisation=organisation)
    return HandOver.objects.waiting().filter(either).order_by("pk")
