"""One connection to the mail server, used for many mails: an address is offered first, the letter is written after."""

import asyncio
import os
import ssl
from collections.abc import Callable, Mapping
from typing import Final, Protocol

import aiosmtplib
from aiosmtplib.errors import SMTPAuthenticationError, SMTPException, SMTPResponseException

from common.model.errors import ConferenceError
from common.model.invitations import MailTrouble
from room_console.core.admission.mail import FOR_GOOD, OutboxMailer
from room_console.core.settings import BounceSource, MailSecurity, MailSettings

TIMEOUT_S: Final = 30.0
MAILS_A_CONNECTION: Final = 100
"""Exim takes 100 on one connection as it comes, Postfix any number; then another is opened."""


class RefusedError(Exception):
    """The mail server has said no to this mail; `is_final`: for good (RFC 5321, section 4.2.1)."""

    def __init__(self, words: str, is_final: bool) -> None:
        super().__init__(words)
        self.words = words
        self.is_final = is_final


class LineLostError(Exception):
    """The line broke, or the mail server will not talk to us at all: no mail's fault. Its words are for the log."""

    def __init__(self, words: str, trouble: MailTrouble = MailTrouble.BROKEN) -> None:
        super().__init__(words)
        self.trouble = trouble


class Line(Protocol):
    """Hands mails over, one after the other."""

    async def offer(self, to: str, tag: str) -> None:
        """Ask whether a mail for this address is taken; `commit` comes next. Raises: RefusedError, LineLostError."""
        ...

    async def commit(self, to: str, mail: bytes) -> str:
        """Hand the mail over; return what the server said.

        Raises: RefusedError; LineLostError, and nobody knows if it went.
        """
        ...

    async def close(self) -> None:
        """Say goodbye."""
        ...


class SmtpLine:
    """A `Line` over SMTP (RFC 5321), with delivery notifications where the server knows them (RFC 3461)."""

    def __init__(self, settings: MailSettings, environment: Mapping[str, str] = os.environ) -> None:
        self._settings = settings
        self._password = environment.get(settings.password_env) if settings.password_env else None
        self._client: aiosmtplib.SMTP | None = None
        self._count = 0

    async def offer(self, to: str, tag: str) -> None:
        """Ask whether a mail for this address is taken."""
        client = await self._open()
        knows_dsn = client.supports_extension("dsn")
        wants = self._settings.bounces.source is not BounceSource.NONE
        notify = "NOTIFY=SUCCESS,FAILURE" if wants else "NOTIFY=FAILURE"
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await client.mail(self._envelope_sender(tag), options=["RET=HDRS", f"ENVID={tag}"] if knows_dsn else [])
        except SMTPResponseException as error:
            await self.close()
            raise LineLostError(f"the sender is refused: {_words(error)}", MailTrouble.SENDER) from error
        except (SMTPException, OSError, ValueError) as error:
            raise await self._lost(error) from error
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await client.rcpt(to, options=[notify] if knows_dsn else [])
        except SMTPResponseException as error:
            if error.code == 421:
                raise await self._lost(error) from error
            await self._reset()
            raise RefusedError(_words(error), error.code >= FOR_GOOD) from error
        except (SMTPException, OSError, ValueError) as error:
            raise await self._lost(error) from error

    async def commit(self, to: str, mail: bytes) -> str:
        """Hand the mail over; return what the server said."""
        client = self._client
        if client is None:
            raise LineLostError("the line is closed")
        self._count += 1
        try:
            async with asyncio.timeout(TIMEOUT_S):
                answer = await client.data(mail)
        except SMTPResponseException as error:
            await self._reset()
            raise RefusedError(_words(error), error.code >= FOR_GOOD) from error
        except (SMTPException, OSError, ValueError) as error:
            raise await self._lost(error) from error
        if self._count >= MAILS_A_CONNECTION:
            await self.close()
        return answer.message

    async def close(self) -> None:
        """Say goodbye."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            async with asyncio.timeout(2.0):
                await client.quit()
        except (SMTPException, OSError):
            client.close()

    async def _open(self) -> aiosmtplib.SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        settings, self._count = self._settings, 0
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.username or None,
            password=self._password,
            use_tls=settings.security is MailSecurity.TLS,
            start_tls=settings.security is MailSecurity.STARTTLS,
            timeout=TIMEOUT_S,
        )
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await client.connect()
                await client.ehlo()
        except (SMTPException, OSError, ValueError) as error:
            client.close()
            raise LineLostError(_reason(error), _trouble_of(error)) from error
        self._client = client
        return client

    async def _reset(self) -> None:
        if self._client is None:
            return
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await self._client.rset()
        except (SMTPException, OSError):
            await self.close()

    async def _lost(self, error: Exception) -> LineLostError:
        if self._client is not None:
            self._client.close()
            self._client = None
        return LineLostError(_reason(error))

    def _envelope_sender(self, tag: str) -> str:
        bounces = self._settings.bounces
        address = bounces.address or self._settings.sender
        local, _, domain = address.rpartition("@")
        return f"{local}+{tag}@{domain}" if bounces.plus_addressing else address


class OutboxLine:
    """A `Line` into the outbox folder, where no mail server is set."""

    def __init__(self, outbox: OutboxMailer, announce: Callable[[], None]) -> None:
        self._outbox = outbox
        self._announce = announce
        self._count = 0

    async def offer(self, to: str, tag: str) -> None:
        """Take any address."""

    async def commit(self, to: str, mail: bytes) -> str:
        """Write the mail, in a thread."""
        try:
            await asyncio.to_thread(self._outbox.write, mail)
        except ConferenceError as error:
            raise LineLostError(error.detail, MailTrouble.DISK) from error
        self._count += 1
        return "laid into the outbox"

    async def close(self) -> None:
        """Say that something new lies in the outbox, once for many."""
        if self._count:
            self._count = 0
            self._announce()


def _trouble_of(error: Exception) -> MailTrouble:
    """Say why a connection can't be had."""
    if isinstance(error, SMTPAuthenticationError):
        return MailTrouble.LOGIN
    if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return MailTrouble.UNTRUSTED
    is_answer = isinstance(error, SMTPResponseException)
    return MailTrouble.BROKEN if is_answer or isinstance(error, ValueError) else MailTrouble.UNREACHABLE


def _words(error: SMTPResponseException) -> str:
    return f"{error.code} {' '.join(error.message.split())}"[:300]


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
