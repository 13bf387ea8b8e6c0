"""Staff who sign in: entry by account and password, and the office's page of accounts."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Person, Role
from common.protocol import entry, staff
from common.protocol.envelope import Bye, Message, Request
from room_console.core.admission.accounts import Account, Accounts, Asked, Session, participant_of
from room_console.core.audience import Audience
from room_console.core.conductor import Conductor
from room_console.core.control.gateway import Connection
from room_console.core.desk import Answer, Desk
from room_console.core.meeting import inputs
from room_console.core.meeting.events import Event, PersonUnlisted
from room_console.core.operations import Address

_log = logging.getLogger(__name__)

SWEEP_S = 60.0
OPERATORS = frozenset({Role.OPERATOR})


class StaffDesk(Desk):
    """Accounts and sessions as the office and the door see them. Thread: the core's loop."""

    def __init__(
        self,
        accounts: Accounts,
        conductor: Conductor,
        audience: Audience,
        address: Address,
        let_go: Callable[[ParticipantId], None],
        clock: Clock,
    ) -> None:
        """`let_go` closes every leg that somebody has."""
        self._accounts = accounts
        self._conductor = conductor
        self._audience = audience
        self._address = address
        self._let_go = let_go
        self._clock = clock
        self._owner = TaskOwner("staff desk")
        self._coming: dict[ParticipantId, str] = {}
        """By which session each who signed in was recognised last."""
        self._attached: dict[ParticipantId, str] = {}
        """By which session each who signed in came in last."""
        self._watching: set[ParticipantId] = set()
        accounts.on_ended = self._session_ended
        self.answers = {
            staff.ListStaff: Answer(self._list, Action.OPERATE),
            staff.AddAccount: Answer(self._add, Action.OPERATE),
            staff.ResetPassword: Answer(self._reset, Action.OPERATE),
            staff.DisableAccount: Answer(self._disable, Action.OPERATE),
            staff.EndSession: Answer(self._end_session, Action.OPERATE),
            staff.ChangePassword: Answer(self._change_password, Action.CONDUCT),
        }

    async def start(self) -> None:
        """Read the accounts; register those who are not yet, forget those who were taken off the list meanwhile.

        Raises: ConferenceError(`disk`, `busy`).
        """
        await self._accounts.start()
        for account in self._accounts.accounts():
            state = self._conductor.meeting.state
            if account.participant in state.former:
                await self._accounts.forget(account.account)
            elif account.participant not in state.people:
                await self._register(account)
        spawn(self._sweep(), "staff sessions", self._owner)

    async def stop(self) -> None:
        """End what runs."""
        await self._owner.cancel_all()
        await self._accounts.close()

    def greet(self, connection: Connection) -> None:
        """Keep by which session a link came in: with it, and no other, the link ends."""
        session = self._coming.pop(connection.participant, None)
        if session is not None:
            self._attached[connection.participant] = session
        else:
            self._attached.pop(connection.participant, None)

    def decided(self, events: Sequence[Event]) -> None:
        """Take the account from who was taken off the list of participants: it would let them in again."""
        gone = {event.participant for event in events if isinstance(event, PersonUnlisted)}
        for account in self._accounts.accounts() if gone else ():
            if account.participant in gone:
                spawn(self._forget(account.account), "forget account", self._owner)

    def detached(self, connection: Connection) -> None:
        """Tell a page no more that has gone."""
        self._watching.discard(connection.participant)

    async def command(self, message: Request) -> Message | None:
        """Carry out what is asked at the console's own machine, outside of any link.

        Raises: ConferenceError, `unexpected` for anything but accounts.
        """
        match message:
            case staff.ListStaff(ref=ref):
                return self._staff(ref)
            case staff.AddAccount():
                return await self._add(None, message)
            case staff.ResetPassword():
                return await self._reset(None, message)
            case staff.DisableAccount():
                await self._disable(None, message)
                return None
            case _:
                raise ConferenceError(ErrorCode.UNEXPECTED, type(message).__name__)

    async def sign_in(self, asked: entry.SignIn, address: str) -> entry.SignedIn:
        """Begin a session. Raises: ConferenceError(`sign_in`, `password_old`, `password_weak`, `too_fast`, …)."""
        session, token = await self._accounts.sign_in(
            Asked(asked.account, asked.password, asked.new_password, asked.device_key, asked.app, address)
        )
        _log.info("= %s signed in, from %s", session.account, address)
        self._tell()
        return entry.SignedIn(asked.ref, token, self._address.meeting, session.expires_at_ms)

    def recognise(self, token: str, device_key: str) -> ParticipantId | None:
        """Return who comes in by a session; None where the token is none of a session that holds."""
        session = self._accounts.recognise(token, device_key)
        if session is None:
            return None
        participant = participant_of(session.account)
        self._coming[participant] = session.session
        return participant

    async def _forget(self, account: str) -> None:
        try:
            await self._accounts.forget(account)
        except ConferenceError as error:
            _log.warning("x the account %s was not taken back, again at the next start: %s", account, error)
        self._tell()

    async def _sweep(self) -> None:
        while True:
            await self._clock.sleep(SWEEP_S)
            try:
                await self._accounts.end_expired()
            except ConferenceError as error:
                _log.warning("x sessions that are over were not ended: %s", error)

    async def _register(self, account: Account) -> None:
        """Make an account a participant. Raises: ConferenceError(`malformed`, `already`, `disk`, `busy`)."""
        person = Person(account.participant, account.name, "", account.role)
        await self._conductor.submit(inputs.PersonRegistered(person))

    async def _list(self, connection: Connection, message: staff.ListStaff) -> Message:
        self._watching.add(connection.participant)
        return self._staff(message.ref)

    async def _add(self, connection: Connection | None, message: staff.AddAccount) -> Message:
        if participant_of(message.account) in self._conductor.meeting.state.people:
            raise ConferenceError(ErrorCode.ALREADY, f"{message.account} is taken")
        password = await self._accounts.add(message.account, message.name, message.role)
        (made,) = (a for a in self._accounts.accounts() if a.account == message.account)
        try:
            await self._register(made)
        except ConferenceError:
            await asyncio.shield(self._accounts.forget(message.account))
            raise
        self._tell()
        return staff.AccountPassword(message.ref, message.account, password)

    async def _reset(self, connection: Connection | None, message: staff.ResetPassword) -> Message:
        password = await self._accounts.reset(message.account)
        self._tell()
        return staff.AccountPassword(message.ref, message.account, password)

    async def _disable(self, connection: Connection | None, message: staff.DisableAccount) -> None:
        await self._accounts.disable(message.account, message.is_disabled)
        self._tell()

    async def _end_session(self, connection: Connection, message: staff.EndSession) -> None:
        await self._accounts.end_session(message.session)
        self._tell()

    async def _change_password(self, connection: Connection, message: staff.ChangePassword) -> None:
        account = next((a for a in self._accounts.accounts() if a.participant == connection.participant), None)
        if account is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "attached without an account")
        session = self._attached.get(connection.participant)
        address = next((s.address for s in self._accounts.sessions_of(account.account) if s.session == session), "")
        await self._accounts.change_password(
            account.account, message.password, message.new_password, address, but=session
        )
        self._tell()

    def _session_ended(self, session: Session) -> None:
        """Close the link that came in by a session."""
        participant = participant_of(session.account)
        if self._attached.get(participant) != session.session:
            return
        del self._attached[participant]
        self._let_go(participant)
        if (connection := self._audience.get(participant)) is not None:
            connection.close(Bye(ErrorCode.TOKEN_EXPIRED, may_return=False))
        self._tell()

    def _tell(self) -> None:
        for connection in self._audience.staff(OPERATORS):
            if connection.participant in self._watching:
                connection.send(self._staff(0))

    def _staff(self, ref: int) -> staff.Staff:
        accounts = tuple(self._told(account) for account in self._accounts.accounts())
        return staff.Staff(ref, accounts, str(self._address.link("")))

    def _told(self, account: Account) -> staff.StaffAccount:
        sessions = tuple(
            staff.StaffSession(s.session, s.app, s.address, s.began_at_ms, s.expires_at_ms)
            for s in self._accounts.sessions_of(account.account)
        )
        person = self._conductor.meeting.state.people.get(account.participant)
        return staff.StaffAccount(
            account.account,
            person.name if person is not None else account.name,
            person.role if person is not None else account.role,
            account.participant,
            account.is_disabled,
            account.is_password_new,
            sessions,
        )
