"""Documents and the record of people on the wire; files themselves go over HTTPS, by tickets from here (R8, R21)."""

from typing import Annotated

import msgspec

from common.model.documents import Document, DocumentId, DocumentKind, Release
from common.model.errors import ErrorCode
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.record import Attended, ListOrder, ListStage
from common.protocol.envelope import Count, Message, Request, Title

MAX_BADGE_BYTES = 48 * 1024
"""Of one part of a badge list."""

BadgeText = Annotated[str, msgspec.Meta(max_length=MAX_BADGE_BYTES)]


class AskUpload(Request, frozen=True, tag="ask_upload", kw_only=True):
    """Delegate, for their own delegation, or secretariat: let me upload a document. Answered by `UploadTicket`.

    `speaker` is whose statement it is; None is the sender's own, or nobody's where the secretariat uploads.
    """

    name: Title
    kind: DocumentKind
    size_bytes: Count
    item: Title = ""
    speaker: ParticipantId | None = None
    language: Title = ""


class UploadTicket(Message, frozen=True, tag="upload_ticket"):
    """Console to who asked: `PUT /documents/{document}` with `Authorization: Bearer {ticket}` works once, in time."""

    ref: int
    document: DocumentId
    ticket: str
    expires_in_s: float

    def __repr__(self) -> str:
        return f"UploadTicket({self.document!r})"


class AskDownload(Request, frozen=True, tag="ask_download", kw_only=True):
    """Anyone who may see it: let me have a document, or a list that was made. Answered by `DownloadTicket`."""

    document: DocumentId


class DownloadTicket(Message, frozen=True, tag="download_ticket"):
    """Console to who asked: `GET /documents/{document}` with `Authorization: Bearer {ticket}` works once, in time."""

    ref: int
    document: DocumentId
    ticket: str
    name: str
    size_bytes: int
    sha256: str
    expires_in_s: float

    def __repr__(self) -> str:
        return f"DownloadTicket({self.document!r})"


class ReleaseDocument(Request, frozen=True, tag="release_document", kw_only=True):
    """Secretariat: who may read this document from now on. Answered by `Done`."""

    document: DocumentId
    release: Release


class BindDocument(Request, frozen=True, tag="bind_document", kw_only=True):
    """Secretariat: what this document is, and to which agenda item and speaker it belongs. Answered by `Done`."""

    document: DocumentId
    kind: DocumentKind
    item: Title = ""
    speaker: ParticipantId | None = None
    language: Title = ""


class RemoveDocument(Request, frozen=True, tag="remove_document", kw_only=True):
    """Secretariat, or its delegation while it is held: take a document away for good. Answered by `Done`."""

    document: DocumentId


class Documents(Message, frozen=True, tag="documents"):
    """Console to client at its entry: all documents that it may read."""

    documents: tuple[Document, ...]


class DocumentsChanged(Message, frozen=True, tag="documents_changed"):
    """Console to client: documents new to it or changed, and those that it may read no more."""

    changed: tuple[Document, ...] = ()
    gone: tuple[DocumentId, ...] = ()


class MakeList(Request, frozen=True, tag="make_list", kw_only=True):
    """Secretariat: make a List of Participants. Answered by `ListStarted`; `ListProgress` follows."""

    order: ListOrder


class ListStarted(Message, frozen=True, tag="list_started"):
    """Console to who asked: it is being made, and will be had by `AskDownload` of this name."""

    ref: int
    document: DocumentId


class CancelList(Request, frozen=True, tag="cancel_list", kw_only=True):
    """Secretariat: stop making a list, or forget one that was made. Answered by `Done`."""

    document: DocumentId


class ListProgress(Message, frozen=True, tag="list_progress"):
    """Console to who asked for a list: how far it is; `error` says why it failed. `people` are those listed so far."""

    document: DocumentId
    stage: ListStage
    people: int = 0
    error: ErrorCode | None = None


class AskAttendance(Request, frozen=True, tag="ask_attendance", kw_only=True):
    """Secretariat: who was in a session, None for the whole meeting. Answered by `Done`, then `Attendance`."""

    session: Count | None = None


class AttendanceTold(Message, frozen=True, tag="attendance"):
    """Console to who asked: who was there, until `at_ms`; `error` says why it could not be told.

    `former` are those of them who are registered no more, as they last were.
    """

    session: int | None
    at_ms: int
    attended: tuple[Attended, ...] = ()
    error: ErrorCode | None = None
    former: tuple[ParticipantView, ...] = ()


class MarkOnSite(Request, frozen=True, tag="mark_on_site", kw_only=True):
    """Secretariat: these were in the hall in this session, or were not. Answered by `Done`."""

    session: Count
    participants: tuple[ParticipantId, ...]
    is_present: bool = True


class ImportBadges(Request, frozen=True, tag="import_badges", kw_only=True):
    """Secretariat: a part of a badge list: CSV whose first column is a person's key, e-mail or our id.

    `first_line` is the number of its first line in the file. Answered by `BadgesRead`.
    """

    session: Count
    text: BadgeText
    first_line: Count = 1


class BadgeFault(msgspec.Struct, frozen=True):
    """A line of a badge list that names nobody, or more than one."""

    line: int
    value: str
    is_ambiguous: bool = False


class BadgesRead(Message, frozen=True, tag="badges_read"):
    """Console to who asked: so many are marked; the lines that could not be read changed nothing."""

    ref: int
    marked: int
    faults: tuple[BadgeFault, ...] = ()
