"""The schema says what the decoder does."""

import json
from typing import Any

import jsonschema
import pytest

from common.protocol import codec
from common.protocol.schema import json_schema, message_classes, tag_of

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(references(value) for value in part.values()))
    return set().union(*(references(value) for value in part)) if isinstance(part, list) else set()


def test_it_is_a_schema_and_plain_json() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_every_reference_leads_somewhere() -> None:
    assert references(SCHEMA) <= {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


@pytest.mark.parametrize("side", ["ClientMessage", "ConsoleMessage"])
def test_every_message_is_in_it_by_its_tag(side: str) -> None:
    classes = message_classes(getattr(codec, side))
    assert SCHEMA["$defs"][side]["discriminator"]["mapping"] == {tag_of(c): f"#/$defs/{c.__name__}" for c in classes}


@pytest.mark.parametrize(
    ("message", "fits"),
    [
        ({"type": "grant_floor", "ref": 1, "request": 12}, True),
        ({"type": "ping"}, True),
        ({"type": "grant_floor", "ref": 1}, False),
        ({"type": "grant_floor", "ref": 1, "request": "12"}, False),
        ({"type": "no_such_thing"}, False),
        ({"type": "refused", "ref": 1, "code": "no_such_code"}, False),
        ({"type": "levels", "feeds": {"floor": [-20.0]}, "slots": {}, "outputs": {}}, False),
    ],
)
def test_it_takes_what_the_decoder_takes(message: dict[str, Any], fits: bool) -> None:
    assert VALIDATOR.is_valid(message) is fits
