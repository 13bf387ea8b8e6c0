"""Passwords of staff: which are taken, which the console makes, and their hashes (Argon2id, RFC 9106)."""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from common.model.errors import ConferenceError, ErrorCode

T = TypeVar("T")

LEAST_CHARACTERS: Final = 12
LEAST_DIFFERENT: Final = 5
HASHED_AT_ONCE: Final = 1
MOST_WAITING: Final = 8
ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""Without characters that are taken for one another."""
GROUPS, GROUP_CHARACTERS = 4, 5
"""31 to the 20th: 99 bits."""
_COMMON: Final = (
    "password",
    "passwort",
    "motdepasse",
    "contraseña",
    "qwerty",
    "azerty",
    "letmein",
    "hemicycle",
    "123456",
)


class Passwords:
    """Hashes and checks, in a worker thread: RFC 9106's second choice, 64 MiB and one lane. Thread: the core's loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
        self._worker = ThreadPoolExecutor(HASHED_AT_ONCE, "password")
        self._waiting = 0
        self._nobodys = ""
        """What a password is held against where there is no account. Thread: the worker."""

    async def close(self) -> None:
        """End the worker, after what it is at."""
        await asyncio.to_thread(self._worker.shutdown, cancel_futures=True)

    async def hash(self, password: str) -> str:
        """Hash a password. Raises: ConferenceError(`busy`)."""
        return await self._run(lambda: self._hasher.hash(plain(password)))

    async def is_right(self, password: str, kept: str | None) -> bool:
        """Tell whether a password is the one kept; without one it takes as long. Raises: ConferenceError(`busy`)."""
        return await self._run(lambda: self._verify(kept, plain(password))) and kept is not None

    def _verify(self, kept: str | None, password: str) -> bool:
        self._nobodys = self._nobodys or self._hasher.hash(secrets.token_urlsafe(16))
        try:
            return self._hasher.verify(kept or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._waiting >= MOST_WAITING:
            raise ConferenceError(ErrorCode.BUSY, "many sign in at once", 2.0)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._worker, work)
        finally:
            self._waiting -= 1


def make_password() -> str:
    """Make a password that can be read out and typed: four groups of five characters."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_CHARACTERS)) for _ in range(GROUPS))
    return "-".join(groups)


def plain(password: str) -> str:
    """Return a password as every keyboard gives it (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, account: str) -> None:
    """Check what somebody chose, by length and by what is tried first. Raises: ConferenceError(`password_weak`)."""
    chosen = plain(password).casefold()
    bare = "".join(c for c in chosen if c.isalnum())
    if len(chosen) < LEAST_CHARACTERS:
        raise ConferenceError(ErrorCode.PASSWORD_WEAK, f"shorter than {LEAST_CHARACTERS} characters")
    if len(set(chosen)) < LEAST_DIFFERENT:
        raise ConferenceError(ErrorCode.PASSWORD_WEAK, "of too few different characters")
    for word in (account, *_COMMON):
        bare = bare.replace("".join(c for c in word if c.isalnum()), "")
    if len(bare) < LEAST_CHARACTERS // 2:
        raise ConferenceError(ErrorCode.PASSWORD_WEAK, "little more than what is tried first")
