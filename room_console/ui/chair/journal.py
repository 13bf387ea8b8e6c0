"""What was done, by whom and when, in large lines in the place of the list: read only, the newest first."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from common.model.chronicle import CHAIRS_DEEDS, Deeds
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from common.model.meeting import MeetingView
from common.protocol.chronicle import AskJournal, JournalPage
from common.protocol.codec import ConsoleMessage
from common.ui import theme
from common.ui.errors import sentence
from common.ui.text import isolated, paragraph, restyle
from room_console.ui.chair.inplace import InPlaceOfList
from room_console.ui.chair.journallines import Deed, DeedsInLarge, deeds_of
from room_console.ui.journalwords import deeds_word

MOST_LINES: Final = 1_000
"""Shown at a time; what is older stands in the console's office."""
ENOUGH: Final = 20
"""Lines that fill the place; fewer are followed by older ones at once."""
NEAR_END_PX: Final = 400
GATHER_MS: Final = 500
"""After a change it waits so long for others before it asks."""


class ChairJournal(InPlaceOfList):
    """Asks when it is shown, when the meeting changes while it is seen, and for older lines as one scrolls."""

    wanted = Signal(object, int)
    """An `AskJournal`, and the number with which its answer is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._view: MeetingView | None = None
        self._is_attached = False
        self._now_ms = self._question = 0
        self._is_asked = self._is_older_asked = False
        self._before: Revision | None = None
        self.deeds = QComboBox()
        self.deeds.setProperty("reach", "touch")
        self.deeds.setAccessibleName(self.tr("Kind of event"))
        self.deeds.addItem(self.tr("Everything"), None)
        for deeds in CHAIRS_DEEDS:
            self.deeds.addItem(deeds_word(deeds), deeds)
        self.lines = DeedsInLarge()
        self.summary = paragraph(ink="muted")
        self._gathering = QTimer(self, interval=GATHER_MS, singleShot=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.deeds)
        column.addWidget(self.lines, 1)
        column.addWidget(self.summary)
        self._connect()

    def show_view(self, view: MeetingView, now_ms: int, *, is_attached: bool) -> None:
        """Follow the meeting: whatever chair or staff do shows in it."""
        self._now_ms = now_ms
        was_attached, self._is_attached = self._is_attached, is_attached
        before, self._view = self._view, view
        if self.isVisible() and (before is None or _has_changed(before, view) or not was_attached):
            self._gathering.start()

    def ask(self) -> None:
        """Ask for the newest lines."""
        if self._is_attached:
            self._send(None)

    def take(self, question: int, answer: ConsoleMessage) -> None:
        """Show what was answered to the question that was asked last."""
        if question != self._question or not isinstance(answer, JournalPage) or self._view is None:
            return
        self._is_asked = False
        found, known = deeds_of(answer.lines, self._view, self._now_ms), self.lines.deeds
        newest = known[0].revision if known else Revision(0)
        if self._is_older_asked:
            self._show((*known, *found), answer.before)
        elif not known or (answer.before is not None and answer.before > newest):
            self._show(found, answer.before)
        else:
            self._show((*(d for d in found if d.revision > newest), *known), self._before)
        if len(self.lines.deeds) < ENOUGH and self._before is not None:
            self._send(self._before)

    def refused(self, error: ConferenceError) -> None:
        """Say why nothing new is shown."""
        self._is_asked = False
        self.summary.setText(sentence(error.code))
        if error.code is ErrorCode.BUSY:
            self._gathering.start()

    def _send(self, before: Revision | None) -> None:
        self._question += 1
        self._is_asked, self._is_older_asked = True, before is not None
        chosen = self.deeds.currentData()
        self.wanted.emit(AskJournal(before=before, deeds=Deeds(chosen) if chosen else None), self._question)

    def _show(self, deeds: tuple[Deed, ...], before: Revision | None) -> None:
        self._before = before if len(deeds) < MOST_LINES else None
        with QSignalBlocker(self.lines.verticalScrollBar()):
            self.lines.show_deeds(deeds[:MOST_LINES])
        self._sum_up()

    def _sum_up(self) -> None:
        """Say the selected line in full, for in its own place it may be cut off; else how many there are."""
        count, chosen = len(self.lines.deeds), self.lines.chosen()
        restyle(self.summary, ink="text" if chosen is not None else "muted")
        if chosen is not None:
            self.summary.setText(chosen.what)
        elif not count:
            self.summary.setText(self.tr("Nothing was done yet"))
        elif self._before is not None or count == MOST_LINES:
            self.summary.setText(isolated(self.tr("The newest {count}").format(count=count)))
        else:
            self.summary.setText(isolated(self.tr("All {count}").format(count=count)))

    def _connect(self) -> None:
        self.deeds.activated.connect(self._choose)
        self._gathering.timeout.connect(self.ask)
        self.lines.selectionModel().currentChanged.connect(self._sum_up)
        bar = self.lines.verticalScrollBar()
        bar.valueChanged.connect(lambda value: self._scrolled(bar.maximum() - value))

    def _choose(self) -> None:
        self._show((), None)
        self.ask()

    def _scrolled(self, left_px: int) -> None:
        if left_px < NEAR_END_PX and self._before is not None and not self._is_asked and self._is_attached:
            self._send(self._before)


def _has_changed(before: MeetingView, now: MeetingView) -> bool:
    """Tell whether something was done that stands in the journal; presences and the like follow with the next."""
    return (before.floor, before.rules, before.undoable, before.current_session, before.current_item) != (
        now.floor,
        now.rules,
        now.undoable,
        now.current_session,
        now.current_item,
    )
