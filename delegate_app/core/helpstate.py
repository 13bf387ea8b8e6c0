"""What the delegate was told of help and coaching."""

from dataclasses import dataclass

from common.model.coaching import CoachingSlot


@dataclass(frozen=True, slots=True)
class HelpState:
    """What the console told of it beside the view."""

    slot: CoachingSlot | None = None
    """The coaching that is booked."""
    offered: tuple[CoachingSlot, ...] | None = None
    """What can be booked; None before it was asked for."""
    mobile_link: str | None = None
    """To be opened on a phone or tablet."""
