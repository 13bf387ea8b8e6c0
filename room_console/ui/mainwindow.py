"""The console's window. From where reading begins: the hall's signal, who speaks, who is far away."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QTabWidget, QVBoxLayout, QWidget

from common.protocol.operator import Levels
from common.ui import theme
from room_console.ui.keys import Key
from room_console.ui.panels.banner import Banner
from room_console.ui.panels.health import HealthPanel
from room_console.ui.panels.helpstrip import HelpStrip
from room_console.ui.panels.outbox import OutboxPanel
from room_console.ui.panels.patch import PatchPanel
from room_console.ui.panels.roster import RosterPanel
from room_console.ui.panels.signal import SignalPanel
from room_console.ui.panels.speakers import SpeakersPanel
from room_console.ui.panels.topbar import TopBar
from room_console.ui.state import ConsoleState
from room_console.ui.widgets.panel import Panel, scrolled

SIZE = (1280, 720)
LEAST = (960, 560)
WIDE_PX = 1560
"""From here on the signal stands in two columns."""
STRIP_WIDTH_PX, KEYS_HEIGHT_PX = 960, 520
"""Below this, at the size of the text, the figures in the head and the line of keys make room for the rest."""
SIGNAL_PX, SIGNAL_WIDE_PX, SPEAKERS_PX = 288, 584, 352


class MainWindow(QMainWindow):
    """Closing it stops nothing but itself."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = asyncio.Event()
        self.top, self.banner, self.keys = TopBar(), Banner(), HelpStrip()
        self.signal = SignalPanel()
        self.speakers = SpeakersPanel()
        self.roster, self.patch, self.outbox, self.health = RosterPanel(), PatchPanel(), OutboxPanel(), HealthPanel()
        self.signal_area = scrolled(self.signal, self.tr("Signal through the hall"))
        self.people = self._people()
        self._lay_out()
        self.setWindowTitle(self.tr("Hemicycle Room Console"))
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self.speakers.list.setFocus()
        find = QShortcut(QKeySequence(Key.FIND), self)
        find.activated.connect(self._find)

    def show_state(self, state: ConsoleState, now_ms: int) -> None:
        """Show a state; `now_ms` is the console's clock."""
        if state.view is not None:
            self.setWindowTitle(state.view.details.title)
            self.signal.show_view(state.view, state.is_attached, state.reports)
        self.top.show_state(state)
        self.banner.show_state(state)
        self.speakers.show_state(state, now_ms)
        self.roster.show_state(state)
        self.patch.show_state(state)
        self.outbox.show_state(state)
        self.health.show_state(state)
        self._mark_tabs(state)

    def show_time(self, state: ConsoleState, now_ms: int) -> None:
        """Move the clocks."""
        self.top.show_time(now_ms)
        self.speakers.show_state(state, now_ms)

    def show_levels(self, levels: Levels) -> None:
        """Move the meters."""
        self.signal.show_levels(levels)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in more columns where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close; the core goes on."""
        event.accept()
        self.closed.set()

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(theme.SPACE_PX)
        middle.addWidget(self.signal_area)
        middle.addWidget(self.speakers, 4)
        middle.addWidget(self.people, 7)
        central = QWidget()
        central.setProperty("kind", "window")
        column = QVBoxLayout(central)
        column.setContentsMargins(12, theme.SPACE_PX, 12, theme.SPACE_PX)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.top)
        column.addWidget(self.banner)
        column.addLayout(middle, 1)
        column.addWidget(self.keys)
        self.setCentralWidget(central)
        self._arrange()

    def _people(self) -> Panel:
        panel = Panel()
        panel.name_it(self.tr("Remote people"))
        panel.title.hide()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.tabBar().setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.tabBar().setAccessibleName(self.tr("What the right part shows"))
        self.tabs.addTab(self.roster, self.tr("People"))
        self.tabs.addTab(self.patch, self.tr("Patch"))
        self.tabs.addTab(self.outbox, self.tr("Outbox"))
        self.tabs.addTab(scrolled(self.health, self.tr("Health")), self.tr("Health"))
        panel.body.addWidget(self.tabs)
        return panel

    def _mark_tabs(self, state: ConsoleState) -> None:
        mails = len(state.outbox.mails) if state.outbox is not None else 0
        outbox = self.tr("Outbox ({count})").format(count=mails) if mails else self.tr("Outbox")
        patch = self.tr("Patch (changed)") if self.patch.is_edited else self.tr("Patch")
        for place, text in ((1, patch), (2, outbox)):
            if self.tabs.tabText(place) != text:
                self.tabs.setTabText(place, text)

    def _arrange(self) -> None:
        look = theme.current()
        is_wide = self.width() >= look.scaled_px(WIDE_PX)
        self.signal.arrange(is_wide)
        self.speakers.setMinimumWidth(min(look.scaled_px(SPEAKERS_PX), self.width() // 3))
        self.top.health.setVisible(self.width() >= look.scaled_px(STRIP_WIDTH_PX))
        self.keys.setVisible(self.height() >= look.scaled_px(KEYS_HEIGHT_PX))
        width = SIGNAL_WIDE_PX if is_wide else SIGNAL_PX
        self.signal_area.setFixedWidth(min(look.scaled_px(width), self.width() // 3))

    def _find(self) -> None:
        self.tabs.setCurrentIndex(0)
        self.roster.search.setFocus()
        self.roster.search.selectAll()
