"""Where one-time codes are asked for, sent and checked, for a pass and a device whose turn it is."""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NoReturn
from weakref import WeakValueDictionary

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.codeways import CodeWay
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Person
from common.protocol.entry import CodeRequired
from room_console.core.admission import codes
from room_console.core.admission.entrance import KIND, MAX_WRONG, Entrance
from room_console.core.admission.tokens import Hasher
from room_console.core.admission.ways import Ways
from room_console.core.passes import OneTimeCode, Pass
from room_console.core.shelf import RecordStore, Shelf

_log = logging.getLogger(__name__)


class CodeDesk:
    """Everything is on disk before it is told, so a restart gives no new tries. Thread: the core's loop.

    Who calls holds the `turn` of the participant, but for `send`.
    """

    def __init__(
        self,
        store: RecordStore,
        ways: Ways,
        person: Callable[[ParticipantId], Person | None],
        clock: Clock,
        hasher: Hasher,
    ) -> None:
        self.on_guessed: Callable[[ParticipantId], None] = lambda _: None
        """Called when a token is void because too much was guessed with it."""
        self._shelf = Shelf(store, KIND, Entrance, lambda kept: kept.participant)
        self._ways = ways
        self._person = person
        self._clock = clock
        self._hasher = hasher
        self._asked: dict[ParticipantId, Entrance] = {}
        """Who was asked for an app's code, and has not answered wrongly: nothing was sent, so none of it is on disk."""
        self._turns: WeakValueDictionary[ParticipantId, asyncio.Lock] = WeakValueDictionary()
        self._mails = TaskOwner("admission")

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._shelf.load()

    async def close(self) -> None:
        """Give up the codes that are on their way."""
        await self._mails.cancel_all()

    def turn(self, participant: ParticipantId) -> asyncio.Lock:
        """Give the lock under which one participant's entries are decided one after the other."""
        return self._turns.setdefault(participant, asyncio.Lock())

    def outstanding(self, found: Pass, device: bytes) -> OneTimeCode | None:
        """Return the code that this device can still enter. Raises: ConferenceError(`token_unknown`)."""
        code = self._entrance(found).of_device(device)
        return code if codes.is_alive(code, self._clock.now_ms()) else None

    async def make(self, found: Pass, device: bytes, wanted: CodeWay | None) -> tuple[str, OneTimeCode]:
        """Keep a new code in the place of the device's last one; return it, and what is kept of it.

        A code that an app shows is asked for without a write: only a try counts (docs/decisions/0711).
        Raises: ConferenceError(`mail_failed`, `not_allowed`, `too_fast`, `token_unknown`, `disk`).
        """
        person, now_ms = self._known(found), self._clock.now_ms()
        entrance = self._entrance(found)
        last = entrance.of_device(device)
        way = self._ways.choose(person, wanted or self._last_way(person, last))
        if wait_ms := codes.wait_before_next_ms(last, now_ms, way):
            raise ConferenceError(ErrorCode.TOO_FAST, "the next code may not be sent yet", wait_ms / 1000)
        if entrance.is_guessed_at(device, now_ms):
            await self._close_door(entrance)
        code = codes.make_code() if way is not CodeWay.TOTP else ""
        code_hash = self._hasher.of_code(code, found.token_hash, device) if code else b""
        sent = (*codes.recent_sendings(last, now_ms), now_ms)
        kept = OneTimeCode(found.participant, device, code_hash, now_ms, sent_at_ms=sent, way=way)
        if way is CodeWay.TOTP:
            self._asked[found.participant] = entrance.with_code(kept)
        else:
            await self._put(entrance.with_code(kept))
        return code, kept

    async def send(self, found: Pass, code: str, kept: OneTimeCode) -> CodeRequired:
        """Send a code that was made; who hangs up gets it all the same. Raises: ConferenceError(`mail_failed`)."""
        person = self._known(found)
        if kept.way is not CodeWay.TOTP:
            task = spawn(self._deliver(person, code, kept), f"code for {person.participant}", self._mails)
            if (error := await asyncio.shield(task)) is not None:
                raise error
        return self.status(found, kept)

    async def check(self, found: Pass, device: bytes, typed: str, admit: Callable[[], Awaitable[bool]]) -> bool:
        """Check a code that was entered; return what `admit` does, called where it is right.

        Raises: ConferenceError(`code_…`, `token_unknown`, `disk`).
        """
        outstanding = self.outstanding(found, device)
        if outstanding is None:
            raise ConferenceError(ErrorCode.CODE_EXPIRED, "no code is outstanding for this device")
        if codes.is_locked(outstanding):
            raise self._locked(outstanding)
        code = codes.read_typed_code(typed)
        if outstanding.way is CodeWay.TOTP:
            if code and (shown := self._ways.shown_by_app(self._known(found), code)) is not None:
                return await _together(self._ways.use_up(shown), admit())
        else:
            hashed = self._hasher.of_code(code, found.token_hash, device)
            if hmac.compare_digest(hashed, outstanding.code_hash or b""):
                return await admit()
        return await self._count_wrong_try(found, outstanding)

    def status(self, found: Pass, code: OneTimeCode | None) -> CodeRequired:
        """Say how a code stands, and by which ways others could go."""
        now_ms, person = self._clock.now_ms(), self._known(found)
        if code is None:
            raise ConferenceError(ErrorCode.CODE_EXPIRED, "no code was sent")
        life_ms = codes.CODE_LIFE_MS - (now_ms - code.made_at_ms)
        is_good = code.code_hash is not None
        return CodeRequired(
            ref=0,
            sent_to=self._ways.target(person, code.way),
            expires_in_s=max(0, min(life_ms, codes.CODE_LIFE_MS)) / 1000 if is_good else 0.0,
            tries_left=max(0, codes.MAX_TRIES - code.tries),
            resend_in_s=codes.wait_before_next_ms(code, now_ms) / 1000,
            way=code.way,
            ways=self._ways.possible(person) or (code.way,),
        )

    def newest(self, found: Pass, device: bytes) -> OneTimeCode | None:
        """Return the last code of a device, good or not. Raises: ConferenceError(`token_unknown`)."""
        return self._entrance(found).of_device(device)

    def _entrance(self, found: Pass) -> Entrance:
        kept = self._asked.get(found.participant) or self._shelf.get(found.participant)
        if kept is None or not hmac.compare_digest(kept.token_hash, found.token_hash):
            return Entrance(found.participant, found.token_hash)
        if kept.is_closed:
            raise ConferenceError(ErrorCode.TOKEN_UNKNOWN, "too much was guessed with this link: it is void")
        return kept

    def _known(self, found: Pass) -> Person:
        person = self._person(found.participant)
        if person is None:
            raise ConferenceError(ErrorCode.TOKEN_UNKNOWN, "registered no more")
        return person

    def _last_way(self, person: Person, last: OneTimeCode | None) -> CodeWay | None:
        return last.way if last is not None and last.way in self._ways.possible(person) else None

    async def _put(self, entrance: Entrance) -> None:
        await self._shelf.put({entrance.participant: entrance})
        self._asked.pop(entrance.participant, None)

    async def _deliver(self, person: Person, code: str, kept: OneTimeCode) -> ConferenceError | None:
        """Send a code; one that could not be sent is void, so that the next entry sends another."""
        try:
            await self._ways.send(person, kept.way, code)
            return None
        except ConferenceError as error:
            _log.warning("x code of %s was not sent: %s", kept.participant, error.detail)
            failure = error
        try:
            async with self.turn(kept.participant):
                entrance = self._shelf.get(kept.participant)
                if entrance is not None and entrance.of_device(kept.device_hash) == kept:
                    await self._put(entrance.with_code(replace(kept, code_hash=None)))
        except ConferenceError as error:
            return error
        return failure

    async def _count_wrong_try(self, found: Pass, outstanding: OneTimeCode) -> NoReturn:
        entrance = self._entrance(found).with_wrong_try(outstanding)
        if entrance.wrong >= MAX_WRONG:
            await self._close_door(entrance)
        await self._put(entrance)
        counted = codes.with_wrong_try(outstanding)
        if codes.is_locked(counted):
            raise self._locked(counted)
        raise ConferenceError(ErrorCode.CODE_WRONG, f"{codes.MAX_TRIES - counted.tries} tries left")

    async def _close_door(self, entrance: Entrance) -> NoReturn:
        """Void a token with which too much was guessed. Raises: ConferenceError(`token_unknown`)."""
        await self._put(entrance.closed())
        _log.warning("x the link of %s is void: too much was guessed with it", entrance.participant)
        self.on_guessed(entrance.participant)
        raise ConferenceError(ErrorCode.TOKEN_UNKNOWN, "too much was guessed with this link: it is void")

    def _locked(self, outstanding: OneTimeCode) -> ConferenceError:
        wait_s = codes.wait_before_next_ms(outstanding, self._clock.now_ms()) / 1000
        return ConferenceError(ErrorCode.CODE_LOCKED, "every try is used up: ask for a new code", wait_s)


async def _together(used: Awaitable[None], admitted: Awaitable[bool]) -> bool:
    """Wait for two writes that go to the disk in one. Raises: as they do, when both are over."""
    outcomes = await asyncio.gather(used, admitted, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return outcomes[1] is True
