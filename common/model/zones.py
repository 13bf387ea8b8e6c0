"""Time zones by their IANA names, and instants in them. An instant is ms since the Unix epoch, UTC."""

import re
from datetime import date, datetime, time
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from common.model.errors import ConferenceError, ErrorCode

UTC: Final = "UTC"
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{0,63}")
_NOT_EVERYWHERE: Final = re.compile(r"(right|posix)/.*|localtime|posixrules|Factory")
"""What a system adds of its own: another has none of it, and `right/` counts leap seconds, which no clock shows."""
_NOT_PLACES: Final = ("Etc/", "SystemV/", "posix/", "right/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")


def zone(name: str) -> ZoneInfo:
    """Return a time zone. Raises: ConferenceError(`malformed`) for a name that is none."""
    try:
        if not _NAME.fullmatch(name) or _NOT_EVERYWHERE.fullmatch(name):
            raise ValueError(name)
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"no time zone {name[:64]!r}") from error


def in_zone(at_ms: int, name: str) -> datetime:
    """Return an instant as the clocks of a zone show it. Raises: ConferenceError(`malformed`)."""
    try:
        return datetime.fromtimestamp(at_ms / 1000, zone(name))
    except (OverflowError, OSError, ValueError) as error:
        raise ConferenceError(ErrorCode.MALFORMED, f"no instant {at_ms}") from error


def at_ms_of(day: date, clock: time, name: str) -> int:
    """Return the instant at which the clocks of a zone show this; of two the earlier. Raises: as `zone`."""
    return round(datetime.combine(day, clock.replace(fold=0), zone(name)).timestamp() * 1000)


def place_of(name: str) -> str:
    """Return the place that a zone is named after (`Europe/Zurich`: Zurich)."""
    return name.rsplit("/", 1)[-1].replace("_", " ")


@cache
def zone_names() -> tuple[str, ...]:
    """Name the zones that are places, and UTC, by their names; takes tens of milliseconds the first time."""
    names = (n for n in available_timezones() if "/" in n and not n.startswith(_NOT_PLACES))
    return (UTC, *sorted(names))
