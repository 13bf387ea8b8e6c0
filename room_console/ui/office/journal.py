"""The page of what happened: who did what when, who spoke for how long, and the minutes index as a file."""

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget

from common.model.chronicle import Deeds, TimeBy
from common.model.errors import ConferenceError
from common.model.ids import Revision
from common.protocol.chronicle import AskJournal, AskSpeakingTime, JournalPage, SpeakingTimes
from common.protocol.codec import ConsoleMessage
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.errors import sentence
from common.ui.flow import FlowLayout
from common.ui.notice import Notice
from common.ui.text import ElidedLabel, isolated
from room_console.ui.journalwords import deeds_word, time_by_word
from room_console.ui.meetingwords import session_name
from room_console.ui.office.minutes import MinutesSaver
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from room_console.ui.tables.journalmodel import JournalModel, SpeakingTimeModel
from room_console.ui.tables.programmetable import ProgrammeTable
from room_console.ui.widgets.searchfield import search_field

TYPING_MS = 300
ENOUGH = 60
"""Lines that fill the table; fewer are followed by older ones at once."""
NEAR_END_PX = 400
_WHEN, _BY, _WHOM, _SPEECHES, _EACH = 0, 2, 3, 2, 3


class JournalOffice(OfficePage):
    """Lines come in pages, the newest first, and older ones as one scrolls down."""

    icon = "clock"
    key = "Alt+J"

    def __init__(self) -> None:
        super().__init__()
        self._state = ConsoleState()
        self._before: Revision | None = None
        self._is_asked = False
        self._question = 0
        self.notice = Notice()
        self.search_field = search_field(self.tr("Find by name or delegation"))
        self.view, self.deeds, self.session = QComboBox(), QComboBox(), QComboBox()
        self.refresh = IconButton(self.tr("Read again"), "refresh")
        self.refresh.describe(self.tr("Read what has happened since (F5)"))
        self.minutes = MinutesSaver(self, self.notice)
        self.summary = ElidedLabel(ink="muted")
        self.lines, self.times = JournalModel(), SpeakingTimeModel()
        self.table = ProgrammeTable(self.lines, self.tr("What happened"), first_to_go=(_WHOM, _BY, _WHEN))
        self.time_table = ProgrammeTable(self.times, self.tr("Speaking time"), first_to_go=(_EACH, _SPEECHES))
        self.tables = QStackedWidget()
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        self._fill()
        self._lay_out()
        self._connect()

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Journal")

    def show_state(self, state: ConsoleState) -> None:
        """Show names, and by whose clocks."""
        before, self._state = self._state.view, state
        view = state.view
        if view is not None:
            self.lines.people, self.lines.timezone = view.participants, view.details.timezone
            if before is None or before.details.sessions != view.details.sessions:
                self._show_sessions()
        for widget in (self.refresh, self.minutes.save):
            widget.setEnabled(state.is_attached and not self.minutes.courier.is_busy)

    def opened(self) -> None:
        """Read what has happened."""
        self.read()

    def search(self) -> None:
        """Put the cursor where one searches."""
        self.search_field.setFocus()

    def take(self, message: ConsoleMessage) -> None:
        """Take speaking times, and follow the making of the minutes."""
        self.minutes.take(message)
        if isinstance(message, SpeakingTimes) and (message.by, message.session) == (self._by, self._session):
            self._show_times(message)

    def read(self) -> None:
        """Read anew what is chosen."""
        by = self._by
        self.tables.setCurrentWidget(self.table if by is None else self.time_table)
        for field in (self.search_field, self.deeds):
            field.setEnabled(by is None)
        self._question += 1
        self._is_asked = False
        if by is None:
            self.lines.now_ms = self.now_ms()
            self.lines.show((), None)
            self._before = None
            self._ask_older()
        elif self._state.is_attached:
            self.summary.setText(self.tr("Reading the journal"))
            self.ask(AskSpeakingTime(by=by, session=self._session), self._refused)

    @property
    def _by(self) -> TimeBy | None:
        chosen = self.view.currentData()
        return TimeBy(chosen) if chosen else None

    @property
    def _session(self) -> int | None:
        chosen: int | None = self.session.currentData()
        return chosen

    def _fill(self) -> None:
        self.view.addItem(self.tr("What happened"), "")
        for by in TimeBy:
            self.view.addItem(time_by_word(by), by)
        self.deeds.addItem(self.tr("Everything"), "")
        for deeds in Deeds:
            self.deeds.addItem(deeds_word(deeds), deeds)
        self._show_sessions()
        for box, name in (
            (self.view, self.tr("What is shown")),
            (self.deeds, self.tr("Kind of event")),
            (self.session, self.tr("Session of speaking times and minutes")),
        ):
            box.setAccessibleName(name)

    def _lay_out(self) -> None:
        bar = QWidget()
        row = FlowLayout(bar)
        self.search_field.setMinimumWidth(theme.current().scaled_px(220))
        row.addWidget(self.view)
        row.addWidget(self.search_field)
        for box in (self.deeds, self.session):
            row.addWidget(box)
        for part in (self.refresh, self.minutes.format, self.minutes.save):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        for line in (bar, self.minutes.courier, self.notice, self.summary):
            column.addWidget(line)
        self.tables.addWidget(self.table)
        self.tables.addWidget(self.time_table)
        column.addWidget(self.tables, 1)

    def _connect(self) -> None:
        self._typing.timeout.connect(self.read)
        self.search_field.textChanged.connect(lambda _: self._typing.start())
        for box in (self.view, self.deeds, self.session):
            box.activated.connect(lambda _: self.read())
        self.session.currentIndexChanged.connect(lambda _: setattr(self.minutes, "session", self._session))
        self.refresh.clicked.connect(self.read)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self, self.read)
        bar = self.table.verticalScrollBar()
        bar.valueChanged.connect(lambda value: self._scrolled(bar.maximum() - value))

    def _show_sessions(self) -> None:
        chosen = self._session
        self.session.clear()
        self.session.addItem(self.tr("Whole meeting"), None)
        for session in self._state.view.details.sessions if self._state.view is not None else ():
            self.session.addItem(session_name(session), session.number)
        self.session.setCurrentIndex(max(0, self.session.findData(chosen)))

    def _scrolled(self, left_px: int) -> None:
        if left_px < NEAR_END_PX and self._before is not None:
            self._ask_older()

    def _ask_older(self) -> None:
        if self._is_asked or not self._state.is_attached:
            return
        self._is_asked = True
        question = self._question
        chosen = self.deeds.currentData()
        wish = AskJournal(
            before=self._before, deeds=Deeds(chosen) if chosen else None, text=self.search_field.text().strip()
        )
        self.ask(wish, self._refused, lambda answer: self._came(question, answer))

    def _came(self, question: int, answer: ConsoleMessage) -> None:
        if question != self._question or not isinstance(answer, JournalPage):
            return
        self._is_asked = False
        is_first = not self.lines.rows
        self._before = answer.before
        self.lines.append(answer.lines)
        if is_first and answer.lines:
            self.table.fit()
            self.table.setCurrentIndex(self.lines.index(0, 0, QModelIndex()))
        self._say_how_many()
        if len(self.lines.rows) < ENOUGH and self._before is not None:
            self._ask_older()

    def _say_how_many(self) -> None:
        count = len(self.lines.rows)
        if self._before is not None:
            self.summary.setText(isolated(self.tr("{count} shown, older ones below").format(count=count)))
        else:
            all_of_them = isolated(self.tr("{count} shown").format(count=count))
            self.summary.setText(all_of_them if count else self.tr("Nothing found"))

    def _show_times(self, told: SpeakingTimes) -> None:
        if told.error is not None:
            self.notice.say(sentence(told.error), "warn", may_dismiss=True)
        self.times.by = told.by
        self.times.show((), None)
        self.times.show(told.times, None)
        count = sum(one.speeches for one in told.times)
        many = isolated(self.tr("{count} speeches").format(count=count))
        self.summary.setText(many if count else self.tr("Nobody has spoken"))

    def _refused(self, error: ConferenceError) -> None:
        self._is_asked = False
        self.notice.say(sentence(error.code), "warn", may_dismiss=True)
