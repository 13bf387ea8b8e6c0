"""`python -m room_console account`: staff accounts made on the console's own machine, whether its core runs or not."""

import argparse
import asyncio
import secrets
import sys
from pathlib import Path

import msgspec

from common.aio.clock import SystemClock
from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient, LinkState
from common.control.joinlink import JoinLink, parse_join_link
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from common.model.meeting import MeetingView
from common.protocol import staff
from common.protocol.codec import ConsoleMessage
from common.protocol.entry import CodeRequired, Welcome
from common.protocol.envelope import Request
from room_console.core.admission.accounts import Accounts
from room_console.core.admission.passwords import Passwords
from room_console.core.command import EXIT_FAILED, EXIT_FINE, EXIT_USAGE, settings_of
from room_console.core.opening import OPERATOR_LINK
from room_console.core.store.files import DATABASE
from room_console.core.store.secret import ensure_secret
from room_console.core.store.store import Store

ATTACH_TIMEOUT_S = 5.0


def run_account(arguments: argparse.Namespace) -> int:
    """Carry it out; return the exit code."""
    try:
        _, state = settings_of(arguments)
        wish = _wish(arguments)
        answer = asyncio.run(_ask(state, wish))
    except (ConferenceError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE if isinstance(error, ConferenceError) and error.code is ErrorCode.MALFORMED else EXIT_FAILED
    _tell(answer)
    return EXIT_FINE


def _wish(arguments: argparse.Namespace) -> Request:
    """Make the request. Raises: ConferenceError(`malformed`)."""
    account = arguments.account
    fields: dict[str, object] = {"account": account}
    match arguments.act:
        case "add":
            kind: type[Request] = staff.AddAccount
            fields |= {"name": arguments.name or account, "role": arguments.role}
        case "reset":
            kind = staff.ResetPassword
        case "list":
            return staff.ListStaff()
        case act:
            kind, fields = staff.DisableAccount, {**fields, "is_disabled": act == "disable"}
    try:
        return msgspec.convert(fields, kind)
    except msgspec.ValidationError as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"{account!r}: {error}") from error


def _tell(answer: ConsoleMessage | None) -> None:
    match answer:
        case staff.AccountPassword(account=account, password=password):
            print(f"{account}: {password}  (to be changed at the first sign-in)")  # noqa: T201
        case staff.Staff(accounts=accounts):
            for a in accounts:
                places = ", ".join(s.address for s in a.sessions) or "-"
                print(f"{a.account}\t{a.name}\t{a.role}\t{'disabled' if a.is_disabled else 'enabled'}\t{places}")  # noqa: T201
        case _:
            print("done")  # noqa: T201


async def _ask(state: Path, wish: Request) -> ConsoleMessage | None:
    """Ask the core that runs on this directory; where none does, do it in its place. Raises: ConferenceError."""
    try:
        store = Store.open(state / DATABASE)
    except ConferenceError as error:
        if error.code is not ErrorCode.BUSY:
            raise
        return await _through_core(parse_join_link((state / OPERATOR_LINK).read_text("utf-8")), wish)
    accounts = Accounts(store, Passwords(), ensure_secret(state), SystemClock())
    try:
        await accounts.start()
        return await _directly(accounts, wish)
    finally:
        await accounts.close()
        await store.close()


async def _directly(accounts: Accounts, wish: Request) -> ConsoleMessage | None:
    match wish:
        case staff.AddAccount(account=account, name=name, role=role):
            return staff.AccountPassword(0, account, await accounts.add(account, name, role))
        case staff.ResetPassword(account=account):
            return staff.AccountPassword(0, account, await accounts.reset(account))
        case staff.DisableAccount(account=account, is_disabled=is_disabled):
            await accounts.disable(account, is_disabled)
            return None
        case _:
            found = (
                staff.StaffAccount(a.account, a.name, a.role, a.participant, a.is_disabled) for a in accounts.accounts()
            )
            return staff.Staff(0, tuple(found))


class _Listener:
    """Waits until the link is up, or refused for good."""

    def __init__(self) -> None:
        self.is_decided = asyncio.Event()

    def on_link(self, state: LinkState, error: ErrorCode | None) -> None:
        if state in (LinkState.ATTACHED, LinkState.CLOSED):
            self.is_decided.set()

    def on_code_required(self, prompt: CodeRequired, error: ErrorCode | None) -> None:
        self.is_decided.set()

    def on_welcome(self, welcome: Welcome, is_new_instance: bool) -> None: ...

    def on_view(self, view: MeetingView, revision: Revision) -> None: ...

    def on_message(self, message: ConsoleMessage) -> None: ...


async def _through_core(link: JoinLink, wish: Request) -> ConsoleMessage:
    """Ask over the link that lies beside the database. Raises: ConferenceError."""
    listener, owner = _Listener(), TaskOwner("account command")
    client = ControlClient(link, secrets.token_urlsafe(32), "hemicycle-account", listener)
    spawn(client.run(), name="account command", owner=owner)
    try:
        async with asyncio.timeout(ATTACH_TIMEOUT_S):
            await listener.is_decided.wait()
        return await client.request(wish)
    except TimeoutError as error:
        raise ConferenceError(ErrorCode.UNREACHABLE, "the core does not answer") from error
    finally:
        await client.close()
        await owner.cancel_all()
