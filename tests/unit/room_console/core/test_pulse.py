"""Who pings how often, in a small meeting and in a large one."""

import pytest

from common.control.heartbeat import Timing
from common.model.people import Role
from room_console.core.pulse import pulse_every_s


@pytest.mark.parametrize(
    ("role", "is_listed", "attached", "every_s"),
    [
        (Role.DELEGATE, False, 1, 2.0),
        (Role.DELEGATE, False, 300, 2.0),
        (Role.DELEGATE, False, 600, 4.0),
        (Role.DELEGATE, False, 3_000, 6.0),
        (Role.DELEGATE, True, 3_000, 2.0),
        (Role.OBSERVER, False, 300, 2.0),
        (Role.OBSERVER, False, 3_000, 10.0),
        (Role.CHAIR, False, 3_000, 2.0),
        (Role.OPERATOR, False, 3_000, 2.0),
        (Role.INTERPRETER, False, 3_000, 2.0),
    ],
)
def test_a_crowd_pings_less_often_but_for_those_at_work(
    role: Role, is_listed: bool, attached: int, every_s: float
) -> None:
    assert pulse_every_s(role, is_listed, attached) == every_s


def test_nobody_is_asked_to_ping_less_often_than_a_client_does() -> None:
    assert pulse_every_s(Role.OBSERVER, False, 100_000) <= Timing().ping_at_least_every_s
