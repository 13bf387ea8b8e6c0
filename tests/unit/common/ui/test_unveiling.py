"""Painting what has just come into sight, part by part."""

from itertools import pairwise

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from common.ui.unveiling import MOST, Unveiling, parts


class Seen(QLabel):
    """Counts how often it is painted."""

    times = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Count."""
        self.times += 1
        super().paintEvent(event)


def a_page(qtbot: QtBot, rows: int) -> tuple[QWidget, list[Seen]]:
    """Return a page of so many labels, and a field."""
    page = QWidget()
    column = QVBoxLayout(page)
    labels = [Seen(f"row {n}") for n in range(rows)]
    for each in (*labels, QLineEdit()):
        column.addWidget(each)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.wait(20)
    return page, labels


def test_no_turn_paints_more_than_a_part_and_all_is_painted_in_the_end(qtbot: QtBot) -> None:
    page, labels = a_page(qtbot, 3 * MOST)
    for each in labels:
        each.times = 0
    unveiling = Unveiling(page)
    unveiling.begin(page)
    page.update()
    painted = [0]
    while any(not each.updatesEnabled() for each in labels) or painted[-1] < len(labels):
        QCoreApplication.processEvents()
        painted.append(sum(each.times > 0 for each in labels))
    assert max(after - before for before, after in pairwise(painted)) <= MOST
    assert painted == sorted(painted)


def test_it_ends_as_if_all_had_been_painted_at_once(qtbot: QtBot) -> None:
    page, labels = a_page(qtbot, 2 * MOST)
    before = page.grab().toImage()
    Unveiling(page).begin(page)
    qtbot.waitUntil(lambda: all(each.updatesEnabled() for each in labels))
    assert page.grab().toImage() == before


def test_another_begin_leaves_nothing_of_the_first_veiled(qtbot: QtBot) -> None:
    (page, labels), (other, _) = a_page(qtbot, 2 * MOST), a_page(qtbot, 2 * MOST)
    unveiling = Unveiling(page)
    unveiling.begin(page)
    unveiling.begin(other)
    assert all(each.updatesEnabled() for each in labels)


def test_a_part_that_went_meanwhile_is_passed_over(qtbot: QtBot) -> None:
    page, labels = a_page(qtbot, 2 * MOST)
    unveiling = Unveiling(page)
    unveiling.begin(page)
    labels[-1].deleteLater()
    qtbot.waitUntil(lambda: all(each.updatesEnabled() for each in labels[:-1]))


def test_what_is_not_seen_is_not_veiled(qtbot: QtBot) -> None:
    page, labels = a_page(qtbot, 2 * MOST)
    page.hide()
    Unveiling(page).begin(page)
    assert all(each.updatesEnabled() for each in labels)


def test_a_list_is_a_part_by_itself_and_what_is_hidden_is_none(qtbot: QtBot) -> None:
    page, labels = a_page(qtbot, 3)
    column, listed = page.layout(), QListWidget()
    assert column is not None
    column.addWidget(listed)
    labels[1].hide()
    field = page.findChild(QLineEdit)
    listed.show()
    assert list(parts(page)) == [[labels[0], labels[2], field], [listed]]
