"""The documents of a meeting: what is kept of each, within what each person and the meeting may have."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from common.model.documents import Document, DocumentId, DocumentKind, DocumentType
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.model.people import Action, Person, may
from room_console.core.record.documents.folder import DocumentFolder, Received
from room_console.core.record.documents.naming import harmless_name
from room_console.core.settings import DocumentSettings
from room_console.core.shelf import RecordStore, Shelf

KIND: Final = "document"
MOST_DOCUMENTS: Final = 2_000
MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """What an upload ticket grants: to hand in this document, of this size and no other."""

    document: DocumentId
    by: ParticipantId
    name: str
    size_bytes: int
    kind: DocumentKind
    item: str
    speaker: ParticipantId | None
    delegation: str
    language: str


class Cabinet:
    """Keeps documents and what is known of them. Thread: the core's loop."""

    def __init__(self, store: RecordStore, folder: DocumentFolder, limits: DocumentSettings) -> None:
        self._shelf = Shelf(store, KIND, Document, lambda document: document.by)
        self._folder = folder
        self._limits = limits

    async def load(self) -> None:
        """Read what is kept, take in what came with the meeting's file, and clear what a crash has left.

        Raises: ConferenceError(`disk`).
        """
        await self._shelf.load()
        if new := {str(one.document): one for one in await self._folder.brought() if one.document not in self._shelf}:
            await self._shelf.put(new)
        await self._folder.clean(map(DocumentId, self._shelf))

    def __iter__(self) -> Iterator[Document]:
        return iter(self._shelf.values())

    def __len__(self) -> int:
        return len(self._shelf)

    def find(self, document: DocumentId) -> Document:
        """Return what is known of a document. Raises: ConferenceError(`not_found`)."""
        try:
            return self._shelf[document]
        except KeyError:
            raise ConferenceError(ErrorCode.NOT_FOUND, "no such document") from None

    def check_room(self, person: Person, size_bytes: int, under_way: Iterable[Upload]) -> None:
        """Refuse an upload beyond what is allowed, those under way counted.

        Raises: ConferenceError(`too_large`, `limit`).
        """
        limits, uploads = self._limits, tuple(under_way)
        if not 0 < size_bytes <= limits.most_mb_file * MB:
            raise ConferenceError(ErrorCode.TOO_LARGE, f"a file has 1 byte to {limits.most_mb_file} MB")
        if len(self) + len(uploads) >= MOST_DOCUMENTS:
            raise ConferenceError(ErrorCode.LIMIT, f"{MOST_DOCUMENTS} documents are kept")
        all_of: Mapping[ParticipantId | None, int] = {
            None: limits.most_mb_meeting * MB,
            **({} if may(person.role, Action.PREPARE) else {person.participant: limits.most_mb_person * MB}),
        }
        known: tuple[Document | Upload, ...] = (*self, *uploads)
        for who, most_bytes in all_of.items():
            if size_bytes + sum(one.size_bytes for one in known if who in (None, one.by)) > most_bytes:
                whose = "the meeting" if who is None else "one person"
                raise ConferenceError(ErrorCode.LIMIT, f"{whose} may have {most_bytes // MB} MB of documents")

    async def take_in(self, upload: Upload, received: Received, kind: DocumentType, now_ms: int) -> Document:
        """Keep a file that has come; it and what is known of it are on disk when this returns.

        Raises: ConferenceError(`disk`), and neither is there.
        """
        document = Document(
            upload.document,
            harmless_name(upload.name, kind),
            upload.kind,
            kind,
            upload.size_bytes,
            received.sha256,
            now_ms,
            upload.by,
            upload.item,
            upload.speaker,
            upload.delegation,
            upload.language,
        )
        await self._folder.keep(upload.document, received)
        try:
            await self._shelf.put({upload.document: document})
        except BaseException:
            await self._folder.remove(upload.document)
            raise
        return document

    async def change(self, document: Document, **changes: object) -> Document:
        """Keep something else of a document. Raises: ConferenceError(`disk`), and nothing has changed."""
        new = replace(document, **changes)  # type: ignore[arg-type]
        await self._shelf.put({document.document: new})
        return new

    async def remove(self, document: Document) -> None:
        """Forget a document for good: first what is known of it, then its file. Raises: ConferenceError(`disk`)."""
        await self._shelf.remove([document.document])
        await self._folder.remove(document.document)


def new_id() -> DocumentId:
    """Make an id that nobody guesses."""
    return DocumentId(f"d-{secrets.token_hex(8)}")
