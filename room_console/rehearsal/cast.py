"""Who plays in a rehearsal, and what each one does."""

from dataclasses import dataclass

from common.model.people import Role

SWITCH_EVERY_S = 3.0
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
FIRST_SWITCH_S = 4.0
SHORTEST_S = FIRST_SWITCH_S + SWITCH_EVERY_S * (len(LANGUAGES) + 1)
"""What the interpreter's listener needs to hear every channel."""
CHIRP_PERIOD_S = 2.5


@dataclass(frozen=True, slots=True)
class Player:
    """One simulated delegate. `asks_at_s` counts from the moment all have joined; None never asks."""

    name: str
    delegation: str
    sound: str
    role: Role = Role.DELEGATE
    channel: str = "floor"
    asks_at_s: float | None = None
    speaks_s: float = 0.0
    switches: bool = False
    is_recorded: bool = False

    @property
    def email(self) -> str:
        """Where the code goes: into the outbox, under a domain that no mail leads to (RFC 2606)."""
        return f"{self.key}@rehearsal.invalid"

    @property
    def key(self) -> str:
        """Short name, unique in the cast."""
        return self.delegation.lower().replace(" ", "-")


CHAIR = Player("Amara Diallo", "Chair", "silence", role=Role.CHAIR)
GUEST = Player("Camille Laurent", "France", "silence")
"""Whoever sits before the delegate's window."""

PLAYERS = (
    Player("Peter Olsen", "Observers", "silence", role=Role.OBSERVER, is_recorded=True),
    Player("Wanjiku Kamau", "Kenya", "silence", switches=True, is_recorded=True),
    Player("Ana Souza", "Brazil", f"chirp:{CHIRP_PERIOD_S}", asks_at_s=1.0, speaks_s=14.0, is_recorded=True),
    Player("Sione Vakata", "Fiji", "voice:4", channel="fr", asks_at_s=5.0, speaks_s=10.0, is_recorded=True),
)
