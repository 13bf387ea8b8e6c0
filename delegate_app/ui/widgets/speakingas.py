"""The quiet line over the floor button: for whom and in which language one will speak. Remembered for the meeting."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from common.model.floor import MAX_BEHALF
from common.model.ids import MeetingId
from common.model.interpretation import FLOOR, Channel
from common.ui import theme
from common.ui.buttons import IconButton
from delegate_app.core.state import DelegateState

_LEAST_LETTERS = 12


class SpeakingAs(QWidget):
    """Hidden until it is asked for. What it says holds for the next request, and for one that waits."""

    altered = Signal(str, str)
    """The group, empty for the delegation; the language (BCP 47), empty where not said."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on_behalf_of = self.language = ""
        self._meeting: MeetingId | None = None
        self._channels: tuple[Channel, ...] = ()
        self._told = ("", "")
        """What the request that is open says."""
        self._is_asked = False
        self.group, self.spoken = QComboBox(), QComboBox()
        self.close_line = IconButton(self.tr("Done"), "check")
        self.close_line.describe(self.tr("Done: close this line"))
        self._prepare()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_PX)
        row.addWidget(self.group, 2)
        row.addWidget(self.spoken, 1)
        row.addWidget(self.close_line)
        self.hide()

    @property
    def words(self) -> str:
        """What was chosen, as the floor button says it; empty where nothing was."""
        group = f"\u2068{self.on_behalf_of}\u2069"
        parts = [self.tr("On behalf of {group}").format(group=group)] if self.on_behalf_of else []
        return " · ".join([*parts, self._name(self.language)] if self.language else parts)

    def in_order(self) -> list[QWidget]:
        """Return the controls in the order of reading."""
        return [self.group, self.spoken, self.close_line]

    def open(self) -> None:
        """Show the line and go to its first field."""
        self.show()
        self.group.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_state(self, state: DelegateState) -> None:
        """Offer the meeting's languages and groups; show what a request that is open says."""
        if state.view is None:
            return
        if state.view.details.meeting != self._meeting:
            self._meeting = state.view.details.meeting
            own = state.own
            self._remember(*(own.on_behalf_of, own.language) if own is not None else ("", ""))
        self._offer_languages(state.view.details.channels)
        self._offer_groups(sorted({r.on_behalf_of for r in state.view.floor if r.on_behalf_of}))
        request = state.request
        self._is_asked = request is not None
        told = (request.on_behalf_of, request.language) if request is not None else ("", "")
        if request is not None and told != self._told and not self._is_edited():
            self._remember(*told)
        self._told = told

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape and with Return."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close()
            event.accept()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the direction."""
        super().changeEvent(event)
        self.updateGeometry()

    def _prepare(self) -> None:
        group = self.group
        group.setEditable(True)
        group.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        field = group.lineEdit()
        assert field is not None
        field.setMaxLength(MAX_BEHALF)
        field.setPlaceholderText(self.tr("For my delegation, or a group"))
        field.setAccessibleName(self.tr("On behalf of which group; empty for my delegation"))
        group.setAccessibleName(field.accessibleName())
        group.setToolTip(self.tr("On behalf of which group you speak. Empty: for your delegation."))
        self.spoken.setAccessibleName(self.tr("Language that I will speak"))
        self.spoken.setToolTip(self.tr("The language that you will speak: the interpreters see it."))
        for box in (group, self.spoken):
            box.setMinimumContentsLength(_LEAST_LETTERS)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        group.editTextChanged.connect(self._write)
        field.editingFinished.connect(self._tell)
        field.returnPressed.connect(self._close)
        group.activated.connect(self._tell)
        self.spoken.activated.connect(self._pick)
        self.close_line.clicked.connect(self._close)

    def _write(self, text: str) -> None:
        self.on_behalf_of = " ".join(text.split())

    def _pick(self) -> None:
        self.language = self.spoken.currentData() or ""
        self._tell()

    def _tell(self) -> None:
        wanted = (self.on_behalf_of, self.language)
        if self._is_asked and wanted != self._told:
            self._told = wanted
            self.altered.emit(*wanted)

    def _close(self) -> None:
        self._tell()
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _is_edited(self) -> bool:
        return self.isVisible() and (self.group.hasFocus() or self.spoken.hasFocus())

    def _remember(self, on_behalf_of: str, language: str) -> None:
        self.on_behalf_of, self.language = on_behalf_of, language
        self.group.setEditText(on_behalf_of)
        self._show_language()

    def _offer_languages(self, channels: tuple[Channel, ...]) -> None:
        if channels == self._channels:
            return
        self._channels = channels
        self.spoken.clear()
        self.spoken.addItem(self.tr("Language: not said"), "")
        for channel in channels:
            if channel.number != FLOOR:
                self.spoken.addItem(channel.name, channel.language)
        self._show_language()

    def _show_language(self) -> None:
        if self.language and self.spoken.findData(self.language) < 0:
            self.spoken.addItem(self.language, self.language)
        self.spoken.setCurrentIndex(max(0, self.spoken.findData(self.language)))

    def _offer_groups(self, known: list[str]) -> None:
        if known == [self.group.itemText(n) for n in range(self.group.count())]:
            return
        kept = self.group.currentText()
        self.group.blockSignals(True)
        self.group.clear()
        self.group.addItems(known)
        self.group.setEditText(kept)
        self.group.blockSignals(False)

    def _name(self, language: str) -> str:
        return next((c.name for c in self._channels if c.language == language), language)
