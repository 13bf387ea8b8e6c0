"""What every event of the journal is."""

import msgspec


class EventBase(msgspec.Struct, frozen=True, tag_field="event"):
    """Base of the events. Unknown fields are ignored; a field that is added needs a default."""
