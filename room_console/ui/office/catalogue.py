"""The catalogue: the meetings of this machine, past and coming."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from common.aio.tasks import TaskOwner, spawn
from common.model.catalogue import CatalogueEntry, NewMeeting
from common.model.errors import ConferenceError
from common.model.ids import MeetingId
from common.model.meeting import MeetingDetails
from common.protocol.meetings import NameMeeting
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.text import paragraph
from room_console.ui.meetingskept import MeetingsKept
from room_console.ui.meetingwords import meeting_refusal
from room_console.ui.office.nameform import NameForm
from room_console.ui.office.page import OfficePage
from room_console.ui.tables.cataloguemodel import CatalogueModel
from room_console.ui.tables.programmetable import ProgrammeTable
from room_console.ui.widgets.searchfield import search_field

SUFFIX, PACKED_SUFFIX = ".meeting.json", ".meeting.zip"
_NEW = MeetingDetails(MeetingId("new"), "", "")


class CataloguePage(OfficePage):
    """Is nothing but a sentence until `serve` gives it the meetings: those of another machine are not seen."""

    icon = "folder"
    key = "Alt+0"

    open_wanted = Signal(object)
    """A `Path`: the directory of the meeting to be opened."""

    def __init__(self) -> None:
        super().__init__()
        self._meetings: MeetingsKept | None = None
        self._tasks: TaskOwner | None = None
        self._all: list[CatalogueEntry] = []
        self._pattern: MeetingId | None = None
        """On what the meeting is made that the form names; None for a new one."""
        self.model = CatalogueModel()
        self.table = ProgrammeTable(self.model, "", first_to_go=(3, 4, 2))
        self.table.setAccessibleName(self.tr("Meetings"))
        self.find_field = search_field(self.tr("Find a meeting"))
        self.has_archived = QCheckBox(self.tr("Archived too"))
        self.notice, self.form = Notice(), NameForm(self.tr("Make meeting"))
        self.form.hide()
        self.empty = paragraph(ink="muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._make_buttons()
        self._lay_out()
        self._connect()
        self.show_entries([])

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Catalogue")

    def serve(self, meetings: MeetingsKept, tasks: TaskOwner) -> None:
        """Show these meetings from now on; what is done to them runs in `tasks`."""
        self._meetings, self._tasks = meetings, tasks
        self.show_entries(self._all)

    def opened(self) -> None:
        """Read the catalogue again."""
        self.refresh()

    def search(self) -> None:
        """Put the cursor into the search field."""
        self.find_field.setFocus()

    def refresh(self) -> None:
        """Read the catalogue again."""
        if (meetings := self._meetings) is not None:
            self._work(meetings.entries, self.show_entries)

    def show_entries(self, entries: list[CatalogueEntry]) -> None:
        """Show meetings."""
        self._all = entries
        wanted = self.find_field.text().strip().casefold()
        shown = tuple(
            e
            for e in entries
            if (self.has_archived.isChecked() or not e.is_archived)
            and wanted in f"{e.card.title} {e.card.symbol} {e.meeting}".casefold()
        )
        self.model.show(shown, next((e for e in shown if e.is_running), None))
        self.table.setVisible(bool(shown))
        self.empty.setVisible(not shown)
        if self._meetings is None:
            self.empty.setText(self.tr("The catalogue is shown on the console's own machine."))
        elif self._all:
            self.empty.setText(self.tr("No meeting matches."))
        else:
            self.empty.setText(self.tr("There is no meeting yet. Make a new one, or import one from a file."))
        self._enable()

    def _make_buttons(self) -> None:
        self.open = IconButton(self.tr("Open"), "play", "primary")
        self.new = IconButton(self.tr("New meeting"), "plus")
        self.copy = IconButton(self.tr("Copy …"), "document")
        self.copy.describe(self.tr("Make the next meeting on the pattern of this one"))
        self.bring = IconButton(self.tr("Import …"), "paste")
        self.export = IconButton(self.tr("Export …"), "folder")
        self.put_away = IconButton(self.tr("Archive"), "lock")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_PX)
        top.addWidget(self.find_field, 1)
        top.addWidget(self.has_archived)
        self.verbs = QWidget()
        buttons = FlowLayout(self.verbs)
        for button in (self.open, self.new, self.copy, self.bring, self.export, self.put_away):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addLayout(top)
        column.addWidget(self.form)
        column.addWidget(self.notice)
        column.addWidget(self.table, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.verbs)

    def _connect(self) -> None:
        self.find_field.textChanged.connect(lambda _: self.show_entries(self._all))
        self.has_archived.toggled.connect(lambda _: self.show_entries(self._all))
        self.table.selectionModel().currentChanged.connect(lambda *_: self._enable())
        self.table.doubleClicked.connect(lambda _: self._open())
        self.open.clicked.connect(self._open)
        self.new.clicked.connect(self._begin)
        self.copy.clicked.connect(self._begin_copy)
        self.form.cancelled.connect(lambda: self._show_form(False))
        self.form.wanted.connect(self._make)
        self.bring.clicked.connect(self._choose_import)
        self.export.clicked.connect(self._choose_export)
        self.put_away.clicked.connect(self._put_away)

    def _selected(self) -> CatalogueEntry | None:
        row = self.table.row
        return self.model.rows[row] if row is not None and row < len(self.model.rows) else None

    def _enable(self) -> None:
        selected, is_served = self._selected(), self._meetings is not None
        self.open.setEnabled(selected is not None and not selected.is_archived)
        self.new.setEnabled(is_served)
        self.copy.setEnabled(selected is not None and is_served)
        self.bring.setEnabled(is_served)
        self.export.setEnabled(selected is not None and not selected.is_running)
        self.put_away.setEnabled(selected is not None and not selected.is_running)
        is_archived = selected is not None and selected.is_archived
        self.put_away.setText(self.tr("Take out of the archive") if is_archived else self.tr("Archive"))

    def _open(self) -> None:
        selected, meetings = self._selected(), self._meetings
        if selected is not None and meetings is not None and not selected.is_archived:
            self._work(lambda: meetings.directory(selected.meeting), self.open_wanted.emit)

    def _begin(self) -> None:
        self._pattern = None
        self.form.fill(_NEW)
        self._show_form(True)

    def _begin_copy(self) -> None:
        if (selected := self._selected()) is not None:
            card = selected.card
            self._pattern = selected.meeting
            self.form.fill(MeetingDetails(card.meeting, card.symbol, card.title, card.format, timezone=card.timezone))
            text = self.tr(
                "The next has the sessions of this one, weeks later, its agenda and rules; no people, no documents."
            )
            self.notice.say(text, "accent", may_dismiss=True)
            self._show_form(True)

    def _show_form(self, is_shown: bool) -> None:
        self.form.setVisible(is_shown)
        self.verbs.setVisible(not is_shown)
        (self.form.name if is_shown else self.new).setFocus()

    def _make(self, message: NameMeeting) -> None:
        new = NewMeeting(message.title, message.symbol, message.format, message.timezone)
        pattern, now_ms = self._pattern, self.now_ms()
        if (meetings := self._meetings) is not None:
            made = (lambda: meetings.copy(pattern, new, now_ms)) if pattern else lambda: meetings.make(new)
            self._work(made, self._made)

    def _made(self, meeting: MeetingId) -> None:
        self._show_form(False)
        self.notice.say(self.tr("{meeting} is made. Open it to prepare it.").format(meeting=meeting), "live")
        self.refresh()

    def _choose_import(self) -> None:
        dialog = QFileDialog(self, self.tr("Import a meeting"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Meetings (*.json *.zip)"))
        dialog.fileSelected.connect(self.import_file)
        dialog.open()

    def import_file(self, path: str) -> None:
        """Make a meeting of a file."""
        if (meetings := self._meetings) is not None:
            self.notice.say(self.tr("{name} is being read …").format(name=Path(path).name), "accent")
            self._work(lambda: meetings.import_file(Path(path)), self._made)

    def _choose_export(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, is_whole in (
            (self.tr("Without people and documents …"), False),
            (self.tr("With people and documents, for another machine …"), True),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, whole=is_whole: self._choose_file(whole))
            menu.addAction(action)
        menu.popup(self.export.mapToGlobal(self.export.rect().bottomLeft()))

    def _choose_file(self, is_whole: bool) -> None:
        if (selected := self._selected()) is None:
            return
        suffix = PACKED_SUFFIX if is_whole else SUFFIX
        dialog = QFileDialog(self, self.tr("Export the meeting"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Meetings (*{suffix})").format(suffix=suffix))
        dialog.setDefaultSuffix(suffix.rpartition(".")[2])
        dialog.selectFile(f"{selected.meeting}{suffix}")
        dialog.fileSelected.connect(lambda path: self.export_to(selected.meeting, path, is_whole))
        dialog.open()

    def export_to(self, meeting: MeetingId, path: str, is_whole: bool) -> None:
        """Write a meeting into a file: its programme alone, or with people and documents."""
        if (meetings := self._meetings) is not None:
            self._work(
                lambda: meetings.export_file(meeting, Path(path), has_people=is_whole, has_documents=is_whole),
                lambda _: self.notice.say(self.tr("Exported to {path}").format(path=path), "live", may_dismiss=True),
            )

    def _put_away(self) -> None:
        selected, meetings = self._selected(), self._meetings
        if selected is not None and meetings is not None:
            act = meetings.take_out if selected.is_archived else meetings.archive
            self._work(lambda: act(selected.meeting), lambda _: self.refresh())

    def _work(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        if self._tasks is not None:
            spawn(self._carry(work, then), name="catalogue", owner=self._tasks)

    async def _carry(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        try:
            found = await asyncio.to_thread(work)
        except ConferenceError as error:
            self.notice.say(meeting_refusal(error), "warn", may_dismiss=True)
        else:
            then(found)
