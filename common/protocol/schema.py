"""The protocol as a JSON Schema (2020-12), for those who write another client or check a trace."""

from typing import Any, get_args

import msgspec

from common.protocol import PROTOCOL_VERSION
from common.protocol.codec import ClientMessage, ConsoleMessage

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def message_classes(union: object) -> tuple[type[msgspec.Struct], ...]:
    """List the classes of a union of messages, in its order."""
    return get_args(union)


def tag_of(message: type[msgspec.Struct]) -> str:
    """Return what stands in the tag field of a message or change."""
    return str(message.__struct_config__.tag)


def json_schema() -> dict[str, Any]:
    """Describe every message: `$defs` holds `ClientMessage` and `ConsoleMessage` beside each message and value."""
    (client, console), components = msgspec.json.schema_components(
        [ClientMessage, ConsoleMessage], ref_template="#/$defs/{name}"
    )
    schema = {
        "$schema": DIALECT,
        "title": f"Hemicycle control link, version {PROTOCOL_VERSION}",
        "anyOf": [{"$ref": "#/$defs/ClientMessage"}, {"$ref": "#/$defs/ConsoleMessage"}],
        "$defs": {"ClientMessage": client, "ConsoleMessage": console, **components},
    }
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schema))
    return plain
