"""The delegate's states, as the console and the cables make them."""

from dataclasses import replace

import pytest

from common.model.errors import ConferenceError, ErrorCode, UserError
from common.model.floor import RequestStatus
from common.model.ids import ChannelNumber, LegId
from common.model.media import LegEnd
from common.model.meeting import OwnState
from common.model.people import Role
from common.protocol.entry import IceServerAccess, IceServersRenewed
from common.protocol.media import CloseLeg, LegClosed, OfferUplink, OpenDownlink, SetMuted
from common.rtc.ice import IceServer
from common.rtc.legs import PeerState
from delegate_app.core.keyringstore import MemoryStore
from delegate_app.core.state import DelegateState, FloorPhase, Phase
from tests.helpers.delegate import delegate, is_silent, until
from tests.helpers.delegatedevices import FakeKit
from tests.helpers.fakecontrol import ANNA, LINK, view_of


async def test_a_link_that_is_none_is_refused_to_the_caller() -> None:
    async with delegate() as bench:
        with pytest.raises(UserError) as refused:
            await bench.client.join("https://example.org/")
        assert refused.value.code is ErrorCode.LINK_INVALID
        assert bench.client.state.phase is Phase.OFFLINE


async def test_the_way_in_by_a_code() -> None:
    async with delegate() as bench:
        phases: list[Phase] = []
        bench.client.subscribe(lambda state: phases.append(state.phase))
        await bench.client.join(str(LINK))
        bench.control.ask_code()
        await bench.client.enter_code(" 123 456\n")
        bench.control.ask_code(ErrorCode.CODE_WRONG)
        prompt = bench.client.state.code
        assert prompt is not None
        assert prompt.error is ErrorCode.CODE_WRONG
        bench.control.attach()
        await until(lambda: bench.client.state.media.has_downlink)
        assert bench.control.codes == ["123456"]
        assert list(dict.fromkeys(phases)) == [Phase.OFFLINE, Phase.CONNECTING, Phase.CODE, Phase.JOINED]
        assert bench.client.state.code is None
        assert bench.client.state.me == ANNA


@pytest.mark.parametrize("code", [ErrorCode.TOKEN_EXPIRED, ErrorCode.CODE_LOCKED, ErrorCode.TOKEN_USED])
async def test_a_refusal_at_the_door_stands_in_the_state(code: ErrorCode) -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.ask_code()
        bench.control.refuse(code)
        assert (bench.client.state.phase, bench.client.state.error) == (Phase.OFFLINE, code)
        assert bench.client.state.code is None


async def test_a_second_try_shows_the_same_device_key() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        first = bench.control.device_key
        bench.control.refuse(ErrorCode.CODE_LOCKED)
        await bench.client.join(str(LINK))
        assert bench.control.device_key == first
        assert len(first) >= 22


async def test_the_floor_button_follows_the_request() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        shown = []
        for status, is_on_air in (
            (None, False),
            (RequestStatus.PENDING, False),
            (RequestStatus.ACCEPTED, False),
            (RequestStatus.GRANTED, False),
            (RequestStatus.GRANTED, True),
        ):
            bench.control.tell(view_of(status, is_on_air))
            shown.append(bench.client.state.floor_phase)
        assert shown == list(FloorPhase)
        assert not bench.client.state.may_request


async def test_an_observer_may_not_request() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(view_of(role=Role.OBSERVER))
        assert not bench.client.state.may_request
        bench.control.tell(view_of())
        assert bench.client.state.may_request


async def test_while_the_link_is_lost_requests_are_refused_plainly() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        bench.control.drop()
        assert bench.client.state.phase is Phase.RECONNECTING
        for verb in (bench.client.request_floor(), bench.client.choose_channel(ChannelNumber(1))):
            with pytest.raises(ConferenceError) as refused:
                await verb
            assert refused.value.code is ErrorCode.UNREACHABLE


