"""Staff accounts: who may sign in as operator, chair or secretariat, and who is signed in where."""

from typing import Annotated

import msgspec

from common.model.ids import ParticipantId
from common.model.people import Role
from common.protocol.entry import Password
from common.protocol.envelope import Message, Request, Title

AccountName = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}\Z")]


class AddAccount(Request, frozen=True, tag="add_account", kw_only=True):
    """Operator: let someone sign in. Answered by `AccountPassword` or `Refused` (`already`, `not_allowed`)."""

    account: AccountName
    name: Title
    role: Role
    """Operator, chair or secretariat."""


class ResetPassword(Request, frozen=True, tag="reset_password", kw_only=True):
    """Operator: a new password for who has lost theirs; their sessions end. Answered by `AccountPassword`."""

    account: AccountName


class AccountPassword(Message, frozen=True, tag="account_password"):
    """Console to the operator who asked, once: it is kept only as a hash, and must be changed at the first sign-in."""

    ref: int
    account: str
    password: str

    def __repr__(self) -> str:
        return f"AccountPassword({self.ref}, {self.account!r})"


class DisableAccount(Request, frozen=True, tag="disable_account", kw_only=True):
    """Operator: nobody signs in by this account, and its sessions end; or let it in again. Answered by `Done`."""

    account: AccountName
    is_disabled: bool


class EndSession(Request, frozen=True, tag="end_session", kw_only=True):
    """Operator: sign a session out wherever it is. Answered by `Done` or `Refused` (`not_found`)."""

    session: str


class ChangePassword(Request, frozen=True, tag="change_password", kw_only=True):
    """Staff: another password for one's own account; its other sessions end. Answered by `Done` or `Refused`."""

    password: Password
    new_password: Password

    def __repr__(self) -> str:
        return f"ChangePassword({self.ref})"


class ListStaff(Request, frozen=True, tag="list_staff"):
    """Operator: every account. Answered by `Staff`; from then on it comes again when something has changed."""


class StaffSession(msgspec.Struct, frozen=True):
    """Where an account is signed in. `session` names it for `EndSession`, and lets nobody in."""

    session: str
    app: str
    address: str
    began_at_ms: int
    expires_at_ms: int


class StaffAccount(msgspec.Struct, frozen=True):
    """One account, and as which participant it is in the meeting."""

    account: str
    name: str
    role: Role
    participant: ParticipantId
    is_disabled: bool = False
    is_password_new: bool = False
    """Made by the console, and not changed since."""
    sessions: tuple[StaffSession, ...] = ()


class Staff(Message, frozen=True, tag="staff"):
    """Console to operators: every account, by name. `ref` is 0 where it comes unasked."""

    ref: int
    accounts: tuple[StaffAccount, ...]
    place: str = ""
    """The link without a token by which staff attach from other machines."""
