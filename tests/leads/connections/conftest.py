"""A partner's software, with a key."""

import json
import uuid

import pytest
from django.test import Client

from leads.connections import keys

API = "/api/partner/v1/"


class Software:
    """Asks the API as another program does: no session, no cookies, JSON."""

    def __init__(self, secret: str):
        self.client, self.secret = Client(enforce_csrf_checks=True), secret

    def ask(self, method: str, path: str = "leads/", body=None, *, word=None, **query):
        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        more = {"query_params": query} if query else {}
        if body is not None:
            headers["Idempotency-Key"] = word if word is not None else str(uuid.uuid4())
            text = body if isinstance(body, str | bytes) else json.dumps(body)
            more |= {"data": text, "content_type": "application/json"}
        return getattr(self.client, method)(API + path, headers=headers, **more)

    def get(self, path: str = "leads/", **query):
        return self.ask("get", path, **query)

    def post(self, path: str, body, **more):
        return self.ask("post", path, body, **more)


@pytest.fixture
def key_of(people):
    def made(organisation, user=None, **changed):
        said = {"name": "Ons CRM", "may_read": True, "may_write": True, "expires_on": None}
        return keys.make(user or people.federation, organisation, **said | changed)

    return made


@pytest.fixture
def software(people, key_of):
    return Software(key_of(people.partner)[1])
