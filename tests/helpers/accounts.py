"""Staff accounts on a store in memory, with hashes that cost next to nothing."""

from collections.abc import Sequence

from argon2 import PasswordHasher

from common.aio.clock import ManualClock
from common.model.people import Role
from room_console.core.admission.accounts import Accounts, Asked, Session
from room_console.core.admission.passwords import Passwords
from room_console.core.store.records import Record

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
GOOD = "four quiet words here"
DEVICE = "a-device-key-of-enough-characters"


class MemoryRecords:
    """A RecordStore without a disk."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Record] = {}

    async def put_records(self, kind: str, records: Sequence[Record]) -> None:
        """Keep them."""
        self.kept |= {(kind, record.key): record for record in records}

    async def remove_records(self, kind: str, keys: Sequence[str]) -> None:
        """Forget them."""
        for key in keys:
            self.kept.pop((kind, key), None)

    async def read_records(self, kind: str) -> list[Record]:
        """Return those of a kind."""
        return [record for (of, _), record in sorted(self.kept.items()) if of == kind]


def asked(
    password: str, account: str = "maria", new: str = "", address: str = "192.0.2.7", device: str = DEVICE
) -> Asked:
    """Make what somebody signs in with."""
    return Asked(account, password, new, device, "test", address)


class Office:
    """Accounts, their store and clock, and what was heard of sessions."""

    def __init__(self, records: MemoryRecords | None = None, clock: ManualClock | None = None) -> None:
        self.records, self.clock = records or MemoryRecords(), clock or ManualClock()
        self.passwords = Passwords(CHEAP)
        self.accounts = Accounts(self.records, self.passwords, b"s" * 32, self.clock)
        self.ended: list[Session] = []
        self.accounts.on_ended = self.ended.append

    async def with_maria(self, password: str = GOOD) -> None:
        """Make the account `maria`, chair, with a password of her own."""
        first = await self.accounts.add("maria", "Maria Keller", Role.CHAIR)
        await self.accounts.sign_in(asked(first, new=password))
        for session in self.accounts.sessions_of("maria"):
            await self.accounts.end_session(session.session)
        self.ended.clear()
