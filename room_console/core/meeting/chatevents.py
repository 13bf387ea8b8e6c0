"""What the journal keeps of the chats: who moderated what of whom, and never what was written (0652)."""

from common.model.chat import ChatAct, ChatRules
from common.model.ids import ParticipantId
from room_console.core.meeting.eventbase import EventBase


class ChatModerated(EventBase, frozen=True, tag="chat_moderated"):
    """A moderator did this, to somebody's line or right to write; or posted a notice, or withdrew one.

    `number` is that of the line or notice, `rules` those that were set. `at_ms` since the Unix epoch, UTC.
    """

    act: ChatAct
    by: ParticipantId
    at_ms: int
    participant: ParticipantId | None = None
    number: int | None = None
    rules: ChatRules | None = None
