"""From the pages of the checks to the delegate's verbs, and back; and the copy that is saved."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtWidgets import QApplication

from common.model.errors import ConferenceError, ErrorCode
from common.ui.errors import sentence
from delegate_app.core.checks.report import make_report
from delegate_app.core.checks.state import CheckState, Step
from delegate_app.core.state import DelegateState
from tests.gallery.checkresults import DEVICES_GOOD
from tests.gallery.madeup import DEVICES, NOW_MS
from tests.helpers.delegatewindow import WindowDesk, worked

REPORT = make_report(DEVICES_GOOD, "delegate", NOW_MS, is_complete=True)


class Desk(WindowDesk):
    """A window before any meeting."""

    def become(self, **checks: object) -> None:
        """Let a run be in a state."""
        self.delegate.become(checks=CheckState(**checks))  # type: ignore[arg-type]


@pytest_asyncio.fixture
async def desk(qapp: QApplication) -> AsyncIterator[Desk]:
    made = Desk(qapp, DelegateState(devices=DEVICES))
    async with worked(made):
        yield made


async def test_every_button_of_the_checks_reaches_its_verb(desk: Desk) -> None:
    check = desk.window.check
    assert await desk.asked(desk.window.check_start.start.click) == [("check.start", None)]
    desk.become(step=Step.DEVICES)
    assert await desk.asked(check.next.click) == [("check.go", Step.CAMERA)]
    assert await desk.asked(check.close_button.click) == [("check.cancel", None)]
    desk.become(step=Step.SILENCE)
    assert await desk.asked(check.voice.record.click) == [("check.record", None)]
    assert await desk.asked(check.skip.click) == [("check.skip", Step.RESULT)]
    desk.become(step=Step.PLAYBACK, has_recording=True)
    assert await desk.asked(check.voice.play.click) == [("check.play", None)]
    desk.become(step=Step.NETWORK, target="A meeting")
    assert await desk.asked(check.network.again.click) == [("check.measure", None)]
    desk.become(step=Step.RESULT, report=REPORT)
    assert await desk.asked(check.next.click) == [("check.cancel", None)]


async def test_a_recording_that_is_stopped_is_as_if_it_had_not_been_begun(desk: Desk) -> None:
    desk.become(step=Step.SPEECH, is_recording=True)
    asked = await desk.asked(desk.window.check.voice.stop.click)
    assert asked == [("check.stop", None), ("check.skip", Step.SILENCE)]


async def test_devices_are_chosen_on_the_pages_of_the_check(desk: Desk) -> None:
    check = desk.window.check
    for signal, verb in (
        (check.headset.microphone_picked, "choose_microphone"),
        (check.headset.headphone_picked, "choose_headphone"),
        (check.camera.camera_picked, "choose_camera"),
    ):
        assert await desk.asked(partial(signal.emit, "x")) == [(verb, "x")]


@pytest.mark.parametrize("step", [None, Step.DEVICES])
async def test_a_refusal_is_said_on_the_page_where_it_was_asked(desk: Desk, step: Step | None) -> None:
    desk.delegate.refusal = ConferenceError(ErrorCode.LINK_INVALID)
    if step is None:
        desk.window.offer_check()
        await desk.asked(desk.window.check_start.start.click)
        assert desk.window.check_start.notice.text == sentence(ErrorCode.LINK_INVALID)
    else:
        desk.become(step=step)
        await desk.asked(desk.window.check.next.click)
        assert desk.window.check.notice.text == sentence(ErrorCode.LINK_INVALID)


async def test_a_copy_is_saved_and_said_where_or_why_not(desk: Desk, tmp_path: Path) -> None:
    desk.become(step=Step.RESULT, report=REPORT)
    checks, notice = desk.presenter._checks, desk.window.check.notice
    checks.save(tmp_path / "copy.txt")
    assert notice.text == f"Saved: {tmp_path / 'copy.txt'}"
    assert (tmp_path / "copy.txt").stat().st_size > 0
    checks.save(tmp_path / "none" / "copy.pdf")
    assert "another folder" in notice.text


async def test_the_dialog_for_the_copy_gives_way_with_its_page(desk: Desk) -> None:
    desk.become(step=Step.RESULT, report=REPORT)
    await desk.asked(desk.window.check.copy.click)
    assert desk.presenter._checks._dialog is not None
    desk.become()
    assert desk.presenter._checks._dialog is None
