"""Who follows the webcast and gave their name: by self-declaration, and only where the meeting lists them (R8)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from common.model.errors import ConferenceError, ErrorCode
from common.model.names import clean_line, label_fault
from room_console.core.shelf import RecordStore, Shelf

KIND: Final = "follower"
MAX_FOLLOWERS: Final = 20_000
MAX_TEXT: Final = 120


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody as they named themselves on the webcast's page. `at_ms` since the Unix epoch, UTC."""

    name: str
    delegation: str
    at_ms: int


class Followers:
    """Keeps the names; the webcast's page notes them here. Thread: the core's loop."""

    def __init__(self, store: RecordStore, are_listed: Callable[[], bool]) -> None:
        """`are_listed` says whether the meeting lists followers at all."""
        self._shelf = Shelf(store, KIND, Follower)
        self._are_listed = are_listed

    async def load(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._shelf.load()

    def __len__(self) -> int:
        return len(self._shelf)

    async def note(self, name: str, delegation: str, now_ms: int) -> None:
        """Keep a name; the same once more changes nothing. On disk when it returns.

        Raises: ConferenceError(`not_allowed`) where followers are not listed, (`malformed`, `too_large`) for a name
        that is none, (`limit`, `disk`, `busy`).
        """
        if not self._are_listed():
            raise ConferenceError(ErrorCode.NOT_ALLOWED, "this meeting does not list who follows the webcast")
        follower = Follower(_line(name), _line(delegation), now_ms)
        if not follower.name:
            raise ConferenceError(ErrorCode.MALFORMED, "a name is needed")
        key = _key(follower)
        if key in self._shelf:
            return
        if len(self._shelf) >= MAX_FOLLOWERS:
            raise ConferenceError(ErrorCode.LIMIT, f"{MAX_FOLLOWERS} followers are listed")
        await self._shelf.put({key: follower})


def _line(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise ConferenceError(ErrorCode.TOO_LARGE, f"a text of {len(text)} characters, at most {MAX_TEXT}")
    line = clean_line(text)
    if fault := label_fault(line):
        raise ConferenceError(ErrorCode.MALFORMED, fault)
    return line


def _key(follower: Follower) -> str:
    """Name who is meant, however they write it."""
    text = f"{follower.name}\0{follower.delegation}".casefold()
    return hashlib.sha256(text.encode()).hexdigest()[:32]