async def test_the_uplink_comes_at_standby_and_goes_with_the_request() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        bench.control.tell(view_of(RequestStatus.PENDING))
        await until(lambda: bench.client.state.media.has_downlink)
        assert bench.control.count(OfferUplink) == 0
        bench.control.tell(view_of(RequestStatus.ACCEPTED))
        await until(lambda: bench.client.state.media.has_uplink)
        bench.control.tell(view_of(RequestStatus.GRANTED))
        bench.control.tell(view_of())
        await until(lambda: bench.control.count(CloseLeg))
        assert bench.control.count(OfferUplink) == 1
        assert bench.peers.uplinks[0].is_closed
        assert not bench.client.state.media.has_uplink


async def test_nothing_leaves_the_microphone_but_with_the_floor_and_unmuted() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(view_of(RequestStatus.ACCEPTED))
        await until(lambda: bench.peers.uplinks and len(bench.peers.uplinks[0].blocks) > 5)
        blocks = bench.peers.uplinks[0].blocks
        assert all(is_silent(b) for b in blocks)
        bench.control.tell(view_of(RequestStatus.GRANTED))
        await until(lambda: not is_silent(blocks[-1]))
        await bench.client.set_muted(True)
        await until(lambda: is_silent(blocks[-1]))
        bench.control.tell(view_of(RequestStatus.GRANTED))
        await until(lambda: not is_silent(blocks[-1]))
        bench.control.tell(view_of())
        after = len(blocks)
        await until(lambda: bench.peers.uplinks[0].is_closed)
        assert all(is_silent(b) for b in blocks[after + 1 :])


async def test_on_standby_the_microphone_is_heard_off_air_where_the_rules_say_so_and_unmuted() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        view = view_of(RequestStatus.ACCEPTED)
        bench.control.attach(replace(view, rules=replace(view.rules, is_standby_heard=True)))
        await until(lambda: bench.peers.uplinks and bench.peers.uplinks[0].blocks)
        blocks = bench.peers.uplinks[0].blocks
        await until(lambda: not is_silent(blocks[-1]))
        await bench.client.set_muted(True)
        await until(lambda: is_silent(blocks[-1]))
        await bench.client.set_muted(False)
        await until(lambda: not is_silent(blocks[-1]))
        bench.control.tell(view)
        await until(lambda: is_silent(blocks[-1]))


async def test_muting_works_without_the_link_and_is_told_after() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(view_of(RequestStatus.GRANTED))
        await until(lambda: bench.client.state.media.has_uplink and bench.peers.uplinks[0].blocks)
        bench.control.drop()
        await bench.client.set_muted(True)
        await until(lambda: is_silent(bench.peers.uplinks[0].blocks[-1]))
        assert bench.client.state.is_muted
        assert bench.control.count(SetMuted) == 0
        bench.control.attach(view_of(RequestStatus.GRANTED), is_new=False)
        await until(lambda: bench.control.count(SetMuted))
        await until(lambda: not bench.client.state.is_mute_pending)
        assert bench.client.state.is_muted


async def test_a_lost_link_keeps_everything_and_a_new_run_only_renews_the_legs() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        own = OwnState(ANNA, ChannelNumber(3), 0.25, is_muted=True)
        bench.control.attach(view_of(RequestStatus.GRANTED, own=own))
        await until(lambda: bench.client.state.media.has_uplink and bench.client.state.media.has_downlink)
        bench.control.drop()
        assert bench.client.state.floor_phase is FloorPhase.GRANTED
        assert bench.client.state.media.has_downlink
        bench.control.attach(view_of(RequestStatus.GRANTED, own=own), instance="run-2")
        await until(lambda: len(bench.peers.downlinks) == 2 and len(bench.peers.uplinks) == 2)
        await until(lambda: bench.client.state.media.has_uplink and bench.client.state.media.has_downlink)
        assert bench.client.state.own == own
        assert bench.client.state.is_muted
        await until(lambda: bench.peers.uplinks[1].blocks)
        assert all(is_silent(b) for b in bench.peers.uplinks[1].blocks)


