"""Token and device key, kept in the system's keyring; where there is none that is safe, in memory."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from typing import Protocol, TypeVar

import msgspec

from delegate_app.core.workers import in_thread

SERVICE = "hemicycle-delegate"
KEYRING_TIMEOUT_S = 5.0
DEVICE_KEY_BYTES = 24
SAFE_BACKENDS = (
    "keyring.backends.SecretService",
    "keyring.backends.libsecret",
    "keyring.backends.kwallet",
    "keyring.backends.macOS",
    "keyring.backends.Windows",
)
"""Those that the system encrypts; any other one (plaintext files, null) is not used."""

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Secret(msgspec.Struct, frozen=True):
    """What lets this device in again without a code. Not shown by `repr`."""

    token: str
    device_key: str

    def __repr__(self) -> str:
        return "Secret(…)"


class Backend(Protocol):
    """The part of `keyring.backend.KeyringBackend` that is used."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...


class SecretStore(Protocol):
    """Keeps one secret for each console and meeting."""

    is_lasting: bool
    """Whether what is kept outlives the process."""

    async def load(self, place: str) -> Secret | None: ...
    async def keep(self, place: str, secret: Secret) -> None: ...


def new_device_key() -> str:
    """Make a device key of 192 bits."""
    return secrets.token_urlsafe(DEVICE_KEY_BYTES)


class MemoryStore:
    """Keeps secrets as long as the process lives."""

    is_lasting = False

    def __init__(self) -> None:
        self._secrets: dict[str, Secret] = {}

    async def load(self, place: str) -> Secret | None:
        """Return what was kept for this place."""
        return self._secrets.get(place)

    async def keep(self, place: str, secret: Secret) -> None:
        """Keep a secret."""
        self._secrets[place] = secret


def safe_backend() -> Backend | None:
    """Return the system's keyring, or None where there is none that encrypts. May wait: call it in a worker."""
    import keyring

    chosen = keyring.get_keyring()
    candidates = [chosen, *getattr(chosen, "backends", ())]
    return next((b for b in candidates if type(b).__module__ in SAFE_BACKENDS), None)


class KeyringStore:
    """Keeps secrets in memory, and in the keyring where it can: one that was locked is asked again."""

    def __init__(
        self, find_backend: Callable[[], Backend | None] = safe_backend, timeout_s: float = KEYRING_TIMEOUT_S
    ) -> None:
        self.is_lasting = True
        self._find_backend = find_backend
        self._timeout_s = timeout_s
        self._memory = MemoryStore()

    async def load(self, place: str) -> Secret | None:
        """Return what was kept for this place; None also where it can't be read."""
        held = await self._memory.load(place)
        if held is not None:
            return held
        text = await self._ask(lambda backend: backend.get_password(SERVICE, place))
        try:
            return msgspec.json.decode(text, type=Secret) if text else None
        except msgspec.DecodeError:
            _log.warning("x what the keyring holds for this meeting can't be read")
            return None

    async def keep(self, place: str, secret: Secret) -> None:
        """Keep a secret, in memory at least."""
        await self._memory.keep(place, secret)
        text = msgspec.json.encode(secret).decode()
        await self._ask(lambda backend: backend.set_password(SERVICE, place, text))

    async def _ask(self, question: Callable[[Backend], T]) -> T | None:
        def work() -> T:
            backend = self._find_backend()
            if backend is None:
                raise LookupError("there is no safe keyring")
            return question(backend)

        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await in_thread(work)
        except Exception as error:
            _log.warning("= keyring not used: %s", type(error).__name__)
            self.is_lasting = False
            return None
        self.is_lasting = True
        return answer
