"""A record to make lists of: a crowd with names of many scripts, its journal on disk."""

from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path

from common.model.agenda import Session
from common.model.ids import MeetingId, ParticipantId, Revision
from common.model.meeting import MeetingDetails
from common.model.people import Attendance, Category, Person, Presence, Role
from common.model.registration import RegistrationRules
from room_console.core.meeting.events import (
    DetailsStated,
    Event,
    PersonListed,
    PresenceChanged,
    RegistrationRuled,
    encode_event,
)
from room_console.core.store.store import Store

BEGAN_MS = 1_790_000_000_000
HOUR_MS = 3_600_000
FIRST = Session(1, "Opening", BEGAN_MS + HOUR_MS, BEGAN_MS + 4 * HOUR_MS)
SECOND = Session(2, "General statements", BEGAN_MS + 5 * HOUR_MS, BEGAN_MS + 8 * HOUR_MS)
DETAILS = MeetingDetails(
    MeetingId("ip-25"),
    "WIPO/IP/CONV/GE/2/25",
    "Conversation on Intellectual Property",
    timezone="Europe/Zurich",
    sessions=(FIRST, SECOND),
)
NAMES = (
    "Anna Kovács",
    "José Ñandú",
    "Nguyễn Thị Minh",
    "Ирина Петрова",
    "Ὀδυσσεύς Ἐλύτης",
    "Łukasz Ağaoğlu",
    "محمد عبد الله الهاشمي",
    "王小明",
    "فاطمة بنت خالد",
    "李娜",
    "Sinéad O'Connor",
)
SUFFIXES = {6: "أبجدهوزحطي", 7: "甲乙丙丁戊己庚辛壬癸", 8: "أبجدهوزحطي", 9: "甲乙丙丁戊己庚辛壬癸"}
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FUNCTIONS = ("Head of Delegation", "First Secretary, Permanent Mission, Geneva", "", "مستشار", "专利局审查员")
COUNTRIES = ("Algeria", "Brazil", "中国", "Côte d'Ivoire", "الأردن", "Россия", "Ålandia", "Zambia")


def person(number: int, **changes: object) -> Person:
    """Make up the person of a number; every one has a name of their own."""
    delegation = number % 190
    name = number * 7 % len(NAMES)
    values: dict[str, object] = {
        "name": f"{NAMES[name]} {_letters(number, SUFFIXES.get(name, LATIN))}",
        "delegation": f"{COUNTRIES[delegation * 5 % 11 % len(COUNTRIES)]} {delegation}",
        "role": Role.DELEGATE if number % 20 < 3 else Role.OBSERVER,
        "email": f"person{number}@example.org",
        "title": ("Ms.", "Mr.", "H.E. Mrs.", "")[number % 4],
        "function": FUNCTIONS[number * 3 % 7 % len(FUNCTIONS)],
        "attendance": Attendance.ON_SITE if number % 3 == 0 else Attendance.REMOTE,
        "category": list(Category)[delegation // 38],
        "order": delegation + 1 if delegation % 2 else 0,
        "key": f"K-{number}",
    }
    return Person(**({"participant": ParticipantId(f"p-{number}")} | values | changes))  # type: ignore[arg-type]


def crowd(many: int) -> list[Person]:
    """Make up so many people."""
    return [person(number) for number in range(many)]


def events_of(people: Iterable[Person], rules: RegistrationRules | None = None) -> list[tuple[int, Event]]:
    """Return the journal of a meeting in which they are registered."""
    listed: list[Event] = [DetailsStated(DETAILS), *(PersonListed(one) for one in people)]
    if rules is not None:
        listed.append(RegistrationRuled(rules))
    return [(BEGAN_MS, event) for event in listed]


def presence(who: str, at_ms: int, now: Presence) -> tuple[int, Event]:
    """Return that somebody came or went."""
    return at_ms, PresenceChanged(ParticipantId(who), now)


async def keep(state: Path, events: Sequence[tuple[int, Event]]) -> Path:
    """Write a journal into a new state directory; return the database."""
    numbers = count(1)
    store = Store.open(state / "console.db")
    await store.append([(Revision(next(numbers)), at_ms, encode_event(event)) for at_ms, event in events])
    await store.close()
    return state / "console.db"


def _letters(number: int, letters: str) -> str:
    """Write a number in letters of the name's own script."""
    text = ""
    while True:
        number, digit = divmod(number, len(letters))
        text = letters[digit] + text
        if not number:
            return text
