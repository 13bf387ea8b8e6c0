"""How often each client pings: the more there are, the less often, but for those at work."""

from typing import Final

from common.model.people import Role
from room_console.core.meeting.permissions import AT_BOOTHS

SHORTEST_S: Final = 2.0
LONGEST_S: Final = 6.0
LONGEST_LISTENING_S: Final = 10.0
"""Of those who only listen; a client pings no less often."""
PINGS_PER_S: Final = 150
"""What all pings together may take, as long as they are not to be rarer than that: some hundredths of a core."""


def pulse_every_s(role: Role, is_listed: bool, attached: int) -> float:
    """Return how often one of so many is to ping; who works at the meeting or asks for the floor is not spared."""
    if is_listed or role in AT_BOOTHS:
        return SHORTEST_S
    longest_s = LONGEST_LISTENING_S if role is Role.OBSERVER else LONGEST_S
    return min(max(SHORTEST_S, attached / PINGS_PER_S), longest_s)
