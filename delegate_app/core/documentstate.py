"""What the window shows of documents."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from common.model.documents import Document
from common.model.errors import ErrorCode


class HandingIn(StrEnum):
    """How far an upload is."""

    SENDING = "sending"
    LOOKED_INTO = "looked_into"
    """All has gone; the console looks into it."""
    KEPT = "kept"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Upload:
    """The newest upload. `share` of it has gone, 0 to 1; `error` says why it failed."""

    path: Path
    item: str
    stage: HandingIn = HandingIn.SENDING
    share: float = 0.0
    error: ErrorCode | None = None

    @property
    def is_running(self) -> bool:
        """Tell whether it is on its way."""
        return self.stage in (HandingIn.SENDING, HandingIn.LOOKED_INTO)


@dataclass(frozen=True, slots=True)
class DocumentsState:
    """The documents that we may read, and our upload, None before the first."""

    known: tuple[Document, ...] = ()
    upload: Upload | None = None
