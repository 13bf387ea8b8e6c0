"""The minutes index as files, read back."""

import argparse
import csv
import json
from pathlib import Path

import docx
import pytest
import pytest_asyncio

from common.model.chat import ChatAct
from room_console.core.chronicle.command import run_minutes
from room_console.core.chronicle.minutes import COLUMNS
from room_console.core.chronicle.options import add_minutes_arguments
from room_console.core.meeting.chatinputs import ChatActed
from tests.helpers.chronicled import a_debate
from tests.helpers.playbook import ANNA, CHAIR
from tests.helpers.recordkit import keep


@pytest_asyncio.fixture
async def state(tmp_path: Path) -> Path:
    await keep(tmp_path / "state", a_debate().entries)
    return tmp_path / "state"


def run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_minutes_arguments(parser)
    return run_minutes(parser.parse_args([str(a) for a in arguments]))


def test_a_row_a_speech_in_the_meetings_time(state: Path, tmp_path: Path) -> None:
    path = tmp_path / "minutes.csv"
    assert run("--state", state, "--csv", path) == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [row[:4] for row in rows[1:]] == [
        ["1", "1", "Opening", "Anna"],
        ["1", "1", "Opening", "Boris"],
        ["1", "", "", "Carla"],
    ]
    assert rows[1][4:8] == ["Norland", "The Group", "intervention", "fr"]
    assert rows[1][8].startswith("2027-01-15 09:0"), "Zurich, not Greenwich"
    assert rows[1][10:] == ["0:01:30", "remote"]
    assert rows[2][5] == "'=B", "no formula"
    assert rows[2][11] == "hall"


def test_json_has_the_speeches_and_their_sums(state: Path, tmp_path: Path) -> None:
    path = tmp_path / "minutes.json"
    assert run("--state", state, "--json", path, "--session", "1") == 0
    whole = json.loads(path.read_text(encoding="utf-8"))
    assert (whole["symbol"], whole["timezone"]) == ("S/1", "Europe/Zurich")
    assert [s["name"] for s in whole["speeches"]] == ["Anna", "Boris", "Carla"]
    assert {"key": "The Group", "speeches": 1, "spoken_ms": 90_000} in whole["speaking_time"]["group"]


async def test_who_moderated_the_chat_stands_in_json_and_docx(tmp_path: Path) -> None:
    made = a_debate().after(1, ChatActed(CHAIR, ChatAct.REMOVED, ANNA, 3), ChatActed(CHAIR, ChatAct.NOTICE, number=1))
    await keep(tmp_path / "state", made.entries)
    assert run("--state", tmp_path / "state", "--json", tmp_path / "m.json", "--docx", tmp_path / "m.docx") == 0
    told = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))["chat_moderated"]
    assert [(one["act"], one["by_name"], one["name"], one["session"]) for one in told] == [
        ("removed", "The Chair", "Anna", 1),
        ("notice", "The Chair", "", 1),
    ]
    table = docx.Document(str(tmp_path / "m.docx")).tables[-1]
    assert [cell.text for cell in table.rows[1].cells][1:] == ["removed", "The Chair", "Anna"]


def test_docx_has_a_table_for_each_item_and_one_of_time(state: Path, tmp_path: Path) -> None:
    path = tmp_path / "minutes.docx"
    assert run("--state", state, "--docx", path) == 0
    document = docx.Document(str(path))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == ["Session 1 · Opening · Item 1 · Opening", "Session 1 · Opening", "Speaking time by delegation"]
    assert [cell.text for cell in document.tables[0].rows[1].cells][2:] == [
        "0:01:30",
        "Anna",
        "Norland",
        "The Group",
        "intervention",
        "fr",
        "remote",
    ]
    assert [cell.text for cell in document.tables[-1].rows[1].cells][:2] == ["Norland", "3"]


@pytest.mark.parametrize("arguments", [(), ("--csv", "out.csv", "--session", "9"), ("--csv", "nowhere/out.csv")])
def test_what_can_t_be_made_is_said_and_leaves_nothing(
    state: Path, tmp_path: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    placed = [str(tmp_path / a) if a.endswith("csv") and not a.startswith("--") else a for a in arguments]
    assert run("--state", state, *placed) == 1
    assert capsys.readouterr().err.startswith("error: ")
    assert not list(tmp_path.glob("*.csv*"))


def test_a_directory_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--state", tmp_path / "none", "--csv", tmp_path / "out.csv") == 1
    assert "error: " in capsys.readouterr().err
