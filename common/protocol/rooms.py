"""Assistance on the wire: calls for help, the private room, the grant of a mobile device (R6, R18).

How somebody is helped stands in their `own` of the view: they and staff see it.
"""

from typing import Annotated

from msgspec import Meta

from common.model.ids import ParticipantId
from common.model.rooms import CaseOutcome, ClosedCase, Trouble
from common.protocol.envelope import Message, Request

MAX_NOTE = 1_000
Note = Annotated[str, Meta(max_length=MAX_NOTE)]


class CallForHelp(Request, frozen=True, tag="call_for_help", kw_only=True):
    """Participant, active or passive: come and help me. Answered by `Done` or `Refused` (`already`, `too_fast`)."""

    trouble: Trouble


class WithdrawHelp(Request, frozen=True, tag="withdraw_help"):
    """Participant: I need no help any more. Answered by `Done` or `Refused` (`not_found`)."""


class OpenCase(Request, frozen=True, tag="open_case", kw_only=True):
    """Operator: open a case for somebody who could not call. Answered by `Done` or `Refused` (`already`)."""

    participant: ParticipantId
    trouble: Trouble = Trouble.OTHER


class TakeCase(Request, frozen=True, tag="take_case", kw_only=True):
    """Operator: I look after this. Answered by `Done` or `Refused` (`not_found`)."""

    participant: ParticipantId


class CloseCase(Request, frozen=True, tag="close_case", kw_only=True):
    """Operator: the case is over. `note` is for staff. Answered by `Done` or `Refused` (`not_found`, `too_large`)."""

    participant: ParticipantId
    outcome: CaseOutcome
    note: Note = ""


class ListCases(Request, frozen=True, tag="list_cases", kw_only=True):
    """Operator: the cases that were closed, of one participant or of all. Answered by `Cases`."""

    participant: ParticipantId | None = None


class Cases(Message, frozen=True, tag="cases"):
    """Console to the operator who asked: newest first, 200 at most."""

    ref: int
    cases: tuple[ClosedCase, ...]


class GrantMobile(Request, frozen=True, tag="grant_mobile", kw_only=True):
    """Operator: let somebody with an open case come by a phone or tablet, or no more.

    Answered by `MobileLinkIssued` when granted (again: a new link in the place of the old), `Done` when withdrawn, or
    `Refused` (`unexpected` without a case).
    """

    participant: ParticipantId
    is_granted: bool


class MobileLinkIssued(Message, frozen=True, tag="mobile_link_issued"):
    """Console to the operator who granted, once: the token in the link is kept only as a hash."""

    ref: int
    participant: ParticipantId
    link: str

    def __repr__(self) -> str:
        return f"MobileLinkIssued({self.participant!r})"


class MobileLink(Message, frozen=True, tag="mobile_link"):
    """Console to the participant who was granted a mobile device: open this there. None: it is void."""

    link: str | None

    def __repr__(self) -> str:
        return "MobileLink()"


class OpenRoom(Request, frozen=True, tag="open_room", kw_only=True):
    """Operator: call a participant to the private room, off-air.

    Who has called for help, or waits for their coaching, is in it at once; anybody else once they enter it. Answered by
    `Done` or `Refused` (`unexpected` near the floor or away, `limit`, `patch_invalid`).
    """

    participant: ParticipantId


class EnterRoom(Request, frozen=True, tag="enter_room"):
    """Participant: I come. Answered by `Done` or `Refused` (`not_found`)."""


class CloseRoom(Request, frozen=True, tag="close_room"):
    """Operator, or the participant in it: end the private room. Answered by `Done` or `Refused` (`not_found`)."""


class AwaitRoom(Request, frozen=True, tag="await_room", kw_only=True):
    """Participant: I am there for my coaching; or no more. Answered by `Done`."""

    is_waiting: bool
