"""A test with transactions of its own leaves no rows, and the next finds its world kept."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from brand.models import ChangeCount, Organisation
from tests.support import emptying, snapshot

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

built = []


@snapshot.kept
def partner() -> Organisation:
    built.append(1)
    return Organisation.objects.create(name="Telkens", slug="telkens")


def test_every_row_goes_but_what_django_made(founded):
    Organisation.objects.create(name="Weg", slug="weg")
    before = [model.objects.count() for model in emptying.MADE_BY_DJANGO]
    emptying.empty()
    models = apps.get_models(include_auto_created=True)
    own = [model for model in models if model._meta.managed and not model._meta.proxy]
    left = {model for model in own if model._base_manager.exists()}
    assert left - {ChangeCount} == {ContentType, Permission}  # it counts this emptying too
    assert [model.objects.count() for model in emptying.MADE_BY_DJANGO] == before


@pytest.mark.parametrize("turn", [1, 2])
def test_a_kept_world_is_laid_down_in_the_next(turn):
    assert not Organisation.objects.exists()
    made = partner()
    assert list(Organisation.objects.all()) == [made]
    assert built == [1]
