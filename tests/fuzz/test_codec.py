"""Whatever arrives, the codec gives a message of the protocol or a ProtocolError."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.model.errors import ErrorCode, ProtocolError
from common.protocol.codec import ClientMessage, ConsoleMessage, decode_from_client, decode_from_console, encode
from common.protocol.schema import message_classes, tag_of
from tests.helpers.messages import client_messages, console_messages

CLIENT, CONSOLE = message_classes(ClientMessage), message_classes(ConsoleMessage)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
tags = st.sampled_from(sorted({tag_of(c) for c in (*CLIENT, *CONSOLE)}))


def outcome(decode: Callable[[bytes | str], Any], data: bytes | str) -> Any:
    """Return the message, or the code by which the data was refused; any other exception fails the test."""
    try:
        return decode(data)
    except ProtocolError as error:
        return error.code


def assert_taken_or_refused(data: bytes | str) -> None:
    """Check that both ends return one of their messages or refuse by the protocol's own error."""
    assert isinstance(outcome(decode_from_client, data), (*CLIENT, ErrorCode))
    assert isinstance(outcome(decode_from_console, data), (*CONSOLE, ErrorCode))


@given(st.binary(max_size=300))
def test_arbitrary_bytes(data: bytes) -> None:
    assert_taken_or_refused(data)


@given(st.text(max_size=300))
def test_arbitrary_text(text: str) -> None:
    assert_taken_or_refused(text)


@given(json_values)
def test_arbitrary_json(value: Any) -> None:
    assert_taken_or_refused(json.dumps(value))


@given(
    tags,
    st.dictionaries(st.sampled_from(["ref", "request", "code", "view", "sdp", "leg", "rules", "patch"]), json_values),
)
def test_a_known_type_with_arbitrary_fields(tag: str, fields: dict[str, Any]) -> None:
    assert_taken_or_refused(json.dumps({"type": tag, **fields}))


@given(st.data(), st.one_of(client_messages(), console_messages()))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_valid_message_with_bytes_changed(data: st.DataObject, message: Any) -> None:
    encoded = bytearray(encode(message))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(encoded) - 1))
        encoded[place] = data.draw(st.integers(0, 255))
    assert_taken_or_refused(bytes(encoded))


@given(st.data(), st.one_of(client_messages(), console_messages()))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_valid_message_cut_short_is_refused(data: st.DataObject, message: Any) -> None:
    encoded = encode(message)
    cut = encoded[: data.draw(st.integers(0, len(encoded) - 1))]
    assert outcome(decode_from_client, cut) is ErrorCode.MALFORMED
    assert outcome(decode_from_console, cut) is ErrorCode.MALFORMED


@given(st.sampled_from(["[", '{"a":', '[{"view":', '{"type":"snapshot","view":']), st.integers(1, 6_000))
def test_deep_nesting(opening: str, depth: int) -> None:
    assert_taken_or_refused(opening * depth)
    assert_taken_or_refused('{"type":"ping","x":' + opening * depth)


@given(client_messages())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_a_client_says_arrives_as_it_was(message: Any) -> None:
    assert decode_from_client(encode(message)) == message


@given(console_messages())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_the_console_says_arrives_as_it_was(message: Any) -> None:
    assert decode_from_console(encode(message)) == message
