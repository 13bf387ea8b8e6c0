"""The meeting itself: what it is called, its sessions, its agenda, and where it stands in them."""

from pathlib import Path

from PySide6.QtCore import QSaveFile, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QTabWidget, QVBoxLayout

from common.model.errors import ConferenceError
from common.protocol.codec import ConsoleMessage
from common.protocol.meetings import ExportMeeting, MeetingExported, NameMeeting
from common.ui import theme, when
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import ElidedLabel
from room_console.ui.meetingwords import course_words, days_words, format_word, meeting_refusal
from room_console.ui.office.agendapane import AgendaPane
from room_console.ui.office.nameform import NameForm
from room_console.ui.office.packedmeeting import PackedMeeting
from room_console.ui.office.page import OfficePage
from room_console.ui.office.sessionspane import SessionsPane
from room_console.ui.state import ConsoleState


class MeetingPage(OfficePage):
    """Each part is saved by itself: what is shown is what the core has on disk."""

    icon = "podium"
    key = "Alt+1"

    def __init__(self) -> None:
        super().__init__()
        self._state = ConsoleState()
        self.name, self.facts = ElidedLabel(step="title"), ElidedLabel(ink="muted")
        self.course = ElidedLabel(ink="live", is_bold=True)
        self.notice, self.form = Notice(), NameForm()
        self.packed = PackedMeeting(self, self.notice)
        self.form.hide()
        self.change = IconButton(self.tr("Edit"), "settings")
        self.change.describe(self.tr("Edit title, symbol, time zone"))
        self.export = IconButton(self.tr("Export"), "folder")
        self.export.describe(self.tr("Export the meeting as one file"))
        self.sessions, self.agenda = SessionsPane(), AgendaPane()
        self.sessions.ask = self.agenda.ask = lambda: self.ask
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName(self.tr("Parts of the programme"))
        self.tabs.addTab(self.sessions, self.tr("Sessions"))
        self.tabs.addTab(self.agenda, self.tr("Agenda"))
        self._lay_out()
        self.change.clicked.connect(self._edit)
        self.export.clicked.connect(self._choose_export)
        self.form.cancelled.connect(lambda: self._show_form(False))
        self.form.wanted.connect(self._name)

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Meeting")

    def show_state(self, state: ConsoleState) -> None:
        """Show the meeting."""
        self._state = state
        if state.view is not None:
            details = state.view.details
            self.name.setText(details.title)
            zone = when.zone_word(details.timezone)
            facts = (details.symbol, days_words(details), format_word(details.format), zone)
            self.facts.setText(" · ".join(filter(None, facts)))
            self.course.setText(course_words(state.view))
            self.course.setVisible(bool(self.course.text()))
        else:
            self.name.setText(self.tr("Not known before the core is attached."))
        for button in (self.change, self.export):
            button.setEnabled(state.is_attached and state.view is not None)
        self.sessions.show_state(state, self.now_ms())
        self.agenda.show_state(state)

    def take(self, message: ConsoleMessage) -> None:
        """Follow the packing of the meeting's file."""
        self.packed.take(message)

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(2)
        for part in (self.name, self.facts, self.course):
            names.addWidget(part)
        self.course.hide()
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_PX)
        head.addLayout(names, 1)
        head.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.export, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addLayout(head)
        for shown in (self.form, self.packed.courier, self.notice):
            column.addWidget(shown)
        column.addWidget(self.tabs, 1)

    def _edit(self) -> None:
        if self._state.view is not None:
            self.form.fill(self._state.view.details)
            self._show_form(True)

    def _show_form(self, is_shown: bool) -> None:
        self.form.setVisible(is_shown)
        self.change.setEnabled(not is_shown)
        (self.form.name if is_shown else self.change).setFocus()

    def _name(self, message: NameMeeting) -> None:
        self.notice.clear()
        self.ask(message, self._refuse, lambda _: self._show_form(False))

    def _refuse(self, error: ConferenceError) -> None:
        self.notice.say(meeting_refusal(error), "warn", may_dismiss=True)

    def _choose_export(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, has_people in (
            (self.tr("Without the people …"), False),
            (self.tr("With the people and their addresses …"), True),
        ):
            action = QAction(text, menu)
            action.triggered.connect(lambda _=False, has=has_people: self._export(has))
            menu.addAction(action)
        action = QAction(self.tr("With people and documents, for another machine …"), menu)
        action.triggered.connect(self._pack)
        menu.addAction(action)
        menu.popup(self.export.mapToGlobal(self.export.rect().bottomLeft()))

    def _pack(self) -> None:
        if self._state.view is not None:
            self.packed.choose_file(self._state.view.details.meeting)

    def _export(self, has_people: bool) -> None:
        self.ask(ExportMeeting(has_people=has_people), self.notice, self._keep)

    def _keep(self, answer: ConsoleMessage) -> None:
        if not isinstance(answer, MeetingExported):
            return
        name = Path(answer.name).name
        dialog = QFileDialog(self, self.tr("Export the meeting"), name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Meetings (*.json)"))
        dialog.setDefaultSuffix("json")
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda path: self._write(path, answer.data))
        dialog.open()

    def _write(self, path: str, data: bytes) -> None:
        file = QSaveFile(path)
        is_written = file.open(QSaveFile.OpenModeFlag.WriteOnly) and file.write(data) == len(data)
        if is_written and file.commit():
            self.notice.say(self.tr("Exported to {path}").format(path=path), "live", may_dismiss=True)
        else:
            self.notice.say(self.tr("{path} can't be written.").format(path=path), "fail", may_dismiss=True)
