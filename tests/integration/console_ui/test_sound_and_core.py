"""Readiness, pre-listen and the booths' vote, from a participant's link to the window and back, by a real core."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from common.control.joinlink import parse_join_link
from common.model.ids import ChannelNumber
from common.protocol.checks import SubmitReport
from common.protocol.floor import RequestFloor
from common.protocol.operator import EndMeeting
from room_console.rehearsal.staff import StaffLink
from room_console.ui.state import Phase
from room_console.ui.tables.summary import Group
from tests.gallery.readinessdata import report
from tests.helpers.consolewindow import ANNA, CONFIG, link_for_anna, until, window_here
from tests.helpers.logfail import LogWatch


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "console.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.mark.timeout(150)
async def test_a_report_is_seen_looked_into_and_written_into_a_file(
    config: Path, tmp_path: Path, qapp: QApplication, expects_logs: LogWatch
) -> None:
    expects_logs("readiness was not exported")
    async with window_here(config, tmp_path / "state", qapp) as (window, attachment):
        await until(lambda: attachment.state.is_attached and attachment.state.view)
        readiness = window.readiness
        await until(lambda: readiness.model.sizes()[Group.UNTESTED] == 1)
        async with StaffLink(parse_join_link(await link_for_anna(attachment))) as anna:
            await anna.client.request(SubmitReport(report=report(0, 1.0)))
            await anna.client.request(SubmitReport(report=report(1)))
            await until(lambda: readiness.model.sizes()[Group.FAIL] == 1)
            readiness.table.select(ANNA)
            readiness.open_history()
            await until(lambda: readiness.history.runs.count() == 2)
            assert readiness.history.found.text() == "Microphone: AirPods Pro (hands-free)"
            file = tmp_path / "readiness.csv"
            readiness.export_wanted.emit(file, readiness.model.everyone())
            await until(lambda: readiness.notice.text)
            assert "Anna Keller" in file.read_text(encoding="utf-8-sig")
            readiness.export_wanted.emit(tmp_path / "nowhere" / "readiness.csv", readiness.model.everyone())
            await until(lambda: "was not written" in readiness.notice.text)
        await attachment.request(EndMeeting())
        await until(lambda: attachment.state.phase is Phase.ENDED)


@pytest.mark.timeout(150)
async def test_a_booth_s_vote_goes_round_and_pre_listen_says_what_is_missing(
    config: Path, tmp_path: Path, qapp: QApplication
) -> None:
    async with window_here(config, tmp_path / "state", qapp) as (window, attachment):
        await until(lambda: attachment.state.is_attached and attachment.state.view)
        async with StaffLink(parse_join_link(await link_for_anna(attachment))) as anna:
            await anna.client.request(RequestFloor())
            await until(window.speakers.verbs.grant.isEnabled)
            window.speakers.list.setCurrentIndex(window.speakers.model.index(0))
            window.speakers.prelisten.switch()
            await until(lambda: window.speakers.prelisten.notice.text)
            assert "No sound comes from them yet" in window.speakers.prelisten.notice.text
            window.speakers.verbs.grant.click()
            booth = window.signal.inputs.booths[ChannelNumber(2)]
            booth.vote.click()
            await until(booth.vote.isChecked)
            await until(lambda: window.speakers.model.lines[0].booths == "Français")
            booth.vote.click()
            await until(lambda: not booth.vote.isChecked())
        await attachment.request(EndMeeting())
        await until(lambda: attachment.state.phase is Phase.ENDED)
