"""The menu beside the floor button."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from common.model.floor import RequestKind
from common.model.meeting import Rules
from delegate_app.ui.widgets.kindmenu import KEYS, KindMenu
from tests.gallery.madeup import joined, request, with_rules


@pytest.fixture
def menu(qapp: QApplication) -> KindMenu:
    made = KindMenu()
    made.show_state(joined("en"))
    made.show_speaking_as("")
    return made


def test_every_kind_but_the_button_s_own_is_chosen_by_its_entry(menu: KindMenu) -> None:
    chosen: list[RequestKind] = []
    menu.chosen.connect(chosen.append)
    kinds = [a for a in menu.menu_shown.actions() if not a.isSeparator()][:-1]
    for action in kinds:
        action.trigger()
    assert chosen == [kind for kind in Rules().precedence if kind is not RequestKind.INTERVENTION]


def test_what_can_t_be_asked_for_is_off_and_says_why(menu: KindMenu) -> None:
    menu.show_state(joined("en", (request(4),)))
    reply = next(a for a in menu.menu_shown.actions() if "reply" in a.text())
    assert not reply.isEnabled()
    assert "in the list already" in reply.text()
    menu.show_state(joined("en"))
    reply = next(a for a in menu.menu_shown.actions() if "reply" in a.text())
    assert reply.isEnabled()


def test_line_of_whom_is_opened_by_the_last_entry_and_named_there(menu: KindMenu) -> None:
    opened: list[bool] = []
    menu.speaking_as_wanted.connect(lambda: opened.append(True))
    last = menu.menu_shown.actions()[-1]
    assert "group" in last.text()
    menu.show_speaking_as("On behalf of the Group of 77")
    assert last.text() == "On behalf of the Group of 77…"
    last.trigger()
    assert opened == [True]


def test_kinds_that_the_meeting_does_not_know_are_not_offered(menu: KindMenu) -> None:
    rules = replace(Rules(), precedence=(RequestKind.POINT_OF_ORDER, RequestKind.INTERVENTION))
    menu.show_state(with_rules(joined("en"), rules))
    assert [c.kind for c in menu.choices] == [RequestKind.POINT_OF_ORDER]


def test_keyboard_opens_it_and_a_screen_reader_names_it(menu: KindMenu) -> None:
    assert menu.shortcut().toString() == KEYS
    assert menu.accessibleName()
    menu.show()
    menu.click()
    assert menu.menu_shown.isVisible()
    menu.menu_shown.close()
    menu.close()
