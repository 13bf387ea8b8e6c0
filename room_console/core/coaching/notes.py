"""What came of each delegate's coaching: for staff alone, erased with the person."""

from common.model.coaching import CoachingNote, CoachingOutcome
from common.model.ids import ParticipantId
from room_console.core.shelf import RecordStore, Shelf


class CoachingNotes:
    """One note a person. Thread: the core's loop."""

    def __init__(self, store: RecordStore) -> None:
        self._kept = Shelf(store, "coaching", CoachingNote, lambda note: note.participant)

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        await self._kept.load()

    def of(self, participant: ParticipantId) -> CoachingNote | None:
        """Return what is kept of someone."""
        return self._kept.get(participant)

    def outcomes(self) -> dict[ParticipantId, CoachingOutcome]:
        """Return what came of everyone's."""
        return {note.participant: note.outcome for note in self._kept.values()}

    async def keep(self, note: CoachingNote) -> None:
        """Keep a note in the place of the last one. Raises: ConferenceError(`disk`, `busy`)."""
        await self._kept.put({note.participant: note})
