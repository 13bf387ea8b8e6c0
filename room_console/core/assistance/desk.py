"""Assistance at the console: calls for help, the private room, the grant of a mobile device (R6, R18)."""

from collections.abc import Callable, Mapping

from common.aio.clock import Clock
from common.model.addresses import host_port
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action
from common.model.rooms import Assistance, CaseOutcome, ClosedCase
from common.protocol import rooms
from common.protocol.envelope import Bye, Message
from room_console.core.assistance.cases import ClosedCases
from room_console.core.assistance.mobile import MobilePasses
from room_console.core.audience import Audience
from room_console.core.conductor import Conductor
from room_console.core.control.gateway import Connection
from room_console.core.control.tokenbucket import TokenBucket
from room_console.core.desk import Answer, Desk
from room_console.core.meeting import helpinputs
from room_console.core.meeting.assistance import assistance_of
from room_console.core.meeting.permissions import known
from room_console.core.operations import Address
from room_console.core.shelf import RecordStore

CALL_RATE_PER_S, CALL_BURST = 6 / 60, 4
"""Calls for help, and their withdrawals, of one participant."""


class AssistanceDesk(Desk):
    """Thread: the core's loop."""

    def __init__(
        self,
        conductor: Conductor,
        audience: Audience,
        store: RecordStore,
        mobile: MobilePasses,
        address: Address,
        let_go: Callable[[ParticipantId], None],
        clock: Clock,
    ) -> None:
        """`let_go` closes every leg that somebody has."""
        self._conductor = conductor
        self._audience = audience
        self._mobile = mobile
        self._address = address
        self._let_go = let_go
        self._clock = clock
        self.cases = ClosedCases(store)
        self._calls: dict[ParticipantId, TokenBucket] = {}
        self._links: dict[ParticipantId, str] = {}
        """Links for mobile devices that were made since the core began; on disk they are but hashes."""
        follow, operate = Action.FOLLOW, Action.OPERATE
        self.answers: Mapping[type[Message], Answer] = {
            rooms.CallForHelp: Answer(self._call, follow),
            rooms.WithdrawHelp: Answer(self._withdraw, follow),
            rooms.OpenCase: Answer(self._open_case, operate),
            rooms.TakeCase: Answer(self._take_case, operate),
            rooms.CloseCase: Answer(self._close_case, operate),
            rooms.ListCases: Answer(self._list_cases, operate),
            rooms.GrantMobile: Answer(self._grant, operate),
            rooms.OpenRoom: Answer(self._open_room, operate),
            rooms.EnterRoom: Answer(self._enter_room, follow),
            rooms.CloseRoom: Answer(self._close_room, follow),
            rooms.AwaitRoom: Answer(self._await_room, follow),
        }

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._mobile.start()
        await self.cases.start()

    def greet(self, connection: Connection) -> None:
        """Send a participant the link that was granted."""
        who = connection.participant
        if who in self._links and self._helped(who).has_mobile:
            connection.send(rooms.MobileLink(self._links[who]))

    async def _call(self, connection: Connection, message: rooms.CallForHelp) -> None:
        self._brake(connection.participant)
        await self._conductor.submit(helpinputs.HelpCalled(connection.participant, message.trouble))

    async def _withdraw(self, connection: Connection, _: rooms.WithdrawHelp) -> None:
        who = connection.participant
        self._brake(who)
        await self._close(helpinputs.HelpWithdrawn(who), who, who, CaseOutcome.WITHDRAWN, "")

    async def _open_case(self, connection: Connection, message: rooms.OpenCase) -> None:
        by = connection.participant
        await self._conductor.submit(helpinputs.CaseOpened(message.participant, message.trouble, by))

    async def _take_case(self, connection: Connection, message: rooms.TakeCase) -> None:
        await self._conductor.submit(helpinputs.CaseTaken(message.participant, connection.participant))

    async def _close_case(self, connection: Connection, message: rooms.CloseCase) -> None:
        who, by = message.participant, connection.participant
        closing = helpinputs.CaseClosed(who, message.outcome, by)
        await self._close(closing, who, by, message.outcome, message.note)

    async def _close(
        self,
        closing: helpinputs.HelpWithdrawn | helpinputs.CaseClosed,
        who: ParticipantId,
        by: ParticipantId,
        outcome: CaseOutcome,
        note: str,
    ) -> None:
        case = self._helped(who).case
        await self._conductor.submit(closing)
        if case is not None:
            now_ms = self._clock.now_ms()
            await self.cases.keep(
                ClosedCase(case.case, who, case.trouble, case.called_at_ms, now_ms, by, outcome, note.strip())
            )

    async def _list_cases(self, connection: Connection, message: rooms.ListCases) -> Message:
        return rooms.Cases(message.ref, self.cases.newest(message.participant))

    async def _grant(self, connection: Connection, message: rooms.GrantMobile) -> Message | None:
        who = message.participant
        granting = helpinputs.MobileGranted(who, message.is_granted, connection.participant)
        await self._conductor.submit(granting)
        if not message.is_granted:
            await self._void(who)
            return None
        token = await self._mobile.issue(who)
        self._show_out(who)
        link = self._links[who] = self._link(token)
        self._tell(who, rooms.MobileLink(link))
        return rooms.MobileLinkIssued(message.ref, who, link)

    async def _open_room(self, connection: Connection, message: rooms.OpenRoom) -> None:
        await self._conductor.submit(helpinputs.RoomOpened(message.participant, connection.participant))

    async def _enter_room(self, connection: Connection, _: rooms.EnterRoom) -> None:
        await self._conductor.submit(helpinputs.RoomEntered(connection.participant))

    async def _close_room(self, connection: Connection, _: rooms.CloseRoom) -> None:
        await self._conductor.submit(helpinputs.RoomClosed(connection.participant))

    async def _await_room(self, connection: Connection, message: rooms.AwaitRoom) -> None:
        await self._conductor.submit(helpinputs.RoomAwaited(connection.participant, message.is_waiting))

    async def _void(self, who: ParticipantId) -> None:
        """Let the mobile device of somebody in no more, and show out the one that is in."""
        self._links.pop(who, None)
        self._show_out(who)
        self._tell(who, rooms.MobileLink(None))
        await self._mobile.void(who)

    def _show_out(self, who: ParticipantId) -> None:
        """Close a mobile device's link and legs: nobody relies on the page to be silent."""
        if not self._mobile.is_mobile(who):
            return
        self._let_go(who)
        if (connection := self._audience.get(who)) is not None:
            connection.close(Bye(ErrorCode.TOKEN_EXPIRED, may_return=False))

    def _link(self, token: str) -> str:
        secret = str(self._address.link(token)).partition("#")[2]
        return f"https://{host_port(self._address.host, self._address.port)}/m/{self._address.meeting}#{secret}"

    def _helped(self, who: ParticipantId) -> Assistance:
        state = self._conductor.meeting.state
        known(state, who)
        return assistance_of(state, who)

    def _tell(self, who: ParticipantId, message: Message) -> None:
        if (connection := self._audience.get(who)) is not None:
            connection.send(message)

    def _brake(self, who: ParticipantId) -> None:
        now_s = self._clock.mono_s()
        bucket = self._calls.setdefault(who, TokenBucket(CALL_RATE_PER_S, CALL_BURST, now_s))
        if wait_s := bucket.take(now_s):
            raise ConferenceError(ErrorCode.TOO_FAST, "so many calls a minute are too many", wait_s)
