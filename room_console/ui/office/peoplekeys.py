"""Keys by which other systems bring people in over HTTP."""

from collections.abc import Callable, Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from common.protocol.codec import ConsoleMessage
from common.protocol.people import ApiKeyInfo, ApiKeyMade, MakeApiKey, RevokeApiKey
from common.ui import theme, when
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import paragraph
from room_console.ui.office.fields import line
from room_console.ui.office.page import Ask
from room_console.ui.state import ConsoleState
from room_console.ui.tables.programmemodels import ProgrammeModel
from room_console.ui.tables.programmetable import ProgrammeTable
from room_console.ui.widgets.hold import HoldButton

LONGEST = 120


class KeysModel(ProgrammeModel[ApiKeyInfo]):
    """Id, label, when it was made and used last."""

    timezone = "UTC"

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return self.tr("Id"), self.tr("For"), self.tr("Made"), self.tr("Used last")

    def text(self, row: ApiKeyInfo, column: int) -> str:
        """Write a cell."""
        if column < 2:
            return row.id if column == 0 else row.label
        at_ms = row.made_at_ms if column == 2 else row.used_at_ms
        return (
            self.tr("Never")
            if at_ms is None
            else f"{when.day_of(at_ms, self.timezone)} {when.clock_of(at_ms, self.timezone)}"
        )


class PeopleKeys(QWidget):
    """A key is shown once; what is kept opens nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.ask: Callable[[], Ask]
        self.state = ConsoleState()
        self.model = KeysModel()
        self.table = ProgrammeTable(self.model, "", first_to_go=(0, 2))
        self.table.setAccessibleName(self.tr("Keys of other systems"))
        self.label = line(LONGEST)
        self.label.setPlaceholderText(self.tr("What the key is for"))
        self.label.setAccessibleName(self.label.placeholderText())
        self.make = IconButton(self.tr("Make a key"), "key", "primary")
        self.revoke = HoldButton(self.tr("Revoke"), "close")
        self.revoke.describe(self.tr("Revoke the selected key"), detail=self.tr("Hold for a second"))
        self.notice = Notice()
        self.key = QLineEdit(readOnly=True)
        self.key.setAccessibleName(self.tr("The new key"))
        self.copy = IconButton(self.tr("Copy"), "copy")
        self.copy.describe(self.tr("Copy the key"))
        self.hint = paragraph(step="small", ink="muted")
        self.hint.setText(
            self.tr("With a key, another system sends its list: POST /api/people, CSV or JSON, as often as it likes.")
        )
        self._lay_out()
        self.label.textChanged.connect(self._look)
        self.label.returnPressed.connect(self._make)
        self.make.clicked.connect(self._make)
        self.revoke.held.connect(self._revoke)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.key.text()))
        self.table.selectionModel().currentChanged.connect(self._look)
        self._show_key("")

    def show_state(self, state: ConsoleState) -> None:
        """Follow the link."""
        self.state = state
        if state.view is not None:
            self.model.timezone = state.view.details.timezone
        self._look()

    def show_keys(self, keys: tuple[ApiKeyInfo, ...]) -> None:
        """Show which keys there are."""
        self.model.show(keys, None)
        self._look()

    def _lay_out(self) -> None:
        new, shown = QHBoxLayout(), QHBoxLayout()
        for row in (new, shown):
            row.setSpacing(theme.SPACE_PX)
        new.addWidget(self.label, 1)
        new.addWidget(self.make)
        new.addWidget(self.revoke)
        shown.addWidget(self.key, 1)
        shown.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.hint)
        column.addLayout(new)
        column.addWidget(self.notice)
        column.addLayout(shown)
        column.addWidget(self.table, 1)
        column.addStretch()

    def _make(self) -> None:
        if not self.make.isEnabled():
            return

        def then(answer: ConsoleMessage) -> None:
            if isinstance(answer, ApiKeyMade):
                self.label.clear()
                self._show_key(answer.key)
                self.notice.say(self.tr("Copy the key now: it is shown this once."), "warn", may_dismiss=True)

        self.ask()(MakeApiKey(label=self.label.text().strip()), self.notice, then)

    def _revoke(self) -> None:
        if (row := self.table.row) is not None:
            self._show_key("")
            self.ask()(RevokeApiKey(id=self.model.rows[row].id), self.notice)

    def _show_key(self, key: str) -> None:
        self.key.setText(key)
        for part in (self.key, self.copy):
            part.setVisible(bool(key))
        self._look()

    def _look(self) -> None:
        self.make.setEnabled(self.state.is_attached and bool(self.label.text().strip()))
        self.revoke.setEnabled(self.state.is_attached and self.table.row is not None)
        self.table.setVisible(bool(self.model.rows))
