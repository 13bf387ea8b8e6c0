"""The settings of documents: how large they may be, and what transfers may take of the line."""

from typing import Annotated

from msgspec import Meta

from room_console.core.settings.section import Section


class DocumentSettings(Section, frozen=True, kw_only=True):
    """Statements and presentations that delegates and secretariat hand in."""

    most_mb_file: Annotated[
        int, Meta(ge=1, le=1_000, description="The largest file that is taken.", extra={"unit": "MB"})
    ] = 50
    most_mb_person: Annotated[
        int, Meta(ge=1, le=10_000, description="What one delegate may hand in, in all.", extra={"unit": "MB"})
    ] = 200
    most_mb_meeting: Annotated[
        int, Meta(ge=1, le=1_000_000, description="What all documents together may take.", extra={"unit": "MB"})
    ] = 5_000
    keep_free_mb: Annotated[
        int,
        Meta(
            ge=10,
            le=1_000_000,
            description="Disk space that stays free: nothing is taken that would leave less for the journal.",
            extra={"unit": "MB"},
        ),
    ] = 1_000
    most_mbps: Annotated[
        int,
        Meta(
            ge=1,
            le=10_000,
            description="What all uploads together, and all downloads together, may take of the line.",
            extra={"unit": "Mbit/s"},
        ),
    ] = 50
