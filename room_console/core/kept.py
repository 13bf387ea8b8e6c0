"""What a shelf hands to the store: one value of one kind, by its key."""

from typing import NamedTuple

from common.model.ids import ParticipantId


class Record(NamedTuple):
    """A value as kept. `participant` is whose personal data it holds: it is erased with them."""

    key: str
    value: bytes
    participant: ParticipantId | None = None
