"""A chat as it is read: plain, each line in its own direction, links, removals, and where one reads."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextCursor
from pytestqt.qtbot import QtBot

from common.model.chat import ChatLine
from common.model.ids import ParticipantId
from common.ui.chattext import END, ISOLATE, ISOLATE_LEFT, ChatText
from common.ui.chatview import AT_ONCE, FIRST_LINES, ChatView

ANNA, BORIS = ParticipantId("anna"), ParticipantId("boris")


def line(number: int, text: str = "", by: ParticipantId = BORIS) -> ChatLine:
    """Make a line."""
    return ChatLine(number, by, 1_750_000_000_000 + number * 60_000, text or f"line {number}")


@pytest.fixture
def view(qtbot: QtBot) -> ChatView:
    made = ChatView(lambda who: who.title())
    qtbot.addWidget(made)
    made.resize(320, 400)
    made.show()
    return made


def rows(text: ChatText) -> list[str]:
    """Return what is shown, without the marks of direction."""
    return text.toPlainText().translate({ord(mark): None for mark in (ISOLATE, ISOLATE_LEFT, END)}).split("\n")


def fresh(qtbot: QtBot, lines: list[ChatLine]) -> list[str]:
    """Return what a view shows that was never told anything else."""
    made = ChatText(lambda who: who.title())
    qtbot.addWidget(made)
    made.show_lines(lines)
    return rows(made)


def test_nothing_is_markup(view: ChatView) -> None:
    view.show_lines([line(1, "<img src=http://x.example/y.png onerror=1> <b>bold</b> &amp;")])
    assert rows(view.text)[1] == "<img src=http://x.example/y.png onerror=1> <b>bold</b> &amp;"
    assert view.text.loadResource(2, QUrl("http://x.example/y.png")) is None


def test_each_line_has_its_own_direction_and_the_head_the_window_s(view: ChatView) -> None:
    view.show_lines([line(1, "شكراً 12"), line(2, "thank you")])
    block = view.text.document().begin()
    directions = []
    while block.isValid():
        directions.append(block.textDirection())
        block = block.next()
    left, right = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft
    assert directions == [left, right, left]


def test_a_link_is_isolated_and_opened_outside_after_a_click_and_no_other_scheme(
    view: ChatView, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    view.show_lines([line(1, "الرابط https://example.org/a هنا")])
    assert f"{ISOLATE_LEFT}https://example.org/a{END}" in view.text.toPlainText()
    for url in ("file:///etc/passwd", "javascript:alert(1)"):
        view.text.anchorClicked.emit(QUrl(url))
    assert opened == []
    view.text.anchorClicked.emit(QUrl("https://example.org/a"))
    assert opened == ["https://example.org/a"]


def test_what_is_copied_has_no_marks_of_direction(view: ChatView) -> None:
    view.show_lines([line(1, "https://example.org/a")])
    view.text.selectAll()
    copied = view.text.createMimeDataFromSelection().text()
    assert "https://example.org/a" in copied
    assert not any(mark in copied for mark in (ISOLATE, ISOLATE_LEFT, END))


def test_however_lines_come_and_go_the_same_is_shown(view: ChatView, qtbot: QtBot) -> None:
    lines = [line(n, by=ANNA if n % 3 else BORIS) for n in range(10, 30)]
    steps = [
        lines[:4],
        lines[:8],
        [replace(each, text="", is_removed=True) if each.number == 12 else each for each in lines[:8]],
        lines[4:12],
        lines[2:12],
        lines[15:],
        [],
        lines[:2],
    ]
    for step in steps:
        view.text.show_lines(step)
        shown, expected = rows(view.text), fresh(qtbot, step)
        assert [row for row in shown if "line" in row] == [row for row in expected if "line" in row]
        assert shown.count("Removed by the moderator") == expected.count("Removed by the moderator")


def test_a_line_on_several_rows_is_removed_whole(view: ChatView) -> None:
    view.show_lines([line(1, "before"), line(2, "one\ntwo\nthree"), line(3, "after")])
    view.show_lines([line(1, "before"), replace(line(2), text="", is_removed=True), line(3, "after")])
    assert rows(view.text)[1:] == ["before", "Removed by the moderator", "after"]


def test_of_a_long_chat_the_newest_is_shown_and_the_rest_at_a_press(view: ChatView, qtbot: QtBot) -> None:
    lines = [line(n) for n in range(1, FIRST_LINES * 2 + 11)]
    view.show_lines(lines)
    assert rows(view.text)[-AT_ONCE:] == [each.text for each in lines[-AT_ONCE:]], "the newest at once"
    qtbot.waitUntil(lambda: f"line {FIRST_LINES + 11}" in rows(view.text))
    assert f"line {FIRST_LINES + 10}" not in rows(view.text)
    assert view.text.verticalScrollBar().value() == view.text.verticalScrollBar().maximum()
    view.earlier.click()
    qtbot.waitUntil(lambda: "line 11" in rows(view.text))
    view.earlier.click()
    qtbot.waitUntil(lambda: "line 1" in rows(view.text))
    assert view.earlier.isHidden()
    assert [row for row in rows(view.text) if row.startswith("line")] == [each.text for each in lines]


def test_who_reads_back_stays_there_and_is_told_of_what_is_new(view: ChatView, qtbot: QtBot) -> None:
    lines = [line(n) for n in range(1, 41)]
    view.show_lines(lines)
    qtbot.waitUntil(lambda: "line 1" in rows(view.text))
    bar = view.text.verticalScrollBar()
    bar.setValue(0)
    view.show_lines([*lines, line(41)])
    assert bar.value() == 0
    assert not view.newer.isHidden()
    view.newer.click()
    assert bar.value() == bar.maximum()
    assert view.newer.isHidden()
    view.show_lines([*lines, line(41), line(42)])
    assert bar.value() == bar.maximum()


def test_new_lines_are_read_out_together_and_one_s_own_are_not(view: ChatView, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr("common.ui.chatview.announce", lambda _, words: heard.append(words))
    lines = [line(1)]
    view.show_lines(lines, ANNA)
    assert heard == [], "what lay there is not read out"
    for number, by in ((2, ANNA), (3, BORIS), (4, BORIS), (5, BORIS)):
        lines.append(line(number, by=by))
        view.show_lines(lines, ANNA)
    assert [words.translate({ord(ISOLATE): None, ord(END): None}) for words in heard] == ["Boris: line 3"]
    view._quiet.timeout.emit()
    assert heard[1] == "2 new messages"


def test_the_line_that_was_chosen_stays_so_while_others_come_and_none_is_chosen_by_itself(view: ChatView) -> None:
    view.text.let_choose()
    lines = [line(n) for n in range(1, 6)]
    view.show_lines(lines)
    assert not view.text.extraSelections()
    view.text.setFocus()
    view.text.setTextCursor(QTextCursor(view.text.document().findBlock(0).next()))
    view.text._mark(1)
    for number in range(6, 9):
        lines.append(line(number))
        view.show_lines(lines)
    marked = len(view.text.extraSelections())
    assert (view.text.chosen, marked) == (1, 2), "the head and the line"
    view.text.show_lines(lines[3:])
    assert not view.text.extraSelections()


def test_a_closed_field_says_why(view: ChatView) -> None:
    view.field.setText("hello")
    view.let_write("The chat is closed.")
    assert not view.field.isEnabled()
    assert not view.send.isEnabled()
    assert view.pending.text() == "The chat is closed."
    view.let_write()
    assert view.send.isEnabled()
    assert view.pending.isHidden()
