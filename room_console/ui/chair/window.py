"""The chair's window as a whole: the two cards, the list, and a line to all."""

import asyncio

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from common.model.chat import MAX_TEXT
from common.model.floor import FloorRequest, RequestStatus
from common.model.meeting import MeetingView
from common.ui import theme
from common.ui.buttons import ICON_PX, IconButton
from common.ui.errors import sentence
from common.ui.notice import Notice
from common.ui.noticebanner import NoticeBanner
from common.ui.text import ElidedLabel
from room_console.ui.chair.cards import NextCard, SpeakingCard
from room_console.ui.chair.listpanel import ListPanel
from room_console.ui.chair.rows import Row, rows_of
from room_console.ui.keys import Key
from room_console.ui.keytable import chair_keys
from room_console.ui.meetingwords import course_words
from room_console.ui.panels.banner import Banner
from room_console.ui.signin import SignInPage
from room_console.ui.state import ConsoleState, Phase
from room_console.ui.widgets.keyoverview import KeyOverview, show_keys
from room_console.ui.widgets.meetingclock import MeetingClock
from room_console.ui.widgets.panel import scrolled

SIZE, LEAST = (1280, 720), (960, 560)


class ChairWindow(QMainWindow):
    """Shows; what its buttons mean is the presenter's. Closing it stops nothing but itself."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = asyncio.Event()
        self.speaking, self.next, self.panel = SpeakingCard(), NextCard(), ListPanel()
        self.banner, self.sign_in, self.refusals = Banner(), SignInPage(), Notice()
        self.notice = NoticeBanner()
        self.title, self.course = ElidedLabel(step="lead", is_bold=True), ElidedLabel(step="body", ink="muted")
        self.clock = MeetingClock()
        self.look = IconButton(icon="sun", kind="quiet")
        self.look.describe(self.tr("Light or dark"))
        self.bell = IconButton(icon="volume-off", kind="quiet")
        self.bell.setCheckable(True)
        self.bell.describe(
            self.tr("Sound on this computer when speaking time is over"),
            detail=self.tr("Where the rules say that speaker and chair are told"),
        )
        self.text = QLineEdit(maxLength=MAX_TEXT)
        self.text.setPlaceholderText(self.tr("Notice to all"))
        self.text.setAccessibleName(self.tr("Notice to all"))
        self.send = IconButton(self.tr("Show to all"), "mail")
        self.places = QStackedWidget()
        self._requests: tuple[FloorRequest, ...] = ()
        self._is_attached = False
        self.following: FloorRequest | None = None
        """Who is called next: the first who can be heard."""
        self.setWindowTitle(self.tr("Hemicycle Chair"))
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self._lay_out()
        self._describe()
        self._enlarge_icons()
        self.panel.list.setFocus()

    def show_state(self, state: ConsoleState, now_ms: int) -> None:
        """Show a state; `now_ms` is the console's clock."""
        self._is_attached = state.is_attached
        self.banner.show_state(state)
        if state.view is not None:
            self._show_view(state.view, now_ms, state.is_attached)
        self.show_time(state, now_ms)
        self._show_sign_in(state)

    def show_time(self, state: ConsoleState, now_ms: int) -> None:
        """Move the clocks."""
        if state.view is not None:
            self.clock.timezone = state.view.details.timezone
            self.speaking.show_request(self.current, state.view.rules.timers, now_ms)
        self.clock.show_time(now_ms)

    @property
    def current(self) -> FloorRequest | None:
        """Who has the floor: the one selected where several have, else who went on air last."""
        chosen = self.panel.list.chosen()
        speaking = [r for r in self._requests if r.status is RequestStatus.GRANTED]
        found = next((r for r in speaking if chosen is not None and r.request == chosen.request), None)
        return found or max(speaking, key=lambda r: r.on_air_at_ms or 0, default=None)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close; the core goes on."""
        event.accept()
        self.closed.set()

    def _show_view(self, view: MeetingView, now_ms: int, is_attached: bool) -> None:
        self._requests = view.floor
        self.following = view.next_request
        rows = rows_of(view)
        self.title.setText(view.details.title)
        self.course.setText(" · ".join(filter(None, (view.details.symbol, course_words(view)))))
        self.panel.show_view(view, rows, now_ms, is_attached=is_attached)
        self.speaking.show_row(self._row(rows, self.current), self._others(rows))
        self.next.show_row(self._row(rows, self.following))
        self._enable(is_attached)

    def _row(self, rows: tuple[Row, ...], request: FloorRequest | None) -> Row | None:
        return next((row for row in rows if request is not None and row.request == request.request), None)

    def _others(self, rows: tuple[Row, ...]) -> str:
        current = self.current
        others = [row.delegation for row in rows if not row.place and current and row.request != current.request]
        return self.tr("and {others}").format(others=", ".join(others)) if others else ""

    def _describe(self) -> None:
        """Give what is worked its name, and its key where it has one."""
        speaking = self.speaking
        self.next.grant.describe(self.tr("Give the floor to the next in the list"), Key.GRANT_NEXT)
        speaking.stop.describe(self.tr("Take the floor back from who speaks"), Key.REVOKE)
        speaking.pause.describe(self.tr("Stop the speaking time, or let it go on"), Key.PAUSE)
        speaking.more.describe(self.tr("Give one minute more"), Key.MORE)
        speaking.fault.describe(
            self.tr("They can't be heard: the next may speak, they keep the first place"), Key.SET_ASIDE
        )
        for part in (self.send, self.text):
            part.setProperty("reach", "touch")
        QShortcut(QKeySequence(Key.NOTICE), self).activated.connect(self.text.setFocus)
        QShortcut(QKeySequence(Key.FULL_SCREEN), self).activated.connect(self._fill_screen)
        QShortcut(QKeySequence(Key.KEYS), self).activated.connect(self.show_keys)
        self.bell.toggled.connect(lambda is_on: self.bell.show_icon("volume" if is_on else "volume-off"))
        self.speaking.clock.light_changed.connect(self._ring)
        self.panel.selected.connect(lambda: self._enable(self._is_attached))

    def _enlarge_icons(self) -> None:
        """Let icons grow with the text, by half as much: beside words they are a hint."""
        side_px = (ICON_PX + theme.current().scaled_px(ICON_PX)) // 2
        for button in self.findChildren(IconButton):
            button.setIconSize(QSize(side_px, side_px))

    def show_keys(self) -> KeyOverview:
        """Show every key, until it is put away."""
        return show_keys(self, chair_keys(), columns=1)

    def _ring(self) -> None:
        """Sound once, where that is wanted: off until somebody asks, for a microphone may be near."""
        if self.bell.isChecked() and self.speaking.clock.is_warning:
            QApplication.beep()

    def _fill_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def _enable(self, is_attached: bool) -> None:
        speaks, current = self.current is not None, self.current
        for button in (self.speaking.stop, self.speaking.pause):
            button.setEnabled(speaks and is_attached)
        self.speaking.more.setEnabled(current is not None and current.limit_s > 0 and is_attached)
        self.speaking.fault.setEnabled(current is not None and not current.is_in_hall and is_attached)
        is_standing = current is not None and current.is_on_air and current.running_since_ms is None
        self.speaking.show_pause(is_standing)
        self.next.grant.setEnabled(self.following is not None and is_attached)
        self.panel.enable(is_attached)
        for part in (self.text, self.send):
            part.setEnabled(is_attached)

    def _show_sign_in(self, state: ConsoleState) -> None:
        is_asking, is_shown = state.phase is Phase.SIGN_IN, self.places.currentWidget() is self.sign_in
        if is_asking and not is_shown:
            self.sign_in.begin(sentence(state.error) if state.error is not None else "")
            self.places.setCurrentWidget(self.sign_in)
        elif is_shown and not is_asking:
            self.places.setCurrentIndex(0)
            self.panel.list.setFocus()

    def _lay_out(self) -> None:
        central, debate = QWidget(), QWidget()
        central.setProperty("kind", "window")
        self.setCentralWidget(central)
        column = QVBoxLayout(central)
        column.setContentsMargins(*(theme.SPACE_PX * 2,) * 4)
        column.setSpacing(theme.SPACE_PX)
        column.addLayout(self._head())
        column.addWidget(self.banner)
        column.addWidget(self.places, 1)
        self.places.addWidget(debate)
        self.places.addWidget(self.sign_in)
        cards = QWidget()
        left = QVBoxLayout(cards)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.SPACE_PX)
        left.addWidget(self.speaking, 3)
        left.addWidget(self.next, 2)
        both = QHBoxLayout()
        both.setSpacing(theme.SPACE_PX)
        both.addWidget(scrolled(cards, self.tr("Who speaks, who is next")), 12)
        both.addWidget(self.panel, 9)
        inside = QVBoxLayout(debate)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.SPACE_PX)
        inside.addWidget(self.notice)
        inside.addWidget(self.refusals)
        inside.addLayout(both, 1)
        inside.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        names, row = QVBoxLayout(), QHBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.course)
        row.setSpacing(theme.SPACE_PX)
        row.addLayout(names, 1)
        row.addWidget(self.clock)
        row.addWidget(self.bell)
        row.addWidget(self.look)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self.text, 1)
        row.addWidget(self.send)
        return row
