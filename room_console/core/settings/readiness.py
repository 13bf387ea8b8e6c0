"""The settings of readiness: how much the checks before a meeting may take of the console and its line."""

from typing import Annotated

from msgspec import Meta

from room_console.core.settings.section import Section


class ReadinessSettings(Section, frozen=True, kw_only=True):
    """The checks that participants make before the meeting, and what they may take of this machine's line."""

    most_at_once: Annotated[
        int, Meta(ge=1, le=50, description="How many may measure their network at once; others wait their turn.")
    ] = 3
    most_mbps: Annotated[
        int,
        Meta(
            ge=10,
            le=10_000,
            description="What all bandwidth tests together may take, in equal shares; less than the line here carries.",
            extra={"unit": "Mbit/s"},
        ),
    ] = 100
