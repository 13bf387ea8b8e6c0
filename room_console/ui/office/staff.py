"""Who may sign in as operator, chair or secretariat, and who is signed in where."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from common.model.people import Role
from common.protocol.codec import ConsoleMessage
from common.protocol.staff import (
    AccountPassword,
    AddAccount,
    DisableAccount,
    EndSession,
    ListStaff,
    ResetPassword,
    Staff,
    StaffAccount,
)
from common.ui import theme
from common.ui.buttons import IconButton
from common.ui.notice import Notice
from common.ui.text import paragraph
from room_console.ui.office.fields import Fields, line
from room_console.ui.office.page import OfficePage
from room_console.ui.state import ConsoleState
from room_console.ui.tables.programmetable import ProgrammeTable
from room_console.ui.tables.staffmodel import StaffModel
from room_console.ui.wording import role_word

ROLES = (Role.OPERATOR, Role.CHAIR, Role.SECRETARIAT)
MOST_NAME, MOST_ACCOUNT = 120, 40


class StaffPage(OfficePage):
    """Shows accounts as the console tells them; a password that it makes is shown once, until the next wish."""

    icon = "key"
    key = "Alt+8"

    def __init__(self) -> None:
        super().__init__()
        self.notice, self.given = Notice(), Notice()
        self.place = paragraph(ink="muted")
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = IconButton(self.tr("Copy this link"), "copy", "quiet")
        self.model = StaffModel()
        self.table = ProgrammeTable(self.model, self.tr("Accounts of staff"), first_to_go=(4, 0))
        self.none = paragraph(self.tr("Nobody has an account yet: who sits at the console needs none."), ink="muted")
        self.name, self.account, self.role = line(MOST_NAME), line(MOST_ACCOUNT), QComboBox()
        for role in ROLES:
            self.role.addItem(role_word(role), role)
        self.add = IconButton(self.tr("Make an account"), "plus", "primary")
        self.reset = IconButton(self.tr("New password"), "refresh")
        self.disable = IconButton(self.tr("Disable"), "lock")
        self.end = IconButton(self.tr("Sign out"), "leave")
        self._link, self._password = "", ""
        self._is_attached = False
        self._lay_out()
        self._connect()
        self._arm()

    @property
    def title(self) -> str:
        """The page's name."""
        return self.tr("Staff")

    def show_state(self, state: ConsoleState) -> None:
        """Let nobody ask a core that is not there."""
        self._is_attached = state.is_attached
        self._arm()

    def opened(self) -> None:
        """Ask for the accounts; they come again when they change."""
        self.ask(ListStaff(), self.notice, self.take)

    def take(self, message: ConsoleMessage) -> None:
        """Show accounts."""
        if isinstance(message, Staff):
            self.show_staff(message)

    def show_staff(self, staff: Staff) -> None:
        """Show every account; the one selected stays so."""
        before = self._selected()
        self.model.show(staff.accounts, None)
        names = [a.account for a in staff.accounts]
        if before is not None and before.account in names:
            self.table.select(names.index(before.account))
        self.table.setVisible(bool(names))
        self.none.setVisible(not names)
        self._link = staff.place
        self.place.setText(
            self.tr("From another machine: {command}").format(
                command=f"\u2066python -m room_console attach '{staff.place}'\u2069"
            )
        )
        self._arm()

    def show_password(self, answer: ConsoleMessage) -> None:
        """Show a password that the console has made, once."""
        if isinstance(answer, AccountPassword):
            self._password = answer.password
            self.given.say(
                self.tr("Password of {account}, to be changed at the first sign-in: {password}").format(
                    account=f"\u2066{answer.account}\u2069", password=f"\u2066{answer.password}\u2069"
                ),
                "accent",
                self.tr("Copy"),
                may_dismiss=True,
            )
            self.name.clear()
            self.account.clear()

    def _lay_out(self) -> None:
        form = Fields(3)
        form.add(self.tr("Name"), self.name)
        form.add(self.tr("Account (small letters, digits, dashes)"), self.account)
        form.add(self.tr("Role"), self.role)
        form.stretch(3, 2, 2)
        acts = QHBoxLayout()
        for button in (self.reset, self.disable, self.end):
            acts.addWidget(button)
        acts.addStretch()
        make = QHBoxLayout()
        make.addWidget(form, 1)
        make.addWidget(self.add, 0, Qt.AlignmentFlag.AlignBottom)
        where = QHBoxLayout()
        where.addWidget(self.place, 1)
        where.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_PX)
        column.addWidget(self.notice)
        column.addWidget(self.given)
        column.addLayout(make)
        column.addWidget(self.none)
        column.addWidget(self.table, 1)
        column.addLayout(acts)
        column.addStretch()
        column.addLayout(where)
        self.none.hide()

    def _connect(self) -> None:
        self.add.clicked.connect(self._add)
        self.account.returnPressed.connect(self._add)
        self.name.textChanged.connect(self._arm)
        self.account.textChanged.connect(self._arm)
        self.reset.clicked.connect(self._reset)
        self.disable.clicked.connect(self._disable)
        self.end.clicked.connect(self._end_sessions)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._link))
        self.given.acted.connect(lambda: QGuiApplication.clipboard().setText(self._password))
        self.table.selectionModel().selectionChanged.connect(self._arm)

    def _arm(self) -> None:
        """Offer what is possible now."""
        chosen = self._selected() if self._is_attached else None
        self.add.setEnabled(self._is_attached and bool(self.name.text().strip() and self.account.text().strip()))
        self.reset.setEnabled(chosen is not None)
        self.disable.setEnabled(chosen is not None)
        self.end.setEnabled(chosen is not None and bool(chosen.sessions))
        is_disabled = chosen is not None and chosen.is_disabled
        self.disable.setText(self.tr("Let in again") if is_disabled else self.tr("Disable"))
        self.copy.setEnabled(bool(self._link))

    def _selected(self) -> StaffAccount | None:
        row = self.table.row
        return self.model.rows[row] if row is not None and row < len(self.model.rows) else None

    def _add(self) -> None:
        if self.add.isEnabled():
            account = self.account.text().strip().lower()
            wish = AddAccount(account=account, name=self.name.text().strip(), role=self.role.currentData())
            self.ask(wish, self.notice, self.show_password)

    def _reset(self) -> None:
        if (chosen := self._selected()) is not None:
            self.ask(ResetPassword(account=chosen.account), self.notice, self.show_password)

    def _disable(self) -> None:
        if (chosen := self._selected()) is not None:
            self.ask(DisableAccount(account=chosen.account, is_disabled=not chosen.is_disabled), self.notice)

    def _end_sessions(self) -> None:
        chosen = self._selected()
        for session in chosen.sessions if chosen is not None else ():
            self.ask(EndSession(session=session.session), self.notice)
