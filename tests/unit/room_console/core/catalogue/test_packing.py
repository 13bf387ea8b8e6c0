"""A meeting with its documents as one file: there and back, whole or not at all, and a hostile one refused."""

import asyncio
import shutil
import sys
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.catalogue import packing
from room_console.core.catalogue.catalogue import Catalogue
from room_console.core.catalogue.meetingfile import decode_file, encode_file
from room_console.core.catalogue.packing import DOCUMENTS, MEETING, pack
from room_console.core.catalogue.start import read_start
from room_console.core.catalogue.unpacking import unpack
from room_console.core.record.documents.brought import BROUGHT, read_brought
from room_console.core.record.documents.cabinet import Cabinet
from room_console.core.record.documents.folder import FOLDER, DocumentFolder
from room_console.core.settings import DocumentSettings
from room_console.core.store.files import DATABASE
from room_console.core.store.store import Store
from tests.helpers.meetingfiles import FILE
from tests.helpers.packedmeetings import STATEMENTS, TEXTS, document, packed, tampered


def refused(tmp_path: Path, data: bytes) -> ErrorCode:
    """Return why a file is refused; no path of it is outside the folder."""
    path, folder = tmp_path / "hostile.zip", tmp_path / "base" / "documents"
    path.write_bytes(data)
    folder.mkdir(parents=True)
    with pytest.raises(ConferenceError) as refusal:
        unpack(lambda _: None, path, folder)
    assert refusal.value.detail
    assert {one.name for one in tmp_path.iterdir()} == {"hostile.zip", "base"}
    return refusal.value.code


