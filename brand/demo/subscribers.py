"""The demo's subscribers: invented, at addresses no mail can reach, so that a list is not empty.

They are never mailed, nor told to the newsletter service: see `is_demo` of a subscription.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from brand.audience.addresses import address_hash
from brand.demo.cast import ACCOUNTS, FEDERATION
from brand.models import OutboxState, Subscription, SubscriptionRecord, SyncJob
from brand.text import EXAMPLE

State, Said = Subscription.State, SubscriptionRecord.Said
WAY = f"voorbeeld {EXAMPLE}"
TOLD = "Voorbeeld: gaat nooit naar buiten."


class Reader(NamedTuple):
    name: str
    company: str
    email: str
    province: str = ""
    interests: tuple[str, ...] = ()
    state: str = State.SUBSCRIBED


READERS = [
    # An employer of the tour, under the address that stands there.
    Reader("Lies Evers", "Bakkerij Korenaar", "lies.evers@bakkerij-korenaar.example", "antwerpen"),
    Reader(
        "Griet Maes",
        "Drukkerij De Letter",
        "griet.maes@drukkerij-de-letter.example",
        "limburg",
        ("Uitbesteden",),
    ),
    Reader(
        "Omar Haddad",
        "Groothandel Kade 9",
        "omar.haddad@groothandel-kade-9.example",
        "oost-vlaanderen",
        ("Uitbesteden", "Kennismaken"),
    ),
    Reader(
        "Tine Wouters",
        "Gemeente Voorbeek",
        "tine.wouters@gemeente-voorbeek.example",
        "vlaams-brabant",
        ("Kennismaken",),
    ),
    Reader("Piet Claes", "", "piet.claes@brievenbus.example"),
    Reader(
        "Nora Vos",
        "Hotel Duinzicht",
        "nora.vos@hotel-duinzicht.example",
        "west-vlaanderen",
        state=State.STOPPED,
    ),
    Reader(
        "Jan Peters",
        "Garage Peters",
        "jan.peters@garage-peters.example",
        "limburg",
        state=State.ASKED,
    ),
]


def load(now: datetime) -> None:
    """Once; running it again adds nothing, also for who was erased since."""
    if Subscription.objects.filter(is_demo=True).exists():
        return
    for number, reader in enumerate([*READERS, _colleague()], 1):
        if not Subscription.objects.filter(email=reader.email).exists():
            _add(reader, now - timedelta(days=9 * number))


def _colleague() -> Reader:
    """Somebody who works at a partner reads along."""
    name, person, *_ = next(one for one in ACCOUNTS if one[2] != FEDERATION)
    return Reader(person, "", f"{name}@voorbeeld.example")


def _add(reader: Reader, at: datetime) -> None:
    asked_only = reader.state == State.ASKED
    row = Subscription.objects.create(
        email=reader.email,
        name=f"{reader.name} {EXAMPLE}",
        company=reader.company,
        province=reader.province,
        interests=list(reader.interests),
        state=reader.state,
        confirmed_at=None if asked_only else at,
        stopped_at=at + timedelta(days=3) if reader.state == State.STOPPED else None,
        is_demo=True,
    )
    said = [Said.ASKED] if asked_only else [Said.ASKED, Said.CONFIRMED]
    if reader.state == State.STOPPED:
        said.append(Said.STOPPED)
    for days, one in enumerate(said):
        SubscriptionRecord.objects.create(
            subscription=row, said=one, at=at + timedelta(days=days), way=WAY
        )
    if not asked_only:
        SyncJob.objects.create(
            subscription=row,
            email_hash=address_hash(reader.email),
            dedupe_key=f"{SyncJob.Kind.STAND}:{row.pk}",
            state=OutboxState.DONE,
            reason=TOLD,
            due_at=at,
            done_at=at,
        )
