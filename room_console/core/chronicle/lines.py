"""The entries of the journal as lines that staff may read: what happened, by whom, to whom; no address among them."""

from collections.abc import Callable
from enum import Enum
from typing import Any, Final

from common.model.chat import ChatRules
from common.model.chronicle import Deeds, JournalLine
from common.model.floor import DEFAULT_PRECEDENCE, RequestStatus
from common.model.hall import HallDevices
from common.model.ids import ParticipantId, Revision
from common.model.meeting import Rules
from room_console.core.meeting import (
    chatevents,
    events,
    hallevents,
    helpevents,
    programmeevents,
    sharingevents,
    timingevents,
)
from room_console.core.meeting.events import Event

LEFT_OUT: Final = frozenset({events.ChannelSelected, timingevents.TimerSwitched, events.RequestBroughtBack})
"""What one hears is nobody's business; the others follow from what is told."""
_TOLD: Final[dict[Deeds, dict[type, tuple[str, ...]]]] = {
    Deeds.FLOOR: {
        events.RequestEntered: ("kind", "on_behalf_of", "language", "is_in_hall"),
        events.RequestAltered: ("on_behalf_of", "language", "is_in_hall"),
        events.RequestReordered: ("position",),
        events.FloorGiven: ("limit_s",),
        events.RequestReturned: (),
        events.FaultMended: (),
        events.RequestEnded: ("status", "is_cut"),
        events.ActUndone: ("act", "position"),
    },
    Deeds.TIME: {
        timingevents.TimerPaused: ("is_paused",),
        timingevents.LimitSet: ("limit_s",),
        timingevents.TimeOver: (),
    },
    Deeds.RULES: {events.RulesAdopted: (), events.RegistrationRuled: ()},
    Deeds.MEETING: {
        events.DetailsStated: (),
        programmeevents.SessionBegan: ("session",),
        programmeevents.SessionEnded: ("session",),
        programmeevents.ItemTaken: ("item",),
    },
    Deeds.PEOPLE: {events.PersonListed: (), events.PersonUnlisted: ()},
    Deeds.PRESENCE: {events.PresenceChanged: ("presence",), events.ConsoleRestarted: ()},
    Deeds.SOUND: {
        events.WentOnAir: (),
        events.WentOffAir: (),
        events.MuteSwitched: ("is_muted",),
        events.PatchApplied: (),
        hallevents.HallDeviceChanged: ("input", "output"),
        events.InterpretationJudged: ("channel", "is_possible"),
        sharingevents.SharingBegan: (),
        sharingevents.SharingEnded: (),
    },
    Deeds.HELP: {
        helpevents.HelpCaseOpened: ("case", "trouble"),
        helpevents.HelpCaseTaken: ("case",),
        helpevents.HelpCaseClosed: ("case", "outcome"),
        helpevents.MobileSwitched: ("is_granted",),
        helpevents.RoomWaited: ("is_waiting",),
        helpevents.PrivateRoomOpened: (),
        helpevents.PrivateRoomEntered: (),
        helpevents.PrivateRoomClosed: (),
    },
    Deeds.CHAT: {chatevents.ChatModerated: ("act",)},
}
PLACE_OF: Final = {kind: (deeds, names) for deeds, told in _TOLD.items() for kind, names in told.items()}
_BY_THEMSELVES: Final = frozenset(
    {
        events.RequestEntered,
        events.RequestAltered,
        events.PresenceChanged,
        events.MuteSwitched,
        sharingevents.SharingBegan,
        helpevents.RoomWaited,
        helpevents.PrivateRoomEntered,
    }
)
"""Done by whom they concern, where they name nobody else."""
_GIVEN_UP: Final = (RequestStatus.CANCELLED, RequestStatus.RELEASED)
_RULES_TOLD: Final = ("is_list_open", "max_open_mics", "standby", "mode", "order")
_CHAT_RULES_TOLD: Final = ("is_event_open", "is_moderated", "is_private_open")


def line_of(revision: Revision, at_ms: int, event: Event) -> JournalLine | None:
    """Tell an entry; None for what is left out."""
    kind = type(event)
    if kind in LEFT_OUT:
        return None
    deeds, names = PLACE_OF.get(kind, (Deeds.OTHER, ()))
    participant = _participant(event)
    by: ParticipantId | None = getattr(event, "by", None)
    if by is None and (kind in _BY_THEMSELVES or _is_given_up(event)):
        by = participant
    return JournalLine(revision, at_ms, str(kind.__struct_config__.tag), deeds, by, participant, _details(event, names))


def _details(event: Event, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    match event:
        case events.RulesAdopted(rules=rules):
            return _of_rules(rules)
        case chatevents.ChatModerated(rules=rules) if rules is not None:
            return (*_of(event, names), *_of(rules, _CHAT_RULES_TOLD))
        case hallevents.HallDeviceChanged(devices=devices):
            return _of(devices, names)
        case _:
            return _of(event, names)


def _is_given_up(event: Event) -> bool:
    return isinstance(event, events.RequestEnded) and event.status in _GIVEN_UP


def _participant(event: Event) -> ParticipantId | None:
    if isinstance(event, events.PersonListed):
        return event.person.participant
    return getattr(event, "participant", None)


def _of(told: Event | ChatRules | HallDevices, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, _said(getattr(told, name))) for name in names)


def _of_rules(rules: Rules) -> tuple[tuple[str, str], ...]:
    timers = rules.timers
    told = [(name, _said(getattr(rules, name))) for name in _RULES_TOLD]
    kinds = ",".join(rules.precedence) if rules.precedence != DEFAULT_PRECEDENCE else ""
    return (*told, ("speech_s", _said(timers.speech_s)), ("overrun", _said(timers.overrun)), ("kinds", kinds))


_SAID: Final[dict[type, Callable[[Any], str]]] = {bool: lambda value: "yes" if value else "", type(None): lambda _: ""}


def _said(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return _SAID.get(type(value), str)(value)
