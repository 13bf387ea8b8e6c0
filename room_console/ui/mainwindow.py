"""The console's window, in two places: the hall, where the meeting runs, and the office, where it is prepared.

The hall, from where reading begins: the hall's signal, who speaks, who is far away.
"""

import asyncio
from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from common.protocol.operator import Levels
from common.ui import theme
from common.ui.bay import Bay
from common.ui.buttons import IconButton
from common.ui.errors import sentence
from common.ui.unveiling import Unveiling
from room_console.ui.keys import Key
from room_console.ui.keytable import console_keys
from room_console.ui.office.office import Office
from room_console.ui.office.page import OfficePage
from room_console.ui.panels.banner import Banner
from room_console.ui.panels.health import HealthPanel
from room_console.ui.panels.helpstrip import HelpStrip
from room_console.ui.panels.inputs import BoothRow
from room_console.ui.panels.outbox import OutboxPanel
from room_console.ui.panels.patch import PatchPanel
from room_console.ui.panels.readiness import ReadinessPanel
from room_console.ui.panels.roster import RosterPanel
from room_console.ui.panels.rules import RulesPane
from room_console.ui.panels.signal import SignalPanel
from room_console.ui.panels.speakers import SpeakersPanel
from room_console.ui.panels.topbar import TopBar
from room_console.ui.signin import SignInPage
from room_console.ui.state import ConsoleState, Phase
from room_console.ui.turns import Show, Turns
from room_console.ui.widgets.keyoverview import KeyOverview, show_keys
from room_console.ui.widgets.panel import Panel, scrolled

SIZE = (1280, 720)
LEAST = (960, 560)
WIDE_PX = 1560
"""From here on the signal stands in two columns."""
STRIP_WIDTH_PX, KEYS_HEIGHT_PX = 1180, 520
"""Below this, at the size of the text, the figures in the head and the line of keys make room for the rest."""
QWIDGETSIZE_MAX = 16_777_215
"""Qt's own name for no limit, which PySide does not have."""
SIGNAL_PX, SIGNAL_WIDE_PX, SPEAKERS_PX, PEOPLE_PX = 288, 584, 352, 240

Aside = RulesPane | PatchPanel | OutboxPanel | HealthPanel


