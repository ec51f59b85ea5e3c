"""What a machine in front of the site asks: does the process answer, does it reach its database."""

import pytest


@pytest.mark.django_db
@pytest.mark.database("brand.http.views.readyz")
def test_ready_is_who_reaches_the_database(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok"})
