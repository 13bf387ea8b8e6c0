"""The delegate's one window: a page for each step of the way, and the meeting."""

import asyncio

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from common.ui.app import is_ending
from delegate_app.core.state import DelegateState, FloorPhase, Phase
from delegate_app.ui.pages.code import CodePage
from delegate_app.ui.pages.devices import DevicesPage
from delegate_app.ui.pages.join import JoinPage
from delegate_app.ui.pages.meeting import MeetingPage

_SIZE = (1280, 720)
_LEAST = (480, 420)


class MainWindow(QMainWindow):
    """Shows the page that the state asks for. Closing it in the list of speakers asks, in place, whether to leave."""

    leave_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.closed = asyncio.Event()
        self.may_close = True
        self.join = JoinPage()
        self.code = CodePage()
        self.devices = DevicesPage()
        self.meeting = MeetingPage()
        self._pages = QStackedWidget()
        self._shows_devices = False
        self._has_entered_code = False
        self._floor_before = FloorPhase.NONE
        for page in (self.join, self.code, self.devices, self.meeting):
            self._pages.addWidget(page)
        self.setCentralWidget(self._pages)
        self.setMinimumSize(*_LEAST)
        self.resize(*_SIZE)
        self.devices.done.connect(lambda: self.show_devices(False))
        self.meeting.devices_wanted.connect(lambda: self.show_devices(True))

    @property
    def page(self) -> QWidget | None:
        """The page that is seen."""
        return self._pages.currentWidget()

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show a state; `now_ms` is the console's clock."""
        title = state.view.details.title if state.view else ""
        self.setWindowTitle(title or self.tr("Hemicycle Delegate"))
        if state.phase is Phase.CODE:
            self._has_entered_code = True
        elif state.phase is Phase.JOINED and self._has_entered_code:
            self._has_entered_code, self._shows_devices = False, True
        if state.floor_phase is not self._floor_before:
            self._floor_before = state.floor_phase
            self._shows_devices &= state.floor_phase in (FloorPhase.NONE, FloorPhase.WAITING)
        self.join.show_state(state)
        self.code.show_prompt(state.code)
        self.devices.show_state(state)
        self.meeting.show_state(state, now_ms)
        self._turn_to(self._page_of(state))

    def show_devices(self, are_shown: bool) -> None:
        """Go to the devices, or back to the meeting."""
        self._shows_devices = are_shown
        self._turn_to(self.devices if are_shown else self.meeting)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, or ask first."""
        if self.may_close or is_ending():
            event.accept()
            self.closed.set()
        else:
            event.ignore()
            self.leave_wanted.emit()

    def _page_of(self, state: DelegateState) -> QWidget:
        if state.phase is Phase.CODE:
            return self.code
        if state.phase in (Phase.JOINED, Phase.RECONNECTING) and state.view is not None:
            return self.devices if self._shows_devices else self.meeting
        return self.join

    def _turn_to(self, page: QWidget) -> None:
        if self._pages.currentWidget() is page:
            return
        self._pages.setCurrentWidget(page)
        if page is self.meeting:
            self.meeting.channels.focus_chosen()
        elif page is self.devices:
            self.devices.go.setFocus()
