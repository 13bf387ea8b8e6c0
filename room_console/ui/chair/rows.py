"""The list of speakers as the chair reads it."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from common.model.floor import FloorRequest, RequestKind, RequestStatus
from common.model.ids import RequestId
from common.model.meeting import MeetingView
from common.model.people import Presence
from common.ui.floorwords import request_details
from common.ui.text import isolated
from room_console.ui.wording import request_word, who_is


@dataclass(frozen=True, slots=True)
class Row:
    """One request. `place` is that among those who wait, 0 for who has the floor; `state` says how they stand."""

    request: RequestId
    kind: RequestKind
    place: int
    delegation: str
    name: str
    details: str
    state: str
    is_ready: bool
    """Can be heard once called."""
    language: str = ""
    """That will be spoken (BCP 47); empty where it was not said."""
    language_name: str = ""

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        place = str(self.place) if self.place else ""
        told = (place, self.delegation, self.name, self.details, self.language_name, self.state)
        return ", ".join(part for part in told if part)

    @property
    def standing(self) -> str:
        """How they stand, behind the sign of the language that they will speak."""
        return " · ".join(part for part in (self.language.upper(), self.state) if part)


def rows_of(view: MeetingView) -> tuple[Row, ...]:
    """Return the whole list, in its order: who has the floor, then as to be called."""
    rows, place = [], 0
    for request in view.floor:
        place += request.status is not RequestStatus.GRANTED
        rows.append(_row(view, request, 0 if request.status is RequestStatus.GRANTED else place))
    return tuple(rows)


def _row(view: MeetingView, request: FloorRequest, place: int) -> Row:
    delegation, name = who_is(view, request.participant)
    return Row(
        request.request,
        request.kind,
        place,
        delegation,
        name,
        request_details(request),
        _state(view, request),
        view.can_be_heard(request),
        request.language,
        _language(view, request.language),
    )


def _language(view: MeetingView, language: str) -> str:
    """Name the language that will be spoken as its channel is named; empty where it was not said."""
    return next((isolated(c.name) for c in view.details.channels if c.language == language != ""), language)


def _state(view: MeetingView, request: FloorRequest) -> str:
    if request.has_fault:
        return QCoreApplication.translate("Chair", "Technical fault")
    if request.status is RequestStatus.GRANTED:
        return request_word(request)
    if request.is_in_hall:
        return QCoreApplication.translate("Chair", "In the hall")
    person = view.participants.get(request.participant)
    presence = person.presence if person is not None else Presence.ABSENT
    return {
        Presence.JOINED: QCoreApplication.translate("Chair", "Remote"),
        Presence.RECONNECTING: QCoreApplication.translate("Chair", "Line lost"),
        Presence.LEFT: QCoreApplication.translate("Chair", "Has left"),
        Presence.ABSENT: QCoreApplication.translate("Chair", "Not joined"),
    }[presence]
