"""The page of the List of Participants, and of attendance, from which it is made."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QVBoxLayout, QWidget

from common.model.documents import DocumentId
from common.model.errors import ConferenceError
from common.model.ids import ParticipantId
from common.model.meeting import ParticipantView
from common.model.people import Role
from common.model.record import Attended, ListStage
from common.protocol.codec import ConsoleMessage
from common.protocol.documents import (
    AskAttendance,
    AttendanceTold,
    CancelList,
    ListProgress,
    ListStarted,
    MakeList,
    MarkOnSite,
)
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.text import label
from room_console.ui.documentwords import list_failure, upload_refusal
from room_console.ui.office.badges import BadgeReader
from room_console.ui.office.courier import Courier, Outcome
from room_console.ui.office.listoptions import ListOptions
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from room_console.ui.tables.attendancemodel import AttendanceModel, Present
from room_console.ui.tables.programmetable import ProgrammeTable

_DELEGATION, _FROM, _TO, _MINUTES, _PIECES = 0, 3, 4, 5, 6
LISTED_ROLES = frozenset({Role.DELEGATE, Role.OBSERVER, Role.CHAIR, Role.SECRETARIAT})
WHOLE_MEETING = 0


class ParticipantsPage(OfficePage):
    """What the list is to be, at the top; below who was there, as the list will say it."""

    icon = "list"
    key = "Alt+7"

    def __init__(self) -> None:
        super().__init__()
        self._state = ConsoleState()
        self._attended: Mapping[ParticipantId, Attended] = {}
        self._former: tuple[ParticipantView, ...] = ()
        """Who attended and is registered no more."""
        self._making: tuple[DocumentId, Path] | None = None
        self.options, self.notice, self.courier = ListOptions(), Notice(), Courier(self)
        self.make = IconButton(self.tr("Make and save…"), "document", "primary")
        self.summary = label(ink="muted")
        self.model = AttendanceModel()
        self.table = ProgrammeTable(
            self.model, self.tr("Attendance"), first_to_go=(_PIECES, _FROM, _TO, _MINUTES, _DELEGATION)
        )
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(_DELEGATION, Qt.SortOrder.AscendingOrder)
        self.badges = BadgeReader(self)
        self.read_badges = IconButton(self.tr("Badge list…"), "folder")
        self.was_there = IconButton(self.tr("Was in the hall"), "check")
        self.was_not = IconButton(self.tr("Was not"), "close")
        self.refresh = IconButton(self.tr("Read again"), "refresh")
        self._connect()
        self._lay_out()

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("List of Participants")

    def show_state(self, state: ConsoleState) -> None:
        """Show the people as they are now."""
        has_other_people = state.view is None or self._state.view is None
        has_other_people = has_other_people or state.view.participants is not self._state.view.participants  # type: ignore[union-attr]
        self._state = state
        if state.view is not None:
            self.options.show_details(state.view.details)
            self.model.timezone = state.view.details.timezone
        if has_other_people:
            self._show()
        self._enable()

    def opened(self) -> None:
        """Ask who was there."""
        self._look()

    def take(self, message: ConsoleMessage) -> None:
        """Follow the making of a list, and take attendance."""
        match message:
            case ListProgress() if self._making is not None and message.document == self._making[0]:
                self._progress(message)
            case AttendanceTold() if message.session == self.options.chosen_session:
                self._attended = {one.participant: one for one in message.attended}
                self._former = message.former
                if message.error is not None:
                    self.notice.say(list_failure(message.error), "warn", may_dismiss=True)
                self._show()
            case _:
                pass

    def _connect(self) -> None:
        self.make.clicked.connect(self._choose_file)
        self.refresh.clicked.connect(self._look)
        self.read_badges.clicked.connect(self.badges.choose)
        self.badges.read.connect(self._look)
        self.was_there.clicked.connect(lambda: self._mark(True))
        self.was_not.clicked.connect(lambda: self._mark(False))
        self.options.session_chosen.connect(self._look)
        self.options.changed.connect(self._enable)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())

    def _lay_out(self) -> None:
        verbs = QWidget()
        buttons = FlowLayout(verbs)
        for button in (self.was_there, self.was_not, self.read_badges, self.refresh):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.options)
        column.addWidget(self.make, 0, Qt.AlignmentFlag.AlignLeading)
        for part in (self.courier, self.notice, self.summary):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(verbs)

    def _show(self) -> None:
        registered = dict(self._state.view.participants) if self._state.view is not None else {}
        former = [one for one in self._former if one.participant not in registered]
        people = [one for one in (*registered.values(), *former) if one.role in LISTED_ROLES]
        rows = tuple(Present(one, self._attended.get(one.participant)) for one in people)
        header = self.table.horizontalHeader()
        self.model.show(rows, None)
        self.model.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())
        here = [row.attended for row in rows if row.attended is not None]
        on_site = sum(one.is_on_site for one in here)
        self.summary.setText(
            self.tr("{all} listed · {here} attended: {on_site} on-site, {remote} remote").format(
                all=len(self.model.rows), here=len(here), on_site=on_site, remote=len(here) - on_site
            )
        )

    def _is_known(self, who: ParticipantId) -> bool:
        view = self._state.view
        return view is not None and who in view.participants and view.participants[who].role in LISTED_ROLES

    def _enable(self) -> None:
        is_attached = self._state.is_attached and self._state.view is not None
        self.make.setEnabled(is_attached and not self.courier.is_busy and self.options.order is not None)
        is_of_a_session = is_attached and self.marked_session is not None
        has_selected = self.table.selectionModel().hasSelection()
        for button in (self.was_there, self.was_not):
            button.setEnabled(is_of_a_session and has_selected)
        self.read_badges.setEnabled(is_of_a_session)
        self.refresh.setEnabled(is_attached)

    @property
    def marked_session(self) -> int | None:
        """The session in which people are marked; None where one must be chosen first."""
        view = self._state.view
        if view is not None and not view.details.sessions:
            return WHOLE_MEETING
        return self.options.chosen_session

    def _look(self) -> None:
        self._enable()
        if self._state.is_attached:
            self.ask(AskAttendance(session=self.options.chosen_session), self._not_read)

    def _not_read(self, error: ConferenceError) -> None:
        self.notice.say(list_failure(error.code), "warn", may_dismiss=True)

    def _mark(self, is_present: bool) -> None:
        chosen = {index.row() for index in self.table.selectionModel().selectedRows()}
        people = tuple(who for row in sorted(chosen) if self._is_known(who := self.model.rows[row].person.participant))
        if people and (session := self.marked_session) is not None:
            wish = MarkOnSite(session=session, participants=people, is_present=is_present)
            self.ask(wish, self.notice, lambda _: self._look())

    def _choose_file(self) -> None:
        order = self.options.order
        if order is None or self._state.view is None:
            return
        dialog = QFileDialog(self, self.tr("Save the List of Participants"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(order.format)
        dialog.selectFile(f"{self.tr('List of Participants')}.{order.format}")
        dialog.fileSelected.connect(lambda name: self.begin(Path(name)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def begin(self, path: Path) -> None:
        """Have the list made that is ordered, and save it."""
        if (order := self.options.order) is None:
            return

        def started(answer: ConsoleMessage) -> None:
            if isinstance(answer, ListStarted):
                self._making = answer.document, path
                self.courier.on_cancel = self._cancel
                self.courier.show_progress(self.tr("Reading the journal"))
                self._enable()

        self.ask(MakeList(order=order), self._not_read, started)

    def _progress(self, told: ListProgress) -> None:
        assert self._making is not None
        document, path = self._making
        match told.stage:
            case ListStage.READING | ListStage.WRITING:
                self.courier.show_progress(self.tr("Writing {people} people").format(people=told.people))
            case ListStage.MADE:
                self._fetch(document, path, told.people)
            case ListStage.FAILED | ListStage.CANCELLED:
                self._over()
                if told.stage is ListStage.FAILED:
                    self.notice.say(list_failure(told.error), "warn", may_dismiss=True)

    def _fetch(self, document: DocumentId, path: Path, people: int) -> None:
        def saved() -> None:
            text = self.tr("{name} is saved: {people} people.").format(name=path.name, people=people)
            self._over()
            self.notice.say(text, "live", may_dismiss=True)

        def failed(error: ConferenceError) -> None:
            self._over()
            self.notice.say(upload_refusal(error), "warn", may_dismiss=True)

        self.courier.collect(document, path, Outcome(saved, failed))

    def _cancel(self) -> None:
        if self._making is not None:
            self.ask(CancelList(document=self._making[0]), self.notice)
        self._over()

    def _over(self) -> None:
        self._making = None
        self.courier.rest()
        self._enable()
