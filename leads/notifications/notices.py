"""Mails to colleagues, asked for the moment something happens; never to who did it.

Each function is called inside the transaction of what it tells of. The mail reads how things stand
when it leaves, and is dropped when it lost its reason; see leads/emails.py.
"""

from brand import mail
from brand.models import User
from leads.models import (
    HandOver,
    Interaction,
    Lead,
    LeadMail,
    PriceAnswer,
    PriceInvitation,
    TrainingOffer,
)
from leads.notifications import choices
from leads.notifications.choices import Kind


def _post(name: str, pk: int, users: list[User], *, once: str = "") -> int:
    for user in users:
        mail.post(f"leads.emails.{name}", f"{pk}-{user.pk}", once=once)
    return len(users)


def tell_of_offer(offer: HandOver) -> int:
    """To everybody at the desk of the partner that is asked."""
    people = choices.desk_people(offer.to_organisation).exclude(pk=offer.offered_by_id or 0)
    return _post("offered", offer.pk, choices.at_once(people, Kind.OFFER), once="1")


def tell_of_answer(offer: HandOver, by: User | None) -> int:
    """To who offered it while at the desk; otherwise to that partner's whole desk."""
    desk = choices.desk_people(offer.from_organisation)
    people = desk.filter(pk=offer.offered_by_id or 0) or desk
    told = [user for user in choices.at_once(people, Kind.ANSWER) if user != by]
    return _post("answered", offer.pk, told, once="1")


def tell_of_reply(line: Interaction, wrote: User | None) -> int:
    """To the owner; else to who wrote, while at that desk; else to the desk. Examples tell none."""
    lead = line.lead
    if lead.is_demo:
        return 0
    desk = choices.desk_people(lead.owner_organisation)
    people = desk.filter(pk=lead.owner_id or 0) or desk.filter(pk=wrote.pk if wrote else 0) or desk
    return _post("replied", line.pk, choices.at_once(people, Kind.REPLY), once="1")


def tell_of_bounce(made: LeadMail) -> int:
    """To who wrote it, while at the desk of that dossier; else to its owner. Examples tell none."""
    lead, wrote = made.line.lead, made.line.by
    if lead.is_demo:
        return 0
    desk = choices.desk_people(lead.owner_organisation)
    people = desk.filter(pk=wrote.pk if wrote else 0) or desk.filter(pk=lead.owner_id or 0)
    return _post("bounced", made.pk, choices.at_once(people, Kind.REPLY), once="1")


def tell_owner(lead: Lead, by: User | None) -> int:
    """That this lead is now theirs, or that the employer came back."""
    owner = lead.owner
    if owner is None or owner == by or not owner.is_active or lead.is_demo:
        return 0
    told = choices.at_once([owner], Kind.ASSIGNED)
    return _post("assigned", lead.pk, told)


def tell_of_price_request(asked: PriceInvitation, by: User | None) -> int:
    """To everybody at the desk of the partner that is asked."""
    people = choices.desk_people(asked.partner).exclude(pk=by.pk if by else 0)
    return _post("prices_asked", asked.pk, choices.at_once(people, Kind.PRICES), once="1")


def tell_of_prices(said: PriceAnswer) -> int:
    """To who asked, while at that desk; else to the whole desk. A second answer tells once more."""
    request = said.invitation.request
    desk = choices.desk_people(request.organisation)
    people = desk.filter(pk=request.created_by_id or 0) or desk
    told = [user for user in choices.at_once(people, Kind.PRICES) if user != said.by]
    return _post("prices_answered", said.pk, told, once="1")


def tell_of_price_withdrawal(asked: PriceInvitation, by: User | None) -> int:
    """That nothing needs to be done any more."""
    people = choices.desk_people(asked.partner).exclude(pk=by.pk if by else 0)
    return _post("prices_withdrawn", asked.pk, choices.at_once(people, Kind.PRICES), once="1")


def tell_of_training(offer: TrainingOffer, by: User) -> int:
    """To everybody at that desk but who wrote it: they may read it and put it online."""
    if offer.is_demo:
        return 0
    people = choices.desk_people(offer.organisation).exclude(pk=by.pk)
    return _post("training_waits", offer.pk, choices.at_once(people, Kind.TRAINING))
