"""The floor, from both sides of the podium. All are answered by `Done` or `Refused`."""

from common.model.ids import RequestId
from common.model.meeting import Rules
from common.protocol.envelope import Request


class RequestFloor(Request, frozen=True, tag="request_floor"):
    """Delegate: put me in the list of speakers."""


class WithdrawFloor(Request, frozen=True, tag="withdraw_floor"):
    """Delegate: take me off the list again."""


class ReleaseFloor(Request, frozen=True, tag="release_floor"):
    """Delegate: I have finished speaking."""


class GrantFloor(Request, frozen=True, tag="grant_floor", kw_only=True):
    """Chair or operator: this request may speak."""

    request: RequestId


class DenyFloor(Request, frozen=True, tag="deny_floor", kw_only=True):
    """Chair or operator: this request may not speak."""

    request: RequestId


class RevokeFloor(Request, frozen=True, tag="revoke_floor", kw_only=True):
    """Chair or operator: take the floor back."""

    request: RequestId


class MoveRequest(Request, frozen=True, tag="move_request", kw_only=True):
    """Chair or operator: put a request that waits at `position` (from 0) among those that wait."""

    request: RequestId
    position: int


class SetRules(Request, frozen=True, tag="set_rules", kw_only=True):
    """Chair or operator: limits, standby, open or close the list."""

    rules: Rules
