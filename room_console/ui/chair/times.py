"""Who spoke for how long, in the place of the list: of the session that is open, or of the whole meeting."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from common.model.chronicle import TimeBy
from common.model.errors import ConferenceError
from common.model.floor import RequestStatus
from common.model.ids import RequestId
from common.model.meeting import MeetingView
from common.protocol.chronicle import AskSpeakingTime, SpeakingTimes
from common.ui import theme
from common.ui.errors import sentence
from common.ui.text import isolated, paragraph
from room_console.ui.chair.inplace import InPlaceOfList
from room_console.ui.journalwords import time_by_word
from room_console.ui.tables.journalmodel import SpeakingTimeModel
from room_console.ui.tables.programmetable import ProgrammeTable

_SPEECHES, _EACH = 2, 3


class SpokenTimes(InPlaceOfList):
    """Asks when it is shown, and again when somebody else has the floor; Escape closes it."""

    wanted = Signal(object)
    """An `AskSpeakingTime`."""

    def __init__(self) -> None:
        super().__init__()
        self._session: int | None = None
        self._speaking: frozenset[RequestId] = frozenset()
        self.by = QComboBox()
        self.by.setProperty("reach", "touch")
        self.by.setAccessibleName(self.tr("What speaking time is summed up by"))
        for by in TimeBy:
            self.by.addItem(time_by_word(by), by)
        self.by.setCurrentIndex(self.by.findData(TimeBy.DELEGATION))
        self.times = SpeakingTimeModel()
        self.table = ProgrammeTable(self.times, self.tr("Speaking time"), first_to_go=(_EACH, _SPEECHES))
        self.summary = paragraph(ink="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        for part in (self.by, self.table, self.summary):
            column.addWidget(part)
        self.by.activated.connect(self.ask)

    def show_view(self, view: MeetingView) -> None:
        """Follow who has the floor, and which session is open."""
        speaking = frozenset(r.request for r in view.floor if r.status is RequestStatus.GRANTED)
        now = (view.current_session, speaking)
        if now != (self._session, self._speaking):
            self._session, self._speaking = now
            if self.isVisible():
                self.ask()

    def ask(self) -> None:
        """Ask for what is chosen."""
        self.wanted.emit(AskSpeakingTime(by=TimeBy(self.by.currentData()), session=self._session))

    def take(self, told: SpeakingTimes) -> None:
        """Show the answer to what is chosen."""
        if (told.by, told.session) != (self.by.currentData(), self._session):
            return
        if told.error is not None:
            self.summary.setText(sentence(told.error))
            return
        self.times.by = told.by
        self.times.show(told.times, None)
        count = sum(one.speeches for one in told.times)
        where = self.tr("This session") if told.session is not None else self.tr("Whole meeting")
        many = isolated(self.tr("{count} speeches").format(count=count)) if count else self.tr("Nobody has spoken")
        self.summary.setText(f"{where} · {many}")

    def refused(self, error: ConferenceError) -> None:
        """Say why nothing new is shown."""
        self.summary.setText(sentence(error.code))
