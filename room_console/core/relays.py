"""Time-limited passwords for the relays: the scheme of coturn's REST API (draft-uberti-behave-turn-rest-00)."""

import base64
import hashlib
import hmac
import os
import stat
from pathlib import Path

from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from common.protocol.entry import IceServerAccess, IceServersRenewed
from room_console.core.audience import Audience
from room_console.core.settings import Settings

MAX_SECRET_BYTES = 1024


class Relays:
    """Grants the use of the relays, and renews it at half its time. Thread: the core's loop.

    Raises, when made: ConferenceError(`disk`) where the secret can't be read or others may read it too.
    """

    def __init__(self, settings: Settings, audience: Audience, clock: Clock) -> None:
        self._urls = settings.media.relay_urls
        self._lifetime_s = settings.media.relay_lifetime_s
        self._secret = read_secret(Path(settings.media.relay_secret_file).expanduser()) if self._urls else b""
        self._audience = audience
        self._clock = clock
        self._tasks = TaskOwner("relays")

    def grant(self, participant: ParticipantId, lifetime_s: int | None = None) -> tuple[IceServerAccess, ...]:
        """Make a user name and a password for each relay; none where there are no relays.

        They are good for the lifetime that is set, unless another one is given.
        """
        expires_s = self._clock.now_ms() // 1000 + (self._lifetime_s if lifetime_s is None else lifetime_s)
        username, password = credentials(self._secret, participant, expires_s)
        return tuple(IceServerAccess(url, username, password) for url in self._urls)

    def start(self) -> None:
        """Renew from now on."""
        if self._urls:
            spawn(self._renew(), name="relay passwords", owner=self._tasks)

    async def stop(self) -> None:
        """Renew no more."""
        await self._tasks.cancel_all()

    async def _renew(self) -> None:
        while True:
            await self._clock.sleep(self._lifetime_s / 2)
            for connection in self._audience.everyone():
                connection.send(IceServersRenewed(self.grant(connection.participant)))


def credentials(secret: bytes, participant: str, expires_s: int) -> tuple[str, str]:
    """Return user name and password: `EXPIRY:PARTICIPANT`, and its keyed hash in base64."""
    username = f"{expires_s}:{participant}"
    return username, base64.b64encode(hmac.digest(secret, username.encode(), hashlib.sha1)).decode("ascii")


def read_secret(path: Path) -> bytes:
    """Return what the first line of a file holds. Raises: ConferenceError(`disk`); no secret is in it."""
    try:
        with path.open("rb") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise ConferenceError(ErrorCode.DISK, f"{path}: others may read it; its mode must be 0600")
            secret = file.read(MAX_SECRET_BYTES).partition(b"\n")[0].strip()
    except OSError as error:
        raise ConferenceError(ErrorCode.DISK, f"{path}: {error.strerror}") from error
    if not secret:
        raise ConferenceError(ErrorCode.DISK, f"{path} holds no secret")
    return secret
