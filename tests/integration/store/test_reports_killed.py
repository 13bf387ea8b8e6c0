"""kill -9 at any instant: a report that was acknowledged is the newest, or one before it."""

import random
import threading
from pathlib import Path

import pytest

from common.model.ids import ParticipantId
from room_console.core.store import Store
from room_console.core.store.reports import KEPT_REPORTS
from tests.helpers.reportwriter import report_of, start_report_writer

KILLS = 8
LONGEST_S = 0.12


def killed_writer(path: Path, first: int, after_s: float) -> int:
    """Let a writer run `after_s` from its first acknowledgement, kill it; return the last one acknowledged."""
    process = start_report_writer(path, first)
    assert process.stdout is not None
    with process, process.stdout:
        said = process.stdout.readline()
        timer = threading.Timer(after_s, process.kill)
        timer.start()
        said += process.stdout.read()
        timer.join()
    return max(int(line) for line in said.decode().splitlines(keepends=True) if line.endswith("\n"))


@pytest.mark.timeout(120)
async def test_no_acknowledged_report_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "state" / "meeting.sqlite3"
    following = 1
    for _ in range(KILLS):
        acknowledged = killed_writer(path, following, random.uniform(0, LONGEST_S))
        store = Store.open(path)
        kept = await store.reports_of(ParticipantId("anna"))
        await store.close()
        newest = int(kept[0].split()[0])
        assert newest >= acknowledged >= following
        assert kept == [report_of(n) for n in range(newest, max(0, newest - KEPT_REPORTS), -1)]
        following = newest + 1
