"""The mobile device that is granted: a link of its own beside the app's, good as long as the grant (R18).

A participant's own link is for one device, their computer. The link that is made here is for one more, a phone or a
tablet; each device asks for its own one-time code. The page behind it says that it is `mobile`, and without this link
nothing that says so comes in.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Protocol

from common.aio.clock import Clock
from common.model.ids import ParticipantId
from common.model.rooms import MOBILE_APP
from room_console.core.admission.tokens import Hasher, make_token
from room_console.core.control.gateway import Connection
from room_console.core.passes import Pass
from room_console.core.shelf import RecordStore, Shelf
from room_console.core.store.records import Record

LIFE_MS: Final = 7 * 24 * 3600 * 1000
"""A grant that nobody withdraws ends then."""


class PassStore(RecordStore, Protocol):
    """What keeps the passes of computers."""

    async def put_pass(self, new: Pass) -> None: ...
    async def find_pass(self, token_hash: bytes) -> Pass | None: ...
    async def admit_device(self, token_hash: bytes, device_hash: bytes) -> bool: ...


class MobilePasses:
    """An AdmissionStore in which those granted have a second pass. Thread: the core's loop."""

    def __init__(
        self, store: PassStore, secret: bytes, is_granted: Callable[[ParticipantId], bool], clock: Clock
    ) -> None:
        self._store = store
        self._hasher = Hasher(secret)
        self._is_granted = is_granted
        self._clock = clock
        self._kept = Shelf(store, "mobile", Pass, lambda kept: kept.participant)
        self._came_by_it: set[ParticipantId] = set()

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._kept.load()

    async def issue(self, participant: ParticipantId) -> str:
        """Make the token of a mobile device; the older one is void. Raises: ConferenceError(`disk`)."""
        token = make_token()
        made = Pass(participant, self._hasher.of_token(token), self._clock.now_ms() + LIFE_MS)
        await self._kept.put({participant: made})
        return token

    async def void(self, participant: ParticipantId) -> None:
        """Let the mobile device in no more. Raises: ConferenceError(`disk`)."""
        if participant in self._kept:
            await self._kept.remove([participant])

    def fits(self, app: str, token: str) -> bool:
        """Tell whether a mobile device comes by the link granted, and by that link nothing else."""
        return (self._found(self._hasher.of_token(token)) is not None) == (app == MOBILE_APP)

    def note(self, connection: Connection, app: str) -> None:
        """Remember whose link is a mobile device's."""
        (self._came_by_it.add if app == MOBILE_APP else self._came_by_it.discard)(connection.participant)

    def is_mobile(self, participant: ParticipantId) -> bool:
        """Tell whether somebody's newest link is a mobile device's, even if it is lost at the moment."""
        return participant in self._came_by_it

    async def put_pass(self, new: Pass) -> None:
        """Keep the pass of a computer."""
        await self._store.put_pass(new)

    async def find_pass(self, token_hash: bytes) -> Pass | None:
        """Find the pass of a token: a mobile device's, else a computer's."""
        return self._found(token_hash) or await self._store.find_pass(token_hash)

    async def admit_device(self, token_hash: bytes, device_hash: bytes) -> bool:
        """Bind a device to its token; False where the token is gone or taken."""
        found = self._found(token_hash)
        if found is None:
            return await self._store.admit_device(token_hash, device_hash)
        if found.device_hash is not None:
            return False
        await self._kept.put({found.participant: replace(found, device_hash=device_hash)})
        return True

    async def put_records(self, kind: str, records: Sequence[Record]) -> None:
        """Keep records."""
        await self._store.put_records(kind, records)

    async def remove_records(self, kind: str, keys: Sequence[str]) -> None:
        """Forget records."""
        await self._store.remove_records(kind, keys)

    async def read_records(self, kind: str) -> list[Record]:
        """Return records."""
        return await self._store.read_records(kind)

    def _found(self, token_hash: bytes) -> Pass | None:
        """Find a pass that is in force: the rules' grant counts, whatever lies on the shelf."""
        held = (kept for kept in self._kept.values() if kept.token_hash == token_hash)
        return next((kept for kept in held if self._is_granted(kept.participant)), None)