class MainWindow(QMainWindow):
    """Closing it stops nothing but itself."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = asyncio.Event()
        self._shown_aside: dict[QWidget, object] = {}
        self.top, self.banner, self.keys = TopBar(), Banner(), HelpStrip()
        self.signal, self.speakers = SignalPanel(), SpeakersPanel()
        self.roster, self.readiness, self.rules = RosterPanel(), ReadinessPanel(), RulesPane()
        self.patch, self.outbox, self.health = PatchPanel(), OutboxPanel(), HealthPanel()
        self.signal_area = scrolled(self.signal, self.tr("Signal through the hall"))
        self.people = self._people()
        self.sign_in = SignInPage()
        self._central = QWidget(self)
        self.places = QStackedWidget(self._central)
        self.office = Office(parent=self.places)
        self._lay_out()
        self._turns, self._unveiling = Turns(self, self._parts()), Unveiling(self)
        self.setWindowTitle(self.tr("Hemicycle Room Console"))
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        self.speakers.list.setFocus()
        self._vote_keys = [self._vote_key(booth) for number, booth in self.signal.inputs.booths.items() if number]
        self._connect_places()

    def show_state(self, state: ConsoleState, now_ms: int) -> None:
        """Show a state at once; `now_ms` is the console's clock."""
        self._turns.at_once(state, now_ms)

    def show_in_turns(self, state: ConsoleState, now_ms: int) -> None:
        """Show a state soon, part by part: all of a large meeting at once would hold the window."""
        self._turns.begin(state, now_ms)

    def _parts(self) -> tuple[Show, ...]:
        """Return what shows a state: first what the keys of the debate work on, last what seldom changes."""
        return (
            self._show_head,
            partial(self._show_aside, self.rules),
            self.speakers.show_state,
            self._show_signal,
            lambda state, now_ms: self.roster.show_state(state),
            self.readiness.show_state,
            lambda state, now_ms: self.office.show_state(state),
            *(partial(self._show_aside, panel) for panel in (self.patch, self.outbox, self.health)),
            lambda state, now_ms: self._mark_tabs(state),
        )

    def _show_head(self, state: ConsoleState, now_ms: int) -> None:
        if state.view is not None:
            self.setWindowTitle(state.view.details.title)
        self.top.show_state(state)
        self.banner.show_state(state)
        self._show_sign_in(state)

    def _show_signal(self, state: ConsoleState, now_ms: int) -> Iterator[None]:
        if state.view is not None:
            yield from self.signal.show_by_line(state.view, state.is_attached, state.reports, state.prelisten)

    def _show_aside(self, panel: Aside, state: ConsoleState, now_ms: int) -> Iterator[None]:
        """Show what seldom changes, where it has changed."""
        view, is_attached = state.view, state.is_attached
        inputs = {
            self.rules: (view.rules if view is not None else None, is_attached),
            self.patch: ((view.patch, view.details) if view is not None else None, state.health, is_attached),
            self.outbox: (state.outbox, is_attached),
            self.health: (state.health, is_attached),
        }[panel]
        if self._shown_aside.get(panel) != inputs:
            yield from (panel.show_by_row(state) if isinstance(panel, PatchPanel) else panel.show_state(state)) or ()
            self._shown_aside[panel] = inputs

    def show_time(self, state: ConsoleState, now_ms: int) -> None:
        """Move the clocks."""
        self.top.show_time(now_ms)
        self.speakers.show_time(state, now_ms)

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
        """Build from the top down: Qt styles a widget, and all below it, anew at each parent that it gets."""
        central, hall = self._central, QWidget()
        central.setProperty("kind", "window")
        self.setCentralWidget(central)
        column = QVBoxLayout(central)
        column.setContentsMargins(12, theme.SPACE_PX, 12, theme.SPACE_PX)
        column.setSpacing(theme.SPACE_PX)
        for part in (self.top, self.banner, self.places, self.keys):
            column.addWidget(part, int(part is self.places))
        for place in (hall, self.office, self.sign_in):
            self.places.addWidget(place)
        middle = QHBoxLayout(hall)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(theme.SPACE_PX)
        middle.addWidget(self.signal_area)
        middle.addWidget(self.speakers, 4)
        middle.addWidget(self.people, 7)
        self._arrange()

    @property
    def is_in_office(self) -> bool:
        """Tell whether the office is seen."""
        return self.places.currentWidget() is self.office

    def show_place(self, is_office: bool) -> None:
        """Go to the office, or to the hall."""
        self.places.setCurrentIndex(int(is_office))
        self.office.set_open(is_office)
        self.top.show_place(is_office)
        self._arrange()
        self._unveiling.begin(self.places)
        (self.office.list if is_office else self.speakers.list).setFocus()

    def _show_sign_in(self, state: ConsoleState) -> None:
        """Let nothing but the sign-in be seen while that is asked for."""
        is_asking, is_shown = state.phase is Phase.SIGN_IN, self.places.currentWidget() is self.sign_in
        if is_asking and not is_shown:
            self.sign_in.begin(sentence(state.error) if state.error is not None else "")
            self.places.setCurrentWidget(self.sign_in)
            self._arrange()
        elif is_shown and not is_asking:
            self.show_place(is_office=False)

    def show_page(self, page: OfficePage) -> None:
        """Go to a page of the office: it is chosen before the office is seen, so that no other is shown first."""
        self.office.open_page(page)
        self.show_place(is_office=True)

    def _connect_places(self) -> None:
        self.top.hall.clicked.connect(lambda: self.show_place(is_office=False))
        self.top.office.clicked.connect(lambda: self.show_place(is_office=True))
        self.office.marked.connect(lambda: self.top.show_urgent(self.office.urgent))
        for page in self.office.pages:
            QShortcut(QKeySequence(page.key), self).activated.connect(lambda page=page: self.show_page(page))
        for key, act in (
            (Key.FIND, self._find),
            (Key.RULES, self.show_rules),
            (Key.HALL_DEVICE, self.show_hall_device),
            (Key.KEYS, self.show_keys),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)

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
        self.tabs.addTab(self.readiness, self.tr("Readiness"))
        self.tabs.addTab(self.rules, self.tr("Rules"))
        self.tabs.addTab(self.patch, self.tr("Patch"))
        self.tabs.addTab(self.outbox, self.tr("Outbox"))
        self.tabs.addTab(scrolled(self.health, self.tr("Health")), self.tr("Health"))
        self.wide = IconButton(icon="panel", kind="quiet")
        self.wide.setCheckable(True)
        self.wide.describe(self.tr("Give this part the place of the signal"), Key.WIDE)
        self.wide.toggled.connect(self._widen)
        self.tabs.setCornerWidget(self.wide)
        panel.body.addWidget(Bay(self.tabs), 1)
        return panel

    def _mark_tabs(self, state: ConsoleState) -> None:
        mails = len(state.outbox.mails) if state.outbox is not None else 0
        outbox = self.tr("Outbox ({count})").format(count=mails) if mails else self.tr("Outbox")
        patch = self.tr("Patch (changed)") if self.patch.is_edited else self.tr("Patch")
        rules = self.tr("Rules (changed)") if self.rules.is_edited else self.tr("Rules")
        for page, text in ((self.patch, patch), (self.outbox, outbox), (self.rules, rules)):
            place = self.tabs.indexOf(page)
            if self.tabs.tabText(place) != text:
                self.tabs.setTabText(place, text)

    def _arrange(self) -> None:
        look = theme.current()
        is_wide = self.width() >= look.scaled_px(WIDE_PX)
        self.signal.arrange(is_wide)
        most_px = min(self.width() // 3, (self.width() - look.scaled_px(PEOPLE_PX)) // 2 - 3 * theme.SPACE_PX)
        speakers_px = min(look.scaled_px(SPEAKERS_PX), most_px)
        self.speakers.setMinimumWidth(speakers_px)
        self.speakers.setMaximumWidth(speakers_px if self.wide.isChecked() else QWIDGETSIZE_MAX)
        self.top.arrange(is_roomy=self.width() >= look.scaled_px(STRIP_WIDTH_PX))
        self.keys.setVisible(self.places.currentIndex() == 0 and self.height() >= look.scaled_px(KEYS_HEIGHT_PX))
        width = SIGNAL_WIDE_PX if is_wide else SIGNAL_PX
        self.signal_area.setFixedWidth(min(look.scaled_px(width), most_px))

    def show_rules(self) -> None:
        """Go to the rules of the debate."""
        self.show_place(is_office=False)
        self.tabs.setCurrentWidget(self.rules)
        self.rules.mode.setFocus()

    def show_hall_device(self) -> None:
        """Go to the devices by which the hall's sound may go."""
        self.show_place(is_office=False)
        self.tabs.setCurrentWidget(self.patch)
        self.patch.show_pane(is_open=True)

    def show_keys(self) -> KeyOverview:
        """Show every key, until it is put away."""
        return show_keys(self, console_keys())

    def show_prelisten_patch(self) -> None:
        """Show where the output of pre-listen is patched."""
        self.tabs.setCurrentWidget(self.patch)
        self.patch.grid.prelisten.setFocus()

    def _vote_key(self, booth: BoothRow) -> QShortcut:
        key = QShortcut(QKeySequence(booth.key), self)
        key.setEnabled(False)
        key.activated.connect(booth.vote.click)
        return key

    def _widen(self, is_wide: bool) -> None:
        """Hide the signal; the keys of its booths go on working."""
        self.signal_area.setVisible(not is_wide)
        self._arrange()
        for key in self._vote_keys:
            key.setEnabled(is_wide)

    def _find(self) -> None:
        if self.is_in_office:
            self.office.page.search()
            return
        search = self.readiness.search if self.tabs.currentWidget() is self.readiness else self.roster.search
        if search is self.roster.search:
            self.tabs.setCurrentWidget(self.roster)
        search.setFocus()
        search.selectAll()
