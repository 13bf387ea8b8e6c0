"""Mail out of the console: to a mail server, or into a folder where none is set."""

import asyncio
import itertools
import os
import ssl
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP
from email.utils import format_datetime, localtime, make_msgid
from pathlib import Path
from typing import Final, Protocol

import aiosmtplib

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.settings import MailSecurity, MailSettings
from room_console.core.settings.mailfaults import NO_ADDRESS

SEND_TIMEOUT_S: Final = 10.0
ATTEMPTS: Final = 2
MAX_OUTBOX_MAILS: Final = 4_000
"""An invitation and some codes of everyone there can be."""
FOR_GOOD: Final = 500
"""From this reply code on."""
PRUNED_EVERY: Final = 50
OUTBOX_SENDER: Final = "hemicycle@localhost"


class MailRefusedError(ConferenceError):
    """It is of no use to try again: the mail server has said no for good (RFC 5321, section 4.2.1), or nobody can have
    such an address.
    """


class Mailer(Protocol):
    """Sends mails."""

    async def send(self, to: str, subject: str, text: str) -> None:
        """Send a mail; it is handed over when this returns. Raises: ConferenceError(`mail_failed`)."""
        ...

    async def send_message(self, message: EmailMessage) -> None:
        """Send a mail of several parts. Raises: ConferenceError(`mail_failed`)."""
        ...


@dataclass(frozen=True, slots=True)
class OutboxMail:
    """A mail in the outbox; `file` is its name in the folder."""

    to: str
    subject: str
    written_at_ms: int
    file: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom mails come from; `name` and `reply_to` may be empty."""

    address: str
    name: str = ""
    reply_to: str = ""


def sender_of(settings: MailSettings) -> Sender:
    """Return whom mails come from; without a mail server, somebody of this machine."""
    return Sender(settings.sender or OUTBOX_SENDER, settings.sender_name, settings.reply_to)


def compose(sender: Sender, to: str, subject: str, text: str, message_id: str = "") -> EmailMessage:
    """Compose a mail (RFC 5322). Line ends in a subject become blanks.

    Raises: MailRefusedError for an address that is none; ConferenceError(`mail_failed`) where the sender's is none.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(display_name=sender.name, addr_spec=sender.address)
        if sender.reply_to:
            message["Reply-To"] = Address(addr_spec=sender.reply_to)
    except NO_ADDRESS as error:
        raise ConferenceError(ErrorCode.MAIL_FAILED, "the settings of mail: not an e-mail address") from error
    try:
        message["To"] = Address(addr_spec=to.encode("ascii").decode())
    except NO_ADDRESS as error:
        raise MailRefusedError(ErrorCode.MAIL_FAILED, "not an e-mail address") from error
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = message_id or make_msgid(domain=sender.address.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


class SmtpMailer:
    """Sends through a mail server (RFC 5321); a failure is tried once more.

    `certificates` verify the server; by default, those that the system trusts.
    """

    def __init__(
        self,
        settings: MailSettings,
        environment: Mapping[str, str] = os.environ,
        certificates: ssl.SSLContext | None = None,
        timeout_s: float = SEND_TIMEOUT_S,
    ) -> None:
        self._settings = settings
        self._password = environment.get(settings.password_env) if settings.password_env else None
        self._certificates = certificates
        self._timeout_s = timeout_s

    async def send(self, to: str, subject: str, text: str) -> None:
        """Hand a mail to the server. Raises: ConferenceError(`mail_failed`)."""
        await self.send_message(compose(sender_of(self._settings), to, subject, text))

    async def send_message(self, message: EmailMessage) -> None:
        """Hand a mail of several parts to the server. Raises: ConferenceError(`mail_failed`)."""
        reason = ""
        for _ in range(ATTEMPTS):
            try:
                async with asyncio.timeout(self._timeout_s):
                    await self._hand_over(message)
                return
            except aiosmtplib.SMTPRecipientsRefused as error:
                is_final = all(refused.code >= FOR_GOOD for refused in error.recipients)
                kind = MailRefusedError if is_final else ConferenceError
                raise kind(ErrorCode.MAIL_FAILED, "the mail server refuses the address") from error
            except (aiosmtplib.SMTPException, OSError, ValueError) as error:
                reason = f"{type(error).__name__}: {error}"[:200]
        raise ConferenceError(ErrorCode.MAIL_FAILED, f"the mail server does not take it: {reason}")

    async def _hand_over(self, message: EmailMessage) -> None:
        settings = self._settings
        await aiosmtplib.send(
            message,
            hostname=settings.host,
            port=settings.port,
            username=settings.username or None,
            password=self._password,
            use_tls=settings.security is MailSecurity.TLS,
            start_tls=settings.security is MailSecurity.STARTTLS,
            tls_context=self._certificates,
            timeout=self._timeout_s,
        )


class OutboxMailer:
    """Writes every mail as a file into a folder that only its owner may read; the newest 4,000 are kept."""

    def __init__(self, folder: Path, sender: Sender = Sender(OUTBOX_SENDER)) -> None:
        self.folder = folder
        self._sender = sender
        self._numbers = itertools.count(1)

    async def send(self, to: str, subject: str, text: str) -> None:
        """Write a mail; it is there as a whole or not at all. Raises: ConferenceError(`mail_failed`)."""
        await self.send_message(compose(self._sender, to, subject, text))

    async def send_message(self, message: EmailMessage) -> None:
        """Write a mail of several parts. Raises: ConferenceError(`mail_failed`)."""
        self.write(message.as_bytes())

    def write(self, mail: bytes) -> None:
        """Write a mail that is made already; any thread. Raises: ConferenceError(`mail_failed`)."""
        try:
            self._write(mail, next(self._numbers))
        except OSError as error:
            raise ConferenceError(ErrorCode.MAIL_FAILED, f"{self.folder}: {error.strerror}") from error

    def mails(self, most: int = MAX_OUTBOX_MAILS) -> tuple[OutboxMail, ...]:
        """List the `most` newest mails, newest first."""
        found = (_read_headers(path) for path in self._files()[:most])
        return tuple(mail for mail in found if mail is not None)

    def _files(self) -> list[Path]:
        """List the files, newest first."""
        return sorted(self.folder.glob("[0-9]*-*.eml"), reverse=True)

    def _write(self, content: bytes, number: int) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=self.folder, suffix=".new")
        with open(handle, "wb") as file:
            file.write(content)
        now_ms = int(localtime().timestamp() * 1000)
        Path(partial).replace(self.folder / f"{now_ms:013}-{number:06}.eml")
        if number % PRUNED_EVERY == 0:
            for old in self._files()[MAX_OUTBOX_MAILS:]:
                old.unlink(missing_ok=True)


def _read_headers(path: Path) -> OutboxMail | None:
    """Read a mail's headers; None if it has gone meanwhile."""
    try:
        with path.open("rb") as file:
            headers = BytesHeaderParser(policy=SMTP).parse(file)
    except FileNotFoundError:
        return None
    written_at_ms = int(path.name.partition("-")[0])
    return OutboxMail(str(headers["To"]), str(headers["Subject"]), written_at_ms, path.name)
