"""The settings of the chat: with which rules a meeting begins."""

from typing import Annotated

from msgspec import Meta

from common.model.chat import ChatRules
from room_console.core.settings.section import Section


class ChatSettings(Section, frozen=True, kw_only=True):
    """The chat at the opening; chair and staff can change it in the meeting."""

    event: Annotated[bool, Meta(description="Whether there is a chat for everyone.")] = True
    moderated: Annotated[bool, Meta(description="Whether its lines wait until a moderator lets them pass.")] = False
    private: Annotated[bool, Meta(description="Whether active participants may write to each other.")] = True

    def rules(self) -> ChatRules:
        """Return the rules to begin with."""
        return ChatRules(self.event, self.moderated, self.private)
