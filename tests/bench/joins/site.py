"""A console's state directory as it is on the morning: everyone registered, invited, with an authenticator app."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyotp

from common.aio.clock import ManualClock, SystemClock
from common.model.ids import ParticipantId
from common.model.people import Person, Role
from common.model.registration import MOST_ACTIVE
from room_console.core.admission.tokens import Hasher, make_token
from room_console.core.admission.totp import Authenticators
from room_console.core.conductor import Conductor
from room_console.core.meeting.inputs import PersonRegistered
from room_console.core.passes import Pass
from room_console.core.store.files import DATABASE
from room_console.core.store.secret import ensure_secret
from room_console.core.store.store import Store

MEETING: Final = "joins"
DAY_MS: Final = 86_400_000
AT_ONCE: Final = 500
DELEGATIONS: Final = 190
GIVEN: Final = ("Anna", "Omar", "Li", "Fatou", "José", "Mariam", "Pyotr", "Aiko", "Noor", "Kwame", "Ingrid", "Rafael")
FAMILY: Final = ("Lindqvist", "Haddad", "Chen", "Diallo", "Fernández", "Otieno", "Volkov", "Sato", "Rahman", "Mensah")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a guest comes with: the token of the invitation, and the secret of an authenticator app."""

    participant: str
    token: str
    secret: str
    device_key: str


def person(number: int) -> Person:
    """Make up somebody: as many may speak as in any meeting, the others listen."""
    name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // len(GIVEN) % len(FAMILY)]} {number}"
    who = ParticipantId(f"p-{number}")
    body = f"Delegation of the country number {number % DELEGATIONS}"
    role = Role.DELEGATE if number < MOST_ACTIVE else Role.OBSERVER
    return Person(who, name, body, role, f"{who}@example.org")


def configuration(host: str, port: int) -> str:
    """Write the file of a core without a hall."""
    return f"""[meeting]
id = "{MEETING}"
title = "Three thousand who join"

[server]
host = "{host}"
port = {port}

[hall]
device = "none"
camera = "none"
"""


async def lay_out(state: Path, people: int) -> list[Ticket]:
    """Register, invite and equip so many; nothing of it is measured."""
    store = Store.open(state / DATABASE)
    try:
        return await _lay_out(store, ensure_secret(state), people)
    finally:
        await store.close()


async def _lay_out(store: Store, secret: bytes, people: int) -> list[Ticket]:
    clock = SystemClock()
    past = ManualClock(now_ms=clock.now_ms() - DAY_MS)
    conductor = Conductor(store, clock, lambda _: None)
    apps = Authenticators(store, secret, past, lambda: MEETING)
    hasher = Hasher(secret)

    async def invite(number: int) -> Ticket:
        guest, token = person(number), make_token()
        await conductor.submit(PersonRegistered(guest))
        kept = Pass(guest.participant, hasher.of_token(token), clock.now_ms() + DAY_MS)
        await store.put_pass(kept)
        _, app = apps.offer(guest.participant)
        await apps.confirm(guest.participant, pyotp.TOTP(app).at(past.now_ms() // 1000))
        return Ticket(guest.participant, token, app, f"device-of-{guest.participant}-{token[:16]}")

    conductor.start()
    try:
        tickets: list[Ticket] = []
        for first in range(0, people, AT_ONCE):
            tickets += await asyncio.gather(*(invite(n) for n in range(first, min(first + AT_ONCE, people))))
        return tickets
    finally:
        await conductor.stop()
