"""What everyone is told can't be wished without end; what ends something always can."""

import pytest

from common.aio.clock import ManualClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import ParticipantId, RequestId
from common.model.people import Role
from common.protocol.codec import ClientMessage
from common.protocol.floor import AlterRequest, GrantNext, ReleaseFloor, RequestFloor, WithdrawFloor
from common.protocol.media import SetMuted
from common.protocol.sharing import ShareScreen, StopSharing
from room_console.core.wishbrake import WishBrake
from tests.helpers.corestore import NotedConnection

ANNA, BORIS, CHAIR = (
    NotedConnection(ParticipantId(name), role)
    for name, role in (("anna", Role.DELEGATE), ("boris", Role.DELEGATE), ("chair", Role.CHAIR))
)
TRIES = 200
ALTERING = AlterRequest(request=RequestId(1))


def let_through(brake: WishBrake, who: NotedConnection, message: ClientMessage) -> int:
    """Count how many of many wishes pass, before one is refused as too fast."""
    for count in range(TRIES):
        try:
            brake.check(who, message)
        except ConferenceError as error:
            return count if error.code is ErrorCode.TOO_FAST and error.retry_after_s else -1
    return TRIES


@pytest.mark.parametrize(
    ("message", "burst", "wait_s"),
    [(RequestFloor(), 6, 5.0), (ALTERING, 10, 2.0), (ShareScreen(), 6, 5.0), (SetMuted(is_muted=False), 20, 1.0)],
)
def test_a_burst_passes_and_then_one_now_and_then(message: ClientMessage, burst: int, wait_s: float) -> None:
    clock = ManualClock()
    brake = WishBrake(clock)
    assert let_through(brake, ANNA, message) == burst
    assert let_through(brake, BORIS, message) == burst, "each has their own"
    clock.advance(wait_s)
    assert let_through(brake, ANNA, message) == 1


@pytest.mark.parametrize("message", [WithdrawFloor(), ReleaseFloor(), StopSharing(), SetMuted(is_muted=True)])
def test_what_ends_something_is_never_slowed(message: ClientMessage) -> None:
    assert let_through(WishBrake(ManualClock()), ANNA, message) == TRIES


@pytest.mark.parametrize("message", [ALTERING, GrantNext(), SetMuted(is_muted=False)])
def test_the_chair_is_never_slowed(message: ClientMessage) -> None:
    assert let_through(WishBrake(ManualClock()), CHAIR, message) == TRIES
