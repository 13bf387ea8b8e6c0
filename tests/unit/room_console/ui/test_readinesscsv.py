"""The table as a file: what a spreadsheet reads out of it, and what it must not carry out."""

import csv
import io
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from common.model.checks import AREAS, Area, CheckName, CheckResult, Finding, Verdict
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.people import Role
from room_console.ui.readinesscsv import UNITS, csv_text, write_csv
from room_console.ui.tables.row import Row
from tests.gallery.readinessdata import report

ANNA = ParticipantView(ParticipantId("anna"), "=HYPERLINK(1)", 'Côte d\'Ivoire, "CI"', Role.DELEGATE)


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    del qtbot


def table(*rows: Row) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_text(rows), newline="")))


def test_every_check_has_its_value_its_name_and_its_verdict() -> None:
    (line,) = table(Row(ANNA, None, report(1)))
    assert (line["Overall"], line["Fit to be interpreted"]) == ("Problem", "Unfit")
    assert line["High tones of the voice, Hz"] == "3700"
    assert line["Loudness of the voice, LUFS"] == "-37", "a number of ours keeps its minus"
    assert line["Microphone: named"] == "AirPods Pro (hands-free)"
    assert line["Microphone: verdict"] == "Problem"
    assert line["Tested (UTC)"] == "2025-06-15 14:24:40"


def test_who_has_not_tested_is_a_line_as_long_as_the_others() -> None:
    lines = list(csv.reader(io.StringIO(csv_text([Row(ANNA, None, None), Row(ANNA, None, report(0))]), newline="")))
    assert len({len(line) for line in lines}) == 1
    assert lines[1][5] == "Not tested"


def test_names_and_devices_are_guarded() -> None:
    device = CheckResult(CheckName.MICROPHONE, Verdict.PASS, Finding.GOOD, None, "@SUM(A1)")
    bad = report(0)
    (line,) = table(Row(ANNA, None, type(bad)(bad.made_at_ms, "+app", "-system", (device,))))
    assert line["Name"] == "'=HYPERLINK(1)"
    assert line["Delegation"] == 'Côte d\'Ivoire, "CI"'
    assert (line["Program"], line["System"]) == ("'+app", "'-system")
    assert line["Microphone: named"] == "'@SUM(A1)"


def test_the_file_has_a_mark_and_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "readiness.csv"
    assert write_csv(path, [Row(ANNA, None, report(0))]) == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbfParticipant,")
    assert path.read_bytes().count(b"\r\n") == 2
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(OSError, match="nowhere"):
        write_csv(tmp_path / "nowhere" / "readiness.csv", [])
    assert list(tmp_path.iterdir()) == [path]


def test_what_has_no_figure_has_no_unit() -> None:
    assert {name for name in CheckName if not UNITS[name]} == {CheckName.NAME} | AREAS[Area.DEVICES]
