"""Admission: a token brings a person to the door, a one-time code brings their device in, once (R5)."""

import asyncio
import hmac
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol
from weakref import WeakValueDictionary

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Person
from common.protocol.entry import CodeRequired
from room_console.core.admission import codes
from room_console.core.admission.mail import Mailer
from room_console.core.admission.tokens import GuessBrake, Hasher, is_device_key, is_this_machine, is_token, make_token
from room_console.core.passes import OneTimeCode, Pass

_log = logging.getLogger(__name__)


class AdmissionStore(Protocol):
    """What admission keeps on disk. What a method wrote is durable when it returns. Raises: ConferenceError(`disk`)."""

    async def put_pass(self, new: Pass) -> None:
        """Keep a pass in the place of the participant's old one, whose device and code are void."""
        ...

    async def find_pass(self, token_hash: bytes) -> Pass | None:
        """Find the pass of a token."""
        ...

    async def admit_device(self, token_hash: bytes, device_hash: bytes) -> bool:
        """Bind a device to its token and void the code, both or neither; False where the token is gone or taken."""
        ...

    async def put_code(self, code: OneTimeCode) -> None:
        """Keep a code in the place of the participant's old one."""
        ...

    async def find_code(self, participant: ParticipantId) -> OneTimeCode | None:
        """Find a participant's newest code."""
        ...


