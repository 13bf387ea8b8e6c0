"""Rules of the floor as they are written in docs/rules-of-the-floor.md, read as a conversation with the rules.

A row gives what has happened, what happens, and how the list stands then: in a few fixed phrases, plain to a secretary.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from common.model.agenda import AgendaItem, SegmentRules, Session
from common.model.errors import ConferenceError
from common.model.floor import DiscussionMode, FloorRequest, RequestKind, RequestStatus, SpeakingOrder
from common.model.ids import MeetingId, ParticipantId, RequestId
from common.model.meeting import MeetingDetails, Rules
from common.model.patch import default_patch
from common.model.people import Attendance, Category, Person, Role
from room_console.core.meeting import inputs
from room_console.core.meeting.meeting import Meeting
from room_console.core.meeting.programmeinputs import ItemCalled, SessionClosed, SessionOpened
from tests.helpers.playbook import Room

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "rules-of-the-floor.md"
CHAIR: Final = ParticipantId("chair")
PEOPLE: Final = (
    Person(ParticipantId("anna"), "Anna", "Norland", Role.DELEGATE, order=3),
    Person(ParticipantId("boris"), "Boris", "Sudland", Role.DELEGATE, order=2),
    Person(ParticipantId("carla"), "Carla", "Westland", Role.DELEGATE, order=1),
    Person(ParticipantId("dora"), "Dora", "Eastland", Role.DELEGATE, category=Category.OBSERVER_STATE),
    Person(ParticipantId("emil"), "Emil", "A union", Role.DELEGATE, category=Category.IGO),
    Person(ParticipantId("hans"), "Hans", "Midland", Role.DELEGATE, attendance=Attendance.ON_SITE),
    Person(ParticipantId("gita"), "Gita", "A society", Role.DELEGATE, category=Category.NGO),
    Person(ParticipantId("peter"), "Peter", "Press", Role.OBSERVER),
    Person(CHAIR, "The chair", "", Role.CHAIR),
)
JOINED: Final = tuple(p for p in PEOPLE if p.name not in ("Gita", "Hans"))
DETAILS: Final = MeetingDetails(
    MeetingId("meeting"),
    "X/1",
    "Meeting",
    sessions=(Session(1, "", 0, 1_000),),
    agenda=(AgendaItem("1", "Debate", rules=SegmentRules(max_open_mics=2, mode=DiscussionMode.OPEN)),),
)
KINDS: Final = {
    "the floor": RequestKind.INTERVENTION,
    "a point of order": RequestKind.POINT_OF_ORDER,
    "a procedural motion": RequestKind.PROCEDURAL_MOTION,
    "a response": RequestKind.RESPONSE,
    "a right of reply": RequestKind.RIGHT_OF_REPLY,
}


class Row(NamedTuple):
    """One rule, as it is written."""

    number: int
    given: str
    when: str
    then: str


def rows() -> list[Row]:
    """Read the table of the document."""
    lines = re.findall(r"^\| (\d+) \|(.*?)\|(.*?)\|(.*?)\|.*\|$", DOCUMENT.read_text(), re.MULTILINE)
    return [Row(int(number), given.strip(), when.strip(), then.strip()) for number, given, when, then in lines]


def check_row(row: Row) -> None:
    """Let happen what a row says, and check how the list stands then. Raises: AssertionError."""
    debate = Debate()
    for phrase in _phrases(row.given):
        debate.happen(phrase)
        assert debate.refusal is None, f"{phrase}: refused as {debate.refusal}"
    for phrase in _phrases(row.when):
        debate.happen(phrase)
    for phrase in _phrases(row.then):
        debate.check(phrase)


class Debate:
    """A meeting with everyone joined who is not in the hall; one microphone, nobody on standby."""

    def __init__(self) -> None:
        self.room = Room(Meeting())
        self.refusal: str | None = None
        self.room.when(*(inputs.PersonRegistered(person) for person in PEOPLE))
        self.room.when(inputs.PatchSet(None, default_patch(16, 16, 3), 16, 16), inputs.DetailsSet(DETAILS))
        self.room.when(inputs.RulesSet(None, Rules(standby=0)))
        self.room.when(*(inputs.Joined(person.participant) for person in JOINED))

    def happen(self, phrase: str) -> None:
        """Let happen what a phrase says; keep how it was refused, if it was."""
        for pattern, make in _PHRASES:
            if (found := re.fullmatch(pattern, phrase)) is not None:
                self.refusal = None
                for happened in make(self, *found.groups()):
                    self._happen(happened)
                return
        raise AssertionError(f"not a phrase: {phrase!r}")

    def check(self, phrase: str) -> None:
        """Hold the list against what a phrase says."""
        what, _, names = phrase.partition(": ")
        if what == "refused":
            assert self.refusal == names.replace(" ", "_"), (phrase, self.refusal)
            return
        wanted = [] if names == "nobody" else names.split(", ")
        found = {
            "speaking": self.granted,
            "on air": [r for r in self.granted if r.is_on_air],
            "waiting": self.waiting,
            "on standby": [r for r in self.waiting if r.status is RequestStatus.ACCEPTED],
            "not to be heard": [r for r in self.waiting if r.has_fault],
            "for a group": [r for r in (*self.granted, *self.waiting) if r.on_behalf_of],
            "in Spanish": [r for r in (*self.granted, *self.waiting) if r.language == "es"],
        }[what]
        assert [self._name(r) for r in found] == wanted, phrase

    @property
    def granted(self) -> tuple[FloorRequest, ...]:
        """Those who have the floor."""
        return self.room.meeting.state.speakers.granted

    @property
    def waiting(self) -> tuple[FloorRequest, ...]:
        """Those that wait."""
        return self.room.meeting.state.speakers.waiting

    def rules(self, **changes: Any) -> inputs.Input:
        """Set some of the rules."""
        return inputs.RulesSet(CHAIR, replace(self.room.meeting.state.rules, **changes))

    def request_of(self, name: str) -> RequestId:
        """Number of somebody's request."""
        return self.room.request_of(_who(name))

    def correction(self, by: ParticipantId, name: str, group: str, language: str) -> inputs.Input:
        """Write another group and language into somebody's request."""
        return inputs.RequestCorrected(by, self.request_of(name), group, language)

    def _happen(self, happened: inputs.Input) -> None:
        try:
            self.room.when(happened)
        except ConferenceError as refused:
            self.refusal = refused.code.value

    def _name(self, request: FloorRequest) -> str:
        return next(p.name for p in PEOPLE if p.participant == request.participant)


