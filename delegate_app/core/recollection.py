"""What is kept from one run to the next: choices in the settings, the way back into a meeting in the keyring."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

import msgspec

from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import JoinLink
from common.model.errors import ErrorCode, UserError
from common.model.ids import MeetingId
from delegate_app.core.keyringstore import Secret, SecretStore, new_device_key
from delegate_app.core.settings import LastMeeting, Settings
from delegate_app.core.state import RememberedMeeting
from delegate_app.core.statekeeper import StateKeeper
from delegate_app.core.workers import in_thread

WRITE_TIMEOUT_S: Final = 1.0
_log = logging.getLogger(__name__)


class SettingsStore(Protocol):
    """Where the settings are kept, as `SettingsFile` does."""

    def load(self) -> tuple[Settings, bool]: ...
    def save(self, settings: Settings) -> None: ...


class NothingKept:
    """A settings store that remembers nothing: for a delegate without a window, of which several run at once."""

    def load(self) -> tuple[Settings, bool]:
        """Return the defaults."""
        return Settings(), True

    def save(self, settings: Settings) -> None:
        """Forget them."""


class Arrangement:
    """How the window was left. `side` is the tab of its side area, and whether that was open; None until it is read."""

    def __init__(self, remember: Callable[..., None]) -> None:
        self._remember = remember
        self.side: tuple[str, bool] | None = None

    async def keep_side(self, tab: str, is_open: bool) -> None:
        """Remember how the side area is."""
        self._remember(side_tab=tab, is_side_open=is_open)


class Recollection:
    """Keeps and recalls. What could not be kept shows in the state. Thread: the client's loop."""

    def __init__(self, store: SettingsStore, secrets: SecretStore, keeper: StateKeeper) -> None:
        self._store = store
        self._secrets = secrets
        self._keeper = keeper
        self._settings = Settings()
        self.arrangement = Arrangement(self.remember)
        self._new_keys: dict[str, str] = {}
        self._tasks = TaskOwner("settings")
        self._writing: asyncio.Task[None] | None = None

    def load(self) -> Settings:
        """Read the settings."""
        self._settings, is_intact = self._store.load()
        self.arrangement.side = (self._settings.side_tab, self._settings.is_side_open)
        self._keeper.change(are_settings_intact=is_intact)
        return self._settings

    def remember(self, **fields: object) -> None:
        """Keep fields of the settings, in a thread since a disk may be slow; where it fails they hold until the end."""
        self._settings = msgspec.structs.replace(self._settings, **fields)
        if self._writing is None or self._writing.done():
            self._writing = spawn(self._write(), name="settings", owner=self._tasks)

    async def close(self) -> None:
        """Wait a moment for what is still being written."""
        if self._writing is None:
            return
        try:
            async with asyncio.timeout(WRITE_TIMEOUT_S):
                await self._writing
        except TimeoutError:
            _log.warning("x the settings were not written within %.0f s", WRITE_TIMEOUT_S)

    async def _write(self) -> None:
        """Write what is newest, until nothing newer has come."""
        written: Settings | None = None
        while written is not self._settings:
            written = self._settings
            try:
                await in_thread(partial(self._store.save, written))
            except UserError:
                _log.info("x the settings could not be written")
                self._keeper.change(are_settings_kept=False)
            else:
                self._keeper.change(are_settings_kept=True)

    async def device_key(self, link: JoinLink) -> str:
        """Return the key by which this console and meeting know the device, or a new one: the same at each try."""
        place = _place(link.host, link.port, link.meeting)
        secret = await self._secrets.load(place)
        self._keeper.change(is_secret_kept=self._secrets.is_lasting)
        return secret.device_key if secret else self._new_keys.setdefault(place, new_device_key())

    async def keep(self, link: JoinLink, device_key: str) -> None:
        """Keep the way back into a meeting that has let us in."""
        place = _place(link.host, link.port, link.meeting)
        await self._secrets.keep(place, Secret(link.token, device_key))
        self._keeper.change(is_secret_kept=self._secrets.is_lasting)
        view = self._keeper.state.view
        self.remember(
            last=LastMeeting(
                host=link.host,
                port=link.port,
                meeting=link.meeting,
                fingerprint=link.fingerprint.hex(),
                title=view.details.title if view else "",
            )
        )

    async def recall(self) -> None:
        """Say in the state which meeting can be gone back to."""
        last, secret = self._settings.last, await self._secret_of_last()
        remembered = RememberedMeeting(last.host, MeetingId(last.meeting), last.title) if last and secret else None
        self._keeper.change(remembered=remembered, is_secret_kept=self._secrets.is_lasting)

    async def way_back(self) -> tuple[JoinLink, str]:
        """Return link and device key of the last meeting. Raises: UserError(`not_found`)."""
        last, secret = self._settings.last, await self._secret_of_last()
        if last is None or secret is None:
            raise UserError(ErrorCode.NOT_FOUND, "no meeting is remembered")
        fingerprint = bytes.fromhex(last.fingerprint)
        return JoinLink(last.host, last.port, MeetingId(last.meeting), secret.token, fingerprint), secret.device_key

    async def _secret_of_last(self) -> Secret | None:
        last = self._settings.last
        return await self._secrets.load(_place(last.host, last.port, last.meeting)) if last else None


def _place(host: str, port: int, meeting: str) -> str:
    return f"{host}:{port}/{meeting}"
