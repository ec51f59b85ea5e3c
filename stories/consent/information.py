"""Who asks, who is responsible for the data, and where to complain: what informed consent needs."""

from typing import NamedTuple

from brand.models import BrandKit
from brand.privacy.authority import (
    AUTHORITY,
    AUTHORITY_ADDRESS,
    AUTHORITY_EMAIL,
    AUTHORITY_PHONE,
)
from stories.consent.wording import kept_together
from stories.models import PortrayedPerson


class Asking(NamedTuple):
    """Sentences for the page and the sheet, in the language of that person."""

    partner: object
    said: str
    phone: str
    call: str
    controller: str
    contact: str
    authority: str
    authority_phone: str = AUTHORITY_PHONE
    authority_email: str = AUTHORITY_EMAIL


def about(person: PortrayedPerson, words: dict, *, by=None) -> Asking:
    """`by` is the colleague who asks."""
    kit, partner = BrandKit.current(), person.organisation
    name = by.get_full_name() if by and by.get_full_name() != by.email else ""
    said = words["asks"] if name else words["asks_partner"]
    phone = (by.phone if by else "") or partner.phone or kit.contact_phone
    return Asking(
        partner=partner,
        said=said.format(name=name, partner=_works_for(by, partner)),
        phone=phone,
        call=words["asks_call"].format(phone=kept_together(phone, words)) if phone else "",
        controller=_controller(kit, partner, words),
        contact=_contact(kit, words),
        authority=f"{AUTHORITY}, {AUTHORITY_ADDRESS}",
    )


def _works_for(by, partner) -> str:
    """Where this colleague works: at the partner, or elsewhere, such as at the federation."""
    rows = by.memberships.accepted().select_related("organisation") if by else []
    houses = [row.organisation for row in rows]
    return (partner if partner in houses or not houses else houses[0]).name


def _controller(kit: BrandKit, partner, words: dict) -> str:
    """The organisation behind the brand, in full; or that this is not filled in yet."""
    if not kit.sender_name:
        return words["controller_none"]
    address = " ".join(kit.postal_address.split())
    full = ", ".join(filter(None, [kit.sender_name, address, kit.enterprise_number]))
    if partner.is_federation or partner.name == kit.sender_name:
        return f"{full}."
    return words["controller_text"].format(
        controller=kept_together(full, words), partner=partner.name
    )


def _contact(kit: BrandKit, words: dict) -> str:
    reach = [kit.privacy_email or kit.contact_email, kit.contact_phone]
    reach = ", ".join(kept_together(one, words) for one in reach if one)
    return words["controller_contact"].format(contact=reach) if reach else ""


def has_phone() -> bool:
    """Whether the site names a number to call."""
    return bool(BrandKit.current().contact_phone)


def is_complete() -> bool:
    """Whether the page can name who is responsible for the data, and how to reach them."""
    kit = BrandKit.current()
    return bool(kit.sender_name and (kit.privacy_email or kit.contact_email or kit.contact_phone))
