"""`python -m room_console account`: staff accounts made on the console's own machine, whether its core runs or not."""

import argparse
import asyncio
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import aiohttp
import msgspec

from common.aio.clock import SystemClock
from common.control.joinlink import JoinLink, parse_join_link
from common.control.trust import trusting
from common.control.websocketlink import SETTLE_TURNS
from common.model.addresses import host_port
from common.model.errors import ConferenceError, ErrorCode
from common.protocol import staff
from common.protocol.codec import ConsoleMessage, decode_from_console, encode
from common.protocol.envelope import Refused, Request
from room_console.core.admission.accounts import Accounts
from room_console.core.admission.passwords import Passwords
from room_console.core.command import EXIT_FAILED, EXIT_FINE, EXIT_USAGE, settings_of
from room_console.core.opening import OPERATOR_LINK
from room_console.core.staffcommands import PATH
from room_console.core.store.files import DATABASE
from room_console.core.store.secret import ensure_secret
from room_console.core.store.store import Store

ANSWER_TIMEOUT_S = 5.0


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


async def _through_core(link: JoinLink, wish: Request) -> ConsoleMessage:
    """Ask by the link that lies beside the database, and leave the window that came in by it alone.

    Raises: ConferenceError.
    """
    url, headers = f"https://{host_port(link.host, link.port)}{PATH}", {"Authorization": f"Bearer {link.token}"}
    try:
        async with (
            _session(await trusting(link.fingerprint)) as session,
            session.post(url, data=encode(wish), headers=headers) as said,
        ):
            if said.status != HTTPStatus.OK:
                raise ConferenceError(ErrorCode.NOT_ALLOWED, f"the core answers {said.status}")
            answer = decode_from_console(await said.read())
    except (TimeoutError, aiohttp.ClientError) as error:
        raise ConferenceError(ErrorCode.UNREACHABLE, "the core does not answer") from error
    if isinstance(answer, Refused):
        raise ConferenceError(answer.code, answer.detail, answer.retry_after_s)
    return answer


@asynccontextmanager
async def _session(trust: ssl.SSLContext) -> AsyncIterator[aiohttp.ClientSession]:
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=trust, limit=1),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        timeout=aiohttp.ClientTimeout(total=ANSWER_TIMEOUT_S),
    )
    try:
        yield session
    finally:
        await session.close()
        for _ in range(SETTLE_TURNS):
            await asyncio.sleep(0)
