"""Keys by which other systems bring people in: shown once, kept as hashes, taken back at any time."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import Final

from common.aio.clock import Clock
from common.model.errors import ConferenceError, ErrorCode
from common.model.names import clean_line
from common.protocol.people import ApiKeyInfo
from room_console.core.meeting.wording import check_text
from room_console.core.shelf import RecordStore, Shelf

KEY_BYTES: Final = 32
MOST_KEYS: Final = 20
NOTED_EVERY_MS: Final = 60_000
"""How exactly it is kept when a key was used last."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is kept of a key: 256 random bits, so a plain SHA-256 can't be guessed back. Instants since the epoch."""

    label: str
    hash: str
    made_at_ms: int
    used_at_ms: int | None = None


class ApiKeys:
    """Thread: the core's loop."""

    def __init__(self, store: RecordStore, clock: Clock) -> None:
        self._kept = Shelf(store, "apikey", ApiKey)
        self._clock = clock

    async def load(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._kept.load()

    def infos(self) -> tuple[ApiKeyInfo, ...]:
        """List the keys, the oldest first."""
        by_age = sorted(self._kept.items(), key=lambda item: item[1].made_at_ms)
        return tuple(ApiKeyInfo(name, key.label, key.made_at_ms, key.used_at_ms) for name, key in by_age)

    async def make(self, label: str) -> str:
        """Make a key. Raises: ConferenceError(`malformed`, `limit`, `disk`)."""
        label = clean_line(label)
        check_text(label, "label")
        if len(self._kept) >= MOST_KEYS:
            raise ConferenceError(ErrorCode.LIMIT, f"there are {MOST_KEYS} keys: revoke one")
        key = secrets.token_urlsafe(KEY_BYTES)
        await self._kept.put({secrets.token_hex(4): ApiKey(label, _hash(key), self._clock.now_ms())})
        return key

    async def revoke(self, name: str) -> None:
        """Let a key open nothing from now on. Raises: ConferenceError(`not_found`, `disk`)."""
        if name not in self._kept:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such key")
        await self._kept.remove([name])

    async def check(self, key: str) -> str | None:
        """Return the name of a key that is good, and note that it was used. Raises: ConferenceError(`disk`)."""
        shown = _hash(key)
        name = next((name for name, kept in self._kept.items() if secrets.compare_digest(kept.hash, shown)), None)
        if name is not None:
            kept, now_ms = self._kept[name], self._clock.now_ms()
            if kept.used_at_ms is None or now_ms - kept.used_at_ms >= NOTED_EVERY_MS:
                await self._kept.put({name: replace(kept, used_at_ms=now_ms)})
        return name


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()
