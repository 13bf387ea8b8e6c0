"""One line of the list of speakers for each request, made anew only where something of it has changed."""

from dataclasses import dataclass, replace

from common.model.floor import FloorRequest, RequestKind, RequestStatus, SpeechTimers
from common.model.ids import ParticipantId, RequestId
from common.model.media import LinkQuality
from common.model.meeting import MeetingView
from common.ui.floorwords import kind_word, request_details
from common.ui.speechreading import NO_READING, Reading, reading
from room_console.ui.linewords import is_microphone_lost, microphone_word
from room_console.ui.readywords import UNTESTED, Mark, mark_of
from room_console.ui.state import ConsoleState
from room_console.ui.wording import booths_who_cannot, fault_word, hall_word, request_word, who_is


@dataclass(frozen=True, slots=True)
class Line:
    """One request. `details` is its kind and group, `place` slot or hall.

    `booths` names those that cannot interpret it, where it is heard.
    """

    request: RequestId
    participant: ParticipantId
    status: RequestStatus
    is_on_air: bool
    delegation: str
    name: str
    word: str
    place: str
    quality: LinkQuality
    kind: RequestKind = RequestKind.INTERVENTION
    details: str = ""
    language: str = ""
    is_in_hall: bool = False
    has_fault: bool = False
    reading: Reading = NO_READING
    fit: Mark = UNTESTED
    is_prelistened: bool = False
    booths: str = ""

    @property
    def has_floor(self) -> bool:
        """Tell whether they may speak now."""
        return self.status is RequestStatus.GRANTED

    @property
    def is_near(self) -> bool:
        """Tell whether they have the floor, or are next."""
        return self.status is not RequestStatus.PENDING

    @property
    def is_urgent(self) -> bool:
        """Tell whether it goes before all others: a point of order."""
        return self.kind is RequestKind.POINT_OF_ORDER

    @property
    def heading(self) -> str:
        """What a request is besides its maker, in one line."""
        return self.details or (kind_word(self.kind) if self.kind is not RequestKind.INTERVENTION else "")


@dataclass(frozen=True, slots=True)
class Standing:
    """How many speak, of how many that may, and how many wait, of whom so many in the hall."""

    speaking: int = 0
    most: int = 0
    waiting: int = 0
    in_hall: int = 0


def standing_of(view: MeetingView) -> Standing:
    """Count the list."""
    granted = sum(r.status is RequestStatus.GRANTED for r in view.floor)
    in_hall = sum(r.is_in_hall and r.status is not RequestStatus.GRANTED for r in view.floor)
    return Standing(granted, view.rules.max_open_mics, len(view.floor) - granted, in_hall)


class LineMaker:
    """Remembers the lines that it made; `slot_word` has a `{number}` in it."""

    def __init__(self, slot_word: str) -> None:
        self._slot_word = slot_word
        self._made: dict[RequestId, tuple[tuple[object, ...], Line]] = {}

    def lines(self, state: ConsoleState, now_ms: int) -> tuple[Line, ...]:
        """Return the list, in its order; `now_ms` is the console's clock."""
        view = state.view
        if view is None:
            self._made = {}
            return ()
        booths = booths_who_cannot(view)
        is_anyone_heard = any(request.is_on_air for request in view.floor)
        made: dict[RequestId, tuple[tuple[object, ...], Line]] = {}
        lines = []
        for request in view.floor:
            has_floor = request.status is RequestStatus.GRANTED
            speaks = request.is_on_air or (has_floor and not is_anyone_heard)
            line = self._line(state, request, booths if speaks else "", made)
            lines.append(line_at(line, request, view.rules.timers, now_ms) if has_floor else line)
        self._made = made
        return tuple(lines)

    def _line(
        self,
        state: ConsoleState,
        request: FloorRequest,
        booths: str,
        made: dict[RequestId, tuple[tuple[object, ...], Line]],
    ) -> Line:
        assert state.view is not None
        who = request.participant
        person, report, checks = state.view.participants.get(who), state.reports.get(who), state.readiness.get(who)
        is_prelistened = state.is_attached and state.prelisten == who
        inputs = (request, person, report, checks, booths, is_prelistened)
        known = self._made.get(request.request)
        if known is None or known[0] != inputs:
            delegation, name = who_is(state.view, who)
            line = Line(
                request.request,
                who,
                request.status,
                request.is_on_air,
                delegation,
                name,
                microphone_word(report) if is_microphone_lost(report) else _word(request),
                self._place(request),
                report.quality if report is not None else LinkQuality.UNKNOWN,
                request.kind,
                request_details(request),
                request.language,
                request.is_in_hall,
                request.has_fault,
                fit=mark_of(report, checks),
                is_prelistened=is_prelistened,
                booths=booths,
            )
            known = inputs, line
        made[request.request] = known
        return known[1]

    def _place(self, request: FloorRequest) -> str:
        if request.is_in_hall:
            return hall_word()
        return "" if request.slot is None else self._slot_word.format(number=request.slot)


def line_at(line: Line, request: FloorRequest, timers: SpeechTimers, now_ms: int) -> Line:
    """Return the line of who has the floor with their time; before they are on air they have none."""
    shown = reading(request, timers, now_ms) if request.is_on_air else NO_READING
    return line if shown == line.reading else replace(line, reading=shown)


def _word(request: FloorRequest) -> str:
    return fault_word() if request.has_fault else request_word(request)
