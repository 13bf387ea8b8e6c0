"""The lines of the list of speakers: who has the floor, who waits for what, and where one stands oneself."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from common.model.floor import FloorRequest, RequestKind, RequestStatus
from common.model.ids import ParticipantId
from common.model.meeting import MeetingView
from common.model.speechtime import Light, light
from common.ui.floorwords import request_facts
from delegate_app.ui.wording import spoken_figure


@dataclass(frozen=True, slots=True)
class Speaker:
    """One line. `place` is 0 for who has the floor, `figure` their speaking time, empty until they are heard."""

    delegation: str
    name: str
    request: FloorRequest
    place: int
    figure: str
    light: Light
    is_me: bool

    @property
    def has_floor(self) -> bool:
        """Whether the floor is theirs."""
        return self.request.status is RequestStatus.GRANTED

    @property
    def is_next(self) -> bool:
        """Whether they were told to get ready."""
        return self.request.status is RequestStatus.ACCEPTED


def speakers_of(view: MeetingView, me: ParticipantId | None, now_ms: int) -> list[Speaker]:
    """Return the lines of the list; `now_ms` is the console's clock."""
    lines, place = [], 0
    for request in view.floor:
        who = view.participants.get(request.participant)
        has_floor = request.status is RequestStatus.GRANTED
        place += not has_floor
        delegation = (who.delegation or who.name) if who else request.participant
        name = who.name if who and who.delegation else ""
        line = Speaker(delegation, name, request, 0 if has_floor else place, "", Light.NONE, request.participant == me)
        lines.append(timed(line, view, now_ms) if has_floor else line)
    return lines


def timed(line: Speaker, view: MeetingView, now_ms: int) -> Speaker:
    """Return a line with the clock of this instant."""
    request = line.request
    return replace(line, figure=spoken_figure(request, now_ms), light=light(request, view.rules.timers, now_ms))


def shape_of(line: Speaker) -> int:
    """Count the rows of small text under a line: the name, and what else there is to say; at least one."""
    request = line.request
    is_plain = request.kind is RequestKind.INTERVENTION and not (request.on_behalf_of or request.language)
    has_facts = not is_plain or request.is_in_hall or request.has_fault
    return max(1, bool(line.name) + has_facts)


def facts(line: Speaker, view_languages: dict[str, str]) -> list[str]:
    """Say kind, group, language, and that they sit in the hall or have a fault."""
    request = line.request
    said = request_facts(request)
    if request.language:
        said.append(view_languages.get(request.language, request.language))
    if request.is_in_hall:
        said.append(_tr("in the hall"))
    if request.has_fault:
        said.append(_tr("technical fault"))
    return said


def standing(line: Speaker) -> str:
    """Say how a line stands, for who hears it read out."""
    if line.has_floor:
        return _tr("speaks now") if line.request.is_on_air else _tr("has the floor")
    if line.is_next:
        return _tr("next")
    return _tr("place {place}").format(place=line.place)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Speakers", text)
