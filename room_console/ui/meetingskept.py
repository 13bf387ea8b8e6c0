"""The catalogue as the window sees it; the program's start puts the real one behind it."""

from pathlib import Path
from typing import Protocol

from common.model.catalogue import CatalogueEntry, NewMeeting
from common.model.ids import MeetingId


class MeetingsKept(Protocol):
    """The meetings of this machine. Every method blocks and raises ConferenceError: call it in a worker thread."""

    def entries(self) -> list[CatalogueEntry]:
        """List every meeting, the latest first."""
        ...

    def directory(self, meeting: MeetingId) -> Path:
        """Return the directory of a meeting."""
        ...

    def make(self, new: NewMeeting) -> MeetingId:
        """Make a meeting."""
        ...

    def copy(self, meeting: MeetingId, new: NewMeeting, now_ms: int) -> MeetingId:
        """Make a meeting on the pattern of another."""
        ...

    def import_file(self, path: Path) -> MeetingId:
        """Make a meeting of a file."""
        ...

    def export_file(self, meeting: MeetingId, path: Path, *, has_people: bool, has_documents: bool) -> None:
        """Write a meeting as a file."""
        ...

    def archive(self, meeting: MeetingId) -> None:
        """Put a meeting away."""
        ...

    def take_out(self, meeting: MeetingId) -> None:
        """Take a meeting out of the archive."""
        ...
