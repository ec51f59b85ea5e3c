"""What registering costs: the post of the form, beside a minimal guarded endpoint in the same run.

Prints CPU milliseconds (the median of `POSTS`, in turns) and queries of each. The minimal endpoint
does what no registration can do without: a conditional update of the seats, and one row.
"""

import os
import statistics
import time

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt

from brand.forms import stamp
from brand.models import OutgoingMail
from brand.urls import urlpatterns as site
from roadshow.models import Registration, SeatCount
from tests.factories.roadshow import StopFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]

POSTS = 60


@csrf_exempt
@transaction.atomic
def minimal(request, stop):
    row = SeatCount.objects.filter(stop__slug=stop, taken__lt=F("stop__capacity"))
    seat = row.filter(pk=row.values("pk")[:1]).update(taken=F("taken") + 1)
    if seat:
        words = {name: request.POST[name] for name in ("name", "company", "email")}
        Registration.objects.create(stop_id=SeatCount.objects.get(stop__slug=stop).pk, **words)
    return HttpResponse(status=302 if seat else 409)


urlpatterns = [path("minimaal/<slug:stop>/", minimal), *site]


def post(client: Client, address: str, number: int, key: str) -> float:
    """CPU milliseconds."""
    values = {
        "name": f"Bo {number}",
        "company": f"Bakkerij {number}",
        "email": f"bo@bakkerij-{number}.be",
        "gezien": key,
    }
    used = time.process_time()
    answer = client.post(address, values, REMOTE_ADDR=f"10.{number // 200}.{number % 200}.1")
    took = (time.process_time() - used) * 1000
    assert answer.status_code == 302, answer.content
    return took


def test_posts(founded, capsys):
    stop = StopFactory(capacity=10 * POSTS)
    addresses = {
        "registration": reverse("register", args=[stop.slug]),
        "minimal": f"/minimaal/{stop.slug}/",
    }
    keys = [stamp(60, "registration") for _ in range(2 * (POSTS + 2))]
    client, costs, queries = Client(), {name: [] for name in addresses}, {}
    number = 0
    for turn in range(POSTS + 2):
        for name, address in addresses.items():
            number += 1
            with CaptureQueriesContext(connection) as asked:
                took = post(client, address, number, keys.pop())
            if turn > 1:
                costs[name].append(took)
            queries[name] = asked
    assert Registration.objects.count() == SeatCount.objects.get().taken == 2 * (POSTS + 2)
    assert OutgoingMail.objects.count() == POSTS + 2
    with capsys.disabled():
        print(
            f"\n{POSTS} posts, {connection.vendor}, load {os.getloadavg()[0]:.1f}: CPU ms, queries"
        )
        for name, took in costs.items():
            print(f"  {name:<14}{statistics.median(took):>7.1f}{len(queries[name]):>6}")
