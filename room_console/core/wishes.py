"""What a client wishes, as an input of the rules: a table, not a switch. The rules decide whether it may be."""

from collections.abc import Callable
from typing import Any

from common.model.ids import ParticipantId
from common.protocol import checks, floor, interpretation, media, meetings, sharing
from common.protocol.codec import ClientMessage
from room_console.core.meeting import inputs, timinginputs
from room_console.core.meeting.programmeinputs import (
    ItemCalled,
    ItemMoved,
    ItemPut,
    ItemRemoved,
    MeetingNamed,
    SessionClosed,
    SessionOpened,
    SessionPut,
    SessionRemoved,
)
from room_console.core.meeting.sharinginputs import SharingStopped, SharingWished

_INPUT_OF: dict[type, Callable[[ParticipantId, Any], inputs.Input]] = {
    floor.RequestFloor: lambda by, m: inputs.FloorRequested(by, m.kind, m.on_behalf_of, m.language),
    floor.EnterRequest: lambda by, m: inputs.RequestInscribed(
        by, m.participant, m.kind, m.on_behalf_of, m.language, m.is_in_hall
    ),
    floor.AlterRequest: lambda by, m: inputs.RequestCorrected(by, m.request, m.on_behalf_of, m.language),
    floor.TakeFloor: lambda by, _: inputs.FloorTaken(by),
    floor.WithdrawFloor: lambda by, _: inputs.FloorWithdrawn(by),
    floor.ReleaseFloor: lambda by, _: inputs.FloorReleased(by),
    floor.GrantFloor: lambda by, m: inputs.FloorGranted(by, m.request),
    floor.GrantNext: lambda by, m: inputs.NextGranted(by, m.shown),
    floor.SetAside: lambda by, m: inputs.SpeakerSetAside(by, m.request),
    floor.UndoLast: lambda by, m: inputs.UndoAsked(by, m.shown),
    floor.DenyFloor: lambda by, m: inputs.FloorDenied(by, m.request),
    floor.RevokeFloor: lambda by, m: inputs.FloorRevoked(by, m.request),
    floor.MoveRequest: lambda by, m: inputs.RequestMoved(by, m.request, m.position),
    floor.PauseTimer: lambda by, m: timinginputs.TimerPauseSet(by, m.request, m.is_paused),
    floor.SetLimit: lambda by, m: timinginputs.SpeechLimitSet(by, m.request, m.limit_s),
    floor.SetRules: lambda by, m: inputs.RulesSet(by, m.rules),
    interpretation.ChooseChannel: lambda by, m: inputs.ChannelChosen(by, m.channel, m.original_level),
    checks.SayCannotInterpret: lambda by, m: inputs.InterpretationSaid(by, m.channel, not m.is_raised),
    meetings.NameMeeting: lambda by, m: MeetingNamed(by, m.symbol, m.title, m.format, m.timezone),
    meetings.PutSession: lambda by, m: SessionPut(by, m.session, m.replaces),
    meetings.RemoveSession: lambda by, m: SessionRemoved(by, m.number),
    meetings.PutItem: lambda by, m: ItemPut(by, m.item, m.replaces),
    meetings.RemoveItem: lambda by, m: ItemRemoved(by, m.number),
    meetings.MoveItem: lambda by, m: ItemMoved(by, m.number, m.position),
    meetings.OpenSession: lambda by, m: SessionOpened(by, m.number),
    meetings.CloseSession: lambda by, _: SessionClosed(by),
    meetings.CallItem: lambda by, m: ItemCalled(by, m.number),
    media.SetMuted: lambda by, m: inputs.MutedSet(by, m.is_muted),
    sharing.ShareScreen: lambda by, _: SharingWished(by),
    sharing.StopSharing: lambda by, _: SharingStopped(by),
}


def input_of(by: ParticipantId, message: ClientMessage) -> inputs.Input | None:
    """Return the input that a message stands for; None for a message that the rules have no part in."""
    make = _INPUT_OF.get(type(message))
    return make(by, message) if make is not None else None
