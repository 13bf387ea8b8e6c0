"""Staff accounts: who may sign in by password, and the sessions that this begins. Decides; keeps on shelves."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from common.aio.clock import Clock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Role
from room_console.core.admission.passwords import Passwords, check_password, make_password
from room_console.core.admission.signinbrake import SignInBrake
from room_console.core.admission.tokens import Hasher, is_device_key, make_token, network_of
from room_console.core.shelf import RecordStore, Shelf

STAFF_ROLES: Final = frozenset({Role.OPERATOR, Role.CHAIR, Role.SECRETARIAT})
SESSION_LIFE_MS: Final = 18 * 3_600_000
"""A day of sittings, however late it ends; the next day one signs in again."""
MOST_ACCOUNTS: Final = 200
MOST_SESSIONS: Final = 5
"""Of one account at once; the oldest ends."""
KNOWN_NETWORKS: Final = 8


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who may sign in. `password` is a hash; `networks` are where they did, the newest last."""

    account: str
    name: str
    role: Role
    password: str
    is_disabled: bool = False
    is_password_new: bool = True
    networks: tuple[str, ...] = ()

    @property
    def participant(self) -> ParticipantId:
        """As whom they are in the meeting."""
        return participant_of(self.account)


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that still holds. `session` names it and lets nobody in; token and device key are kept as hashes."""

    session: str
    account: str
    token_hash: bytes
    device_hash: bytes
    app: str
    address: str
    began_at_ms: int
    expires_at_ms: int


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What somebody signs in with."""

    account: str
    password: str
    new_password: str
    device_key: str
    app: str
    address: str


def participant_of(account: str) -> ParticipantId:
    """Return as whom an account is in the meeting."""
    return ParticipantId(f"staff-{account}")


