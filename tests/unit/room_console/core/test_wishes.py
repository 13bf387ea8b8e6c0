"""Each message that is a wish becomes the input of the rules that it stands for, by whoever sent it."""

import pytest

from common.model.floor import RequestKind
from common.model.ids import ChannelNumber, ParticipantId, RequestId
from common.model.meeting import Act, Rules, Undoable
from common.protocol import floor, interpretation, media, operator
from common.protocol.codec import ClientMessage
from common.protocol.entry import Leave
from common.protocol.envelope import Ping
from room_console.core.meeting import inputs
from room_console.core.wishes import input_of

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")
NUMBER, RULES = RequestId(7), Rules(2, 1, is_list_open=False)
DENIED = Undoable(Act.DENY, ANNA, 1_000, NUMBER, BORIS)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (floor.RequestFloor(), inputs.FloorRequested(ANNA)),
        (
            floor.RequestFloor(kind=RequestKind.RESPONSE, on_behalf_of="Group", language="fr"),
            inputs.FloorRequested(ANNA, RequestKind.RESPONSE, "Group", "fr"),
        ),
        (
            floor.EnterRequest(participant=BORIS, kind=RequestKind.RESPONSE, on_behalf_of="G", is_in_hall=True),
            inputs.RequestInscribed(ANNA, BORIS, RequestKind.RESPONSE, "G", "", True),
        ),
        (
            floor.AlterRequest(request=NUMBER, on_behalf_of="Group", language="fr"),
            inputs.RequestCorrected(ANNA, NUMBER, "Group", "fr"),
        ),
        (floor.TakeFloor(), inputs.FloorTaken(ANNA)),
        (floor.GrantNext(), inputs.NextGranted(ANNA)),
        (floor.GrantNext(shown=NUMBER), inputs.NextGranted(ANNA, NUMBER)),
        (floor.SetAside(request=NUMBER), inputs.SpeakerSetAside(ANNA, NUMBER)),
        (floor.UndoLast(), inputs.UndoAsked(ANNA)),
        (floor.UndoLast(shown=DENIED), inputs.UndoAsked(ANNA, DENIED)),
        (floor.WithdrawFloor(), inputs.FloorWithdrawn(ANNA)),
        (floor.ReleaseFloor(), inputs.FloorReleased(ANNA)),
        (floor.GrantFloor(request=NUMBER), inputs.FloorGranted(ANNA, NUMBER)),
        (floor.DenyFloor(request=NUMBER), inputs.FloorDenied(ANNA, NUMBER)),
        (floor.RevokeFloor(request=NUMBER), inputs.FloorRevoked(ANNA, NUMBER)),
        (floor.MoveRequest(request=NUMBER, position=3), inputs.RequestMoved(ANNA, NUMBER, 3)),
        (floor.SetRules(rules=RULES), inputs.RulesSet(ANNA, RULES)),
        (
            interpretation.ChooseChannel(channel=ChannelNumber(2), original_level=0.5),
            inputs.ChannelChosen(ANNA, ChannelNumber(2), 0.5),
        ),
        (media.SetMuted(is_muted=True), inputs.MutedSet(ANNA, True)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_wish_becomes_its_input(message: ClientMessage, expected: inputs.Input) -> None:
    assert input_of(ANNA, message) == expected


@pytest.mark.parametrize("message", [Ping(), Leave(), media.OpenDownlink(), operator.EndMeeting()])
def test_the_rules_have_no_part_in_the_rest(message: ClientMessage) -> None:
    assert input_of(ANNA, message) is None
