"""Time zones by name: the same everywhere, and no way out of their folder."""

import pytest

from common.model.errors import ConferenceError
from common.model.zones import zone, zone_names


def test_every_place_that_is_offered_is_a_zone() -> None:
    assert all(str(zone(name)) == name for name in zone_names())


@pytest.mark.parametrize(
    "name",
    [
        *("", "../../etc/passwd", "/etc/localtime", "Europe/Zurich\0", "Europe/../UTC", "Europe", "A" * 10_000),
        *("localtime", "posixrules", "Factory", "right/Europe/Zurich", "posix/UTC"),
    ],
)
def test_what_is_no_zone_everywhere_is_refused(name: str) -> None:
    with pytest.raises(ConferenceError):
        zone(name)
