"""What moderators have set: the rules of the chats, and who is mute."""

from dataclasses import dataclass
from typing import Final

from common.model.chat import ChatRules
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.shelf import RecordStore, Shelf

_RULES: Final = "rules"


@dataclass(frozen=True, slots=True)
class Mute:
    """Somebody who may write only to the technicians."""

    participant: ParticipantId


class Moderation:
    """Whoever calls has checked who may. Thread: the core's loop."""

    def __init__(self, store: RecordStore, rules: ChatRules) -> None:
        """`rules` are those to begin with."""
        self._rules = Shelf(store, "chat_rules", ChatRules)
        self._muted = Shelf(store, "chat_muted", Mute, lambda mute: mute.participant)
        self._at_first = rules

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        for shelf in (self._rules, self._muted):
            await shelf.load()

    @property
    def rules(self) -> ChatRules:
        """The rules in force."""
        return self._rules.get(_RULES, self._at_first)

    @property
    def muted(self) -> tuple[ParticipantId, ...]:
        """Who is mute."""
        return tuple(sorted(mute.participant for mute in self._muted.values()))

    def is_muted(self, who: ParticipantId) -> bool:
        """Tell whether somebody may write only to the technicians."""
        return who in self._muted

    async def set_rules(self, rules: ChatRules) -> None:
        """Set the rules. Raises: ConferenceError(`disk`, `busy`)."""
        await self._rules.put({_RULES: rules})

    async def mute(self, who: ParticipantId, is_muted: bool) -> None:
        """Mute somebody, or let them write again. Raises: ConferenceError(`already`, `disk`, `busy`)."""
        if is_muted == self.is_muted(who):
            raise ConferenceError(ErrorCode.ALREADY, "so it is")
        if is_muted:
            await self._muted.put({who: Mute(who)})
        else:
            await self._muted.remove([who])
