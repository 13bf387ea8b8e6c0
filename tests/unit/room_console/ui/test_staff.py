"""Where staff sign in, and the office's page of their accounts: what is asked, what is shown once and kept nowhere."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from common.model.errors import ConferenceError, ErrorCode
from common.model.people import Role
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.protocol.staff import (
    AccountPassword,
    AddAccount,
    DisableAccount,
    EndSession,
    ListStaff,
    ResetPassword,
    Staff,
)
from common.ui.notice import Notice
from room_console.ui.office.staff import StaffPage
from room_console.ui.signin import SignInPage
from room_console.ui.state import ConsoleState, Phase
from room_console.ui.wishes import Refuse
from tests.gallery.console_staff import PLACE, staff
from tests.gallery.consoledata import attached

OLD, NEW = "four quiet words here", "five more quiet words"
FIRST = "k7m2p-9x4tq-hw3ra-n8ycd"


class Desk:
    """The page of accounts, and what it asks."""

    def __init__(self, qtbot: QtBot) -> None:
        self.page = StaffPage()
        qtbot.addWidget(self.page)
        self.asked: list[Request] = []
        self.page.ask = self._ask
        self.page.show_state(attached("en"))

    def _ask(
        self, message: Request, place: Notice | Refuse, then: Callable[[ConsoleMessage], None] | None = None
    ) -> None:
        del place
        self.asked.append(message)
        if isinstance(message, AddAccount | ResetPassword) and then is not None:
            then(AccountPassword(1, message.account, FIRST))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_accounts_are_asked_for_when_the_page_is_opened(desk: Desk) -> None:
    desk.page.opened()
    assert desk.asked == [ListStaff()]
    desk.page.take(Staff(0, (), PLACE))
    assert not desk.page.none.isHidden()
    assert PLACE in desk.page.place.text()


def test_an_account_is_made_and_its_password_shown_once(desk: Desk) -> None:
    page = desk.page
    assert not page.add.isEnabled()
    page.name.setText(" Maria Keller ")
    page.account.setText("Maria")
    page.role.setCurrentIndex(1)
    page.add.click()
    assert desk.asked == [AddAccount(account="maria", name="Maria Keller", role=Role.CHAIR)]
    assert FIRST in page.given.text
    assert (page.name.text(), page.account.text()) == ("", "")
    page.given.clear()
    page.show_staff(staff("en"))
    assert FIRST not in page.given.text


def test_an_account_is_given_a_password_shut_out_let_in_and_signed_out_everywhere(desk: Desk) -> None:
    page, told = desk.page, staff("en")
    page.show_staff(told)
    page.table.select(0)
    page.reset.click()
    page.disable.click()
    page.end.click()
    who, session = told.accounts[0].account, told.accounts[0].sessions[0].session
    assert desk.asked == [
        ResetPassword(account=who),
        DisableAccount(account=who, is_disabled=True),
        EndSession(session=session),
    ]
    desk.asked.clear()
    page.table.select(3)
    assert not page.end.isEnabled(), "they are signed in nowhere"
    page.disable.click()
    assert desk.asked == [DisableAccount(account=told.accounts[3].account, is_disabled=False)]


def test_who_is_selected_stays_so_when_an_account_before_them_goes(desk: Desk) -> None:
    page, told = desk.page, staff("en")
    page.show_staff(told)
    page.table.select(2)
    page.show_staff(Staff(0, told.accounts[1:], PLACE))
    page.reset.click()
    assert desk.asked == [ResetPassword(account=told.accounts[2].account)]


def test_nothing_is_asked_of_a_core_that_is_not_there(desk: Desk) -> None:
    page = desk.page
    page.show_staff(staff("en"))
    page.table.select(0)
    page.show_state(ConsoleState(Phase.RECONNECTING))
    page.name.setText("Maria")
    page.account.setText("maria")
    for button in (page.add, page.reset, page.disable, page.end):
        assert not button.isEnabled()
        button.click()
    assert desk.asked == []


@pytest.fixture
def card(qtbot: QtBot) -> SignInPage:
    page = SignInPage()
    qtbot.addWidget(page)
    page.begin()
    return page


def wishes_of(card: SignInPage) -> list[tuple[str, str, str]]:
    """Keep what a card asks for."""
    found: list[tuple[str, str, str]] = []
    card.wanted.connect(lambda *wish: found.append(wish))
    return found


def fill(card: SignInPage, password: str = OLD, new: str = "", again: str = "") -> None:
    card.account.setText(" Maria ")
    card.password.setText(password)
    card.new.setText(new)
    card.again.setText(again)


def test_a_password_that_the_console_made_is_replaced_at_once(card: SignInPage) -> None:
    wishes = wishes_of(card)
    fill(card, FIRST)
    card.enter.click()
    card.enter.click()
    assert wishes == [("maria", FIRST, "")], "one wish at a time"
    card.refused(ConferenceError(ErrorCode.PASSWORD_OLD))
    assert not card._of_new.isHidden()
    card.new.setText(NEW)
    card.again.setText("five more quiet worsd")
    card.enter.click()
    assert "differ" in card.notice.text
    card.again.setText(NEW)
    card.enter.click()
    assert wishes[1:] == [("maria", FIRST, NEW)]


def test_one_s_own_password_is_changed_as_one_signs_in(card: SignInPage) -> None:
    wishes = wishes_of(card)
    assert card._of_new.isHidden()
    card.change.click()
    assert not card._of_new.isHidden()
    fill(card, "wrong", NEW, NEW)
    card.enter.click()
    card.refused(ConferenceError(ErrorCode.SIGN_IN))
    assert not card._of_new.isHidden(), "the wish holds"
    fill(card, OLD, NEW, NEW)
    card.enter.click()
    assert wishes == [("maria", "wrong", NEW), ("maria", OLD, NEW)]
    card.begin()
    assert card._of_new.isHidden()
    assert not card.change.isChecked()


@pytest.mark.parametrize("code", [ErrorCode.SIGN_IN, ErrorCode.TOO_FAST, ErrorCode.BUSY])
def test_no_password_stays_in_the_fields_after_a_refusal(card: SignInPage, code: ErrorCode) -> None:
    fill(card)
    card.enter.click()
    card.refused(ConferenceError(code, retry_after_s=30.0))
    assert card.account.text() == " Maria "
    assert card.password.text() == card.new.text() == card.again.text() == ""
    assert card.enter.isEnabled()
    assert len(card.notice.text) > 15


def test_no_password_is_asked_for_before_a_strange_console_is_believed(card: SignInPage) -> None:
    wishes = wishes_of(card)
    card.show_stranger(bytes(range(32)))
    fill(card)
    card.enter.click()
    assert wishes == []
    assert "00010203 04050607" in card.print.text()
    card.believe.click()
    card.enter.click()
    assert wishes == [("maria", OLD, "")]
