"""For whom and in which language somebody will speak is put right, in the console's window and in the chair's."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from common.model.floor import MAX_BEHALF, FloorRequest
from common.model.ids import RequestId
from common.model.meeting import MeetingView
from common.protocol.floor import AlterRequest
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.text import ElidedLabel, label
from room_console.ui.widgets.spokenlanguage import SpokenLanguage
from room_console.ui.wording import who_is

_LEAST_LETTERS = 12


class Correction(QFrame):
    """Stays with the request that it was opened for. Return writes, Escape closes."""

    wanted = Signal(object)
    """An `AlterRequest`."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._request: RequestId | None = None
        self._told = ("", "")
        """What the request says, as it was shown last."""
        self.whose = ElidedLabel(step="lead", is_bold=True)
        self.group, self.spoken = QComboBox(), SpokenLanguage()
        self.apply = IconButton(self.tr("Correct"), "check", "primary")
        self.cancel = IconButton(self.tr("Cancel"), "close")
        self._prepare()
        self._lay_out()

    def begin(self, view: MeetingView, request: FloorRequest) -> None:
        """Show what a request says, to be put right."""
        self._request = request.request
        self.whose.setText(" – ".join(part for part in who_is(view, request.participant) if part))
        self._fill(request)
        self._offer(view)
        self.group.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def show_view(self, view: MeetingView, *, is_attached: bool) -> None:
        """Follow what others write while nothing was altered here; close where the request is open no more."""
        self.apply.setEnabled(is_attached)
        if self._request is None:
            return
        request = next((r for r in view.floor if r.request == self._request), None)
        if request is None:
            self._close()
            return
        self._offer(view)
        if _words(request) != self._told and self._said == self._told:
            self._fill(request)

    def write(self) -> None:
        """Ask for what stands in the fields."""
        if self._request is None or not self.apply.isEnabled():
            return
        if self._said != self._told:
            group, language = self._said
            self.wanted.emit(AlterRequest(request=self._request, on_behalf_of=group, language=language))
        self._close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Write by Return, close by Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.write()
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    @property
    def _said(self) -> tuple[str, str]:
        return " ".join(self.group.currentText().split()), self.spoken.language

    def _fill(self, request: FloorRequest) -> None:
        self._told = _words(request)
        self.group.setEditText(request.on_behalf_of)
        self.spoken.choose(request.language)

    def _offer(self, view: MeetingView) -> None:
        """Offer the groups that somebody speaks for already."""
        self.spoken.show_channels(view.details.channels)
        groups = sorted({r.on_behalf_of for r in view.floor if r.on_behalf_of})
        if groups == [self.group.itemText(n) for n in range(self.group.count())]:
            return
        kept, place = self.group.currentText(), self._field.cursorPosition()
        self.group.clear()
        self.group.addItems(groups)
        self.group.setEditText(kept)
        self._field.setCursorPosition(place)

    def _close(self) -> None:
        self._request = None
        self.closed.emit()

    def _prepare(self) -> None:
        self.group.setEditable(True)
        self.group.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        field = self.group.lineEdit()
        assert field is not None
        self._field = field
        field.setMaxLength(MAX_BEHALF)
        field.setPlaceholderText(self.tr("For their delegation, or a group"))
        field.setAccessibleName(self.tr("On behalf of which group; empty for their delegation"))
        self.group.setAccessibleName(field.accessibleName())
        for box in (self.group, self.spoken):
            box.setMinimumContentsLength(_LEAST_LETTERS)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.apply.describe(self.tr("Correct group and language"), detail=self.tr("Return"))
        self.cancel.describe(self.tr("Leave them as they are"), detail=self.tr("Esc"))
        self.apply.clicked.connect(self.write)
        self.cancel.clicked.connect(self._close)

    def _lay_out(self) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX // 2)
        column.addWidget(self.whose)
        for words, box in ((self.tr("On behalf of"), self.group), (self.tr("Will speak"), self.spoken)):
            column.addWidget(label(words, "small", "muted"))
            column.addWidget(box)
        row.setSpacing(theme.SPACE_PX)
        for button in (self.apply, self.cancel):
            row.addWidget(button, 1)
        column.addSpacing(theme.SPACE_PX // 2)
        column.addLayout(row)
        column.addStretch(1)


def _words(request: FloorRequest) -> tuple[str, str]:
    return request.on_behalf_of, request.language
