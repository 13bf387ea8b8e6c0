"""Mail servers of every temper: one that takes mail, and ones that do not."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Letterbox:
    """What a real server took: sender, recipients, content. `refusals` are answers given first, one a mail."""

    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take any recipient but `nobody`."""
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a mail, or refuse it."""
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.mails.append((str(envelope.mail_from), list(envelope.rcpt_tos), content))
        return "250 OK"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, kind: str, data: Any) -> AuthResult:
        """Let `console` in with `secret`."""
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data == LoginPassword(b"console", b"secret"))


@asynccontextmanager
async def mail_server(box: Letterbox, **options: Any) -> AsyncIterator[int]:
    """Run aiosmtpd on a free port of the loopback, with its own options and `ssl` for TLS from the first byte."""
    outer: ssl.SSLContext | None = options.pop("ssl", None)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, loop=loop, **options), "127.0.0.1", 0, ssl=outer)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def rude_server(talk: Talk) -> AsyncIterator[int]:
    """Run a server that says what `talk` says."""
    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
