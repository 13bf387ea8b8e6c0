"""kill -9 at any instant: a report that was acknowledged is the newest, or one before it."""

import random
from pathlib import Path

import pytest

from common.model.ids import ParticipantId
from room_console.core.store.reports import KEPT_REPORTS
from room_console.core.store.store import Store
from tests.helpers.killedwriter import last_acknowledged
from tests.helpers.reportwriter import report_of, start_report_writer

KILLS = 8
LONGEST_S = 0.12


@pytest.mark.timeout(120)
async def test_no_acknowledged_report_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "state" / "meeting.sqlite3"
    following = 1
    for _ in range(KILLS):
        writer = start_report_writer(path, following)
        acknowledged = last_acknowledged(writer, random.uniform(0, LONGEST_S))
        store = Store.open(path)
        kept = await store.reports_of(ParticipantId("anna"))
        await store.close()
        newest = int(kept[0].split()[0])
        assert newest >= acknowledged >= following
        assert kept == [report_of(n) for n in range(newest, max(0, newest - KEPT_REPORTS), -1)]
        following = newest + 1
