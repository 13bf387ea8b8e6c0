"""The book of invitations: one record a person, on disk before anything is promised."""

import hmac
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from common.model.ids import ParticipantId
from common.model.invitations import InvitationState
from room_console.core.shelf import RecordStore, Shelf

KIND: Final = "invitation"
TAG_CHARACTERS: Final = 24
_TAG_LABEL: Final = b"invitation tag\0"
STOPPED: Final = "the console stopped before the mail server had answered"


class Invitation(msgspec.Struct, frozen=True):
    """A person's newest invitation. `number` counts them: each has a token of its own, which stands nowhere here."""

    participant: ParticipantId
    number: int
    state: InvitationState
    address: str
    at_ms: int
    attempts: int = 0
    next_at_ms: int = 0
    reason: str = ""
    guarded: tuple[int, ...] = ()
    """When links of this person were replaced because somebody guessed with them."""


class InvitationBook:
    """Reads and changes the records. Thread: the core's loop."""

    def __init__(self, store: RecordStore, secret: bytes) -> None:
        self._shelf = Shelf(store, KIND, Invitation, lambda kept: kept.participant)
        self._secret = secret
        self._by_tag: dict[str, ParticipantId] = {}
        self.changed: set[ParticipantId] = set()
        """Whose invitation changed since this was last emptied."""
        self.on_change: Callable[[], None] = lambda: None

    async def load(self, now_ms: int) -> None:
        """Read what is kept; of one that was being sent nobody knows if it went. Raises: ConferenceError(`disk`)."""
        await self._shelf.load()
        for kept in self._shelf.values():
            self._by_tag[self.tag(kept.participant, kept.number)] = kept.participant
        cut_off = [kept for kept in self._shelf.values() if kept.state is InvitationState.SENDING]
        doubtful = {"state": InvitationState.DOUBTFUL, "reason": STOPPED, "at_ms": now_ms}
        await self.put(msgspec.structs.replace(kept, **doubtful) for kept in cut_off)

    def get(self, participant: ParticipantId) -> Invitation | None:
        """Return a person's newest invitation."""
        return self._shelf.get(participant)

    def all(self) -> Mapping[str, Invitation]:
        """Return everybody's."""
        return self._shelf

    async def put(self, invitations: Iterable[Invitation]) -> None:
        """Keep invitations, all or none. Raises: ConferenceError(`disk`, `busy`)."""
        values: dict[str, Invitation] = {invitation.participant: invitation for invitation in invitations}
        if not values:
            return
        await self._shelf.put(values)
        for invitation in values.values():
            self._by_tag[self.tag(invitation.participant, invitation.number)] = invitation.participant
            self.changed.add(invitation.participant)
        self.on_change()

    async def remove(self, participants: list[ParticipantId]) -> None:
        """Forget invitations. Raises: ConferenceError(`disk`, `busy`)."""
        await self._shelf.remove(participants)
        self.changed.update(participants)
        self.on_change()

    def tag(self, participant: ParticipantId, number: int) -> str:
        """Name an invitation to mail servers: the same whenever it is asked for, and nothing that can be guessed."""
        said = _TAG_LABEL + f"{participant}\0{number}".encode()
        return hmac.digest(self._secret, said, "sha256").hex()[:TAG_CHARACTERS]

    def find(self, tag: str) -> Invitation | None:
        """Return the invitation that a returned mail names; None for one that a newer has replaced."""
        who = self._by_tag.get(tag)
        kept = self._shelf.get(who) if who is not None else None
        return kept if kept is not None and self.tag(kept.participant, kept.number) == tag else None

    async def settle(self, invitation: Invitation, state: InvitationState, now_ms: int, reason: str = "") -> None:
        """Keep what became of an invitation, unless a newer one has replaced it. Raises: ConferenceError(`disk`)."""
        kept = self._shelf.get(invitation.participant)
        if kept is None or kept.number != invitation.number:
            return
        changes = {"state": state, "at_ms": now_ms, "reason": reason[:300], "next_at_ms": 0}
        await self.put([msgspec.structs.replace(kept, **changes)])
