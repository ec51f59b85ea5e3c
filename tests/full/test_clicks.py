"""Short links followed by a crowd at two server processes: each click is counted, and once."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from brand.models import Campaign, LinkVisits, TrackedLink
from tests.factories.brand import OrganisationFactory
from tests.support import servers

CONNECTIONS = 40  # at both servers together
LINKS = 5
A_PERSON = "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 Chrome/131.0 Mobile"
A_MACHINE = "facebookexternalhit/1.1"
EVIL = "ergens-anders.example"
LAY = f"""
import json
from brand.models import TrackedLink
from brand.models.campaigns import Channel
first = TrackedLink.objects.filter(issue=None).exclude(page=None).first()
for number, channel in enumerate(list(Channel)[:{LINKS}]):
    TrackedLink.objects.filter(campaign=first.campaign, channel=channel, page=first.page).delete()
    TrackedLink.objects.create(campaign=first.campaign, organisation=first.organisation,
                               channel=channel, page=first.page, code=f"klik{{number}}")
print(json.dumps(first.page.url))
"""
COUNT = """
import json
from django.db.models import Sum
from brand.models import LinkVisits
rows = LinkVisits.objects.filter(link__code__startswith="klik").values("link__code")
print(json.dumps({row["link__code"]: row["all"] for row in rows.annotate(all=Sum("count"))}))
"""


async def follows(address: str, asked: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """Over one connection that stays open; of each answer the status and where it sends to."""
    host, _, port = address.rpartition("//")[2].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    told = []
    for method, path, agent in asked:
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {agent}\r\n\r\n"
        writer.write(head.encode())
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        found = dict(line.lower().split(": ", 1) for line in lines[1:] if line)
        if method != "HEAD":
            await reader.readexactly(int(found.get("content-length", 0)))
        told.append((lines[0].split()[1], found.get("location", "")))
    writer.close()
    return told


def crowd(homes: list[str], clicks: int) -> list[tuple[str, str]]:
    """So many people, and among them machines that are sent on without being counted."""
    each = clicks // CONNECTIONS

    def asked(number: int) -> list[tuple[str, str, str]]:
        found = []
        for turn in range(each):
            path = f"/g/klik{(number + turn) % LINKS}"
            found.append(("GET", path, A_PERSON))
            if turn % 10 == 0:
                found += [("GET", path, A_MACHINE), ("HEAD", path, A_PERSON)]
        return found

    async def all_at_once():
        each_one = (follows(homes[one % 2], asked(one)) for one in range(CONNECTIONS))
        return await asyncio.gather(*each_one)

    # In a thread of its own: a browser of another test may hold the loop of this one.
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(lambda: asyncio.run(all_at_once())).result()
    return [answer for one in told for answer in one]


@pytest.fixture
def site():
    with servers.site() as made:
        yield made


@pytest.mark.parametrize("clicks", [400, pytest.param(10_000, marks=pytest.mark.scale)])
@pytest.mark.server
@pytest.mark.database
def test_every_click_is_counted_once(site, clicks):
    page = json.loads(site.python(LAY).splitlines()[-1])
    for _ in range(2):
        site.serve("manage.py", "serve", "--no-worker")
    began = time.monotonic()
    told = crowd([server.address for server in site.processes], clicks)
    took = time.monotonic() - began
    counted = json.loads(site.python(COUNT).splitlines()[-1])
    print(f"{clicks} clicks and {len(told) - clicks} of machines in {took:.1f} s: {counted}")
    assert {status for status, _ in told} == {"302"}
    assert {place for _, place in told} == {f"{page}?via=klik{n}" for n in range(LINKS)}
    assert counted == {f"klik{number}": clicks // LINKS for number in range(LINKS)}


@pytest.mark.parametrize(
    "path",
    [
        "/g/klik0?via=https://{evil}/",
        "/g/klik0?next=https://{evil}/&url=//{evil}",
        "/g/https://{evil}/",
        "/g//{evil}/",
        "/g/%2F%2F{evil}",
        "/g/klik0/../../{evil}",
        "/g/klik0@{evil}",
        "/g/\\{evil}",
    ],
)
@pytest.mark.django_db
def test_a_foreign_address_is_never_redirected_to(client, founded, path):
    _link(founded)
    answer = client.get(path.format(evil=EVIL))
    assert answer.status_code in (302, 301, 404)
    if answer.status_code == 302:
        assert answer["Location"] == "/?via=klik0"
    assert EVIL not in answer.get("Location", "").partition("?")[0].removeprefix("/g/")
    assert not answer.get("Location", "").startswith(("//", "http", "\\"))


@pytest.mark.parametrize("headers", [{"Host": EVIL}, {"X-Forwarded-Host": EVIL}])
@pytest.mark.django_db
def test_whatever_host_is_said_the_way_stays_ours(client, founded, headers):
    _link(founded)
    answer = client.get("/g/klik0", headers=headers)
    assert (answer.status_code, answer.get("Location", "")) in ((302, "/?via=klik0"), (400, ""))
    assert LinkVisits.objects.count() == (answer.status_code == 302)


def _link(founded):
    partner = OrganisationFactory()
    campaign = Campaign.objects.create(name="Kom kijken", organisation=partner)
    TrackedLink.objects.create(
        campaign=campaign,
        organisation=partner,
        channel="affiche",
        code="klik0",
        page=founded.page_ptr,
    )
