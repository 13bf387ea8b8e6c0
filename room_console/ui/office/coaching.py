"""Coaching: the plan of slots, who has booked and waits, the talk and the checks together, what came of it."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from common.model.coaching import CoachingOutcome
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.protocol import coaching
from common.protocol.checks import ListReadiness, ReadinessHistory
from common.protocol.codec import ConsoleMessage
from common.ui import theme, when
from common.ui.buttons import IconButton
from common.ui.helpwords import coaching_outcome_word
from common.ui.notice import Notice
from common.ui.personpicker import PersonPicker, person_words
from common.ui.text import ElidedLabel, paragraph
from room_console.ui.office.page import OfficePage
from room_console.ui.office.privateroom import PrivateRoomPane
from room_console.ui.office.seriesform import SeriesForm
from room_console.ui.panels.historypane import HistoryPane
from room_console.ui.state import ConsoleState
from room_console.ui.tables.coachingmodel import CoachingModel, SlotRow
from room_console.ui.tables.programmetable import ProgrammeTable
from room_console.ui.tables.row import Row
from room_console.ui.widgets.panel import scrolled, side_by_side
from room_console.ui.wording import refusal

_NOTE_PX = 64


class CoachingPage(OfficePage):
    """The plan at the start, the slot that is selected beside it."""

    icon = "coaching"
    key = "Alt+4"

    def __init__(self) -> None:
        super().__init__()
        self._state = ConsoleState()
        self._plan = coaching.CoachingPlan((), {})
        self._shown: ParticipantId | None = None
        self.notice = Notice()
        self.model = CoachingModel()
        self.plan = ProgrammeTable(self.model, self.tr("Slots"), first_to_go=(2,))
        self.empty = paragraph(self.tr("No slots are made yet."), ink="muted")
        self.series = SeriesForm()
        self.name = ElidedLabel(step="lead", is_bold=True)
        self.words = paragraph(ink="muted")
        self.person = PersonPicker(self.tr("Book for somebody"))
        self.book = IconButton(self.tr("Book"), "coaching")
        self.free = IconButton(self.tr("Cancel the booking"), "close", "quiet")
        self.remove = IconButton(self.tr("Take this slot away"), "minus", "quiet")
        self.room = PrivateRoomPane()
        self.readiness = HistoryPane()
        self.readiness.back.hide()
        self.readiness.name.hide()
        self.outcome = QComboBox()
        self.outcome.setAccessibleName(self.tr("What came of it"))
        for outcome in CoachingOutcome:
            self.outcome.addItem(coaching_outcome_word(outcome), outcome)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setPlaceholderText(self.tr("Notes for staff; the delegate never sees them"))
        self.note.setAccessibleName(self.tr("Notes for staff"))
        self.note.setFixedHeight(theme.current().scaled_px(_NOTE_PX))
        self.keep = IconButton(self.tr("Keep"), "check", "primary")
        self._lay_out()
        self._connect()
        self._show_slot()

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Coaching")

    def take(self, message: ConsoleMessage) -> None:
        """Keep the plan."""
        if isinstance(message, coaching.CoachingPlan):
            self._plan = message
            self._show_plan()

    def show_state(self, state: ConsoleState) -> None:
        """Show who waits, and the slot."""
        self._state = state
        self.room.ask = self.ask
        if state.view is not None:
            self.person.show_people(state.view.participants)
            self.series.show_zone(state.view.details.timezone)
            self._show_plan()

    def opened(self) -> None:
        """Read notes anew."""
        self._shown = None
        self._show_slot()

    def glance(self, state: ConsoleState) -> None:
        """Mark the page while somebody waits for their coaching."""
        view = state.view
        if view is None or view.own is (self._state.view.own if self._state.view is not None else None):
            return
        booked = {slot.participant for slot in self._plan.slots if slot.participant in view.own}
        own = (view.own[who].assistance for who in booked if who is not None)
        waiting = sum(helped is not None and helped.is_waiting for helped in own)
        self.set_mark(str(waiting) if waiting else "", is_urgent=waiting > 0)

    def _show_plan(self) -> None:
        view = self._state.view
        if view is None:
            return
        rows = []
        for slot in self._plan.slots:
            who = slot.participant
            own = view.own.get(who) if who is not None else None
            is_waiting = own is not None and own.assistance is not None and own.assistance.is_waiting
            person = view.participants.get(who) if who is not None else None
            outcome, is_unreminded = self._plan.outcomes.get(who) if who else None, slot.slot in self._plan.refused
            rows.append(SlotRow(slot, person, outcome, is_waiting, is_unreminded))
        place = self.plan.row
        selected = self.model.rows[place].slot.slot if place is not None and place < len(self.model.rows) else None
        self.model.timezone = view.details.timezone
        self.model.show(tuple(rows), next((row for row in rows if row.is_waiting), None))
        self.empty.setVisible(not rows)
        at = next((n for n, row in enumerate(rows) if row.slot.slot == selected), None)
        if at is not None and at != self.plan.row:
            self.plan.select(at)
        self._show_slot()

    @property
    def _row(self) -> SlotRow | None:
        place = self.plan.row
        return self.model.rows[place] if place is not None and place < len(self.model.rows) else None

    def _show_slot(self) -> None:
        row = self._row
        self._side.setVisible(row is not None)
        if row is None:
            return
        slot, who = row.slot, row.slot.participant
        self.name.setText(person_words(row.person) if row.person is not None else self.tr("Free"))
        words = when.both(slot.starts_at_ms, slot.ends_at_ms, self.model.timezone)
        if row.is_waiting:
            words += f". {self.tr('They wait for you.')}"
        elif row.is_unreminded:
            words += f". {self.tr('Their mail server refused the reminder: put the address right, or call them.')}"
        self.words.setText(words)
        is_booked = who is not None
        of_free: tuple[QWidget, ...] = (self.person, self.book, self.remove)
        of_booked: tuple[QWidget, ...] = (self.free, self.room, self.readiness, self.outcome, self.note, self.keep)
        for widget in (*of_free, *of_booked):
            widget.setVisible((widget in of_booked) == is_booked)
        if who is not None and row.person is not None:
            self.room.show_person(who, self._state)
            person = Row(row.person, self._state.reports.get(who), self._state.readiness.get(who))
            if self.readiness.show_person(person, person.report, self.now_ms()):
                self.ask(ListReadiness(participant=who), self.readiness.notice, self._show_history)
        if who != self._shown:
            self._shown = who
            self._read(who)

    def _show_history(self, answer: ConsoleMessage) -> None:
        if isinstance(answer, ReadinessHistory):
            self.readiness.show_history(answer.participant, answer.reports)

    def _read(self, who: ParticipantId | None) -> None:
        self.note.clear()
        self.outcome.setCurrentIndex(0)
        if who is None:
            return

        def show(answer: ConsoleMessage) -> None:
            if isinstance(answer, coaching.CoachingKept) and answer.participant == self._shown and answer.note:
                self.note.setPlainText(answer.note.text)
                self.outcome.setCurrentIndex(list(CoachingOutcome).index(answer.note.outcome))

        self.ask(coaching.ReadCoaching(participant=who), self.notice, show)

    def _connect(self) -> None:
        self.plan.selectionModel().currentChanged.connect(lambda *_: self._show_slot())
        self.series.wanted.connect(lambda series: self.ask(coaching.AddSlots(series=series), self._refuse))
        self.person.picked.connect(lambda: self.book.setEnabled(self.person.person is not None))
        self.book.setEnabled(False)
        self.book.clicked.connect(self._book)
        self.free.clicked.connect(self._free)
        self.remove.clicked.connect(self._remove)
        self.keep.clicked.connect(self._keep)

    def _book(self) -> None:
        row, who = self._row, self.person.person
        if row is not None and who is not None:
            booking = coaching.BookSlot(slot=row.slot.slot, participant=who)
            self.ask(booking, self._refuse, lambda _: self.person.clear())

    def _free(self) -> None:
        row = self._row
        if row is not None and row.slot.participant is not None:
            self.ask(coaching.CancelSlot(participant=row.slot.participant), self._refuse)

    def _remove(self) -> None:
        if (row := self._row) is not None:
            self.ask(coaching.RemoveSlot(slot=row.slot.slot), self._refuse)

    def _keep(self) -> None:
        if self._shown is not None:
            outcome = CoachingOutcome(self.outcome.currentData())
            text = self.note.toPlainText()[: coaching.MAX_NOTE]
            self.ask(coaching.NoteCoaching(participant=self._shown, outcome=outcome, text=text), self.notice)

    def _refuse(self, error: ConferenceError) -> None:
        known = {
            ErrorCode.ALREADY: self.tr("There are slots at this time already, or somebody has booked this one."),
            ErrorCode.LIMIT: self.tr("Somebody else has booked this slot."),
            ErrorCode.MALFORMED: self.tr("These times make no slot that is still to come."),
            ErrorCode.UNEXPECTED: self.tr("This slot is over."),
        }
        self.notice.say(known.get(error.code) or refusal(error), "warn", may_dismiss=True)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        for widget in (self.empty, self.plan, self.series):
            column.addWidget(widget, int(widget is self.plan))
        self._side = self._lay_out_slot()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.SPACE_PX)
        page.addWidget(self.notice)
        page.addWidget(side_by_side(left, scrolled(self._side, self.tr("The slot that is selected"))), 1)

    def _lay_out_slot(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.name)
        column.addWidget(self.words)
        booking = QHBoxLayout()
        booking.addWidget(self.person, 1)
        for button in (self.book, self.free, self.remove):
            booking.addWidget(button)
        column.addLayout(booking)
        column.addWidget(self.room)
        column.addWidget(self.readiness, 1)
        column.addWidget(self.note)
        last = QHBoxLayout()
        last.addWidget(self.outcome, 1)
        last.addWidget(self.keep)
        column.addLayout(last)
        column.addStretch()
        return side
