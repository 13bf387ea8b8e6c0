"""A control link without a console, for a delegate on made-up parts."""

import asyncio
from dataclasses import replace

from common.control.joinlink import JoinLink
from common.control.listener import ControlListener, LinkState
from common.model.codeways import CodeWay
from common.model.errors import ConferenceError, ErrorCode
from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import LegId, MeetingId, ParticipantId, RequestId, Revision
from common.model.media import Sdp
from common.model.meeting import MeetingDetails, MeetingView, OwnState, ParticipantView
from common.model.people import Presence, Role
from common.protocol.codec import ConsoleMessage
from common.protocol.entry import CodeRequired, Welcome
from common.protocol.envelope import Done, Request
from common.protocol.interpretation import ChooseChannel
from common.protocol.media import DownlinkOffer, OfferUplink, OpenDownlink, SetMuted, UplinkAnswer

ANNA = ParticipantId("anna")
LINK = JoinLink("127.0.0.1", 8443, MeetingId("test-meeting"), "a" * 32, bytes(32))
PROMPT = CodeRequired(ref=0, sent_to="a…@example.org", expires_in_s=600, tries_left=5, resend_in_s=30)


def view_of(
    status: RequestStatus | None = None,
    is_on_air: bool = False,
    own: OwnState | None = None,
    role: Role = Role.DELEGATE,
) -> MeetingView:
    """Return a meeting in which Anna's request has this status."""
    floor = () if status is None else (FloorRequest(RequestId(1), ANNA, status, 0, is_on_air=is_on_air),)
    return MeetingView(
        MeetingDetails(LINK.meeting, "S/1", "A meeting"),
        participants={ANNA: ParticipantView(ANNA, "Anna", "Ruritania", role, Presence.JOINED)},
        floor=floor,
        own={ANNA: own or OwnState(ANNA)},
    )


class FakeControl:
    """A control link without a console: it carries out channel and mute, and answers legs."""

    def __init__(self, link: JoinLink, device_key: str, listener: ControlListener) -> None:
        self.link, self.device_key, self.listener = link, device_key, listener
        self.clock_offset_ms = 0
        self.is_line_thin = False
        self.round_trip_ms: float | None = None
        self.view = view_of()
        self.requests: list[Request] = []
        self.posts: list[Request] = []
        self.codes: list[str] = []
        self.refusals: dict[type[Request], ErrorCode] = {}
        self.legs = 0
        self.has_left = False
        self._revision = 0
        self._over = asyncio.Event()

    async def run(self) -> None:
        """Live until closed."""
        await self._over.wait()
        self.listener.on_link(LinkState.CLOSED, None)

    async def request(self, message: Request) -> ConsoleMessage:
        """Carry out, or refuse what `refusals` names."""
        await asyncio.sleep(0)
        self.requests.append(message)
        if code := self.refusals.get(type(message)):
            raise ConferenceError(code)
        own = self.view.own[ANNA]
        match message:
            case OpenDownlink():
                self.legs += 1
                return DownlinkOffer(ref=1, leg=LegId(f"leg-{self.legs}"), sdp=Sdp("offer"))
            case OfferUplink():
                self.legs += 1
                return UplinkAnswer(ref=1, leg=LegId(f"leg-{self.legs}"), sdp=Sdp("answer"))
            case SetMuted(is_muted=is_muted):
                self.tell(replace(self.view, own={ANNA: replace(own, is_muted=is_muted)}))
            case ChooseChannel(channel=channel, original_level=level):
                self.tell(replace(self.view, own={ANNA: replace(own, channel=channel, original_level=level)}))
        return Done(ref=1)

    def post(self, message: Request) -> None:
        """Note it."""
        self.posts.append(message)

    def enter_code(self, code: str) -> None:
        """Note it."""
        self.codes.append(code)

    def resend_code(self, way: CodeWay | None = None) -> None:
        """Ask again."""
        self.listener.on_code_required(PROMPT, None)

    async def leave(self) -> None:
        """Note it, end."""
        self.has_left = True
        self._over.set()

    async def close(self) -> None:
        """End."""
        self._over.set()

    def ask_code(self, error: ErrorCode | None = None) -> None:
        """Want a code."""
        self.listener.on_link(LinkState.CODE, error)
        self.listener.on_code_required(PROMPT, error)

    def attach(
        self,
        view: MeetingView | None = None,
        instance: str = "run-1",
        is_new: bool = True,
        legs: tuple[LegId, ...] | None = None,
    ) -> None:
        """Let the delegate in."""
        welcome = Welcome(ref=1, protocol=1, instance=instance, participant=ANNA, now_ms=0, legs=legs)
        self.listener.on_welcome(welcome, is_new)
        self.listener.on_link(LinkState.ATTACHED, None)
        self.tell(view or self.view)

    def tell(self, view: MeetingView) -> None:
        """Change the meeting."""
        self.view = view
        self._revision += 1
        self.listener.on_view(view, Revision(self._revision))

    def drop(self) -> None:
        """Lose the link."""
        self.listener.on_link(LinkState.RECONNECTING, ErrorCode.UNREACHABLE)

    def refuse(self, code: ErrorCode) -> None:
        """Refuse for good."""
        self.listener.on_link(LinkState.CLOSED, code)

    def count(self, kind: type[Request]) -> int:
        """Count the requests of a kind."""
        return sum(isinstance(r, kind) for r in self.requests)
