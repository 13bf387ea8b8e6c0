"""Admission: a token brings a person to the door, a one-time code brings their device in, once (R5)."""

import hmac
from collections.abc import Callable
from typing import Protocol

from common.aio.clock import Clock
from common.model.codeways import CodeWay
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Person
from common.protocol.entry import CodeRequired
from room_console.core.admission.codedesk import CodeDesk
from room_console.core.admission.tokens import GuessBrake, Hasher, is_device_key, is_this_machine, is_token, make_token
from room_console.core.admission.turnstile import Turnstile
from room_console.core.admission.ways import Ways
from room_console.core.meeting.permissions import AT_BOOTHS
from room_console.core.passes import Pass
from room_console.core.shelf import RecordStore


class AdmissionStore(RecordStore, Protocol):
    """What admission keeps on disk. What a method wrote is durable when it returns. Raises: ConferenceError(`disk`)."""

    async def put_pass(self, new: Pass) -> None:
        """Keep a pass in the place of the participant's old one, whose device is void."""
        ...

    async def find_pass(self, token_hash: bytes) -> Pass | None:
        """Find the pass of a token."""
        ...

    async def admit_device(self, token_hash: bytes, device_hash: bytes) -> bool:
        """Bind a device to its token; False where the token is gone or taken."""
        ...


