"""A file of people: shown line by line before anything changes, then carried out."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QVBoxLayout, QWidget

from common.protocol.codec import ConsoleMessage
from common.protocol.people import ApplyImport, ImportDone, ImportEntries, ImportPreview, UploadPeople
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import flowing
from common.ui.notice import Notice
from common.ui.text import paragraph
from room_console.ui.office.page import Ask
from room_console.ui.state import ConsoleState
from room_console.ui.tables.importmodel import ImportLine, ImportModel, Kind, lines_of
from room_console.ui.tables.programmetable import ProgrammeTable

PIECE_BYTES = 44 * 1024
MOST_BYTES = 2 * 1024 * 1024
_LEFT_OUT = frozenset({Kind.FAULT, Kind.WEBCAST})
"""Lines that stay in sight once the rest is done: there is something to do for each."""


class PeopleImport(QWidget):
    """What is shown is what the console would do as things stand; the file goes to it in pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.ask: Callable[[], Ask]
        self.state = ConsoleState()
        self.preview: ImportPreview | None = None
        self._lines: list[ImportLine] = []
        self._name = ""
        self.model = ImportModel()
        self.table = ProgrammeTable(self.model, "")
        self.table.setAccessibleName(self.tr("Lines of the file"))
        self.choose = IconButton(self.tr("Open a CSV file"), "folder", "primary")
        self.apply = IconButton(self.tr("Import"), "check", "primary")
        self.partial = QCheckBox(self.tr("Pass over lines with problems"))
        self.removes = QCheckBox(self.tr("Take off who is missing in the file"))
        self.notice = Notice()
        self.summary, self.empty = paragraph(), paragraph(ink="muted")
        self.empty.setText(
            self.tr(
                "Open a file that your registration system exports. The first line names the columns: Key, Name, "
                "Delegation, E-mail, Attendance, Active and more, in any order. Nothing changes before you have seen "
                "what would."
            )
        )
        self._lay_out()
        self.choose.clicked.connect(self._choose)
        self.apply.clicked.connect(self._apply)
        for box in (self.partial, self.removes):
            box.toggled.connect(self._look)
        self._look()

    def show_state(self, state: ConsoleState) -> None:
        """Follow the link."""
        self.state = state
        self._look()

    def take(self, message: ImportEntries) -> None:
        """Take some lines of what would be done."""
        self._lines += lines_of(message)

    def upload(self, name: str, data: bytes) -> None:
        """Send a file to be looked at."""
        self._name, self._lines, self.preview = name, [], None
        self._show()
        if len(data) > MOST_BYTES:
            self.notice.say(self.tr("{name} is larger than 2 MB. Split it.").format(name=name), "warn")
            return
        self.notice.say(self.tr("{name} is being read.").format(name=name))
        self._send(data, 0)

    def show_preview(self, preview: ImportPreview) -> None:
        """Show what the file would do."""
        self.preview = preview
        self.partial.setChecked(False)
        self.removes.setChecked(False)
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_PX, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(flowing(self.choose, self.apply, self.partial, self.removes))
        column.addWidget(self.notice)
        column.addWidget(self.summary)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty)
        column.addStretch()

    def _choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Open a CSV file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Tables (*.csv *.txt *.tsv)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self._open)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _open(self, path: str) -> None:
        try:
            with open(path, "rb") as file:
                data = file.read(MOST_BYTES + 1)
        except OSError:
            self.notice.say(self.tr("{path} can't be read.").format(path=path), "fail", may_dismiss=True)
            return
        self.upload(Path(path).name, data)

    def _send(self, data: bytes, offset: int) -> None:
        piece = data[offset : offset + PIECE_BYTES]
        end = offset + len(piece)
        message = UploadPeople(offset=offset, data=piece, is_last=end >= len(data))

        def then(answer: ConsoleMessage) -> None:
            if isinstance(answer, ImportPreview):
                self.show_preview(answer)
            else:
                self._send(data, end)

        self.ask()(message, self.notice, then)

    def _apply(self) -> None:
        if self.preview is None:
            return
        self.apply.setEnabled(False)
        message = ApplyImport(
            plan=self.preview.plan, is_partial=self.partial.isChecked(), removes_missing=self.removes.isChecked()
        )
        self.ask()(message, self.notice, self._done)

    def _done(self, answer: ConsoleMessage) -> None:
        if not isinstance(answer, ImportDone):
            return
        self._lines, self.preview = [line for line in self._lines if line.kind in _LEFT_OUT], None
        self._show()
        words = self.tr("{done} lines were carried out, {removed} taken off, {same} the same, {refused} passed over.")
        figures = {"done": answer.done, "removed": answer.removed, "same": answer.same, "refused": answer.refused}
        said = words.format(**figures)
        if answer.webcast:
            there = self.tr("{webcast} have no place: tell them the webcast's address.")
            said = f"{said} {there.format(webcast=answer.webcast)}"
        self.notice.say(said, "warn" if answer.refused or answer.webcast else "live", may_dismiss=True)

    def _show(self) -> None:
        self.model.show(tuple(sorted(self._lines, key=lambda line: (line.kind, line.line))), None)
        self.summary.setText(self._summary())
        self._look()

    def _summary(self) -> str:
        if (shown := self.preview) is None:
            return ""
        words = self.tr(
            "{name} ({encoding}): {new} new, {changed} changed, {same} the same, {missing} missing, "
            "{faults} with problems, {warnings} to look at, {webcast} to the webcast."
        )
        figures = {n: getattr(shown, n) for n in ("new", "changed", "same", "missing", "faults", "warnings", "webcast")}
        return words.format(name=self._name, encoding=shown.encoding, **figures)

    def _look(self) -> None:
        shown = self.preview
        has_faults = shown is not None and shown.faults > 0
        is_to_do = shown is not None and (
            shown.new + shown.changed > 0 or (self.removes.isChecked() and shown.missing > 0)
        )
        self.choose.setEnabled(self.state.is_attached)
        self.partial.setVisible(has_faults)
        self.removes.setVisible(shown is not None and shown.missing > 0)
        self.removes.setEnabled(not has_faults)
        self.apply.setVisible(shown is not None)
        self.apply.setEnabled(self.state.is_attached and is_to_do and (not has_faults or self.partial.isChecked()))
        self.summary.setVisible(bool(self.summary.text()))
        self.table.setVisible(bool(self.model.rows))
        self.empty.setVisible(shown is None and not self.model.rows)