async def test_a_leg_that_ended_while_the_link_was_lost_is_opened_again_at_once() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach(view_of(RequestStatus.GRANTED))
        await until(lambda: bench.client.state.media.has_uplink and bench.client.state.media.has_downlink)
        assert bench.client._attachment is not None
        downlink = bench.client._attachment.downlink.leg
        assert downlink is not None
        bench.control.drop()
        bench.control.attach(view_of(RequestStatus.GRANTED), is_new=False, legs=(downlink,))
        await until(lambda: len(bench.peers.uplinks) == 2 and bench.client.state.media.has_uplink)
        assert len(bench.peers.downlinks) == 1


async def test_a_downlink_that_dies_or_is_closed_as_failed_is_opened_again() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        await until(lambda: bench.client.state.media.has_downlink)
        bench.peers.downlinks[0].become(PeerState.DOWN)
        await until(lambda: len(bench.peers.downlinks) == 2 and bench.client.state.media.has_downlink)
        leg = LegId(f"leg-{bench.control.legs}")
        bench.control.listener.on_message(LegClosed(leg=leg, reason=LegEnd.REPLACED))
        bench.control.listener.on_message(LegClosed(leg=leg, reason=LegEnd.FAILED))
        await until(lambda: len(bench.peers.downlinks) == 3 and bench.client.state.media.has_downlink)
        assert bench.control.count(OpenDownlink) == 3


async def test_a_thin_line_is_in_the_state_as_long_as_the_console_says_so() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        assert not bench.client.state.media.is_line_thin
        bench.control.is_line_thin = True
        await until(lambda: bench.client.state.media.is_line_thin)
        bench.control.is_line_thin = False
        await until(lambda: not bench.client.state.media.is_line_thin)


async def test_one_without_any_device_still_follows() -> None:
    async with delegate(FakeKit(names=[])) as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        await until(lambda: bench.client.state.media.has_downlink)
        assert bench.client.state.devices.microphone is None
        assert bench.client.state.devices.headphone is None


async def test_leaving_says_goodbye_and_closing_does_not() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        await until(lambda: bench.client.state.media.has_downlink)
        await bench.client.leave()
        assert bench.client.state.phase is Phase.LEFT
        await bench.client.join(str(LINK))
        bench.control.attach()
    assert [control.has_left for control in bench.controls] == [True, False]
    assert all(leg.is_closed for leg in bench.peers.downlinks)


async def test_the_last_meeting_is_remembered_with_its_token() -> None:
    secrets = MemoryStore()
    async with delegate(secrets=secrets) as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        key = bench.control.device_key
        await until(lambda: not bench.client.state.is_secret_kept)
        await bench.client.leave()
        remembered = bench.client.state.remembered
        assert remembered is not None
        assert (remembered.host, remembered.meeting) == (LINK.host, LINK.meeting)
        await bench.client.rejoin()
        assert bench.control.link == LINK
        assert bench.control.device_key == key


async def test_who_unsubscribes_hears_no_more() -> None:
    async with delegate() as bench:
        heard: list[DelegateState] = []
        stop = bench.client.subscribe(heard.append)
        stop()
        await bench.client.set_volume(0.5)
        assert len(heard) == 1
        assert bench.client.state.devices.volume == 0.5


async def test_renewed_relays_reach_the_legs_that_are_there() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        await until(lambda: bench.client.state.media.has_downlink)
        granted = (IceServerAccess("turn:relay.example", "1:anna", "word"), IceServerAccess("nonsense"))
        bench.control.listener.on_message(IceServersRenewed(granted))
        servers = (IceServer("turn:relay.example", "1:anna", "word"),)
        await until(lambda: bench.peers.downlinks[0].servers == servers)
        assert len(bench.peers.downlinks) == 1


async def test_a_leg_that_looks_for_its_way_stands_in_the_state_and_stays() -> None:
    async with delegate() as bench:
        await bench.client.join(str(LINK))
        bench.control.attach()
        await until(lambda: bench.client.state.media.has_downlink)
        bench.peers.downlinks[0].is_moving = True
        bench.control.drop()
        await until(lambda: bench.client.state.media.is_moving)
        assert bench.client.state.media.has_downlink
        assert len(bench.peers.downlinks) == 1
