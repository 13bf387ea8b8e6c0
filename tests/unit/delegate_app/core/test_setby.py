"""Which request of ours waits outside of the list."""

from dataclasses import replace

import pytest

from common.model.floor import FloorRequest, RequestKind, RequestStatus
from common.model.ids import RequestId
from common.model.meeting import MeetingView
from delegate_app.core.setby import set_by_after
from tests.gallery.madeup import ME, joined, request

FIRST = request(4)
POINT = replace(FIRST, request=RequestId(99), kind=RequestKind.POINT_OF_ORDER)
LATER = replace(FIRST, request=RequestId(98))


def view(*floor: FloorRequest) -> MeetingView:
    made = joined("en", floor).view
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("kept", "before", "after", "found"),
    [
        (None, view(FIRST), view(POINT), FIRST),
        (FIRST, view(POINT), view(replace(POINT, status=RequestStatus.GRANTED)), FIRST),
        (FIRST, view(POINT), view(FIRST), None),
        (FIRST, view(POINT), view(), None),
        (None, view(FIRST), view(LATER), None),
        (None, view(), view(POINT), None),
        (FIRST, None, view(POINT), None),
        (None, view(replace(FIRST, status=RequestStatus.GRANTED)), view(POINT), None),
    ],
    ids=("raised", "granted", "returned", "ended", "asked anew", "first", "come in anew", "had spoken"),
)
def test_what_is_set_by(
    kept: FloorRequest | None, before: MeetingView | None, after: MeetingView, found: FloorRequest | None
) -> None:
    assert set_by_after(kept, before, after, ME) == found
