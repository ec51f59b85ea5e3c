"""A link in an earlier mailbox stays closed when a backup of before the change is put back."""

import pytest
from django.core.files.storage import storages

from brand.models import GoneRow
from brand.privacy import replay
from roadshow.models import Registration, Repeat
from roadshow.registration import changes, register
from tests.factories.roadshow import stop_in
from tests.support.backups import after_backup

pytestmark = pytest.mark.django_db
OLD, NEW = "an@bakkerij.be", "an@elders.be"


def journalled() -> str:
    store = storages["journal"]
    names = store.listdir("erasures")[1]
    return "".join(store.open(f"erasures/{name}").read().decode() for name in names)


@pytest.fixture
def an():
    stop = stop_in("Genk", slug="genk", capacity=3)
    return register.register(stop, name="An Peeters", company="Bakkerij", email=OLD)


def opens(client, token) -> bool:
    return client.get(f"/mijn/{token}/").status_code == 200


def test_a_corrected_address(an, client):
    mailed, screen = an.token, an.screen_token
    assert opens(client, mailed)
    after_backup(lambda: changes.correct_address(Registration.objects.get(), NEW))
    assert not opens(client, mailed)
    assert opens(client, screen)  # that of who filled in the form
    row = Registration.objects.get()
    assert not opens(client, row.token)  # what is mailed to that address still
    assert replay.replay() == 0
    assert not any(word in journalled() for word in (OLD, NEW, "Peeters"))


def test_no_later_link_is_the_one_of_then(an, client):
    """Which went to a third mailbox."""
    then = []

    def act():
        changes.correct_address(Registration.objects.get(), NEW)
        then.append(Registration.objects.get().token)

    after_backup(act)
    changes.correct_address(Registration.objects.get(), "an@derde.be")
    assert not opens(client, then[0])
    assert opens(client, Registration.objects.get().token)


def test_one_that_turned_out_to_be_a_repeat(an, client):
    slip = register.register(an.stop, name="An Peeters", company="Bakkerij", email="an@bakerij.be")
    mailed = slip.token

    def act():
        changes.correct_address(Registration.objects.get(pk=slip.pk), OLD)
        assert Repeat.objects.exists()

    after_backup(act)
    assert not Repeat.objects.exists()
    assert not opens(client, mailed)
    assert opens(client, an.token)


def test_an_address_that_stays_closes_nothing(an):
    changes.correct_address(an, OLD)
    assert not GoneRow.objects.exists()
