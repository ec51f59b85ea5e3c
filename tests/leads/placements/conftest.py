from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import CooperationForm
from leads.placements import code_list, recording


@pytest.fixture
def forms(db):
    """The code list of the federation."""
    code_list.lay()
    return {form.code: form for form in CooperationForm.objects.all()}


@pytest.fixture
def placement(lead, people, forms):
    """Four people in an enclave since yesterday, recorded by the coordinator of the partner."""
    return recording.record(
        lead,
        people.owner,
        form=forms["enclave"],
        people=4,
        start=timezone.localdate() - timedelta(days=1),
    )