class Accounts:
    """Thread: the core's loop. Everything is on disk before it is told."""

    def __init__(self, store: RecordStore, passwords: Passwords, secret: bytes, clock: Clock) -> None:
        self.on_ended: Callable[[Session], None] = lambda session: None
        """Hears of each session that ends before its time, or with it."""
        self._accounts = Shelf(store, "account", Account, lambda a: a.participant)
        self._sessions = Shelf(store, "session", Session, lambda s: participant_of(s.account))
        self._passwords = passwords
        self._hasher = Hasher(secret)
        self._clock = clock
        self._brake = SignInBrake()
        self._turn = asyncio.Lock()
        """Held while something is written: what a change is made of must still be so."""

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._accounts.load()
        await self._sessions.load()
        await self.end_expired()

    async def close(self) -> None:
        """Stop hashing."""
        await self._passwords.close()

    def accounts(self) -> Sequence[Account]:
        """Return every account, by name."""
        return sorted(self._accounts.values(), key=lambda a: (a.name.casefold(), a.account))

    def sessions_of(self, account: str) -> Sequence[Session]:
        """Return an account's sessions, oldest first."""
        return sorted((s for s in self._sessions.values() if s.account == account), key=lambda s: s.began_at_ms)

    async def add(self, account: str, name: str, role: Role) -> str:
        """Make an account; return its first password.

        Raises: ConferenceError(`not_allowed`, `already`, `limit`, `disk`, `busy`).
        """
        if role not in STAFF_ROLES:
            raise ConferenceError(ErrorCode.NOT_ALLOWED, f"{role} has no account")
        if account in self._accounts:
            raise ConferenceError(ErrorCode.ALREADY, f"{account} has an account")
        if len(self._accounts) >= MOST_ACCOUNTS:
            raise ConferenceError(ErrorCode.LIMIT, f"there are {MOST_ACCOUNTS} accounts")
        password = make_password()
        made = Account(account=account, name=name, role=role, password=await self._passwords.hash(password))
        async with self._turn:
            if account in self._accounts:
                raise ConferenceError(ErrorCode.ALREADY, f"{account} has an account")
            await self._accounts.put({account: made})
        return password

    async def forget(self, account: str) -> None:
        """Take an account back. Raises: ConferenceError(`disk`, `busy`)."""
        async with self._turn:
            await self._end(self.sessions_of(account))
            await self._accounts.remove([account])

    async def reset(self, account: str) -> str:
        """Give a new password, and end all sessions. Raises: ConferenceError(`not_found`, `disk`, `busy`)."""
        self._known(account)
        password = make_password()
        hashed = await self._passwords.hash(password)
        async with self._turn:
            await self._change(account, password=hashed, is_password_new=True)
            await self._end(self.sessions_of(account))
        return password

    async def disable(self, account: str, is_disabled: bool) -> None:
        """Shut an account out, or let it in again. Raises: ConferenceError(`not_found`, `disk`, `busy`)."""
        async with self._turn:
            await self._change(account, is_disabled=is_disabled)
            if is_disabled:
                await self._end(self.sessions_of(account))

    async def end_session(self, session: str) -> None:
        """End a session. Raises: ConferenceError(`not_found`, `disk`, `busy`)."""
        async with self._turn:
            if (found := self._sessions.get(session)) is None:
                raise ConferenceError(ErrorCode.NOT_FOUND, "no such session")
            await self._end([found])

    async def change_password(self, account: str, old: str, new: str, address: str, but: str | None) -> None:
        """Change one's own password; all sessions end `but` this.

        Raises: ConferenceError(`sign_in`, `password_weak`, `too_fast`, `not_found`, `disk`, `busy`).
        """
        self._known(account)
        proved = await self._prove(account, old, address)
        hashed = await self._hash_new(account, old, new)
        async with self._turn:
            self._check_still(proved)
            await self._change(account, password=hashed, is_password_new=False)
            await self._end([s for s in self.sessions_of(account) if s.session != but])

    async def sign_in(self, asked: Asked) -> tuple[Session, str]:
        """Begin a session; return it and its token.

        Raises: ConferenceError(`sign_in`, `password_old`, `password_weak`, `too_fast`, `malformed`, `disk`, `busy`).
        """
        if not is_device_key(asked.device_key):
            raise ConferenceError(ErrorCode.MALFORMED, "not a device key")
        proved = await self._prove(asked.account, asked.password, asked.address)
        if proved.is_password_new and not asked.new_password:
            raise ConferenceError(ErrorCode.PASSWORD_OLD)
        hashed = await self._hash_new(asked.account, asked.password, asked.new_password) if asked.new_password else ""
        async with self._turn:
            self._check_still(proved)
            if hashed:
                await self._change(asked.account, password=hashed, is_password_new=False)
                await self._end(self.sessions_of(asked.account))
            return await self._begin(asked)

    def recognise(self, token: str, device_key: str) -> Session | None:
        """Return the session of a token and the device it was given to, while it holds."""
        token_hash, device_hash = self._hasher.of_session(token), self._hasher.of_device(device_key)
        now_ms = self._clock.now_ms()
        for session in self._sessions.values():
            if session.token_hash == token_hash and session.device_hash == device_hash:
                return session if now_ms < session.expires_at_ms else None
        return None

    async def end_expired(self) -> None:
        """End the sessions whose time is over. Raises: ConferenceError(`disk`, `busy`)."""
        now_ms = self._clock.now_ms()
        async with self._turn:
            await self._end([s for s in self._sessions.values() if now_ms >= s.expires_at_ms])

    async def _prove(self, name: str, password: str, address: str) -> Account:
        """Return the account whose password this is. Raises: ConferenceError(`sign_in`, `too_fast`, `busy`)."""
        before, network = self._accounts.get(name), network_of(address)
        is_known = before is not None and network in before.networks
        if wait_s := self._brake.take(name, network, self._clock.mono_s(), is_known=is_known):
            raise ConferenceError(ErrorCode.TOO_FAST, "too many wrong passwords", wait_s)
        is_right = await self._passwords.is_right(password, before.password if before is not None else None)
        if before is None or not is_right or before.is_disabled:
            raise ConferenceError(ErrorCode.SIGN_IN)
        self._brake.was_right(name, network, is_known=is_known)
        return before

    def _check_still(self, proved: Account) -> None:
        """Check that nothing was decided while hashing took its time. Raises: ConferenceError(`sign_in`)."""
        now = self._accounts.get(proved.account)
        if now is None or now.is_disabled or now.password != proved.password:
            raise ConferenceError(ErrorCode.SIGN_IN)

    async def _hash_new(self, account: str, old: str, new: str) -> str:
        if new == old:
            raise ConferenceError(ErrorCode.PASSWORD_WEAK, "the same again")
        check_password(new, account)
        return await self._passwords.hash(new)

    async def _begin(self, asked: Asked) -> tuple[Session, str]:
        now_ms, token = self._clock.now_ms(), make_token()
        device_hash = self._hasher.of_device(asked.device_key)
        session = Session(
            session=secrets.token_hex(8),
            account=asked.account,
            token_hash=self._hasher.of_session(token),
            device_hash=device_hash,
            app=asked.app,
            address=asked.address,
            began_at_ms=now_ms,
            expires_at_ms=now_ms + SESSION_LIFE_MS,
        )
        older = self.sessions_of(asked.account)
        same = [s for s in older if s.device_hash == device_hash]
        others = [s for s in older if s.device_hash != device_hash]
        networks = [n for n in self._known(asked.account).networks if n != network_of(asked.address)]
        await self._change(asked.account, networks=(*networks, network_of(asked.address))[-KNOWN_NETWORKS:])
        await self._sessions.put({session.session: session})
        await self._end([*same, *others[: max(0, len(others) - MOST_SESSIONS + 1)]])
        return session, token

    async def _end(self, sessions: Sequence[Session]) -> None:
        if not sessions:
            return
        await self._sessions.remove([s.session for s in sessions])
        for session in sessions:
            self.on_ended(session)

    async def _change(self, account: str, **fields: object) -> None:
        await self._accounts.put({account: msgspec.structs.replace(self._known(account), **fields)})

    def _known(self, account: str) -> Account:
        if (found := self._accounts.get(account)) is None:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such account")
        return found
