"""Documents of a meeting: statements and presentations, bound to agenda item and speaker (R17, R21)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NewType

from common.model.ids import ParticipantId

DocumentId = NewType("DocumentId", str)
"""A document of one meeting, stable for its life: `[a-z0-9-]{1,64}`."""

MAX_NAME: Final = 120
"""Characters of a document's name, its ending included."""


class DocumentKind(StrEnum):
    """What a document is in the meeting."""

    STATEMENT = "statement"
    PRESENTATION = "presentation"
    PAPER = "paper"
    """A document of the meeting itself; the secretariat's alone."""


class DocumentType(StrEnum):
    """How a document is written: by its content, never by its name. The value is the ending of its name."""

    PDF = "pdf"
    DOCX = "docx"
    PPTX = "pptx"
    XLSX = "xlsx"
    ODT = "odt"
    ODP = "odp"
    TXT = "txt"


class Release(StrEnum):
    """Who may read a document beside the secretariat and the delegation that it comes from."""

    HELD = "held"
    """Nobody: under embargo."""
    BOOTHS = "booths"
    """Chair and interpreters, to prepare: check against delivery."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Document:
    """A document as kept. `name` is harmless as a file name; `sha256` is hexadecimal, of the content.

    `item` is the number of its agenda item, empty for none. `speaker` is whose statement or presentation it is,
    `delegation` theirs.
    """

    document: DocumentId
    name: str
    kind: DocumentKind
    type: DocumentType
    size_bytes: int
    sha256: str
    at_ms: int
    """Uploaded, since the Unix epoch, UTC."""
    by: ParticipantId
    item: str = ""
    speaker: ParticipantId | None = None
    delegation: str = ""
    language: str = ""
    """BCP 47, empty where it was not said."""
    release: Release = Release.HELD
