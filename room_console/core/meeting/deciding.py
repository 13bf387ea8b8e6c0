"""Which part of the rules decides on which input: a table, not a switch."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, get_args

from room_console.core.meeting import (
    asking,
    assistance,
    chatting,
    conducting,
    halldevice,
    interpretation,
    modes,
    onair,
    programme,
    registering,
    rooms,
    roster,
    sessions,
    sharing,
    slots,
    timing,
)
from room_console.core.meeting.chatinputs import ChatActed
from room_console.core.meeting.events import Event
from room_console.core.meeting.hallinputs import HallDeviceOpened
from room_console.core.meeting.helpinputs import AssistanceInput, RoomInput
from room_console.core.meeting.inputs import (
    ChannelChosen,
    ConductInput,
    DetailsSet,
    InterpretationSaid,
    MutedSet,
    PatchSet,
    RegistrationInput,
    RequesterInput,
    Restarted,
    RosterInput,
    UplinkInput,
    VoiceInput,
)
from room_console.core.meeting.programmeinputs import EditInput, SessionInput
from room_console.core.meeting.sharinginputs import SharingInput
from room_console.core.meeting.state import MeetingState
from room_console.core.meeting.timinginputs import TimingInput

Decider = Callable[[MeetingState, Any, int], Iterable[Event]]

_PARTS: Final[tuple[tuple[Any, Decider], ...]] = (
    (RegistrationInput, registering.decide),
    (RosterInput, lambda state, happened, _: roster.decide(state, happened)),
    (Restarted, lambda state, happened, now: [*timing.before_restart(state, now), *roster.decide(state, happened)]),
    (RequesterInput, asking.decide),
    (ConductInput, conducting.decide),
    (PatchSet, lambda state, wish, _: slots.decide(state, wish)),
    (HallDeviceOpened, halldevice.decide),
    (DetailsSet, lambda state, wish, _: interpretation.decide_details(state, wish)),
    (ChannelChosen, lambda state, wish, _: interpretation.decide_channel(state, wish)),
    (InterpretationSaid, lambda state, wish, _: interpretation.decide_possible(state, wish)),
    (MutedSet, lambda state, wish, _: onair.decide_muted(state, wish)),
    (UplinkInput, lambda state, happened, _: onair.hear(state, happened)),
    (VoiceInput, modes.decide_voice),
    (AssistanceInput, assistance.decide),
    (RoomInput, rooms.decide),
    (EditInput, lambda state, wish, _: programme.decide(state, wish)),
    (SessionInput, sessions.decide),
    (SharingInput, sharing.decide),
    (TimingInput, timing.decide),
    (ChatActed, chatting.decide),
)
SETTLERS: Final[tuple[Callable[[MeetingState, int], Sequence[Event]], ...]] = (
    modes.bring_back,
    modes.grant,
    rooms.settle,
    onair.settle,
    sharing.settle,
    timing.settle,
)
"""What follows by itself, each asked until nothing is left to do: who is granted leaves the private room before they
are heard."""
DECIDER_OF: Final[dict[type, Decider]] = {
    kind: decide for part, decide in _PARTS for kind in (get_args(part) or (part,))
}
"""A part that follows goes before one that stands above it."""
