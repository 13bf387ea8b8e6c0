"""What moderators set and did: the rules, who is mute, and the record of it."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from common.aio.clock import Clock
from common.model.chat import ChatAct, ChatActRecord, ChatRules
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId
from room_console.core.shelf import RecordStore, Shelf

ACTS: Final = "chat_act"
MOST_ACTS: Final = 2_000
"""The oldest goes."""
_RULES: Final = "rules"


@dataclass(frozen=True, slots=True)
class Mute:
    """Somebody who may write only to the technicians."""

    participant: ParticipantId


class Moderation:
    """Whoever calls has checked who may. Thread: the core's loop."""

    def __init__(self, store: RecordStore, clock: Clock, rules: ChatRules) -> None:
        """`rules` are those to begin with."""
        self._rules = Shelf(store, "chat_rules", ChatRules)
        self._muted = Shelf(store, "chat_muted", Mute, lambda mute: mute.participant)
        self._acts = Shelf(store, ACTS, ChatActRecord)
        self._order: deque[str] = deque()
        self._last = 0
        self._clock = clock
        self._at_first = rules

    async def start(self) -> None:
        """Read what is kept. Raises: ConferenceError(`disk`)."""
        for shelf in (self._rules, self._muted, self._acts):
            await shelf.load()
        self._order.extend(sorted(self._acts))
        self._last = int(self._order[-1]) if self._order else 0

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

    def acts(self) -> tuple[ChatActRecord, ...]:
        """Return what was done, newest first."""
        return tuple(self._acts[key] for key in reversed(self._order))

    async def set_rules(self, rules: ChatRules, by: ParticipantId) -> None:
        """Set the rules. Raises: ConferenceError(`disk`, `busy`)."""
        await self._rules.put({_RULES: rules})
        await self.record(ChatAct.RULES, by)

    async def mute(self, who: ParticipantId, is_muted: bool, by: ParticipantId) -> None:
        """Mute somebody, or let them write again. Raises: ConferenceError(`already`, `disk`, `busy`)."""
        if is_muted == self.is_muted(who):
            raise ConferenceError(ErrorCode.ALREADY, "so it is")
        if is_muted:
            await self._muted.put({who: Mute(who)})
        else:
            await self._muted.remove([who])
        await self.record(ChatAct.MUTED if is_muted else ChatAct.UNMUTED, by, who)

    async def record(
        self, act: ChatAct, by: ParticipantId, participant: ParticipantId | None = None, number: int | None = None
    ) -> None:
        """Keep that something was done. Raises: ConferenceError(`disk`, `busy`)."""
        self._last += 1
        key = f"{self._last:09}"
        await self._acts.put({key: ChatActRecord(act, by, self._clock.now_ms(), participant, number)})
        self._order.append(key)
        if len(self._order) > MOST_ACTS:
            await self._acts.remove([self._order.popleft()])
