"""The delegate's one window: a page for each step of the way, and the meeting."""

import asyncio
from collections.abc import Callable, Iterator

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from common.ui import theme
from common.ui.app import is_ending
from common.ui.bay import Bay
from common.ui.notice import Notice
from common.ui.noticebanner import NoticeBanner
from common.ui.slices import Slices
from common.ui.unveiling import Unveiling
from delegate_app.core.checks.run import is_floor_near
from delegate_app.core.state import DelegateState, FloorPhase, Phase
from delegate_app.ui.keys import help_by_key, lead_back, take_focus
from delegate_app.ui.pages.authenticator import AuthenticatorPage
from delegate_app.ui.pages.check import CheckPage
from delegate_app.ui.pages.checkstart import CheckStartPage
from delegate_app.ui.pages.coaching import CoachingPage
from delegate_app.ui.pages.code import CodePage
from delegate_app.ui.pages.devices import DevicesPage
from delegate_app.ui.pages.documents import DocumentsPage
from delegate_app.ui.pages.help import HelpPage
from delegate_app.ui.pages.join import JoinPage
from delegate_app.ui.pages.meeting import MeetingPage
from delegate_app.ui.pages.meetingnotices import lost_words
from delegate_app.ui.pages.troubleshooting import TroubleshootingPage
from delegate_app.ui.widgets.roombanner import RoomBanner

_SIZE = (1280, 720)
_LEAST = (480, 420)


