"""The settings of what is kept: where copies go, and for how long personal data stay."""

from typing import Annotated

from msgspec import Meta

from room_console.core.settings.section import Section


class StoreSettings(Section, frozen=True, kw_only=True):
    """Backups in a second place, and how long personal data are kept after the meeting."""

    backup_directory: Annotated[
        str,
        Meta(
            max_length=1024,
            description="Folder of the backups, best on another disk; each is complete. None are made if empty.",
        ),
    ] = ""
    backup_every_s: Annotated[
        int,
        Meta(ge=30, le=86_400, description="How often a backup is made while the core runs.", extra={"unit": "s"}),
    ] = 300
    backups_kept: Annotated[int, Meta(ge=1, le=1_000, description="How many backups are kept; the oldest goes.")] = 24
    retention_days: Annotated[
        int,
        Meta(
            ge=0,
            le=36_500,
            description="How long after the last session personal data may stay; `store erase --due` erases them then.",
            extra={"unit": "days"},
        ),
    ] = 365
