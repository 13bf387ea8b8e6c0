"""The mailbox that undeliverable mail comes back to: by IMAP (RFC 9051), as organisations have it, or a Maildir."""

import contextlib
import imaplib
import os
import re
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.invitations.returned import MAX_MAIL_BYTES
from room_console.core.settings import BounceSettings, BounceSource, MailSecurity

MOST_AT_ONCE: Final = 200
TIMEOUT_S: Final = 20.0
_UNSAFE: Final = re.compile(r'["\\\r\n]')


class Mailbox(Protocol):
    """Gives each new mail once, and leaves it there as read. Thread: any but the core's loop; one call at a time."""

    def read(self, take: Callable[[bytes], None]) -> int:
        """Give new mails, at most 200; return how many. Raises: ConferenceError(`mail_failed`)."""
        ...


class Maildir:
    """A folder of a mail server on this machine: new mails lie in `new`, read ones are moved to `cur`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, take: Callable[[bytes], None]) -> int:
        """Give new mails."""
        try:
            found = sorted((self._folder / "new").iterdir())[:MOST_AT_ONCE]
            (self._folder / "cur").mkdir(exist_ok=True)
            for path in found:
                with path.open("rb") as file:
                    take(file.read(MAX_MAIL_BYTES + 1))
                path.replace(self._folder / "cur" / f"{path.name.partition(':')[0]}:2,S")
        except OSError as error:
            raise ConferenceError(ErrorCode.MAIL_FAILED, f"{self._folder}: {error.strerror}") from error
        return len(found)


class ImapMailbox:
    """A mailbox on an IMAP server, over TLS unless the settings say otherwise."""

    def __init__(self, settings: BounceSettings, environment: Mapping[str, str] = os.environ) -> None:
        self._settings = settings
        self._password = environment.get(settings.password_env, "")

    def read(self, take: Callable[[bytes], None]) -> int:
        """Give mails that are not marked as seen, and mark them."""
        try:
            with self._connection() as server:
                return self._read(server, take)
        except (imaplib.IMAP4.error, OSError) as error:
            raise ConferenceError(ErrorCode.MAIL_FAILED, f"{type(error).__name__}: {error}"[:200]) from error

    def _connection(self) -> imaplib.IMAP4:
        settings = self._settings
        if settings.security is MailSecurity.TLS:
            context = ssl.create_default_context()
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                settings.host, settings.port, ssl_context=context, timeout=TIMEOUT_S
            )
        else:
            server = imaplib.IMAP4(settings.host, settings.port, timeout=TIMEOUT_S)
        try:
            if settings.security is MailSecurity.STARTTLS:
                server.starttls(ssl.create_default_context())
            server.login(settings.username, self._password)
        except BaseException:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                server.shutdown()
            raise
        return server

    def _read(self, server: imaplib.IMAP4, take: Callable[[bytes], None]) -> int:
        folder = _UNSAFE.sub("", self._settings.folder)
        _checked(server.select(f'"{folder}"'))
        numbers = _checked(server.uid("SEARCH", "UNSEEN"))[0].split()[:MOST_AT_ONCE]
        for number in numbers:
            for piece in _checked(server.uid("FETCH", number.decode(), f"(BODY.PEEK[]<0.{MAX_MAIL_BYTES + 1}>)")):
                if isinstance(piece, tuple):
                    take(piece[1])
            _checked(server.uid("STORE", number.decode(), "+FLAGS", r"(\Seen)"))
        return len(numbers)


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(f"the mailbox says {kind}")
    return data


def open_mailbox(settings: BounceSettings) -> Mailbox | None:
    """Open the mailbox of the settings; None where none is set."""
    match settings.source:
        case BounceSource.IMAP:
            return ImapMailbox(settings)
        case BounceSource.MAILDIR:
            return Maildir(Path(settings.folder))
        case BounceSource.NONE:
            return None