class MainWindow(QMainWindow):
    """Shows the page that the state asks for, or one beside it.

    Closing it in the list of speakers asks, in place, whether to leave.
    """

    leave_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.closed = asyncio.Event()
        self.may_close = True
        self.join, self.code, self.devices, self.meeting = JoinPage(), CodePage(), DevicesPage(), MeetingPage()
        self.check_start = CheckStartPage()
        self.check = CheckPage()
        self.tips = TroubleshootingPage()
        self.help, self.coaching, self.room = HelpPage(), CoachingPage(), RoomBanner()
        self.chair_notice, self.link_notice, self.lost_notice = NoticeBanner(), Notice(), Notice()
        self._pages = QStackedWidget()
        self._beside: QWidget | None = None
        """The page that is shown beside the way into the meeting: devices, the offer of a check, tips."""
        self._before_tips: QWidget | None = None
        self._has_entered_code = False
        self._is_entering = False
        """Whether the check is offered on the way in."""
        self._floor_before = FloorPhase.NONE
        self._state = DelegateState()
        self._now_ms = 0
        pages = (self.join, self.code, self.devices, self.meeting, self.check_start, self.check, self.tips)
        self.documents, self.authenticator = DocumentsPage(), AuthenticatorPage()
        for page in (*pages, self.help, self.coaching, self.documents, self.authenticator):
            self._pages.addWidget(page)
        self.setCentralWidget(self._under_the_room())
        self._shown_beside: dict[QWidget, Callable[[DelegateState, int], None]] = {
            self.devices: lambda state, _: self.devices.show_state(state),
            self.help: self.help.show_state,
            self.coaching: self.coaching.show_state,
            self.documents: lambda state, _: self.documents.show_state(state),
        }
        self._late: list[QWidget] = []
        """Of these, those that are not seen and have not been told of the meeting yet: one at a turn of the loop."""
        self._later, self._entering = Slices(self), Slices(self, lambda: self.show_state(*self._newest))
        self._newest: tuple[DelegateState, int] = self._state, self._now_ms
        self._unveiling = Unveiling(self)
        self._keep_least_size()
        self.resize(*_SIZE)
        self._connect()
        self._give_keys()

    @property
    def page(self) -> QWidget | None:
        """The page that is seen."""
        return self._pages.currentWidget()

    def show_in_turns(self, state: DelegateState, now_ms: int) -> None:
        """Show a state; the first of a meeting, which is all of it at once, with the window's events between."""
        self._newest = state, now_ms
        if state.view is None or self._state.view is not None or not self.isVisible():
            self.show_state(state, now_ms)
        elif not self._entering.is_busy:
            self._entering.begin(self._enter(state, now_ms))

    def _enter(self, state: DelegateState, now_ms: int) -> Iterator[None]:
        """Make the meeting's page ready before it is seen."""
        yield from self.meeting.show_by_part(state, now_ms)
        yield
        self.meeting.make_ready(self._pages.size())
        yield

    def show_state(self, state: DelegateState, now_ms: int) -> None:
        """Show a state at once; `now_ms` is the console's clock."""
        self._entering.stop()
        is_first = self._state.view is None and state.view is not None
        self._state = state
        title = state.view.details.title if state.view else ""
        self.setWindowTitle(title or self.tr("Hemicycle Delegate"))
        if state.phase is Phase.CODE:
            self._has_entered_code = True
            self._beside = None
        elif state.phase is Phase.JOINED and self._has_entered_code and state.view is not None:
            self._has_entered_code = False
            self._is_entering = state.is_check_due(now_ms)
            self._beside = self.check_start if self._is_entering else self.devices
        if state.checks.step is not None and self._beside is self.check_start:
            self._beside, self._is_entering = None, False
        self._follow_floor(state)
        self.join.show_state(state)
        self.code.show_prompt(state.code)
        self.meeting.show_state(state, now_ms)
        self.check_start.show_state(state)
        self.check.show_state(state)
        self.room.show_state(state)
        self._now_ms = now_ms
        if is_first:
            self._late = list(self._shown_beside)
            self._later.begin(self._late_pages())
        for page in self._shown_beside:
            if page not in self._late:
                self._shown_beside[page](state, now_ms)
        self._turn_to(self._page_of(state))

    def show_devices(self, are_shown: bool) -> None:
        """Go to the devices, or back to the meeting."""
        self._go_beside(self.devices if are_shown else None)

    def offer_check(self, is_offered: bool = True) -> None:
        """Go to the page that offers the checks, or back."""
        self._go_beside(self.check_start if is_offered else None)

    def show_time(self, state: DelegateState, now_ms: int) -> None:
        """Show what changes by the clock alone."""
        self.meeting.show_time(state, now_ms)
        self.help.show_time(now_ms)
        self.coaching.show_time(now_ms)

    def show_help(self) -> None:
        """Go to the help."""
        self.meeting.help_notice.clear()
        self._go_beside(self.help)

    def show_coaching(self) -> None:
        """Go to the coaching."""
        self._go_beside(self.coaching)
        self.coaching.opened.emit()

    def show_authenticator(self) -> None:
        """Go to the setting up of an authenticator app, and begin it."""
        self._go_beside(self.authenticator)
        self.authenticator.begin()

    def show_tips(self) -> None:
        """Go to the troubleshooting, and from there back to where one was."""
        if self._beside is not self.tips:
            self._before_tips = self._beside
            self._go_beside(self.tips)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, or ask first."""
        if self.may_close or is_ending():
            event.accept()
            self.closed.set()
        else:
            event.ignore()
            self.leave_wanted.emit()

    def _late_pages(self) -> Iterator[None]:
        """Show the state in the pages that have not seen it yet, one at a time."""
        while self._late:
            self._show_late(self._late[0])
            yield

    def _show_late(self, page: QWidget) -> None:
        """Show the state in a page now, if it has not seen it yet."""
        if page in self._late:
            self._late.remove(page)
            self._shown_beside[page](self._state, self._now_ms)

    def _keep_least_size(self) -> None:
        """Keep the room that the words need: more where they are larger, never more than the screen has."""
        screen = self.screen().availableSize()
        wanted = (theme.current().scaled_px(length) for length in _LEAST)
        self.setMinimumSize(*(min(*both) for both in zip(wanted, screen.toTuple(), strict=True)))

    def _connect(self) -> None:
        self.devices.done.connect(lambda: self.show_devices(False))
        self.meeting.devices_wanted.connect(lambda: self.show_devices(True))
        self.meeting.check_wanted.connect(self.offer_check)
        self.join.check_wanted.connect(self._offer_check_with_link)
        self.check_start.declined.connect(self._decline_check)
        self.meeting.help_wanted.connect(self.show_help)
        self.meeting.header.documents.clicked.connect(lambda: self._go_beside(self.documents))
        self.documents.closed.connect(lambda: self._go_beside(None))
        self.devices.authenticator_wanted.connect(self.show_authenticator)
        self.authenticator.closed.connect(lambda: self.show_devices(True))
        self.help.coaching_wanted.connect(self.show_coaching)
        self.help.closed.connect(lambda: self._go_beside(None))
        self.coaching.closed.connect(self.show_help)
        self.coaching.check_wanted.connect(self.offer_check)
        for asks in (self.join, self.check_start, self.check, self.help):
            asks.tips_wanted.connect(self.show_tips)
        self.tips.closed.connect(lambda: self._go_beside(self._before_tips))

    def _give_keys(self) -> None:
        lead_back(self.join, self.join.cancel)
        lead_back(self.devices, self.devices.go)
        lead_back(self.check_start, self.check_start.decline)
        lead_back(self.check, self.check.close_button)
        for page in (self.help, self.coaching, self.documents, self.authenticator):
            lead_back(page, page.back)
        for helped in (self.join, self.check_start, self.devices, self.coaching, self.documents, self.authenticator):
            help_by_key(helped, self._help_by_key)

    def _help_by_key(self) -> None:
        if self._state.phase in (Phase.JOINED, Phase.RECONNECTING) and self._state.view is not None:
            self.show_help()
        else:
            self.show_tips()

    def _under_the_room(self) -> QWidget:
        central = QWidget()
        central.setProperty("kind", "window")
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.room)
        column.addWidget(self.chair_notice)
        column.addWidget(self.link_notice)
        column.addWidget(self.lost_notice)
        column.addWidget(Bay(self._pages), 1)
        return central

    def _offer_check_with_link(self, link_text: str) -> None:
        self.check_start.field.setText(link_text)
        self.offer_check()

    def _decline_check(self) -> None:
        """Go on without a check: to the devices where one comes into the meeting by it, else back."""
        was_entering, self._is_entering = self._is_entering, False
        self.show_devices(was_entering)

    def _go_beside(self, page: QWidget | None) -> None:
        self._beside = page
        self._turn_to(self._page_of(self._state))

    def _follow_floor(self, state: DelegateState) -> None:
        """Leave all else when the floor comes near; who then goes to the devices again may stay there."""
        if state.floor_phase is not self._floor_before:
            self._floor_before = state.floor_phase
            if is_floor_near(state):
                self._beside = None

    def _page_of(self, state: DelegateState) -> QWidget:
        if state.phase is Phase.CODE:
            return self.code
        if self._beside is self.tips:
            return self.tips
        if state.checks.step is not None and not is_floor_near(state):
            return self.check
        if state.phase in (Phase.JOINED, Phase.RECONNECTING) and state.view is not None:
            return self._beside or self.meeting
        return self.check_start if self._beside is self.check_start else self.join

    def _turn_to(self, page: QWidget) -> None:
        if self._state.phase is Phase.RECONNECTING and page is not self.meeting:
            self.lost_notice.say(lost_words(self._state.media.has_downlink), "warn")
        else:
            self.lost_notice.clear()
        self._show_late(page)
        if self._pages.currentWidget() is page:
            return
        self._pages.setCurrentWidget(page)
        self._unveiling.begin(page)
        if page is self.meeting:
            self.meeting.channels.focus_chosen()
        elif page is self.devices:
            self.devices.go.setFocus()
        elif page is self.check_start:
            self.check_start.start.setFocus()
        else:
            take_focus(page)
