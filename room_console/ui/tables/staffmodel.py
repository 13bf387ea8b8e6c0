"""The office's table of accounts: one row an account, as the console tells them."""

from collections.abc import Sequence

from common.protocol.staff import StaffAccount
from common.ui import when
from common.ui.text import isolated
from room_console.ui.tables.programmemodels import ProgrammeModel
from room_console.ui.wording import role_word


class StaffModel(ProgrammeModel[StaffAccount]):
    """Accounts in the order in which the console names them."""

    def headers(self) -> Sequence[str]:
        """Name the columns."""
        return (
            self.tr("Account"),
            self.tr("Name"),
            self.tr("Role"),
            self.tr("Stands"),
            self.tr("Signed in at (since)"),
        )

    def text(self, row: StaffAccount, column: int) -> str:
        """Say what stands in a column."""
        match column:
            case 0:
                return isolated(row.account)
            case 1:
                return row.name
            case 2:
                return role_word(row.role)
            case 3:
                return self._stands(row)
            case _:
                return ", ".join(f"{isolated(s.address)} ({when.moment(s.began_at_ms)})" for s in row.sessions)

    def _stands(self, account: StaffAccount) -> str:
        if account.is_disabled:
            return self.tr("disabled")
        if account.sessions:
            return self.tr("signed in")
        return self.tr("password not changed yet") if account.is_password_new else self.tr("not signed in")
