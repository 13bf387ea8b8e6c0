"""Help as the delegate has it: the gate in the private room, the chat, the slots."""

from dataclasses import replace

import pytest

from common.model.chat import ChatKind, ChatLine
from common.model.coaching import CoachingSlot, SlotId
from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import RequestStatus
from common.model.ids import ParticipantId
from common.model.meeting import MeetingView, OwnState
from common.model.people import Role
from common.model.rooms import Assistance, PrivateRoom, Trouble
from common.protocol.chat import ChatHistory, ChatSaid, SendChat
from common.protocol.coaching import OwnSlot
from common.protocol.rooms import AwaitRoom, CallForHelp, CloseRoom, EnterRoom, MobileLink
from tests.helpers.delegate import Bench, delegate, until
from tests.helpers.fakecontrol import ANNA, LINK, view_of

OLGA = ParticipantId("olga")
SLOT = CoachingSlot(SlotId("1"), 1_000, 2_000, ANNA)


def in_room(view: MeetingView, *, is_entered: bool = True) -> MeetingView:
    """Return the view of somebody who is called to the private room, or in it."""
    own = replace(view.own[ANNA], assistance=Assistance(room=PrivateRoom(OLGA, 1, is_entered)))
    return replace(view, own={ANNA: own})


def is_heard(bench: Bench) -> bool:
    """Tell whether what the microphone hears would leave now."""
    return bench.client._side.gate.is_open


async def test_in_the_private_room_the_microphone_is_open_and_the_uplink_up_and_before_and_after_it_neither() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(view_of())
        assert not is_heard(bench)
        bench.control.tell(in_room(view_of(), is_entered=False))
        assert not is_heard(bench), "who is only called to it is not heard"
        assert not bench.client.state.is_in_room
        bench.control.tell(in_room(view_of()))
        assert is_heard(bench)
        await until(lambda: bench.client.state.media.has_uplink)
        bench.control.tell(view_of())
        assert not is_heard(bench)
        await until(lambda: not bench.client.state.media.has_uplink)


async def test_ones_own_switch_holds_in_the_private_room_too() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(in_room(view_of(own=OwnState(ANNA, is_muted=True))))
        assert not is_heard(bench)
        bench.control.tell(in_room(view_of()))
        assert is_heard(bench)
        await bench.client.set_muted(True)
        assert not is_heard(bench)


@pytest.mark.parametrize("status", [RequestStatus.PENDING, RequestStatus.ACCEPTED])
async def test_near_the_floor_the_rules_of_the_floor_count_whatever_is_said_of_a_room(status: RequestStatus) -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(in_room(view_of(status)))
        assert is_heard(bench) is (status is RequestStatus.PENDING)
        bench.control.tell(view_of(status))
        assert not is_heard(bench)


async def test_an_observer_is_heard_in_the_private_room_and_nowhere_else() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(view_of(role=Role.OBSERVER))
        assert not is_heard(bench)
        bench.control.tell(in_room(view_of(role=Role.OBSERVER)))
        assert is_heard(bench)


async def test_verbs_reach_the_console_and_refusals_the_caller() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        help = bench.client.help
        await help.call(Trouble.HEARING)
        await help.say("I hear nothing")
        await help.enter_room()
        await help.leave_room()
        await help.wait_for_coaching(True)
        asked = [CallForHelp, SendChat, EnterRoom, CloseRoom, AwaitRoom]
        assert [type(r) for r in bench.control.requests if type(r) in asked] == asked
        bench.control.refusals[CallForHelp] = ErrorCode.TOO_FAST
        with pytest.raises(ConferenceError):
            await help.call(Trouble.OTHER)


async def test_chat_slot_and_mobile_link_stand_in_the_state_until_another_meeting() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        first, second = (ChatLine(n, OLGA, n, f"line {n}") for n in (1, 2))
        listener = bench.control.listener
        for message in (
            ChatHistory(0, ChatKind.HELP, ANNA, (first,)),
            ChatSaid(ChatKind.HELP, ANNA, (second,)),
            ChatSaid(ChatKind.HELP, ANNA, (second,)),
        ):
            listener.on_message(message)
        listener.on_message(OwnSlot(SLOT))
        listener.on_message(MobileLink("https://x/m/mtg#t"))
        told = bench.client.state.help
        assert bench.client.state.help_chat == (first, second)
        assert (told.slot, told.mobile_link) == (SLOT, "https://x/m/mtg#t")
        listener.on_message(MobileLink(None))
        assert bench.client.state.help.mobile_link is None
        await bench.client.join(str(LINK))
        assert not bench.client.state.help_chat
