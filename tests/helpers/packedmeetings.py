"""A made-up meeting with documents, packed; and the same tampered with."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from common.model.documents import Document, DocumentId, DocumentKind, DocumentType, Release
from room_console.core.catalogue.meetingfile import encode_file
from room_console.core.catalogue.packing import DOCUMENTS, MEETING, pack
from room_console.core.record.documents.folder import FOLDER
from tests.helpers.meetingfiles import ANNA, FILE

TEXTS = (b"Madam Chair, we thank you.\n" * 2_000, "مداخلة\n".encode())


def document(number: int, text: bytes, **changes: object) -> Document:
    """Make up what is known of a text."""
    made = Document(
        DocumentId(f"d-{number:016x}"),
        f"Statement {number}.txt",
        DocumentKind.STATEMENT,
        DocumentType.TXT,
        len(text),
        hashlib.sha256(text).hexdigest(),
        1_790_000_000_000 + number,
        ANNA.participant,
        item="1",
        speaker=ANNA.participant,
        delegation=ANNA.delegation,
        language="en",
        release=Release.BOOTHS,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


STATEMENTS = tuple(document(number, text) for number, text in enumerate(TEXTS))


def lay_out(folder: Path) -> None:
    """Put the texts where documents lie."""
    folder.mkdir(parents=True)
    for known, text in zip(STATEMENTS, TEXTS, strict=True):
        (folder / known.document).write_bytes(text)


def packed(folder: Path) -> Path:
    """Pack the meeting; return the file."""
    lay_out(folder / "texts")
    pack(FILE, STATEMENTS, folder / "texts", folder / "scp.meeting.zip")
    return folder / "scp.meeting.zip"


def tampered(
    documents: object = STATEMENTS,
    method: int = zipfile.ZIP_STORED,
    change: Callable[[zipfile.ZipFile], None] = lambda _: None,
    texts: tuple[bytes, ...] = TEXTS,
) -> bytes:
    """Return a packed meeting of which something is not as the console writes it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr(MEETING, encode_file(FILE))
        archive.writestr(DOCUMENTS, msgspec.json.encode(documents))
        for known, text in zip(STATEMENTS, texts, strict=True):
            archive.writestr(f"{FOLDER}/{known.document}", text)
        change(archive)
    return made.getvalue()
