"""What is inside a ZIP (APPNOTE 6.3), as office documents are: looked into within bounds, whatever headers claim."""

import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Final

from common.model.errors import ConferenceError, ErrorCode

MOST_MEMBERS: Final = 5_000
MOST_RATIO: Final = 100
"""Bytes inside for each one outside, over the whole archive; honest office documents stay below 30."""
FREE_BYTES: Final = 4 << 20
"""That may be inside whatever the ratio: a small text shrinks well."""
MOST_INSIDE_BYTES: Final = 1 << 30
MOST_DEPTH: Final = 2
"""Archives within archives: a workbook in a presentation is one."""
CHUNK_BYTES: Final = 1 << 16
MAGIC: Final = b"PK\x03\x04"
LOCAL_HEADER_BYTES: Final = 30
ENCRYPTED: Final = 0x1
METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
IN_MEMORY_BYTES: Final = 8 << 20


@dataclass(slots=True)
class Budget:
    """What may still come out of an archive and all those in it, bytes."""

    left: int

    def take(self, count: int) -> None:
        """Count what came out. Raises: ConferenceError(`too_large`)."""
        self.left -= count
        if self.left < 0:
            raise ConferenceError(ErrorCode.TOO_LARGE, "far more comes out of the file than it is large")


def budget_for(size_bytes: int) -> Budget:
    """Return what an archive of a size may hold."""
    return Budget(min(MOST_INSIDE_BYTES, FREE_BYTES + MOST_RATIO * size_bytes))


def inspect(file: IO[bytes], size_bytes: int) -> dict[str, int]:
    """Inflate all members, keeping nothing; return their names and real sizes.

    Raises: ConferenceError(`too_large`) for a bomb, (`malformed`) for what is no whole archive, or one with secrets.
    """
    return _inspected(file, budget_for(size_bytes), 0)


def read_member(file: IO[bytes], name: str, most_bytes: int) -> bytes:
    """Return the beginning of a member; empty where there is none. Call `inspect` first."""
    with zipfile.ZipFile(file) as archive:
        try:
            with archive.open(name) as member:
                return member.read(most_bytes)
        except KeyError:
            return b""


def _inspected(file: IO[bytes], budget: Budget, depth: int) -> dict[str, int]:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise ConferenceError(ErrorCode.TOO_LARGE, f"{len(members)} files in one")
            return {member.filename: _inflated(file, archive, member, budget, depth) for member in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OverflowError, ValueError) as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"not a whole archive: {type(error).__name__}") from error


def _inflated(file: IO[bytes], archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget, depth: int) -> int:
    """Return the real size of a member; look into it where it is an archive itself."""
    if member.flag_bits & ENCRYPTED or member.compress_type not in METHODS:
        raise ConferenceError(ErrorCode.MALFORMED, "a part of it is encrypted, or packed in a way that is not taken")
    total = 0
    with archive.open(member) as claimed, tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES) as inner:
        is_archive = False
        while chunk := claimed.read(CHUNK_BYTES):
            budget.take(len(chunk))
            is_archive = is_archive or (total == 0 and chunk.startswith(MAGIC))
            total += len(chunk)
            if is_archive:
                inner.write(chunk)
        if is_archive and depth == MOST_DEPTH:
            raise ConferenceError(ErrorCode.TOO_LARGE, "archives within archives within archives")
        if is_archive:
            _inspected(inner, budget, depth + 1)
    if member.compress_type == zipfile.ZIP_DEFLATED:
        _check_claim(file, member)
    return total


def _check_claim(file: IO[bytes], member: zipfile.ZipInfo) -> None:
    """Inflate a member to its real end: zipfile stops at the size that the directory claims, other programs may not.

    Raises: ConferenceError(`malformed`) where more comes out than is claimed.
    """
    file.seek(member.header_offset)
    header = file.read(LOCAL_HEADER_BYTES)
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    file.seek(member.header_offset + LOCAL_HEADER_BYTES + names)
    inflater, total, left = zlib.decompressobj(-zlib.MAX_WBITS), 0, member.compress_size
    data = b""
    while not inflater.eof and (data or left):
        if not data:
            data = file.read(min(CHUNK_BYTES, left))
            left -= len(data)
            if not data:
                break
        total += len(inflater.decompress(data, CHUNK_BYTES))
        data = inflater.unconsumed_tail
        if total > member.file_size:
            raise ConferenceError(ErrorCode.MALFORMED, "a part of it is larger than it claims")
