import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_counted():
    """Registrations of an earlier test do not make this one a flood."""
    cache.clear()
