"""The cases that were closed, with what the operator noted of them: newest first, bounded, erased with the person."""

from typing import Final

from common.model.ids import ParticipantId
from common.model.rooms import ClosedCase
from room_console.core.shelf import RecordStore, Shelf

MOST_CASES: Final = 5_000
MOST_TOLD: Final = 200


class ClosedCases:
    """Thread: the core's loop."""

    def __init__(self, store: RecordStore) -> None:
        self._kept = Shelf(store, "case", ClosedCase, lambda case: case.participant)

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._kept.load()

    def newest(self, participant: ParticipantId | None = None) -> tuple[ClosedCase, ...]:
        """Return those of one participant, or of all, newest first, MOST_TOLD at most."""
        found = [case for case in self._kept.values() if participant in (None, case.participant)]
        return tuple(sorted(found, key=lambda case: -case.case)[:MOST_TOLD])

    async def keep(self, case: ClosedCase) -> None:
        """Keep a case; beyond MOST_CASES the oldest goes. Raises: ConferenceError(`disk`, `busy`)."""
        await self._kept.put({f"{case.case:09}": case})
        if len(self._kept) > MOST_CASES:
            await self._kept.remove([min(self._kept)])
