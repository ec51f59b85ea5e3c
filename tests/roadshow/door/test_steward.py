"""A steward has no desk."""

import pytest
from django.urls import reverse

from brand.models import Role
from tests.factories.brand import cast, member

pytestmark = pytest.mark.django_db


def test_a_steward_who_signs_in_lands_at_the_door(client):
    people = cast()
    client.force_login(member(people.partner, role=Role.ONTHAAL))
    assert client.get(reverse("wagtailadmin_home")).url == reverse("doors")


def test_somebody_without_any_role_is_asked_to_sign_in(client):
    user = cast().owner
    user.memberships.all().delete()
    client.force_login(user)
    assert client.get(reverse("wagtailadmin_home")).url != reverse("doors")
