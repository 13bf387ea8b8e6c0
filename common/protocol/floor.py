"""The floor, from both sides of the podium. All are answered by `Done` or `Refused`."""

from typing import Annotated

from msgspec import Meta

from common.model.floor import MAX_BEHALF, RequestKind
from common.model.ids import ParticipantId, RequestId
from common.model.meeting import Rules, Undoable
from common.protocol.envelope import Request

Group = Annotated[str, Meta(max_length=MAX_BEHALF)]
Language = Annotated[str, Meta(max_length=35)]


class RequestFloor(Request, frozen=True, tag="request_floor", kw_only=True):
    """Delegate: put me in the list of speakers. Who waits for one thing and asks for another that goes before it
    comes back to their place afterwards.
    """

    kind: RequestKind = RequestKind.INTERVENTION
    on_behalf_of: Group = ""
    language: Language = ""


class WithdrawFloor(Request, frozen=True, tag="withdraw_floor"):
    """Delegate: take me off the list again."""


class ReleaseFloor(Request, frozen=True, tag="release_floor"):
    """Speaker: I have finished speaking."""


class AlterRequest(Request, frozen=True, tag="alter_request", kw_only=True):
    """Requester or staff: for whom and in which language a request that is open will speak."""

    request: RequestId
    on_behalf_of: Group = ""
    language: Language = ""


class EnterRequest(Request, frozen=True, tag="enter_request", kw_only=True):
    """Chair or staff: put somebody in the list, who sits in the hall or asked beforehand."""

    participant: ParticipantId
    kind: RequestKind = RequestKind.INTERVENTION
    on_behalf_of: Group = ""
    language: Language = ""
    is_in_hall: bool = False
    """Speaks at a microphone of the hall."""


class GrantFloor(Request, frozen=True, tag="grant_floor", kw_only=True):
    """Chair or staff: this request may speak."""

    request: RequestId


class GrantNext(Request, frozen=True, tag="grant_next", kw_only=True):
    """Chair or staff: the first of those that wait may speak who can be heard.

    With `shown`, who was next on the window, nobody else is granted: of two who press at once the second is refused.
    """

    shown: RequestId | None = None


class DenyFloor(Request, frozen=True, tag="deny_floor", kw_only=True):
    """Chair or staff: this request may not speak."""

    request: RequestId


class RevokeFloor(Request, frozen=True, tag="revoke_floor", kw_only=True):
    """Chair or staff: take the floor back."""

    request: RequestId


class SetAside(Request, frozen=True, tag="set_aside", kw_only=True):
    """Chair or staff: who has the floor can't be heard; they wait first in the list until it is mended."""

    request: RequestId


class MoveRequest(Request, frozen=True, tag="move_request", kw_only=True):
    """Chair or staff: put a request that waits at `position` (from 0) among those that wait."""

    request: RequestId
    position: int


class TakeFloor(Request, frozen=True, tag="take_floor"):
    """Chair, where they are remote: let me speak now. Ended by `ReleaseFloor`."""


class PauseTimer(Request, frozen=True, tag="pause_timer", kw_only=True):
    """Chair or staff: stop the speech timer of who has the floor, or let it go on."""

    request: RequestId
    is_paused: bool


class SetLimit(Request, frozen=True, tag="set_limit", kw_only=True):
    """Chair or staff: the whole time of one speech, in seconds; 0 is without limit."""

    request: RequestId
    limit_s: int


class SetRules(Request, frozen=True, tag="set_rules", kw_only=True):
    """Chair or staff: limits, mode, order, timers, standby; open or close the list."""

    rules: Rules


class UndoLast(Request, frozen=True, tag="undo_last", kw_only=True):
    """Chair or staff: take back what `undoable` of the view names.

    With `shown`, what the window showed, nothing is taken back where another act is the last meanwhile.
    """

    shown: Undoable | None = None
