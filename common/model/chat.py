"""Chat: plain text between people of the meeting."""

from dataclasses import dataclass
from typing import Final

from common.model.ids import ParticipantId

MAX_TEXT: Final = 500
"""Characters of one line."""


@dataclass(frozen=True, slots=True)
class ChatLine:
    """What somebody wrote. `number` grows within one chat; `at_ms` since the Unix epoch, UTC."""

    number: int
    by: ParticipantId
    at_ms: int
    text: str
