"""Coming stops when somebody leaves."""

import pytest

from roadshow import leaving
from roadshow.models import StopPage
from tests.factories.brand import OrganisationFactory, member
from tests.factories.roadshow import StopFactory

pytestmark = pytest.mark.django_db


def test_stops_go_to_who_takes_over_and_stay_where_they_are():
    partner = OrganisationFactory()
    sam, tom = member(partner), member(partner)
    stop = StopFactory(organisation=partner, owner=sam)
    foreign = StopFactory(owner=sam)
    assert [str(share) for share in leaving.count(sam, partner)] == ["1 halte"]
    leaving.pass_on(sam, partner, tom, tom)
    owners = dict(StopPage.objects.values_list("pk", "owner"))
    assert owners == {stop.pk: tom.pk, foreign.pk: sam.pk}
    leaving.hand_back(partner, None, tom, True)
    assert StopPage.objects.get(pk=stop.pk).live
    assert [share.number for share in leaving.count_all(partner)] == [1]
