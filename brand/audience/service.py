"""What a newsletter service does for us, in our words; no vendor is named here.

Two fulfil it: mailchimp.py, and local.py when there is no service. One exception crosses.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol


class Status(StrEnum):
    """The status of a contact at the service."""

    SUBSCRIBED = "subscribed"
    PENDING = "pending"
    UNSUBSCRIBED = "unsubscribed"
    CLEANED = "cleaned"
    ARCHIVED = "archived"
    TRANSACTIONAL = "transactional"
    ABSENT = "absent"


@dataclass(frozen=True)
class Person:
    email: str
    name: str = ""
    company: str = ""
    province: str = ""
    tags: frozenset[str] = frozenset()
    asked_at: datetime | None = None
    confirmed_at: datetime | None = None
    # Stopped before and asked back afterwards, by their own confirmed wish.
    is_returning: bool = False


@dataclass(frozen=True)
class Standing:
    """What the service answered about one person."""

    status: Status
    left_at: datetime | None = None
    tags: frozenset[str] = field(default_factory=frozenset)


class Member(NamedTuple):
    """One person as the service holds them."""

    digest: str
    email: str
    status: Status
    changed_at: datetime | None = None  # anything about them
    name: str = ""
    company: str = ""
    province: str = ""


class Newsletter(NamedTuple):
    """One newsletter as the service keeps it, sent or not."""

    key: str
    title: str
    subject: str = ""
    preview: str = ""
    is_sent: bool = False
    is_planned: bool = False


class ListFacts(NamedTuple):
    """What the service says of the list itself."""

    name: str
    members: int  # who get mail
    uses_permissions: bool  # a tick for each way of being reached (GDPR fields)
    asks_twice: bool  # mails a confirmation of its own
    sender: str


class FailureKind(StrEnum):
    RETRY = "retry"  # this one, later
    LINE = "line"  # the service is out of reach or has had enough of us for now
    AUTH = "auth"  # our key or list is wrong: nothing goes out until this is corrected
    TERMINAL = "terminal"  # this one, never as it stands
    NOT_FOUND = "notfound"
    SKIPPED = "skipped"  # on purpose: an example, or no trial address


class AudienceError(Exception):
    """The one exception that crosses the door.

    title and instance are the service's own, for its help desk; reason and remedy are Dutch,
    for readers of the queue. None of them holds an address.
    """

    def __init__(
        self,
        kind: FailureKind,
        reason: str,
        remedy: str = "",
        *,
        title: str = "",
        instance: str = "",
        status: Status | None = None,
        waits: tuple[timedelta, ...] = (),
    ):
        super().__init__(reason)
        self.kind, self.reason, self.remedy = kind, reason, remedy
        self.title, self.instance = title[:200], instance[:80]
        self.status = status  # when the refusal tells how the service holds them
        self.waits = waits  # when the service needs longer than our own schedule


class Together(Exception):
    """Not asked yet: this request goes with others, in one; see mailchimp_batches.py."""

    def __init__(self, operation: dict, heard: dict):
        super().__init__()
        self.operation, self.heard = operation, heard


class Service(Protocol):
    """Each call is safe to repeat. `digest` is the MD5 of the address in lower case."""

    name: str
    marker: str  # which list this is; kept on each contact that was synced to it

    def put(self, person: Person) -> Standing:
        """Make the person known, or bring up to date; never undoes an opt-out."""

    def stop(self, digest: str) -> None:
        """No more mails. Unknown to the service is as good as stopped."""

    def archive(self, digest: str) -> None: ...

    def erase(self, digest: str) -> None:
        """Forget for good: afterwards only the person can come back, by the service's form."""

    def newsletters(self) -> list[Newsletter]:
        """Those that are not sent yet, and those sent within the last year."""

    def content(self, newsletter: Newsletter) -> str:
        """Its HTML; empty where there is none."""

    def replace(self, newsletter: Newsletter, html: str, **words: str) -> None:
        """Give a newsletter that was not sent other HTML, and another `subject` or `preview`.

        A scheduled one becomes a draft, to be checked before it goes out.
        """
