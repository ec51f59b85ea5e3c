from datetime import timedelta

import pytest
from django.utils import timezone

from brand.models import Activity
from leads.models import Employer
from leads.procurement import intentions, requests


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


@pytest.fixture
def draft_of(buyer, people):
    """A request that was not sent, with these lines: words, quantity, unit."""

    def made(*lines, title="Bermen"):
        facts = [
            dict(zip(("description", "quantity", "unit"), line, strict=True)) for line in lines
        ]
        closes_on = timezone.localdate() + timedelta(days=14)
        return requests.draft(buyer, people.owner, facts, title=title, closes_on=closes_on)

    return made


@pytest.fixture
def draft(draft_of):
    return draft_of(("Maaien", 4500, "m2"), ("Snoeien", "2.5", "dag"))


@pytest.fixture
def sent(draft, people):
    """Asked of the other partner."""
    requests.send(draft, [people.other], people.owner)
    draft.refresh_from_db()
    return draft
