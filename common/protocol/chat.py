"""Chat on the wire: the private one between a participant and the technicians."""

from typing import Annotated

from msgspec import Meta

from common.model.chat import MAX_TEXT, ChatLine
from common.model.ids import ParticipantId
from common.protocol.envelope import Message, Request

ChatText = Annotated[str, Meta(max_length=MAX_TEXT)]


class SendChat(Request, frozen=True, tag="send_chat", kw_only=True):
    """Participant to the technicians, or an operator to the participant named.

    Plain text; marks that would reorder or hide other text are taken out. Answered by `Done` once kept, or `Refused`
    (`too_fast`, `malformed`, `not_found`).
    """

    text: ChatText
    participant: ParticipantId | None = None
    """None: my own chat."""


class ListChat(Request, frozen=True, tag="list_chat", kw_only=True):
    """Operator: the chat with a participant. Answered by `ChatHistory`."""

    participant: ParticipantId


class ChatHistory(Message, frozen=True, tag="chat_history"):
    """Console to the operator who asked, and (`ref` 0) to a participant at their entry: oldest first, 200 at most."""

    ref: int
    participant: ParticipantId
    lines: tuple[ChatLine, ...]


class ChatSaid(Message, frozen=True, tag="chat_said"):
    """Console to that participant and to operators: a new line in the chat with them."""

    participant: ParticipantId
    line: ChatLine