def test_nothing_is_compressed_and_the_meeting_in_it_is_a_plain_file(tmp_path: Path) -> None:
    path = packed(tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
        assert decode_file(archive.read(MEETING)) == FILE
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o077 == 0
    (tmp_path / "out").mkdir()
    meeting, documents = unpack(lambda _: None, path, tmp_path / "out")
    assert (decode_file(meeting), documents) == (FILE, STATEMENTS)
    assert tuple((tmp_path / "out" / one.document).read_bytes() for one in documents) == TEXTS


def test_a_meeting_that_was_never_opened_goes_to_another_machine_with_its_documents(tmp_path: Path) -> None:
    office, hall = Catalogue(tmp_path / "office"), Catalogue(tmp_path / "hall")
    name = office.import_file(packed(tmp_path))
    office.export_file(name, tmp_path / "moved.zip", has_people=True, has_documents=True)
    there = hall.directory(hall.import_file(tmp_path / "moved.zip"))
    assert read_brought(there / FOLDER) == STATEMENTS
    assert {one.name for one in (there / FOLDER).iterdir()} == {BROUGHT, *(one.document for one in STATEMENTS)}
    start = read_start(there)
    assert start is not None
    assert start.people == FILE.people
    assert [one.name for one in hall.base.iterdir()] == [there.name]


async def test_the_core_takes_in_what_came_with_the_file_once(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "console")
    path = packed(tmp_path)
    directory = catalogue.directory(await asyncio.to_thread(catalogue.import_file, path))
    for _ in range(2):
        store = Store.open(directory / DATABASE)
        cabinet = Cabinet(store, DocumentFolder(directory / FOLDER, 0), DocumentSettings())
        await cabinet.load()
        assert set(cabinet) == set(STATEMENTS)
        await store.close()
        assert not (directory / FOLDER / BROUGHT).exists()
    (entry,) = catalogue.entries()
    catalogue.export_file(entry.meeting, path, has_people=False, has_documents=True)
    with zipfile.ZipFile(path) as archive:
        assert b"Norland" in archive.read(DOCUMENTS)
        assert b'"anna"' not in archive.read(DOCUMENTS) + archive.read(MEETING)


def test_documents_of_people_who_are_not_in_the_file_are_nobody_s(tmp_path: Path) -> None:
    stranger = tuple(replace(one, by=ParticipantId("dora"), speaker=ParticipantId("dora")) for one in STATEMENTS)
    (tmp_path / "x.zip").write_bytes(tampered(stranger))
    catalogue = Catalogue(tmp_path / "console")
    (first, _) = read_brought(catalogue.directory(catalogue.import_file(tmp_path / "x.zip")) / FOLDER)
    assert (first.by, first.speaker) == ("operator", None)


def test_a_name_that_could_do_harm_is_made_harmless(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(tampered((document(0, TEXTS[0], name="../../a\u202egpj.exe"), STATEMENTS[1])))
    (tmp_path / "out").mkdir()
    _, (first, _) = unpack(lambda _: None, tmp_path / "x.zip", tmp_path / "out")
    assert first.name == "a gpj.exe.txt"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_file_that_was_cut_is_refused(tmp_path: Path, kept: float) -> None:
    data = tampered()
    assert refused(tmp_path, data[: int(len(data) * kept)]) is ErrorCode.MALFORMED


def test_a_byte_that_changed_is_found(tmp_path: Path) -> None:
    data = bytearray(tampered())
    data[data.index(b"Madam Chair") + 700] ^= 1
    assert refused(tmp_path, bytes(data)) is ErrorCode.MALFORMED


class Hostile(NamedTuple):
    """What is wrong with a file, and what it is refused for."""

    name: str
    data: Callable[[], bytes]
    code: ErrorCode = ErrorCode.MALFORMED


def with_member(name: str) -> Callable[[], bytes]:
    return lambda: tampered(change=lambda archive: archive.writestr(name, "x"))


def twice() -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tampered(change=lambda archive: archive.writestr(MEETING, b"{}"))


def crowd(archive: zipfile.ZipFile) -> None:
    for number in range(2_001):
        archive.writestr(f"{number}", "")


HOSTILE = (
    Hostile("a path out of it", with_member("../../authorized_keys")),
    Hostile("an absolute path", with_member("/etc/passwd")),
    Hostile("a file that it does not speak of", with_member(f"{FOLDER}/d-00000000000000ff")),
    Hostile("a name twice", twice),
    Hostile("a bomb", lambda: tampered(method=zipfile.ZIP_DEFLATED)),
    Hostile("a name as a path", lambda: tampered([msgspec.to_builtins(document(0, b"x", document="../x"))])),
    Hostile("the list of what lies there", lambda: tampered([document(0, b"x", document="brought.json")])),
    Hostile("a document twice", lambda: tampered((STATEMENTS[0], STATEMENTS[0]))),
    Hostile("another length", lambda: tampered((replace(STATEMENTS[0], size_bytes=7), STATEMENTS[1]))),
    Hostile("another checksum", lambda: tampered((replace(STATEMENTS[0], sha256="0" * 64), STATEMENTS[1]))),
    Hostile("a negative length", lambda: tampered((replace(STATEMENTS[0], size_bytes=-1), STATEMENTS[1]))),
    Hostile("another type", lambda: tampered((replace(STATEMENTS[0], type="pdf"), STATEMENTS[1]))),  # type: ignore[arg-type]
    Hostile("marks of direction", lambda: tampered((replace(STATEMENTS[0], item="\u202e1"), STATEMENTS[1]))),
    Hostile("a document that is missing", lambda: tampered((*STATEMENTS, document(9, b"x")))),
    Hostile("no list of documents", lambda: tampered({})),
    Hostile(
        "more documents than are kept",
        lambda: tampered(change=crowd),
        ErrorCode.LIMIT,
    ),
)


@pytest.mark.parametrize("hostile", HOSTILE, ids=[one.name for one in HOSTILE])
def test_a_hostile_file_is_refused(tmp_path: Path, hostile: Hostile) -> None:
    assert refused(tmp_path, hostile.data()) is hostile.code


def test_a_program_among_the_documents_is_refused(tmp_path: Path) -> None:
    program = b"MZ\x00\x01" * 10
    assert refused(tmp_path, tampered((document(0, program), STATEMENTS[1]), texts=(program, TEXTS[1]))) is (
        ErrorCode.MALFORMED
    )


def test_one_text_counted_a_thousand_times_is_refused(tmp_path: Path) -> None:
    """Members may share their bytes in the file; what would come out is more than the file is long."""

    def share(archive: zipfile.ZipFile) -> None:
        first = archive.getinfo(f"{FOLDER}/{STATEMENTS[0].document}")
        for number in range(1_000):
            info = zipfile.ZipInfo(f"{FOLDER}/d-{number + 16:016x}")
            info.header_offset, info.CRC = first.header_offset, first.CRC
            info.file_size = info.compress_size = first.file_size
            archive.filelist.append(info)

    assert refused(tmp_path, tampered(change=share)) is ErrorCode.TOO_LARGE


def test_a_refused_import_leaves_nothing(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "console")
    (tmp_path / "x.zip").write_bytes(tampered((replace(STATEMENTS[0], sha256="0" * 64), STATEMENTS[1])))
    with pytest.raises(ConferenceError) as refusal:
        catalogue.import_file(tmp_path / "x.zip")
    assert refusal.value.code is ErrorCode.MALFORMED
    assert list(catalogue.base.iterdir()) == []


def test_a_document_that_is_gone_or_changed_is_not_packed_and_the_old_file_stays(tmp_path: Path) -> None:
    path, texts = packed(tmp_path), tmp_path / "texts"
    before = path.read_bytes()
    (texts / STATEMENTS[0].document).write_bytes(TEXTS[0][:-1] + b"?")
    for fault in ("not what was handed in", "is gone"):
        with pytest.raises(ConferenceError, match=fault):
            pack(FILE, STATEMENTS, texts, path)
        (texts / STATEMENTS[0].document).unlink(missing_ok=True)
        assert path.read_bytes() == before
        assert {one.name for one in tmp_path.iterdir()} == {"texts", path.name}


def test_a_full_disk_is_said_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=packing.KEEP_FREE_BYTES))
    (tmp_path / "out").mkdir()
    with pytest.raises(ConferenceError, match="no room") as refusal:
        unpack(lambda _: None, path, tmp_path / "out")
    assert refusal.value.code is ErrorCode.DISK
    with pytest.raises(ConferenceError, match="no room"):
        pack(FILE, STATEMENTS, tmp_path / "texts", tmp_path / "y.zip")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_plain_file_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "old.meeting.json").write_bytes(encode_file(FILE))
    catalogue = Catalogue(tmp_path / "console")
    assert catalogue.import_file(tmp_path / "old.meeting.json") == "scp-36"
