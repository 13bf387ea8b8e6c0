"""Who plays in a rehearsal, and what each one does when."""

from dataclasses import dataclass

from common.model.people import Role

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
CHIRP_PERIOD_S = 1.5
SHORTEST_S = 25.0
"""Under this not every channel is heard for long enough to name its voice."""


@dataclass(frozen=True, slots=True)
class Player:
    """One simulated delegate. Instants count from the rehearsal's beginning; a player that asks does so at once."""

    name: str
    delegation: str
    sound: str = "silence"
    role: Role = Role.DELEGATE
    channel: str = "floor"
    enters_at_s: float = 0.0
    asks: bool = False
    speaks_s: float = 0.0
    switch_every_s: float | None = None
    """Between one language and the next, the floor first."""
    is_recorded: bool = False

    @property
    def key(self) -> str:
        """Short name, unique in the cast."""
        return self.delegation.lower().replace(" ", "-")

    @property
    def email(self) -> str:
        """Where the code goes: into the outbox, under a domain that no mail leads to (RFC 2606)."""
        return f"{self.key}@rehearsal.invalid"


CHAIR = Player("Amara Diallo", "Chair", role=Role.CHAIR)
GUEST = Player("Camille Laurent", "France")
"""Whoever sits before the delegate's window."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone who plays. The listener stays on the floor, the traveller hears every channel, the others speak."""

    listener: Player
    traveller: Player
    first_speaker: Player
    second_speaker: Player

    @property
    def players(self) -> tuple[Player, ...]:
        """All of them, in the order in which they enter."""
        return (self.listener, self.traveller, self.first_speaker, self.second_speaker)


def cast_for(seconds: float) -> Cast:
    """Lay the parts out over so many seconds: first the hall speaks, then two remote delegates, then the hall again."""
    return Cast(
        Player("Peter Olsen", "Observers", role=Role.OBSERVER, is_recorded=True),
        Player("Wanjiku Kamau", "Kenya", switch_every_s=0.11 * seconds, is_recorded=True),
        Player(
            "Ana Souza",
            "Brazil",
            f"chirp:{CHIRP_PERIOD_S}",
            enters_at_s=0.25 * seconds,
            asks=True,
            speaks_s=0.3 * seconds,
            is_recorded=True,
        ),
        Player(
            "Sione Vakata",
            "Fiji",
            "voice:4",
            channel="fr",
            enters_at_s=0.4 * seconds,
            asks=True,
            speaks_s=0.15 * seconds,
            is_recorded=True,
        ),
    )
