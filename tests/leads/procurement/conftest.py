import pytest

from brand.models import Activity
from leads.models import Employer
from leads.procurement import intentions


@pytest.fixture
def buyer(lead):
    """The dossier of a municipality."""
    employer = lead.employer
    employer.name, employer.buyer_kind = "Gemeente Voorbeek", Employer.BuyerKind.MUNICIPALITY
    employer.save()
    return lead


@pytest.fixture
def green(db):
    return Activity.objects.get_or_create(name="Groenonderhoud")[0]


@pytest.fixture
def plan(buyer, people, green):
    """What the municipality means to buy, as the coordinator of the partner wrote it down."""
    return intentions.add(
        buyer,
        people.owner,
        activity=green,
        size="12 hectare per jaar",
        note="Bo Peeters beslist mee.",
        contact=buyer.contact,
    )
