"""The line over the floor button, by the keyboard alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from delegate_app.ui.widgets.speakingas import SpeakingAs
from tests.gallery.madeup import joined, request


@pytest.fixture
def line(qapp: QApplication) -> Iterator[SpeakingAs]:
    host = QWidget()
    made = SpeakingAs(host)
    made.show_state(joined("en", (request(4), replace(request(2), on_behalf_of="African Group"))))
    host.show()
    made.open()
    host.activateWindow()
    yield made
    host.hide()
    host.deleteLater()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_what_is_typed_is_told_once_and_the_line_closes(line: SpeakingAs, key: Qt.Key) -> None:
    told: list[tuple[str, str]] = []
    line.altered.connect(lambda group, language: told.append((group, language)))
    field = line.group.lineEdit()
    assert field is not None
    QTest.keyClicks(field, "Group  of 77 ")
    QTest.keyClick(field, key)
    assert told == [("Group of 77", "")]
    assert line.isHidden()


def test_groups_of_others_are_offered_and_what_is_being_written_is_left_alone(line: SpeakingAs) -> None:
    assert line.group.itemText(0) == "African Group"
    line.group.setEditText("European")
    line.show_state(joined("en", (request(4), replace(request(2), on_behalf_of="Group of 77"))))
    assert line.group.itemText(0) == "Group of 77"
    assert line.group.currentText() == "European"


def test_app_that_was_started_anew_goes_on_with_group_and_language(qapp: QApplication) -> None:
    state = joined("en")
    assert state.view is not None
    assert state.own is not None
    own = replace(state.own, on_behalf_of="African Group", language="fr")
    line = SpeakingAs()
    line.show_state(replace(state, view=replace(state.view, own={own.participant: own})))
    assert line.words == "On behalf of \u2068African Group\u2069 · Français"
    line.deleteLater()


def test_nothing_is_told_where_nothing_was_asked_for(line: SpeakingAs) -> None:
    told: list[str] = []
    line.altered.connect(lambda group, _: told.append(group))
    line.show_state(joined("en"))
    line.group.setEditText("Group of 77")
    line.close_line.click()
    assert told == []
    assert line.words == "On behalf of \u2068Group of 77\u2069"
