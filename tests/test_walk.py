"""Every registered address, walked by everybody: nobody reads another partner's rows."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.test import Client

from brand import founding, joining
from brand.models import Organisation, Role, User
from roadshow.models import TourPage
from tests import canaries, walking

SEARCHED = walking.variants


@pytest.fixture
def world(db, django_capture_on_commit_callbacks):
    """Two partners, each with everything; and those who see all."""
    with django_capture_on_commit_callbacks(execute=True):
        home = founding.found()
        tour = TourPage.objects.child_of(home).get()
        third = Organisation.objects.create(name="Derde", slug="derde")
        alfa = canaries.nest("Partner Alfa", "kanariealfa", tour, third)
        beta = canaries.nest("Partner Beta", "kanariebeta", tour, third)
        canaries.share_an_employer(alfa, beta, tour)
        house = Organisation.objects.create(name="Huis", slug="huis", is_federation=True)
        founding.welcome(house)
        joining.join(house, email="huis@huis.example", name="", role=Role.BEHEERDER)
        User.objects.create_superuser("baas@huis.example", "lang-geheim-woord")
    call_command("update_index", verbosity=0)
    return {"alfa": alfa, "beta": beta}


def signed_in(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def walk(client: Client, nest: canaries.Nest) -> tuple[list[str], list[str], Counter]:
    """Leaks, failures and the statuses met, over every address with this partner's rows."""
    leaks, failures, statuses = [], [], Counter()
    for address in walking.addresses(nest):
        for path in walking.variants(address.path):
            response = client.get(path)
            statuses[response.status_code] += 1
            if response.status_code >= 500 and "test404" not in path and "failwhale" not in path:
                failures.append(f"{response.status_code} {path}")
            # The address itself may stand in the answer: it came from the one who asked.
            text = walking.text_of(response).replace(path, "")
            if found := walking.words_of(nest, text):
                leaks.append(f"{path}: {sorted(found)}")
    return leaks, failures, statuses


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize(("who", "whose"), [("alfa", "beta"), ("beta", "alfa")])
def test_nobody_reads_another_partners_rows(world, who, whose, role):
    if role is None and who == "beta":
        return
    client = signed_in(world[who].people[role] if role else None)
    leaks, failures, statuses = walk(client, world[whose])
    assert ("_auth_user_id" in client.session) is (role is not None)  # to the very end
    assert "\n".join(leaks) == ""
    assert "\n".join(failures) == ""
    assert statuses[200] >= 10
