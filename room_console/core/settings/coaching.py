"""The settings of coaching: when those who booked a slot are reminded."""

from typing import Annotated

from msgspec import Meta

from room_console.core.settings.section import Section


class CoachingSettings(Section, frozen=True, kw_only=True):
    """Coaching sessions before the meeting."""

    reminders_min: Annotated[
        tuple[Annotated[int, Meta(ge=5, le=20_160)], ...],
        Meta(
            max_length=5,
            description="How long before a booked slot a reminder is mailed: the day before, and an hour before. "
            "None are sent if empty.",
            extra={"unit": "min"},
        ),
    ] = (1440, 60)
