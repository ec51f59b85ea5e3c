"""Organisations and people; the cast of most tests stands in `cast()`."""

from dataclasses import dataclass

import factory
from factory.django import DjangoModelFactory

from brand.models import Membership, Organisation, Role, User


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"VOORBEELD Werkplaats {n}")
    slug = factory.Sequence(lambda n: f"werkplaats-{n}")


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"mens{n}@example.org")
    first_name = "An"
    last_name = factory.Sequence(lambda n: f"Voorbeeld{n}")
    password = factory.django.Password("een lang geheim woord")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.COORDINATOR


@dataclass
class Cast:
    """Who plays in nearly every test of who sees what."""

    partner: Organisation
    other: Organisation
    house: Organisation
    owner: User
    team_mate: User
    outsider: User
    federation: User


def member(organisation, role=Role.COORDINATOR, **fields) -> User:
    """Somebody new with this role in this organisation."""
    return MembershipFactory(
        organisation=organisation,
        role=role,
        **{f"user__{name}": value for name, value in fields.items()},
    ).user


def cast() -> Cast:
    partner = OrganisationFactory(name="VOORBEELD De Proefhal", slug="proefhal")
    other = OrganisationFactory(name="VOORBEELD De Overkant", slug="overkant")
    house = OrganisationFactory(name="VOORBEELD Federatie", slug="federatie", is_federation=True)
    return Cast(
        partner=partner,
        other=other,
        house=house,
        owner=member(partner, first_name="An", last_name="Eigenaar"),
        team_mate=member(partner, first_name="Tom", last_name="Teamgenoot"),
        outsider=member(other, first_name="Ute", last_name="Buiten"),
        federation=member(house, Role.BEHEERDER, first_name="Fien", last_name="Federatie"),
    )
