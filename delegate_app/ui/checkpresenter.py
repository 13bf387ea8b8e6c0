"""Between the checks and their pages: what is pressed becomes a verb, and a copy of the report a file."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from common.model.errors import ErrorCode, UserError
from common.ui.pictures import PictureSource
from delegate_app.core.checks.state import CheckState, Step
from delegate_app.core.state import DelegateState
from delegate_app.ui.checkcopy import save_copy
from delegate_app.ui.mainwindow import MainWindow
from delegate_app.ui.wishes import Wishes

COPY_NAME = "hemicycle-check"


class Checks(Protocol):
    """What the pages need of `delegate_app.core.checks.run.CheckRun`."""

    @property
    def state(self) -> CheckState: ...
    async def start(self, link_text: str | None = None) -> None: ...
    async def go(self, step: Step) -> None: ...
    async def skip(self, step: Step) -> None: ...
    async def record(self) -> None: ...
    async def play(self) -> None: ...
    async def stop(self) -> None: ...
    async def measure(self) -> None: ...
    async def cancel(self) -> None: ...


Choose = Callable[[str | None], Coroutine[Any, Any, None]]


class CheckPresenter(QObject):
    """Lives as long as the window. Thread: main."""

    def __init__(self, checks: Checks, window: MainWindow, wishes: Wishes) -> None:
        super().__init__(window)
        self._checks = checks
        self._window = window
        self._wishes = wishes
        self._dialog: QFileDialog | None = None
        check, start = window.check, window.check_start
        start.start_wanted.connect(lambda link: wishes.run(checks.start(link), "check"))
        check.step_wanted.connect(lambda step: wishes.run(checks.go(step), "next step"))
        check.skip_wanted.connect(lambda step: wishes.run(checks.skip(step), "skip a step"))
        check.closed.connect(lambda: wishes.run(checks.cancel(), "leave the check"))
        check.voice.record_wanted.connect(lambda: wishes.run(checks.record(), "record"))
        check.voice.play_wanted.connect(lambda: wishes.run(checks.play(), "play back"))
        check.voice.stop_wanted.connect(lambda: wishes.run(self._stop(), "stop"))
        check.network.measure_wanted.connect(lambda: wishes.run(checks.measure(), "measure"))
        check.copy_wanted.connect(self._ask_where)

    def connect_devices(self, microphone: Choose, headphone: Choose, camera: Choose) -> None:
        """Let devices be chosen on the pages."""
        check = self._window.check
        check.headset.microphone_picked.connect(lambda name: self._wishes.run(microphone(name), "microphone"))
        check.headset.headphone_picked.connect(lambda name: self._wishes.run(headphone(name), "headphone"))
        check.camera.camera_picked.connect(lambda name: self._wishes.run(camera(name), "camera"))

    def show(self, state: DelegateState, own_picture: PictureSource) -> None:
        """Show the own picture on the page, and close a dialog that is no longer wanted."""
        self._window.check.camera.preview.show_from(own_picture, state.devices.camera is not None)
        if state.checks.step is not Step.RESULT and self._dialog is not None:
            self._dialog.reject()

    async def _stop(self) -> None:
        was_recording = self._checks.state.is_recording
        await self._checks.stop()
        if was_recording:
            await self._checks.skip(Step.SILENCE)

    def _ask_where(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self._dialog = dialog = QFileDialog(self._window, self.tr("Save a copy for my IT"), folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("PDF (*.pdf)"), self.tr("Text (*.txt)")])
        dialog.setDefaultSuffix("pdf")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix("txt" if "*.txt" in chosen else "pdf"))
        dialog.selectFile(COPY_NAME)
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.finished.connect(self._forget_dialog)
        dialog.open()

    def save(self, path: Path) -> None:
        """Save a copy of the report that is shown, and say where it is."""
        state = self._checks.state
        if state.report is None:
            return
        notice = self._window.check.notice
        try:
            save_copy(path, state.report, state.target)
        except UserError:
            text = self.tr("The copy could not be written there. Choose another folder.")
            notice.say(text, "fail", may_dismiss=True)
        else:
            notice.say(self.tr("Saved: {path}").format(path=path), "live", may_dismiss=True)

    def refused(self, code: ErrorCode) -> bool:
        """Say a refusal on the page of the checks that is seen; tell whether one is."""
        window = self._window
        if window.page is window.check_start:
            window.check_start.show_error(code)
        elif window.page is window.check:
            window.check.notice.say_error(code, may_dismiss=True)
        else:
            return False
        return True

    def _forget_dialog(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()
