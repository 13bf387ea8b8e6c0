"""The table of readiness as a file for a spreadsheet: UTF-8 with a byte order mark, commas, CRLF (RFC 4180).

The mark is for Excel, which reads a file without one in the code page of its machine. What others wrote (names,
delegations, devices) can't become a formula: a text that begins like one gets an apostrophe in front.
"""

import contextlib
import csv
import io
import os
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from common.model.checks import AREAS, Area, CheckName, CheckResult, ReadinessReport
from common.model.csvcells import guarded
from common.ui.checkwords import area_word, check_word, verdict_word
from common.ui.errors import QT_TRANSLATE_NOOP
from room_console.ui.readywords import fit_word
from room_console.ui.tables.row import Row
from room_console.ui.tables.summary import summary_of
from room_console.ui.wording import presence_word, role_word, translated

_NOT_TESTED: Final = QT_TRANSLATE_NOOP("Console", "Not tested")
_HEADS: Final = (
    QT_TRANSLATE_NOOP("Console", "Participant"),
    QT_TRANSLATE_NOOP("Console", "Delegation"),
    QT_TRANSLATE_NOOP("Console", "Name"),
    QT_TRANSLATE_NOOP("Console", "Role"),
    QT_TRANSLATE_NOOP("Console", "State"),
    QT_TRANSLATE_NOOP("Console", "Overall"),
    QT_TRANSLATE_NOOP("Console", "Fit to be interpreted"),
    QT_TRANSLATE_NOOP("Console", "Tested (UTC)"),
    QT_TRANSLATE_NOOP("Console", "Run to its end"),
    QT_TRANSLATE_NOOP("Console", "Program"),
    QT_TRANSLATE_NOOP("Console", "System"),
)
_YES, _NO = QT_TRANSLATE_NOOP("Console", "yes"), QT_TRANSLATE_NOOP("Console", "no")
_NAMED, _VERDICT = QT_TRANSLATE_NOOP("Console", "named"), QT_TRANSLATE_NOOP("Console", "verdict")
UNITS: Final = {
    **dict.fromkeys(CheckName, "ms"),
    **dict.fromkeys((CheckName.LOSS, CheckName.CLIPPING, CheckName.GATE), "%"),
    **dict.fromkeys((CheckName.DOWN, CheckName.UP), "Mbit/s"),
    **dict.fromkeys((CheckName.CLOCK, CheckName.REVERBERATION), "s"),
    **dict.fromkeys(
        (CheckName.SNR, CheckName.HUM, CheckName.GAIN_CONTROL, CheckName.COMPRESSION, CheckName.ECHO), "dB"
    ),
    **dict.fromkeys(AREAS[Area.DEVICES], ""),
    CheckName.NAME: "",
    CheckName.BAND: "Hz",
    CheckName.LEVEL: "LUFS",
    CheckName.NOISE: "dBFS",
}
"""Of the values as they are measured; without one they are a number alone, or have none."""


def csv_text(rows: Iterable[Row]) -> str:
    """Write a line for each, and for each check its value, what names it, and its verdict. Thread: any."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_heads())
    for row in rows:
        writer.writerow(_line(row))
    return text.getvalue()


def write_csv(path: Path, rows: Sequence[Row]) -> int:
    """Write the file whole or not at all; return how many people are in it. Thread: a worker. Raises: OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
            file.write(csv_text(rows))
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    return len(rows)


def _heads() -> list[str]:
    heads = [translated(head) for head in _HEADS]
    heads += [area_word(area) for area in Area]
    for name in CheckName:
        unit = f", {UNITS[name]}" if UNITS[name] else ""
        heads += [f"{check_word(name)}{unit}", f"{check_word(name)}: {translated(_NAMED)}"]
        heads += [f"{check_word(name)}: {translated(_VERDICT)}"]
    return heads


def _line(row: Row) -> list[str]:
    person, report = row.person, row.readiness
    known = [
        guarded(str(person.participant)),
        guarded(person.delegation),
        guarded(person.name),
        role_word(person.role),
        presence_word(person.presence),
    ]
    if report is None:
        blanks = len(_HEADS) - len(known) - 1 + len(Area) + 3 * len(CheckName)
        return [*known, translated(_NOT_TESTED), *[""] * blanks]
    return [*known, *_found(report)]


def _found(report: ReadinessReport) -> list[str]:
    found = summary_of(report)
    made = datetime.fromtimestamp(report.made_at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    cells = [verdict_word(found.overall), fit_word(found.fitness), made]
    cells += [translated(_YES if report.is_complete else _NO), guarded(report.app), guarded(report.system)]
    cells += [verdict_word(found.areas[area]) for area in Area]
    for name in CheckName:
        cells += _cells(found.results.get(name))
    return cells


def _cells(result: CheckResult | None) -> list[str]:
    """Numbers are ours and stay numbers, with their minus."""
    if result is None:
        return ["", "", ""]
    value = "" if result.value is None else f"{result.value:.6g}"
    return [value, guarded(result.text), verdict_word(result.verdict)]
