"""One window a user: a link clicked while the app is open goes to the window that is there.

Two would take the same microphone, and what is said in one meeting could be heard in the other. A file beside the
settings names the place to meet, by chance and anew each time: nobody else can wait there for a link.
"""

import contextlib
import secrets
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from common.control.joinlink import MAX_LINK_CHARACTERS

SIGN: Final = "delegate.window"
ANSWER_MS: Final = 5_000
"""A window that does not answer in time, though it may be starting, is as good as none."""
READ_MS: Final = 2_000
_TAKEN: Final = b"taken\n"
_MOST_BYTES: Final = 4 * MAX_LINK_CHARACTERS
_NAME_CHARACTERS: Final = 64


def hand_over(sign: Path, link: str) -> bool:
    """Give a link (empty: none) to the window that is open; false where there is none. Waits for its answer."""
    if not (name := _read(sign)):
        return False
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(ANSWER_MS):
        QLocalServer.removeServer(name)
        return False
    socket.write(link.encode()[: _MOST_BYTES - 1] + b"\n")
    is_taken = socket.waitForReadyRead(ANSWER_MS) and bytes(socket.readAll().data()) == _TAKEN
    socket.abort()
    return is_taken


class OneInstance(QObject):
    """Is the window to which links are given. Only programs of the same user reach it. Thread: main."""

    link_given = Signal(str)
    """A link that was clicked, or an empty text where the app was only started."""

    def __init__(self, sign: Path, parent: QObject | None = None) -> None:
        """Listen; where that can't be, a second window opens as if there were no first."""
        super().__init__(parent)
        self._sign, self._name = sign, f"hemicycle-{secrets.token_hex(16)}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)
        with contextlib.suppress(OSError):
            sign.parent.mkdir(parents=True, exist_ok=True)
            if self._server.listen(self._name):
                sign.write_text(self._name, encoding="ascii")

    def close(self) -> None:
        """Take nothing more."""
        self._server.close()
        with contextlib.suppress(OSError):
            if _read(self._sign) == self._name:
                self._sign.unlink()

    def _take(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda given=socket: self._heard(given))
            socket.disconnected.connect(socket.deleteLater)
            limit = QTimer(socket, interval=READ_MS, singleShot=True)
            limit.timeout.connect(socket.abort)
            limit.start()
            self._heard(socket)

    def _heard(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() >= _MOST_BYTES:
                socket.abort()
            return
        text = bytes(socket.readLine(_MOST_BYTES).data()).decode(errors="replace").strip()
        socket.write(_TAKEN)
        socket.flush()
        self.link_given.emit(text)


def _read(sign: Path) -> str:
    try:
        with sign.open(encoding="ascii") as file:
            return file.read(_NAME_CHARACTERS)
    except (OSError, ValueError):
        return ""
