"""What was done to the chats, for the journal."""

from dataclasses import dataclass

from common.model.chat import ChatAct, ChatRules
from common.model.ids import ParticipantId


@dataclass(frozen=True, slots=True)
class ChatActed:
    """A moderator has done this: fields as those of the event."""

    by: ParticipantId
    act: ChatAct
    participant: ParticipantId | None = None
    number: int | None = None
    rules: ChatRules | None = None
