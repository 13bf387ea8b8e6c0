"""The list of speakers: who speaks, who is next, who waits, and everything that is done with them."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListView, QSpinBox, QVBoxLayout, QWidget

from common.model.floor import RequestStatus
from common.ui import theme
from common.ui.announce import announce
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.text import ElidedLabel, label, paragraph, restyle
from room_console.ui.keys import Key
from room_console.ui.linewords import is_microphone_lost
from room_console.ui.panels.prelisten import PreListenControl
from room_console.ui.panels.speakerspainter import SpeakerPainter
from room_console.ui.state import ConsoleState
from room_console.ui.tables.speakersmodel import Line, SpeakersModel, lines_of
from room_console.ui.widgets.panel import Panel
from room_console.ui.wording import booths_who_cannot, cannot_word, who_is

MOST_OPEN_MICS = 16


class SpeakersList(QListView):
    """The lines. Alt+Up and Alt+Down move the one that is selected, Return grants it."""

    step_wanted = Signal(int)
    """One place up (-1) or down (+1)."""

    def __init__(self, model: SpeakersModel) -> None:
        super().__init__()
        self.setModel(model)
        model.ticked.connect(lambda row: self.update(model.index(row)))
        self.setItemDelegate(SpeakerPainter(self))
        self.setAccessibleName(self.tr("List of speakers"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(False)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(16)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by Alt and an arrow; else as lists do."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.step_wanted.emit(steps[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)


class SpeakersPanel(Panel):
    """Shows the list; wishes leave as signals, with the request's number."""

    grant_wanted = Signal(int)
    deny_wanted = Signal(int)
    revoke_wanted = Signal(int)
    move_wanted = Signal(int, int)
    list_wanted = Signal(bool)
    """Open the list, or close it."""
    open_mics_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.name_it(self.tr("List of speakers"))
        self._is_list_open = True
        self._is_attached = False
        self._booths = ""
        self.model = SpeakersModel(self)
        self.list = SpeakersList(self.model)
        self.prelisten = PreListenControl(self)
        self.empty = paragraph(ink="muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.state = label(step="small")
        self.state.setProperty("kind", "tag")
        self.toggle = IconButton()
        self.mics = QSpinBox(minimum=1, maximum=MOST_OPEN_MICS)
        self.mics.setKeyboardTracking(False)
        self.mics.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.head.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        self.head.addWidget(self.toggle)
        self.body.setSpacing(theme.SPACE_PX)
        self.microphone_notice = Notice()
        self.body.addWidget(self.prelisten.notice)
        self.body.addWidget(self.microphone_notice)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(self._actions())
        self._connect()
        self._show_rules(True, 1)
        self.empty.setText(self.tr("Not known before the core is attached."))
        self.state.hide()

    def show_state(self, state: ConsoleState, now_ms: int) -> None:
        """Show the list as it is; the selection stays with its request."""
        selected = self.selected()
        lines = lines_of(state, now_ms, self.tr("Slot {number}"))
        self.model.show_lines(lines)
        if selected is not None and (row := self.model.row_of(selected.request)) is not None:
            with QSignalBlocker(self.list.selectionModel()):
                self.list.setCurrentIndex(self.model.index(row))
        self._is_attached = state.is_attached
        self.list.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        if state.view is not None:
            self._show_rules(state.view.rules.is_list_open, state.view.rules.max_open_mics)
        self._say_lost(state)
        self._say_booths(state)
        self.prelisten.show_state(state)
        self._enable()

    def selected(self) -> Line | None:
        """Return the line that is selected."""
        row = self.list.currentIndex().row()
        return self.model.lines[row] if 0 <= row < len(self.model.lines) else None

    def grant_next(self) -> None:
        """Wish the floor for the first who waits."""
        waiting = next((line for line in self.model.lines if line.status is not RequestStatus.GRANTED), None)
        if waiting is not None and self._is_attached:
            self.grant_wanted.emit(int(waiting.request))

    def revoke_current(self) -> None:
        """Wish the floor back: from the one selected, where they have it, else from the first who has."""
        selected = self.selected()
        speakers = [line for line in self.model.lines if line.status is RequestStatus.GRANTED]
        if speakers and self._is_attached:
            self.revoke_wanted.emit(int((selected if selected in speakers and selected else speakers[0]).request))

    def deny_selected(self) -> None:
        """Wish the selected request away."""
        selected = self.selected()
        if selected is not None and selected.status is not RequestStatus.GRANTED and self._is_attached:
            self.deny_wanted.emit(int(selected.request))

    def switch_list(self) -> None:
        """Wish the list open, or closed."""
        if self._is_attached:
            self.list_wanted.emit(not self._is_list_open)

    def _actions(self) -> QVBoxLayout:
        self.grant = IconButton(self.tr("Grant next"), "hand", "primary")
        self.revoke = IconButton(self.tr("Revoke"), "stop")
        self.deny = IconButton(self.tr("Deny"), "close")
        self.up, self.down = IconButton(icon="arrow-up"), IconButton(icon="arrow-down")
        self.grant.describe(self.tr("Grant the floor to the next in the list"), Key.GRANT_NEXT)
        self.revoke.describe(self.tr("Take the floor back from the current speaker"), Key.REVOKE)
        self.deny.describe(self.tr("Deny the selected request"), Key.DENY)
        self.up.describe(self.tr("Move the selected request up"), detail=_keys(Key.UP))
        self.down.describe(self.tr("Move the selected request down"), detail=_keys(Key.DOWN))
        caption = ElidedLabel(self.tr("Open microphones at most"), "small", "muted")
        caption.setBuddy(self.mics)
        self.mics.setAccessibleName(caption.text())
        self.mics.setToolTip(caption.text())
        verbs, order = QWidget(), QHBoxLayout()
        flow = FlowLayout(verbs)
        for button in (self.grant, self.revoke, self.deny, self.prelisten.button):
            flow.addWidget(button)
        order.setSpacing(theme.SPACE_PX)
        order.addWidget(self.up)
        order.addWidget(self.down)
        order.addWidget(caption, 1)
        order.addWidget(self.mics)
        column = QVBoxLayout()
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(verbs)
        column.addLayout(order)
        return column

    def _connect(self) -> None:
        self.grant.clicked.connect(self.grant_next)
        self.revoke.clicked.connect(self.revoke_current)
        self.deny.clicked.connect(self.deny_selected)
        self.toggle.clicked.connect(self.switch_list)
        self.up.clicked.connect(lambda: self._step(-1))
        self.down.clicked.connect(lambda: self._step(1))
        self.list.step_wanted.connect(self._step)
        self.list.activated.connect(self._grant_selected)
        self.list.selectionModel().currentChanged.connect(self._enable)
        self.model.moved.connect(self.move_wanted)
        self.mics.valueChanged.connect(self.open_mics_wanted)

    def _grant_selected(self) -> None:
        selected = self.selected()
        if selected is not None and selected.status is not RequestStatus.GRANTED and self._is_attached:
            self.grant_wanted.emit(int(selected.request))

    def _step(self, step: int) -> None:
        selected = self.selected()
        if selected is None or selected.status is RequestStatus.GRANTED or not self._is_attached:
            return
        place = self.model.places_before(self.list.currentIndex().row()) + step
        waiting = sum(line.status is not RequestStatus.GRANTED for line in self.model.lines)
        if 0 <= place < waiting:
            self.move_wanted.emit(int(selected.request), place)

    def _show_rules(self, is_list_open: bool, max_open_mics: int) -> None:
        self._is_list_open = is_list_open
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
        if not self.mics.hasFocus():
            with QSignalBlocker(self.mics):
                self.mics.setValue(max_open_mics)

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
        selected = self.selected()
        waits = selected is not None and selected.status is not RequestStatus.GRANTED
        has_waiting = any(line.status is not RequestStatus.GRANTED for line in self.model.lines)
        has_speaker = any(line.status is RequestStatus.GRANTED for line in self.model.lines)
        for button, is_on in (
            (self.grant, has_waiting),
            (self.revoke, has_speaker),
            (self.deny, waits),
            (self.up, waits),
            (self.down, waits),
            (self.toggle, True),
        ):
            button.setEnabled(is_on and self._is_attached)
        self.mics.setEnabled(self._is_attached)
        self.prelisten.select(selected)


def _keys(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