class Admission:
    """Decides who is in. Everything is on disk before it is told, so a restart changes nothing.

    Thread: the core's loop. An entry that is cancelled leaves the mail on its way.
    """

    def __init__(
        self,
        store: AdmissionStore,
        mailer: Mailer,
        person: Callable[[ParticipantId], Person | None],
        clock: Clock,
        secret: bytes,
        meeting_title: str,
    ) -> None:
        self.own_address = ""
        """The address that the core listens on: who comes from it sits at this machine."""
        self._store = store
        self._mailer = mailer
        self._person = person
        self._clock = clock
        self._hasher = Hasher(secret)
        self._meeting_title = meeting_title
        self._brake = GuessBrake()
        self._turns: WeakValueDictionary[ParticipantId, asyncio.Lock] = WeakValueDictionary()
        self._mails = TaskOwner("admission")

    async def close(self) -> None:
        """Give up the mails that are on their way."""
        await self._mails.cancel_all()

    async def issue_token(self, participant: ParticipantId, *, expires_at_ms: int, is_local: bool = False) -> str:
        """Make a token for a participant; their older token, device and code are void, the limits start anew.

        With `is_local`, any device comes in by it from a loopback address, without a code: for staff, who may read
        the file that the token lies in. Raises: ConferenceError(`disk`).
        """
        token = make_token()
        async with self._turn(participant):
            await self._store.put_pass(Pass(participant, self._hasher.of_token(token), expires_at_ms, is_local))
        return token

    async def enter(self, token: str, device_key: str, address: str) -> ParticipantId | CodeRequired:
        """Let an admitted device in; send a code to any other, unless one that it can still enter is on its way.

        A code whose tries are used up is not replaced here: the person asks for the next one.
        Raises: ConferenceError(`token_…`, `too_fast`, `mail_failed`, `malformed`, `disk`).
        """
        found, device = await self._check_token(token, device_key, address)
        async with self._turn(found.participant):
            if self._needs_no_device(found, address) or found.device_hash is not None:
                return found.participant
            outstanding = await self._store.find_code(found.participant)
            if outstanding is None or not self._is_for(outstanding, device):
                mail = await self._make_code(found, device, outstanding)
            else:
                return self._status(outstanding)
        return await self._send(found.participant, *mail)

    async def recognise(self, token: str, address: str) -> ParticipantId:
        """Tell whose a token is, whatever the device: for the readiness checks, which show nothing of the meeting.

        Raises: ConferenceError(`token_unknown`, `token_expired`, `too_fast`, `disk`).
        """
        return (await self._known_pass(token, address)).participant

    async def enter_code(self, token: str, device_key: str, code: str, address: str) -> ParticipantId:
        """Let a device in by its code; from now on it needs none.

        Raises: ConferenceError(`code_wrong`, `code_expired`, `code_locked`) and as `enter`.
        """
        found, device = await self._check_token(token, device_key, address)
        async with self._turn(found.participant):
            outstanding = await self._store.find_code(found.participant)
            if outstanding is None or not self._is_for(outstanding, device):
                raise ConferenceError(ErrorCode.CODE_EXPIRED, "no code is outstanding for this device")
            if codes.is_locked(outstanding):
                raise self._locked(outstanding)
            typed = self._hasher.of_code(codes.read_typed_code(code), found.token_hash, device)
            if not hmac.compare_digest(typed, outstanding.code_hash or b""):
                await self._count_wrong_try(outstanding)
            await self._admit(found, device)
        return found.participant

    async def resend_code(self, token: str, device_key: str, address: str) -> CodeRequired:
        """Send a new code, which voids the old one.

        Raises: ConferenceError(`too_fast`, `mail_failed`, `already`) and as `enter`.
        """
        found, device = await self._check_token(token, device_key, address)
        if found.device_hash is not None:
            raise ConferenceError(ErrorCode.ALREADY, "this device is admitted")
        async with self._turn(found.participant):
            outstanding = await self._store.find_code(found.participant)
            mail = await self._make_code(found, device, outstanding)
        return await self._send(found.participant, *mail)

    async def code_status(self, token: str) -> CodeRequired:
        """Say how the code of a token stands. Raises: ConferenceError(`token_unknown`, `code_expired`, `disk`)."""
        found = await self._store.find_pass(self._hasher.of_token(token)) if is_token(token) else None
        if found is None:
            raise ConferenceError(ErrorCode.TOKEN_UNKNOWN)
        outstanding = await self._store.find_code(found.participant)
        if outstanding is None:
            raise ConferenceError(ErrorCode.CODE_EXPIRED, "no code was sent")
        return self._status(outstanding)

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
        if self._clock.now_ms() >= found.expires_at_ms:
            raise ConferenceError(ErrorCode.TOKEN_EXPIRED)
        return found

    async def _make_code(self, found: Pass, device: bytes, last: OneTimeCode | None) -> tuple[str, str, OneTimeCode]:
        """Keep a new code; return where to send it, the code, and what is kept of it."""
        person = self._person(found.participant)
        if person is None or not person.email:
            raise ConferenceError(ErrorCode.MAIL_FAILED, f"{found.participant} has no e-mail address for the code")
        now_ms = self._clock.now_ms()
        if wait_ms := codes.wait_before_next_ms(last, now_ms):
            raise ConferenceError(ErrorCode.TOO_FAST, "the next code may not be sent yet", wait_ms / 1000)
        code = codes.make_code()
        code_hash = self._hasher.of_code(code, found.token_hash, device)
        sent = (*codes.recent_sendings(last, now_ms), now_ms)
        kept = OneTimeCode(found.participant, device, code_hash, now_ms, sent_at_ms=sent)
        await self._store.put_code(kept)
        return person.email, code, kept

    async def _send(self, participant: ParticipantId, email: str, code: str, kept: OneTimeCode) -> CodeRequired:
        error = await asyncio.shield(spawn(self._deliver(email, code, kept), f"mail {participant}", self._mails))
        if error is not None:
            raise error
        return self._status(kept)

    async def _deliver(self, email: str, code: str, kept: OneTimeCode) -> ConferenceError | None:
        """Mail a code; one that could not be sent is void, so that the next entry sends another."""
        try:
            await self._mailer.send(email, *codes.code_mail(self._meeting_title, code))
            return None
        except ConferenceError as error:
            _log.warning("x code of %s was not sent: %s", kept.participant, error.detail)
            failure = error
        try:
            async with self._turn(kept.participant):
                if await self._store.find_code(kept.participant) == kept:
                    await self._store.put_code(replace(kept, code_hash=None))
        except ConferenceError as error:
            return error
        return failure

    async def _admit(self, found: Pass, device: bytes) -> None:
        if not await self._store.admit_device(found.token_hash, device):
            raise ConferenceError(ErrorCode.TOKEN_USED)

    async def _count_wrong_try(self, outstanding: OneTimeCode) -> None:
        counted = codes.with_wrong_try(outstanding)
        await self._store.put_code(counted)
        if codes.is_locked(counted):
            raise self._locked(counted)
        raise ConferenceError(ErrorCode.CODE_WRONG, f"{codes.MAX_TRIES - counted.tries} tries left")

    def _locked(self, outstanding: OneTimeCode) -> ConferenceError:
        wait_s = codes.wait_before_next_ms(outstanding, self._clock.now_ms()) / 1000
        return ConferenceError(ErrorCode.CODE_LOCKED, "every try is used up: ask for a new code", wait_s)

    def _is_for(self, outstanding: OneTimeCode, device: bytes) -> bool:
        is_alive = codes.is_alive(outstanding, self._clock.now_ms())
        return is_alive and hmac.compare_digest(outstanding.device_hash, device)

    def _status(self, outstanding: OneTimeCode) -> CodeRequired:
        now_ms = self._clock.now_ms()
        person = self._person(outstanding.participant)
        life_ms = codes.CODE_LIFE_MS - (now_ms - outstanding.made_at_ms)
        return CodeRequired(
            ref=0,
            sent_to=codes.mask(person.email) if person is not None else "",
            expires_in_s=max(0, min(life_ms, codes.CODE_LIFE_MS)) / 1000 if outstanding.code_hash else 0.0,
            tries_left=max(0, codes.MAX_TRIES - outstanding.tries),
            resend_in_s=codes.wait_before_next_ms(outstanding, now_ms) / 1000,
        )

    def _turn(self, participant: ParticipantId) -> asyncio.Lock:
        """Give the lock under which one participant's entries are decided one after the other."""
        return self._turns.setdefault(participant, asyncio.Lock())

    def _needs_no_device(self, found: Pass, address: str) -> bool:
        return found.is_local and is_this_machine(address, self.own_address)
