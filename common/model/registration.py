"""Registration: who may still take part, and on what terms (R3, R7)."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from common.model.people import Attendance, Category, Person, Role

MOST_REGISTERED: Final = 3_000
MOST_ACTIVE: Final = 450


class Overflow(StrEnum):
    """What becomes of those for whom there is no place left."""

    REFUSE = "refuse"
    WEBCAST = "webcast"
    """They are told where to follow without being registered."""


class Source(StrEnum):
    """By which way somebody is registered; it fixes what binds them."""

    OFFICE = "office"
    """Staff, by hand or by a file: limits and quotas bind, the deadline does not."""
    SYSTEM = "system"
    """The organiser's own system, over HTTP: for newcomers the deadline binds too."""
    PAGE = "page"
    """The person, on the open page: which must be open, and changes nobody who is registered."""


class Obstacle(StrEnum):
    """Why somebody can't be registered so."""

    PAGE_CLOSED = "page_closed"
    DEADLINE = "deadline"
    FULL = "full"
    ACTIVE_FULL = "active_full"
    QUOTA = "quota"
    """As many of the delegation come to the hall as may."""
    EMAIL_TAKEN = "email_taken"
    KEY_TAKEN = "key_taken"
    ROLE = "role"
    """A role that may not be given, taken or altered by this way."""
    INVALID = "invalid"
    """A text or number that can't be taken; the words say which."""


NO_PLACE: Final = frozenset({Obstacle.FULL, Obstacle.ACTIVE_FULL})
"""What an overflow policy is for."""


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """What registration allows. `deadline_at_ms` since the Unix epoch, UTC; None is no deadline.

    `most` counts delegates and observers, in the hall and elsewhere alike; `most_active` those of them who may take
    the floor. `on_site_quota` is how many of one delegation may come to the hall, None for any number; `quotas` holds
    those of delegations that differ, by name.
    """

    deadline_at_ms: int | None = None
    is_page_open: bool = False
    is_page_active: bool = False
    """Whether who registers on the page may become a delegate; else all are observers."""
    most: int = MOST_REGISTERED
    most_active: int = MOST_ACTIVE
    on_site_quota: int | None = None
    quotas: dict[str, int] = field(default_factory=dict)
    overflow: Overflow = Overflow.REFUSE
    webcast_url: str = ""
    lists_followers: bool = False
    """Whether who follows the webcast may put their name on the List of Participants."""
    lists_emails: bool = False
    """Whether the List of Participants may tell e-mail addresses."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody as they ask to be registered: the fields of `Person`, without who they are.

    Repeated and not shared: a `Person` lies in every journal as it is, and what is asked for has other defaults.
    """

    name: str
    delegation: str = ""
    role: Role = Role.OBSERVER
    email: str = ""
    booth: str = ""
    title: str = ""
    function: str = ""
    attendance: Attendance = Attendance.REMOTE
    category: Category = Category.MEMBER
    group: str = ""
    order: int = 0
    mobile: str = ""
    language: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Registered, and on disk."""

    person: Person


@dataclass(frozen=True, slots=True)
class SentToWebcast:
    """There is no place left: not registered, but shown where to follow."""

    url: str
    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class NotRegistered:
    """Refused. `words` are English, for staff and the organiser's system; pages say it in their own by `obstacle`."""

    obstacle: Obstacle
    words: str


RegistrationOutcome = Accepted | SentToWebcast | NotRegistered
