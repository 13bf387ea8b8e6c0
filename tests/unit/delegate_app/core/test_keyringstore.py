"""The token is in the keyring or in memory, never in a file."""

import threading
from collections.abc import Callable

import keyring
import pytest
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from delegate_app.core import keyringstore
from delegate_app.core.keyringstore import Backend, KeyringStore, Secret, new_device_key, safe_backend
from tests.helpers.logfail import LogWatch

SECRET = Secret("token", "key")


class Ring:
    """A keyring in a dictionary, or one that fails or never answers."""

    def __init__(self, error: Exception | None = None, hold: threading.Event | None = None) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.error = error
        self.hold = hold

    def get_password(self, service: str, username: str) -> str | None:
        self._suffer()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._suffer()
        self.kept[service, username] = password

    def _suffer(self) -> None:
        if self.hold is not None:
            self.hold.wait()
        if self.error is not None:
            raise self.error


async def test_what_was_kept_is_there_in_the_next_run() -> None:
    ring = Ring()
    await KeyringStore(lambda: ring).keep("place", SECRET)
    after = KeyringStore(lambda: ring)
    assert await after.load("place") == SECRET
    assert await after.load("elsewhere") is None
    assert after.is_lasting


@pytest.mark.parametrize(
    "error",
    [KeyringLocked("secret"), OSError("no bus"), RuntimeError("of a backend"), ImportError("no keyring")],
    ids=lambda error: type(error).__name__,
)
async def test_a_keyring_that_fails_leaves_the_secret_in_memory(error: Exception, expects_logs: LogWatch) -> None:
    expects_logs(f"keyring not used: {type(error).__name__}")
    store = KeyringStore(lambda: Ring(error))
    await store.keep("place", SECRET)
    assert not store.is_lasting
    assert await store.load("place") == SECRET


async def test_a_keyring_that_does_not_answer_is_given_up(expects_logs: LogWatch) -> None:
    expects_logs("keyring not used: TimeoutError")
    hold = threading.Event()
    store = KeyringStore(lambda: Ring(hold=hold), timeout_s=0.05)
    assert await store.load("place") is None
    assert not store.is_lasting
    hold.set()


async def test_a_keyring_that_was_unlocked_meanwhile_knows_this_device_again(expects_logs: LogWatch) -> None:
    expects_logs("keyring not used: KeyringLocked")
    ring = Ring()
    await KeyringStore(lambda: ring).keep("place", SECRET)
    ring.error = KeyringLocked("dismissed")
    store = KeyringStore(lambda: ring)
    assert await store.load("place") is None
    assert not store.is_lasting
    ring.error = None
    assert await store.load("place") == SECRET
    assert store.is_lasting


async def test_without_a_safe_keyring_there_is_memory(expects_logs: LogWatch) -> None:
    expects_logs("keyring not used")
    store = KeyringStore(lambda: None)
    await store.keep("place", SECRET)
    assert not store.is_lasting
    assert await store.load("place") == SECRET


async def test_an_entry_that_is_not_ours_is_ignored(expects_logs: LogWatch) -> None:
    expects_logs("can't be read")
    ring = Ring()
    ring.set_password(keyringstore.SERVICE, "place", "not json")
    assert await KeyringStore(lambda: ring).load("place") is None


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, Ring])
def test_only_backends_that_encrypt_are_used(backend: Callable[[], Backend], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", backend)
    assert safe_backend() is None


def test_a_safe_backend_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    class SafeRing(Ring):
        """As one of the system's."""

    SafeRing.__module__ = "keyring.backends.SecretService"
    ring = SafeRing()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    assert safe_backend() is ring


def test_secrets_do_not_show() -> None:
    assert "token" not in repr(SECRET)
    assert len({new_device_key() for _ in range(100)}) == 100
