"""Why a connection to the mail server can't be had: told by kind, from servers that do so on a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from common.model.invitations import MailTrouble
from room_console.core.invitations.line import LineLostError, SmtpLine
from room_console.core.settings import MailSecurity
from tests.helpers.invitingkit import mail_settings

CHOOSY = {
    "EHLO": "250-choosy\r\n250 AUTH PLAIN",
    "AUTH": "535 5.7.8 no",
    "MAIL": "550 5.7.1 not you",
    "QUIT": "221 bye",
}


@asynccontextmanager
async def mail_server(greeting: str) -> AsyncIterator[int]:
    """Run a server that says this and then answers as CHOOSY; yield its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"{greeting}\r\n".encode())
        while line := await reader.readline():
            writer.write(f"{CHOOSY.get(line[:4].decode('latin-1').upper(), '250 ok')}\r\n".encode())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def trouble_with(port: int, security: MailSecurity = MailSecurity.NONE, username: str = "") -> MailTrouble:
    """Offer a mail there; return the trouble."""
    settings = msgspec.structs.replace(
        mail_settings(port), security=security, username=username, password_env="MAIL_PASSWORD"
    )
    line = SmtpLine(settings, {"MAIL_PASSWORD": "s3cr3t"})
    with pytest.raises(LineLostError) as lost:
        await line.offer("anna@example.org", "tag")
    await line.close()
    assert "s3cr3t" not in str(lost.value)
    return lost.value.trouble


async def test_a_server_that_is_not_there_cannot_be_reached() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert await trouble_with(port) is MailTrouble.UNREACHABLE


async def test_a_server_without_tls_where_it_must_be_is_not_trusted() -> None:
    async with mail_server("220 choosy") as port:
        assert await trouble_with(port, MailSecurity.TLS) is MailTrouble.UNTRUSTED


async def test_a_server_that_does_not_take_the_password_is_told_apart() -> None:
    async with mail_server("220 choosy") as port:
        assert await trouble_with(port, username="office") is MailTrouble.LOGIN


async def test_a_server_that_does_not_take_the_sender_is_told_apart() -> None:
    async with mail_server("220 choosy") as port:
        assert await trouble_with(port) is MailTrouble.SENDER


async def test_a_server_that_takes_nobody_now_broke_off() -> None:
    async with mail_server("421 come back later") as port:
        assert await trouble_with(port) is MailTrouble.BROKEN
