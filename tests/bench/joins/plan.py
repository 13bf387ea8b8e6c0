"""How much is measured."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Size:
    """`join_s` is the time over which people arrive, so that the last of them is in before the minute is over."""

    clients: int
    join_s: float
    return_s: float
    broadcasts: int
    standing_s: float


FULL: Final = Size(clients=3_000, join_s=58.0, return_s=20.0, broadcasts=40, standing_s=10.0)
QUICK: Final = Size(clients=200, join_s=4.0, return_s=2.0, broadcasts=6, standing_s=2.0)