def _phrases(cell: str) -> list[str]:
    return [phrase.strip() for phrase in cell.split(";") if phrase.strip()]


def _who(name: str) -> ParticipantId:
    return ParticipantId("chair" if name == "The chair" else name.lower())


def _all(names: str) -> list[ParticipantId]:
    return [_who(name) for name in re.split(r", | and ", names)]


_NAME: Final = "([A-Z][a-z]+|The chair)"
_NAMES: Final = "((?:[A-Z][a-z]+(?:, | and )?)+)"
_KIND: Final = f"({'|'.join(KINDS)})"

_PHRASES: Final[tuple[tuple[str, Callable[..., list[inputs.Input]]], ...]] = (
    (f"{_NAMES} asks? for {_KIND}", lambda _, w, k: [inputs.FloorRequested(who, KINDS[k]) for who in _all(w)]),
    (f"{_NAME} asks for a group", lambda _, w: [inputs.FloorRequested(_who(w), on_behalf_of="Group")]),
    (
        f"{_NAME} is entered for {_KIND} in the hall",
        lambda _, w, k: [inputs.RequestInscribed(CHAIR, _who(w), KINDS[k], is_in_hall=True)],
    ),
    (f"{_NAME} is entered beforehand", lambda _, w: [inputs.RequestInscribed(CHAIR, _who(w))]),
    (f"{_NAME} says it is for a group", lambda d, w: [d.correction(_who(w), w, "Group", "")]),
    (f"{_NAME} says it is in Spanish", lambda d, w: [d.correction(_who(w), w, "", "es")]),
    (f"{_NAME} corrects {_NAME} to a group", lambda d, by, w: [d.correction(_who(by), w, "Group", "")]),
    (f"the chair corrects {_NAME} to a group", lambda d, w: [d.correction(CHAIR, w, "Group", "")]),
    (f"the chair corrects {_NAME} to Spanish", lambda d, w: [d.correction(CHAIR, w, "", "es")]),
    (f"{_NAME} withdraws", lambda _, w: [inputs.FloorWithdrawn(_who(w))]),
    (f"{_NAME} has finished", lambda _, w: [inputs.FloorReleased(_who(w))]),
    (f"{_NAME} is heard", lambda _, w: [inputs.UplinkHeard(_who(w))]),
    (f"the line of {_NAME} is lost", lambda _, w: [inputs.UplinkLost(_who(w)), inputs.Dropped(_who(w))]),
    (f"{_NAME} returns", lambda _, w: [inputs.Joined(_who(w))]),
    (f"{_NAME} leaves", lambda _, w: [inputs.Left(_who(w))]),
    (f"{_NAME} begins to speak", lambda _, w: [inputs.UplinkHeard(_who(w)), inputs.VoiceBegan(_who(w))]),
    (f"{_NAME} falls silent", lambda _, w: [inputs.VoiceEnded(_who(w))]),
    (f"{_NAME} is taken off the list of participants", lambda _, w: [inputs.PersonRemoved(_who(w), None)]),
    (f"{_NAME} comes to the hall", lambda _, w: [inputs.AttendanceSwapped(_who(w), Attendance.ON_SITE, None)]),
    ("the chair takes the floor", lambda _: [inputs.FloorTaken(CHAIR)]),
    (f"the chair calls {_NAME}", lambda d, w: [inputs.FloorGranted(CHAIR, d.request_of(w))]),
    ("the chair calls the next", lambda _: [inputs.NextGranted(CHAIR)]),
    (f"the chair refuses {_NAME}", lambda d, w: [inputs.FloorDenied(CHAIR, d.request_of(w))]),
    (f"the chair stops {_NAME}", lambda d, w: [inputs.FloorRevoked(CHAIR, d.request_of(w))]),
    (f"the chair sets {_NAME} aside", lambda d, w: [inputs.SpeakerSetAside(CHAIR, d.request_of(w))]),
    (
        f"the chair moves {_NAME} to place (\\d)",
        lambda d, w, n: [inputs.RequestMoved(CHAIR, d.request_of(w), int(n) - 1)],
    ),
    ("the chair closes the list", lambda d: [d.rules(is_list_open=False)]),
    ("the chair sets protocol order", lambda d: [d.rules(order=SpeakingOrder.PROTOCOL)]),
    ("the mode is (open|override|voice)", lambda d, m: [d.rules(mode=DiscussionMode(m))]),
    (r"(\d) microphones? may be open", lambda d, n: [d.rules(max_open_mics=int(n))]),
    (r"(\d) (?:is|are) on standby", lambda d, n: [d.rules(standby=int(n))]),
    ("the chair undoes it", lambda _: [inputs.UndoAsked(CHAIR)]),
    ("the session opens", lambda _: [SessionOpened(CHAIR, 1)]),
    ("the session closes", lambda _: [SessionClosed(CHAIR)]),
    ("item 1 is called", lambda _: [ItemCalled(CHAIR, "1")]),
    ("the console restarts", lambda _: [inputs.Restarted()]),
)
