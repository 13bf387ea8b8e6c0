"""The mailbox that undeliverable mail comes back to: by IMAP (RFC 9051), as organisations have it, or a Maildir."""

import contextlib
import imaplib
import os
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.invitations.returned import MAX_MAIL_BYTES
from room_console.core.settings import BounceSettings, BounceSource, MailSecurity

MOST_AT_ONCE: Final = 200
TIMEOUT_S: Final = 20.0
_UNSAFE: Final = re.compile(r'["\\\r\n]')


class Mailbox(Protocol):
    """Gives mails until they are marked as read; they stay there. Thread: any but the core's loop; one call at a time.

    Each method raises ConferenceError(`mail_failed`).
    """

    def read(self, take: Callable[[bytes], None]) -> list[str]:
        """Give mails that are not marked, at most 200; return how they are called."""
        ...

    def mark(self, names: Sequence[str]) -> None:
        """Mark mails as read."""
        ...

    def close(self) -> None:
        """Break off what another thread does here."""
        ...


class Maildir:
    """A folder of a mail server on this machine: new mails lie in `new`, read ones are moved to `cur`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, take: Callable[[bytes], None]) -> list[str]:
        """Give new mails."""
        try:
            found = sorted((self._folder / "new").iterdir())[:MOST_AT_ONCE]
            for path in found:
                with path.open("rb") as file:
                    take(file.read(MAX_MAIL_BYTES))
        except OSError as error:
            raise ConferenceError(ErrorCode.MAIL_FAILED, f"{self._folder}: {error.strerror}") from error
        return [path.name for path in found]

    def mark(self, names: Sequence[str]) -> None:
        """Move mails to `cur`."""
        try:
            (self._folder / "cur").mkdir(exist_ok=True)
            for name in names:
                read = self._folder / "cur" / f"{name.partition(':')[0]}:2,S"
                (self._folder / "new" / name).replace(read)
        except OSError as error:
            raise ConferenceError(ErrorCode.MAIL_FAILED, f"{self._folder}: {error.strerror}") from error

    def close(self) -> None:
        """Do nothing: a folder does not keep one waiting."""


class ImapMailbox:
    """A mailbox on an IMAP server, over TLS unless the settings say otherwise."""

    def __init__(self, settings: BounceSettings, environment: Mapping[str, str] = os.environ) -> None:
        self._settings = settings
        self._password = environment.get(settings.password_env, "")
        self._server: imaplib.IMAP4 | None = None

    def read(self, take: Callable[[bytes], None]) -> list[str]:
        """Give mails that are not marked as seen."""
        with self._opened() as server:
            return _read(server, take)

    def mark(self, names: Sequence[str]) -> None:
        """Mark mails as seen."""
        with self._opened() as server:
            _checked(server.uid("STORE", ",".join(names), "+FLAGS", r"(\Seen)"))

    def close(self) -> None:
        """Break the connection off."""
        if (server := self._server) is not None:
            with contextlib.suppress(OSError):
                server.socket().shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        """Open the folder; whatever goes wrong is told in the server's words or the system's, never with our own."""
        try:
            server = self._server = self._connect()
            try:
                if self._settings.security is MailSecurity.STARTTLS:
                    server.starttls(ssl.create_default_context())
                self._log_in(server)
                folder = _UNSAFE.sub("", self._settings.folder)
                _checked(server.select(f'"{folder}"'))
                yield server
                with contextlib.suppress(imaplib.IMAP4.error, OSError):
                    server.logout()
            finally:
                self._server = None
                with contextlib.suppress(OSError):
                    server.shutdown()
        except imaplib.IMAP4.error as error:
            raise ConferenceError(ErrorCode.MAIL_FAILED, _words(error)) from error
        except OSError as error:
            raise ConferenceError(ErrorCode.MAIL_FAILED, f"{type(error).__name__}: {error}"[:200]) from error
        except Exception as error:  # the border to imaplib, which answers a malformed server with whatever it runs into
            detail = f"the mailbox can't be understood: {type(error).__name__}"
            raise ConferenceError(ErrorCode.MAIL_FAILED, detail) from None

    def _connect(self) -> imaplib.IMAP4:
        host, port = self._settings.host, self._settings.port
        if self._settings.security is MailSecurity.TLS:
            return imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_S)
        return imaplib.IMAP4(host, port, timeout=TIMEOUT_S)

    def _log_in(self, server: imaplib.IMAP4) -> None:
        """Log in by SASL PLAIN (RFC 4616), which takes any password; by LOGIN where the server knows no other way."""
        if "AUTH=PLAIN" in server.capabilities:
            answer = f"\0{self._settings.username}\0{self._password}".encode()
            server.authenticate("PLAIN", lambda _: answer)
        elif self._password.isascii() and self._settings.username.isascii():
            server.login(self._settings.username, self._password)
        else:
            raise imaplib.IMAP4.error("the mailbox takes an account and a password of ASCII only")


def _read(server: imaplib.IMAP4, take: Callable[[bytes], None]) -> list[str]:
    found = _checked(server.uid("SEARCH", "UNSEEN"))[0] or b""
    names = [number.decode() for number in found.split()[:MOST_AT_ONCE]]
    for name in names:
        for piece in _checked(server.uid("FETCH", name, f"(BODY.PEEK[]<0.{MAX_MAIL_BYTES}>)")):
            if isinstance(piece, tuple):
                take(piece[1])
    return names


def _checked(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(f"the mailbox says {kind}: {_text(data[0] if data else '')}")
    return data


def _words(error: imaplib.IMAP4.error) -> str:
    return f"IMAP: {_text(error.args[0] if error.args else '')}"[:200]


def _text(said: object) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def open_mailbox(settings: BounceSettings) -> Mailbox | None:
    """Open the mailbox of the settings; None where none is set."""
    match settings.source:
        case BounceSource.IMAP:
            return ImapMailbox(settings)
        case BounceSource.MAILDIR:
            return Maildir(Path(settings.folder))
        case BounceSource.NONE:
            return None
