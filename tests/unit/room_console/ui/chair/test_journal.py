"""The chair's journal: what it asks for, what it shows of the answers, and that it keeps within bounds."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from common.model.chronicle import CHAIRS_DEEDS, Deeds
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from common.model.meeting import MeetingView
from common.protocol.chronicle import AskJournal, JournalPage
from room_console.ui.chair.journal import MOST_LINES, ChairJournal
from tests.gallery.console_chair import debate
from tests.gallery.console_journal import lines_of
from tests.gallery.madeup import NOW_MS

STATE = debate("en")
assert STATE.view is not None
VIEW: MeetingView = STATE.view
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly
NORWAY = "\u2068Norway\u2069 – \u2068Ms. Ingrid Solberg\u2069"


class Asked:
    """A journal that is seen, and what it asked."""

    def __init__(self, qtbot: QtBot) -> None:
        self.journal = ChairJournal()
        qtbot.addWidget(self.journal)
        self.wishes: list[tuple[AskJournal, int]] = []
        self.journal.wanted.connect(lambda message, question: self.wishes.append((message, question)))
        self.journal.show_view(VIEW, NOW_MS, is_attached=True)
        self.journal.resize(500, 600)
        self.journal.show()

    def answer(self, many: int, first: int, before: int | None) -> None:
        """Answer what was asked last."""
        older = Revision(before) if before is not None else None
        self.journal.take(self.wishes[-1][1], JournalPage(1, lines_of(VIEW, "en", many, first), older))

    @property
    def is_about_to_ask(self) -> bool:
        """Tell whether it waits for more that is done before it asks."""
        return any(timer.isActive() for timer in self.journal.findChildren(QTimer, options=DIRECT))

    @property
    def shown(self) -> list[int]:
        """Return the revisions that are shown."""
        return [deed.revision for deed in self.journal.lines.deeds]


@pytest.fixture
def asked(qtbot: QtBot) -> Asked:
    return Asked(qtbot)


def test_it_asks_when_it_is_seen_and_says_who_did_what_when(asked: Asked) -> None:
    assert [message for message, _ in asked.wishes] == [AskJournal()]
    asked.answer(3, 9_000, None)
    given = asked.journal.lines.deeds[1]
    assert given.what == "Floor given for 5:00"
    assert (given.whom, given.by) == ("\u2068Brazil\u2069 – \u2068Ms. Helena Prado\u2069", NORWAY)
    assert given.at.count(":") == 2
    assert "All 3" in asked.journal.summary.text()


def test_what_is_done_meanwhile_is_asked_for_and_put_on_top(asked: Asked, qtbot: QtBot) -> None:
    asked.answer(30, 9_000, None)
    asked.journal.lines.setCurrentIndex(asked.journal.lines.model().index(2, 0))
    asked.journal.show_view(replace(VIEW, participants={}), NOW_MS, is_attached=True)
    asked.journal.show_view(VIEW, NOW_MS, is_attached=True)
    assert not asked.is_about_to_ask, "nothing was done"
    asked.journal.show_view(replace(VIEW, floor=VIEW.floor[1:]), NOW_MS, is_attached=True)
    qtbot.waitUntil(lambda: len(asked.wishes) == 2)
    asked.answer(40, 9_002, None)
    assert asked.shown[:4] == [9_002, 9_001, 9_000, 8_999]
    assert len(asked.shown) == 32
    chosen = asked.journal.lines.chosen()
    assert chosen is not None
    assert chosen.revision == 8_998, "what is looked at stays"


def test_where_more_was_done_than_a_page_has_it_begins_anew(asked: Asked) -> None:
    asked.answer(30, 500, None)
    asked.journal.ask()
    asked.answer(30, 9_000, 8_970)
    assert asked.shown[-1] == 8_971


def test_older_lines_follow_until_it_is_full(asked: Asked) -> None:
    asked.answer(5, 9_000, 8_900)
    assert asked.wishes[-1][0].before == 8_900, "a page with few lines"
    asked.answer(MOST_LINES, 8_899, 1)
    assert len(asked.shown) == MOST_LINES
    assert "The newest" in asked.journal.summary.text()
    number = len(asked.wishes)
    bar = asked.journal.lines.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert len(asked.wishes) == number, "full"
    asked.journal.ask()
    asked.answer(30, 9_010, None)
    assert len(asked.shown) == MOST_LINES
    assert asked.shown[0] == 9_010


def test_an_answer_to_an_earlier_question_is_not_shown(asked: Asked) -> None:
    asked.journal.deeds.setCurrentIndex(asked.journal.deeds.findData(Deeds.RULES))
    asked.journal.deeds.activated.emit(1)
    assert asked.wishes[-1][0] == AskJournal(deeds=Deeds.RULES)
    asked.journal.take(asked.wishes[0][1], JournalPage(1, lines_of(VIEW, "en", 9), None))
    assert asked.shown == []


def test_only_what_a_chair_may_read_is_offered(asked: Asked) -> None:
    box = asked.journal.deeds
    assert [box.itemData(n) for n in range(1, box.count())] == list(CHAIRS_DEEDS)
    assert Deeds.HELP not in CHAIRS_DEEDS


def test_a_console_that_is_busy_is_asked_again(asked: Asked, qtbot: QtBot) -> None:
    asked.journal.refused(ConferenceError(ErrorCode.BUSY))
    assert asked.journal.summary.text()
    qtbot.waitUntil(lambda: len(asked.wishes) == 2)
    asked.journal.refused(ConferenceError(ErrorCode.DISK))
    assert not asked.is_about_to_ask


def test_a_long_line_is_said_in_full_when_it_is_selected_and_escape_closes(asked: Asked, qapp: QApplication) -> None:
    asked.answer(20, 9_000, None)
    asked.journal.lines.setCurrentIndex(asked.journal.lines.model().index(8, 0))
    assert asked.journal.summary.text().startswith("List closed")
    closed: list[bool] = []
    asked.journal.closed.connect(lambda: closed.append(True))
    QTest.keyClick(asked.journal.lines, Qt.Key.Key_Escape)
    assert closed == [True]