class Admission:
    """Decides who is in. Everything is on disk before it is told, so a restart changes nothing; `start` reads it.

    Thread: the core's loop. An entry that is cancelled leaves the code on its way.
    """

    def __init__(
        self,
        store: AdmissionStore,
        ways: Ways,
        person: Callable[[ParticipantId], Person | None],
        clock: Clock,
        secret: bytes,
    ) -> None:
        self.own_address = ""
        """The address that the core listens on: who comes from it sits at this machine."""
        self.on_admitted: Callable[[ParticipantId], None] = lambda _: None
        """Called when a device has come in by its code."""
        self.lasts_until_ms: Callable[[], int] = lambda: 0
        """Until when a link opens at least, whatever was said in it: the meeting may have been postponed since."""
        self.ways = ways
        self._store = store
        self._person = person
        self._clock = clock
        self._hasher = Hasher(secret)
        self._brake = GuessBrake()
        self._turnstile = Turnstile()
        self.codes = CodeDesk(store, ways, person, clock, self._hasher)

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self.codes.start()
        if self.ways.authenticators is not None:
            await self.ways.authenticators.start()

    async def close(self) -> None:
        """Give up the codes that are on their way."""
        await self.codes.close()

    async def issue_token(self, participant: ParticipantId, *, expires_at_ms: int, is_local: bool = False) -> str:
        """Make a token for a participant; their older token, device and code are void, the limits start anew.

        With `is_local`, any device comes in by it from a loopback address, without a code: for staff, who may read
        the file that the token lies in. Raises: ConferenceError(`disk`).
        """
        token = make_token()
        async with self.codes.turn(participant):
            await self._store.put_pass(Pass(participant, self._hasher.of_token(token), expires_at_ms, is_local))
        return token

    async def enter(self, token: str, device_key: str, address: str) -> ParticipantId | CodeRequired:
        """Let an admitted device in; send a code to any other, unless one that it can still enter is on its way.

        A code whose tries are used up is not replaced here: the person asks for the next one.
        Raises: ConferenceError(`token_…`, `too_fast`, `mail_failed`, `malformed`, `disk`).
        """
        found, device = await self._check_token(token, device_key, address)
        if found.device_hash is not None and not self._works_here(found):
            await self._turnstile.go_through()
            found, device = await self._check_token(token, device_key, address)
        async with self.codes.turn(found.participant):
            if self._needs_no_device(found, address) or found.device_hash is not None:
                return found.participant
            if (outstanding := self.codes.outstanding(found, device)) is not None:
                return self.codes.status(found, outstanding)
            made = await self.codes.make(found, device, None)
        return await self.codes.send(found, *made)

    async def recognise(self, token: str, address: str) -> ParticipantId:
        """Tell whose a token is, whatever the device: for the readiness checks, which show nothing of the meeting.

        Raises: ConferenceError(`token_unknown`, `token_expired`, `too_fast`, `disk`).
        """
        return (await self._known_pass(token, address)).participant

    async def enter_code(self, token: str, device_key: str, code: str, address: str) -> ParticipantId:
        """Let a device in by its code; from now on it needs none.

        Raises: ConferenceError(`code_wrong`, `code_expired`, `code_locked`) and as `enter`.
        """
        await self._turnstile.go_through()
        found, device = await self._check_token(token, device_key, address)
        if found.device_hash is not None:
            raise ConferenceError(ErrorCode.CODE_EXPIRED, "the code was used")
        async with self.codes.turn(found.participant):
            if not await self.codes.check(
                found, device, code, lambda: self._store.admit_device(found.token_hash, device)
            ):
                raise ConferenceError(ErrorCode.TOKEN_USED)
        self.on_admitted(found.participant)
        return found.participant

    async def resend_code(self, token: str, device_key: str, address: str, way: CodeWay | None = None) -> CodeRequired:
        """Send a new code, which voids this device's old one; by the same way as the last where none is named.

        Raises: ConferenceError(`too_fast`, `mail_failed`, `already`, `not_allowed`) and as `enter`.
        """
        found, device = await self._check_token(token, device_key, address)
        if found.device_hash is not None:
            raise ConferenceError(ErrorCode.ALREADY, "this device is admitted")
        async with self.codes.turn(found.participant):
            made = await self.codes.make(found, device, way)
        return await self.codes.send(found, *made)

    async def code_status(self, token: str, device_key: str) -> CodeRequired:
        """Say how this device's code stands. Raises: ConferenceError(`token_unknown`, `code_expired`, `disk`)."""
        found = await self._store.find_pass(self._hasher.of_token(token)) if is_token(token) else None
        if found is None:
            raise ConferenceError(ErrorCode.TOKEN_UNKNOWN)
        return self.codes.status(found, self.codes.newest(found, self._hasher.of_device(device_key)))

    async def _check_token(self, token: str, device_key: str, address: str) -> tuple[Pass, bytes]:
        if not is_device_key(device_key):
            raise ConferenceError(ErrorCode.MALFORMED, "not a device key")
        found = await self._known_pass(token, address)
        device = self._hasher.of_device(device_key)
        is_other = found.device_hash is not None and not hmac.compare_digest(found.device_hash, device)
        if is_other and not self._needs_no_device(found, address):
            raise ConferenceError(ErrorCode.TOKEN_USED)
        return found, device

    async def _known_pass(self, token: str, address: str) -> Pass:
        token_hash = self._hasher.of_token(token) if is_token(token) else b""
        found = await self._store.find_pass(token_hash)
        if found is None or self._person(found.participant) is None:
            if wait_s := self._brake.count(address, self._clock.mono_s()):
                raise ConferenceError(ErrorCode.TOO_FAST, "too many unknown tokens from this address", wait_s)
            raise ConferenceError(ErrorCode.TOKEN_UNKNOWN)
        if self._clock.now_ms() >= self._ends_at_ms(found):
            raise ConferenceError(ErrorCode.TOKEN_EXPIRED)
        return found

    def _ends_at_ms(self, found: Pass) -> int:
        """Return when a pass ends; one that was taken back, or is this machine's, is not prolonged by the meeting."""
        is_fixed = found.is_local or found.expires_at_ms == 0
        return found.expires_at_ms if is_fixed else max(found.expires_at_ms, self.lasts_until_ms())

    def _works_here(self, found: Pass) -> bool:
        """Tell whether they go before the crowd: staff and interpreters."""
        person = self._person(found.participant)
        return person is not None and person.role in AT_BOOTHS

    def _needs_no_device(self, found: Pass, address: str) -> bool:
        return found.is_local and is_this_machine(address, self.own_address)
