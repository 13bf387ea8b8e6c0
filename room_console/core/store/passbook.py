"""The passes in memory: thousands who come at once, the first time or after a restart, ask the disk for none."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from common.model.ids import ParticipantId
from room_console.core.passes import Pass

MOST_KEPT: Final = 10_000


class Passbook:
    """Holds what the disk holds, or less. Thread: the core's loop."""

    def __init__(self, passes: Iterable[Pass] = ()) -> None:
        self._by_token: dict[bytes, Pass] = {}
        self._token_of: dict[ParticipantId, bytes] = {}
        for kept in passes:
            self._keep(kept)

    def __len__(self) -> int:
        return len(self._by_token)

    def get(self, token_hash: bytes) -> Pass | None:
        """Return a pass, if it is known here."""
        return self._by_token.get(token_hash)

    def written(self, new: Pass) -> None:
        """Note that this pass took the place of the participant's old one."""
        self.forget(self._token_of.get(new.participant, b""))
        self._keep(new)

    def read(self, found: Pass) -> None:
        """Note what the disk held; a pass that was replaced meanwhile is not taken for the newer."""
        if self._token_of.get(found.participant, found.token_hash) == found.token_hash:
            self._keep(found)

    def admitted(self, token_hash: bytes, device_hash: bytes) -> None:
        """Note that a device was bound to a token."""
        if (known := self._by_token.get(token_hash)) is not None:
            self._keep(replace(known, device_hash=device_hash))

    def forget(self, token_hash: bytes) -> None:
        """Have the disk asked again."""
        if (known := self._by_token.pop(token_hash, None)) is not None:
            del self._token_of[known.participant]

    def _keep(self, kept: Pass) -> None:
        if len(self._by_token) >= MOST_KEPT:
            self._by_token.clear()
            self._token_of.clear()
        self._by_token[kept.token_hash] = kept
        self._token_of[kept.participant] = kept.token_hash
