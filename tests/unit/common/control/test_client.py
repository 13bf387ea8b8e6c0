"""The control client on a link in memory and a clock moved by hand: the test plays the console."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from common.aio.backoff import Backoff
from common.aio.clock import ManualClock
from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient, LinkState
from common.control.joinlink import JoinLink
from common.control.link import link_lost
from common.model.errors import ConferenceError, ErrorCode, UserError
from common.model.ids import LegId, Revision
from common.model.media import LegEnd, Sdp
from common.model.meeting import MeetingDetails, MeetingView
from common.protocol.codec import ConsoleMessage
from common.protocol.entry import CodeRequired, EnterCode, Hello, Leave, ResendCode
from common.protocol.envelope import Bye, Done, Ping, Pong, Refused
from common.protocol.floor import RequestFloor
from common.protocol.media import DownlinkOffer, LegClosed, OpenDownlink, ReportLink
from common.protocol.view import Changes, ParticipantChanged, Snapshot
from tests.helpers.control import MEETING, Notes, person
from tests.helpers.playedconsole import Console

VIEW = MeetingView(MeetingDetails(MEETING, "S/1", "A meeting"))
PROMPT = CodeRequired(ref=0, sent_to="a…@example.org", expires_in_s=600, tries_left=5, resend_in_s=60)


@pytest.fixture
def console() -> Console:
    return Console(ManualClock(), Notes())


@pytest_asyncio.fixture
async def client(console: Console) -> AsyncIterator[ControlClient]:
    link = JoinLink("127.0.0.1", 1, MEETING, "a-token-of-enough-characters", bytes(32))
    backoff = Backoff(jitter=0.0)
    client = ControlClient(
        link, "device-key", "test", console.notes, clock=console.clock, backoff=backoff, connect=console.connect
    )
    owner = TaskOwner("test")
    spawn(client.run(), "client", owner)
    await console.clock.elapse(0.0)
    yield client
    await owner.cancel_all()


async def answered(request: "asyncio.Task[ConsoleMessage]") -> ConsoleMessage | ErrorCode:
    try:
        return await asyncio.wait_for(request, 10.0)
    except ConferenceError as error:
        return error.code


async def test_it_says_hello_and_shows_the_view(console: Console, client: ControlClient) -> None:
    hello = await console.admit()
    assert (hello.protocol, hello.device_key, hello.revision, hello.instance) == (1, "device-key", None, None)
    await console.say(Snapshot(revision=Revision(4), view=VIEW))
    await console.say(Changes(revision=Revision(6), changes=(ParticipantChanged(participant=person("bela")),)))
    assert [revision for _, revision in console.notes.views] == [4, 6]
    assert client.view is not None
    assert client.view.participants == {"bela": person("bela")}
    assert client.clock_offset_ms == 250
    assert console.notes.states == [(LinkState.CONNECTING, None), (LinkState.ATTACHED, None)]


async def test_it_resumes_from_what_it_holds(console: Console, client: ControlClient) -> None:
    await console.admit()
    await console.say(Snapshot(revision=Revision(4), view=VIEW))
    await console.clock.elapse(5.5)
    await console.cut()
    hello = await console.admit("run-2")
    assert (hello.revision, hello.instance) == (4, "run-1")
    assert [is_new for _, is_new in console.notes.welcomes] == [True, True]
    assert console.attempts_s == [0.0, 5.5], "after a good link the first attempt is made at once"
    assert console.notes.states[2:] == [(LinkState.RECONNECTING, ErrorCode.UNREACHABLE), (LinkState.ATTACHED, None)]


async def test_attempts_are_never_further_apart_than_3_s(console: Console, client: ControlClient) -> None:
    await console.admit()
    console.refusals = [link_lost() for _ in range(12)]
    await console.cut()
    await console.clock.elapse(30.0)
    gaps = [
        round(later - sooner, 3) for sooner, later in zip(console.attempts_s[1:], console.attempts_s[2:], strict=False)
    ]
    assert len(gaps) >= 8
    assert gaps == sorted(gaps)
    assert max(gaps) <= 3.0


async def test_changes_without_a_snapshot_end_the_link(console: Console, client: ControlClient) -> None:
    await console.admit()
    await console.say(Changes(revision=Revision(6), changes=()))
    assert console.notes.states[-1] == (LinkState.RECONNECTING, ErrorCode.UNEXPECTED)


async def test_it_pings_and_measures(console: Console, client: ControlClient) -> None:
    await console.admit()
    await console.clock.elapse(2.0)
    ping = await console.hear()
    assert isinstance(ping, Ping)
    console.clock.advance(0.1)
    await console.say(Pong(ref=ping.ref, now_ms=console.clock.now_ms() + 1_000 - 50))
    assert client.round_trip_ms == pytest.approx(100.0)
    assert client.clock_offset_ms == pytest.approx(1_000, abs=1)
    assert client.console_now_ms() == pytest.approx(console.clock.now_ms() + 1_000, abs=1)


async def test_it_knows_of_a_thin_line_as_long_as_the_console_says_so(console: Console, client: ControlClient) -> None:
    await console.admit()
    said = []
    for is_thin in (True, True, False):
        await console.clock.elapse(2.0)
        ping = await console.hear()
        assert isinstance(ping, Ping)
        await console.say(Pong(ref=ping.ref, now_ms=0, is_line_thin=is_thin))
        said.append(client.is_line_thin)
    assert said == [True, True, False]


async def test_a_silent_console_is_given_up_after_6_s(console: Console, client: ControlClient) -> None:
    await console.admit()
    await console.clock.elapse(5.4)
    assert len(console.links) == 1
    await console.clock.elapse(0.7)
    assert len(console.links) == 2


async def test_requests_get_their_own_answers(console: Console, client: ControlClient) -> None:
    await console.admit()
    owner = TaskOwner("test requests")
    floor = spawn(client.request(RequestFloor()), "floor", owner)
    downlink = spawn(client.request(OpenDownlink()), "downlink", owner)
    await console.clock.elapse(0.0)
    first, second = await console.hear(), await console.hear()
    assert isinstance(first, RequestFloor)
    assert isinstance(second, OpenDownlink)
    offer = DownlinkOffer(ref=second.ref, leg=LegId("leg-1"), sdp=Sdp("v=0"))
    await console.say(offer, Done(ref=first.ref))
    assert await answered(floor) == Done(ref=first.ref)
    assert await answered(downlink) == offer


async def test_a_refusal_raises_its_code_and_when_to_try_again(console: Console, client: ControlClient) -> None:
    await console.admit()
    request = asyncio.gather(client.request(RequestFloor()), return_exceptions=True)
    await console.clock.elapse(0.0)
    heard = await console.hear()
    assert isinstance(heard, RequestFloor)
    await console.say(Refused(ref=heard.ref, code=ErrorCode.LIST_CLOSED, detail="closed", retry_after_s=2.5))
    [error] = await request
    assert isinstance(error, ConferenceError)
    assert (error.code, error.detail, error.retry_after_s) == (ErrorCode.LIST_CLOSED, "closed", 2.5)


async def test_a_request_without_an_answer_times_out(console: Console, client: ControlClient) -> None:
    await console.admit()
    request = asyncio.gather(client.request(RequestFloor()), return_exceptions=True)
    for _ in range(6):
        await console.clock.elapse(1.9)
        await console.say(Pong(ref=0, now_ms=0))
    [error] = await asyncio.wait_for(request, 10.0)
    assert isinstance(error, ConferenceError)
    assert error.code is ErrorCode.TIMEOUT
    await console.say(Done(ref=2))
    assert client.state is LinkState.ATTACHED, "an answer that comes too late does no harm"


async def test_a_request_at_a_lost_link_is_unreachable(console: Console, client: ControlClient) -> None:
    with pytest.raises(ConferenceError, match="not attached"):
        await client.request(RequestFloor())
    await console.admit()
    request = asyncio.gather(client.request(RequestFloor()), return_exceptions=True)
    await console.clock.elapse(0.0)
    await console.cut()
    [error] = await asyncio.wait_for(request, 10.0)
    assert isinstance(error, ConferenceError)
    assert error.code is ErrorCode.UNREACHABLE


async def test_posts_want_no_answer_and_are_dropped_when_not_attached(console: Console, client: ControlClient) -> None:
    report = ReportLink(received=1, lost=0, concealed=0, late=0, jitter_ms=1.0)
    client.post(report)
    await console.admit()
    client.post(report)
    await console.clock.elapse(0.0)
    assert await console.hear() == report


async def test_a_code_is_asked_for_until_it_is_right(console: Console, client: ControlClient) -> None:
    client.enter_code("too early")
    await console.clock.elapse(0.0)
    await console.hear()
    await console.say(PROMPT)
    client.enter_code("000000")
    await console.clock.elapse(0.0)
    wrong = await console.hear()
    assert isinstance(wrong, EnterCode)
    await console.say(Refused(ref=wrong.ref, code=ErrorCode.CODE_WRONG), PROMPT)
    client.resend_code()
    await console.clock.elapse(0.0)
    assert isinstance(await console.hear(), ResendCode)
    await console.say(PROMPT)
    assert [error for _, error in console.notes.prompts] == [None, ErrorCode.CODE_WRONG, None]
    assert client.state is LinkState.CODE


@pytest.mark.parametrize(
    "code",
    [ErrorCode.TOKEN_UNKNOWN, ErrorCode.TOKEN_EXPIRED, ErrorCode.TOKEN_USED, ErrorCode.VERSION, ErrorCode.CODE_LOCKED],
)
async def test_final_refusals_end_it(console: Console, client: ControlClient, code: ErrorCode) -> None:
    hello = await console.hear()
    assert isinstance(hello, Hello)
    await console.say(Refused(ref=hello.ref, code=code))
    await console.clock.elapse(10.0)
    assert console.notes.states[-1] == (LinkState.CLOSED, code)
    assert len(console.links) == 1


@pytest.mark.parametrize("code", [ErrorCode.CERTIFICATE, ErrorCode.LINK_INVALID])
async def test_a_console_that_is_not_the_links_ends_it(
    console: Console, client: ControlClient, code: ErrorCode
) -> None:
    console.refusals = [UserError(code)]
    await console.cut()
    await console.clock.elapse(10.0)
    assert console.notes.states[-1] == (LinkState.CLOSED, code)


async def test_other_refusals_of_hello_are_tried_again(console: Console, client: ControlClient) -> None:
    hello = await console.hear()
    assert isinstance(hello, Hello)
    await console.say(Refused(ref=hello.ref, code=ErrorCode.MAIL_FAILED))
    assert console.notes.states[-1] == (LinkState.CONNECTING, ErrorCode.MAIL_FAILED)
    await console.clock.elapse(0.3)
    assert len(console.links) == 2


async def test_a_goodbye_says_whether_to_return(console: Console, client: ControlClient) -> None:
    await console.admit()
    await console.say(Bye(may_return=True))
    await console.clock.elapse(0.3)
    await console.admit()
    await console.say(Bye(code=ErrorCode.NOT_ALLOWED))
    assert console.notes.states[-1] == (LinkState.CLOSED, ErrorCode.NOT_ALLOWED)


async def test_leaving_says_so_and_waits_for_the_goodbye(console: Console, client: ControlClient) -> None:
    await console.admit()
    leaving = asyncio.gather(client.leave())
    await console.clock.elapse(0.0)
    assert isinstance(await console.hear(), Leave)
    await console.say(Bye())
    await asyncio.wait_for(leaving, 1.0)
    assert console.notes.states[-1] == (LinkState.CLOSED, None)


async def test_closing_between_two_attempts_ends_at_once(console: Console, client: ControlClient) -> None:
    console.refusals = [link_lost(), link_lost()]
    await console.cut()
    await asyncio.wait_for(client.close(), 1.0)
    assert client.state is LinkState.CLOSED


async def test_what_answers_nothing_goes_to_the_listener(console: Console, client: ControlClient) -> None:
    await console.admit()
    closed = LegClosed(leg=LegId("leg-1"), reason=LegEnd.FAILED)
    await console.say(closed)
    assert console.notes.messages == [closed]


async def test_what_is_no_message_of_ours_ends_the_link(console: Console, client: ControlClient) -> None:
    await console.admit()
    await console.links[-1].send(b"{}")
    await console.clock.elapse(0.0)
    assert console.notes.states[-1] == (LinkState.RECONNECTING, ErrorCode.MALFORMED)
