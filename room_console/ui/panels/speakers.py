"""The list of speakers: who speaks, who is next, who waits, and everything that is done with them."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import RequestId
from common.protocol.envelope import Request
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import ElidedLabel, isolated, label, paragraph, restyle
from common.ui.unveiling import Unveiling
from room_console.ui.floorverbs import FloorVerbs
from room_console.ui.keys import Key
from room_console.ui.linewords import is_microphone_lost
from room_console.ui.panels.prelisten import PreListenControl
from room_console.ui.panels.quickentry import QuickEntry
from room_console.ui.panels.sharingline import SharingLine
from room_console.ui.panels.speakerspainter import SpeakerPainter
from room_console.ui.panels.speakerverbs import SpeakerVerbs
from room_console.ui.state import ConsoleState
from room_console.ui.tables.speakerlines import Line, LineMaker, Standing, standing_of
from room_console.ui.tables.speakersmodel import SpeakersModel
from room_console.ui.widgets.correction import Correction
from room_console.ui.widgets.panel import Panel, scrolled
from room_console.ui.wording import booths_who_cannot, cannot_word, who_is


class SpeakersList(QListView):
    """The lines. Return grants the one that is selected."""

    def __init__(self, model: SpeakersModel) -> None:
        super().__init__()
        self.setModel(model)
        model.ticked.connect(lambda row: self.update(model.index(row)))
        self.setItemDelegate(SpeakerPainter(self, model))
        self.setAccessibleName(self.tr("List of speakers"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(False)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(16)


class SpeakersPanel(Panel):
    """Shows the list; wishes leave as messages."""

    wanted = Signal(object)
    """A `Request` of the floor."""

    def __init__(self) -> None:
        super().__init__()
        self.name_it(self.tr("List of speakers"))
        self._state = ConsoleState()
        self._booths = ""
        self._make = LineMaker(self.tr("Slot {number}"))
        self.model = SpeakersModel(self)
        self.list = SpeakersList(self.model)
        self.prelisten = PreListenControl(self)
        self.verbs = SpeakerVerbs(self.prelisten.button)
        self.entry, self.correction = QuickEntry(), Correction()
        self.entry.hide()
        self.correction.hide()
        self.floor = FloorVerbs(self._ask, lambda: self._state.view)
        self.empty = paragraph(ink="muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.count = ElidedLabel(step="small", ink="muted")
        self.state = label(step="small")
        self.state.setProperty("kind", "tag")
        self.toggle = IconButton()
        self.microphone_notice = Notice()
        self.sharing = SharingLine()
        self.head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        self.head.addWidget(self.toggle)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        for part in (self.count, self.prelisten.notice, self.microphone_notice, self.sharing):
            column.addWidget(part)
        column.addWidget(self.empty, 1)
        column.addWidget(self.list, 1)
        column.addWidget(self.entry)
        column.addWidget(self.correction)
        column.addWidget(self.verbs)
        area = scrolled(inside, self.accessibleName())
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(area)
        self._connect()
        self._show_rules(True)
        self.empty.setText(self.tr("Not known before the core is attached."))
        self.state.hide()
        self._enable()
        self._unveiling = Unveiling(self)

    def show_state(self, state: ConsoleState, now_ms: int) -> None:
        """Show the list as it is; the selection stays with its request."""
        selected = self.selected()
        self._state = state
        lines = self._make.lines(state, now_ms)
        is_first = bool(lines) and not self.model.lines
        self.model.show_lines(lines)
        if selected is not None and (row := self.model.row_of(selected.request)) is not None:
            with QSignalBlocker(self.list.selectionModel()):
                self.list.setCurrentIndex(self.model.index(row))
        self.list.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        if state.view is not None:
            self._show_rules(state.view.rules.is_list_open)
            self._count(standing_of(state.view))
            self.entry.show_view(state.view)
            self.correction.show_view(state.view, is_attached=state.is_attached)
        self.sharing.show_view(state.view, state.is_attached)
        self._say_lost(state)
        self._say_booths(state)
        self.prelisten.show_state(state)
        self._enable()
        if is_first:
            self._unveiling.begin(self)

    def show_time(self, state: ConsoleState, now_ms: int) -> None:
        """Move the clocks of those who have the floor."""
        if state.view is not None:
            self.model.show_time(state.view.floor, state.view.rules.timers, now_ms)

    def selected(self) -> Line | None:
        """Return the line that is selected."""
        row = self.list.currentIndex().row()
        return self.model.lines[row] if 0 <= row < len(self.model.lines) else None

    @property
    def speaker(self) -> FloorRequest | None:
        """Who has the floor: the one selected where several have, else the first in the list."""
        selected, view = self.selected(), self._state.view
        speaking = [r for r in view.floor if r.status is RequestStatus.GRANTED] if view is not None else []
        chosen = next((r for r in speaking if selected is not None and r.request == selected.request), None)
        return chosen or next(iter(speaking), None)

    def _connect(self) -> None:
        verbs, floor = self.verbs, self.floor
        verbs.grant.clicked.connect(floor.grant_next)
        verbs.revoke.clicked.connect(lambda: self._with_speaker(lambda r: floor.revoke(r.request)))
        verbs.fault.clicked.connect(lambda: self._with_speaker(lambda r: floor.set_aside(r.request)))
        verbs.more.clicked.connect(lambda: self._with_speaker(floor.give_more))
        verbs.pause.clicked.connect(
            lambda: self._with_speaker(lambda r: floor.pause(r, is_paused=r.running_since_ms is not None))
        )
        verbs.deny.clicked.connect(lambda: self._with_waiting(lambda line: floor.deny(line.request)))
        verbs.up.clicked.connect(lambda: self._step(-1))
        verbs.down.clicked.connect(lambda: self._step(1))
        verbs.undo.clicked.connect(floor.undo)
        verbs.enter.toggled.connect(self._show_entry)
        self.entry.closed.connect(lambda: verbs.enter.setChecked(False))
        verbs.correct.toggled.connect(self._show_correction)
        self.correction.closed.connect(lambda: verbs.correct.setChecked(False))
        self.correction.wanted.connect(self._ask)
        self.toggle.clicked.connect(floor.switch_list)
        self.sharing.stop.clicked.connect(floor.stop_sharing)
        self.list.activated.connect(lambda: self._with_waiting(lambda line: floor.grant(line.request)))
        self.list.selectionModel().currentChanged.connect(self._enable)
        self.model.moved.connect(lambda request, place: floor.move(RequestId(request), place))

    def _ask(self, message: Request) -> None:
        if self._state.is_attached:
            self.wanted.emit(message)

    def _with_speaker(self, act: Callable[[FloorRequest], None]) -> None:
        if (speaker := self.speaker) is not None:
            act(speaker)

    def _with_waiting(self, act: Callable[[Line], None]) -> None:
        selected = self.selected()
        if selected is not None and not selected.has_floor:
            act(selected)

    def _step(self, step: int) -> None:
        selected = self.selected()
        if selected is None or selected.has_floor:
            return
        place = self.model.places_before(self.list.currentIndex().row()) + step
        if 0 <= place < sum(not line.has_floor for line in self.model.lines):
            self.floor.move(selected.request, place)

    def _show_entry(self, is_shown: bool) -> None:
        self.entry.setVisible(is_shown)
        if is_shown:
            self.verbs.correct.setChecked(False)
            self.entry.begin()
        else:
            self.list.setFocus()

    def _show_correction(self, is_shown: bool) -> None:
        view, selected = self._state.view, self.selected()
        request = next((r for r in view.floor if selected and r.request == selected.request), None) if view else None
        self.correction.setVisible(is_shown and request is not None)
        if is_shown and view is not None and request is not None:
            self.verbs.enter.setChecked(False)
            self.correction.begin(view, request)
        else:
            self.list.setFocus()

    def _count(self, standing: Standing) -> None:
        words = [
            self.tr("{count} of {most} speak").format(count=standing.speaking, most=standing.most),
            self.tr("{count} wait").format(count=standing.waiting),
        ]
        if standing.in_hall:
            words.append(self.tr("{count} of them in the hall").format(count=standing.in_hall))
        self.count.setText(" · ".join(map(isolated, words)))

    def _show_rules(self, is_list_open: bool) -> None:
        self.state.show()
        self.state.setText(self.tr("Open") if is_list_open else self.tr("Closed"))
        restyle(self.state, tone="plain" if is_list_open else "warn")
        self.toggle.setText(self.tr("Close list") if is_list_open else self.tr("Open list"))
        self.toggle.show_icon("lock" if is_list_open else "list")
        self.toggle.describe(self.toggle.text(), Key.LIST)
        self.empty.setText(
            self.tr("Nobody has asked for the floor.")
            if is_list_open
            else self.tr("The list is closed. Open it to let people ask for the floor.")
        )

    def _say_lost(self, state: ConsoleState) -> None:
        """Say who has the floor, or is next, and whose microphone was pulled out."""
        view = state.view
        near = [r for r in view.floor if r.status is not RequestStatus.PENDING] if view is not None else []
        lost = [r.participant for r in near if is_microphone_lost(state.reports.get(r.participant))]
        if view is None or not lost or not state.is_attached:
            self.microphone_notice.clear()
            return
        who = "; ".join(" – ".join(part for part in who_is(view, p) if part) for p in lost)
        text = self.tr("{who}: the microphone was unplugged, and nobody hears them.").format(who=who)
        self.microphone_notice.say(text, "fail")

    def _say_booths(self, state: ConsoleState) -> None:
        """Read out which booths cannot interpret, as soon as one says so: it stands in the speaker's line."""
        booths = booths_who_cannot(state.view) if state.view is not None else ""
        if booths and booths != self._booths:
            announce(self.list, cannot_word(booths), is_urgent=True)
        self._booths = booths

    def _enable(self) -> None:
        is_attached, selected = self._state.is_attached, self.selected()
        has_waiting = any(not line.has_floor for line in self.model.lines)
        self.verbs.show_state(self._state.view, self.speaker, is_attached=is_attached)
        self.verbs.select(selected if is_attached else None, has_waiting=has_waiting and is_attached)
        self.toggle.setEnabled(is_attached)
        self.prelisten.select(selected)
