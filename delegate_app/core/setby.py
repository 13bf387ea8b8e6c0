"""A request that is out of the list while another of the same person goes before it. The view shows one a person."""

from common.model.floor import FloorRequest, RequestStatus
from common.model.ids import ParticipantId
from common.model.meeting import MeetingView


def set_by_after(
    kept: FloorRequest | None, before: MeetingView | None, after: MeetingView, me: ParticipantId | None
) -> FloorRequest | None:
    """Return our request that was set by, if one is; `kept` is what this said of `before`.

    One that was set by before we came in is not known here.
    """
    had, has = _own(before, me), _own(after, me)
    if before is None or has is None or (kept is not None and has.request == kept.request):
        return None
    if had is None or had.request == has.request or had.status is RequestStatus.GRANTED:
        return kept
    return had if _goes_before(after, has, had) else kept


def _own(view: MeetingView | None, me: ParticipantId | None) -> FloorRequest | None:
    return next((r for r in (view.floor if view else ()) if r.participant == me and r.is_open), None)


def _goes_before(view: MeetingView, first: FloorRequest, second: FloorRequest) -> bool:
    known = view.rules.precedence
    if first.kind not in known or second.kind not in known:
        return False
    return known.index(first.kind) < known.index(second.kind)
