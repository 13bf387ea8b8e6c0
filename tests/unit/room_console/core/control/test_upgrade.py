"""Only a right request for a control link is taken; all else is left to HTTP."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from room_console.core.control.upgrade import MAX_HEAD_BYTES, Opening, is_whole, may_be_link, read_opening

GET = b"GET /control/mtg HTTP/1.1"
FIELDS = (
    b"Host: console.example.org:8443",
    b"Upgrade: websocket",
    b"Connection: keep-alive, Upgrade",
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    b"Sec-WebSocket-Version: 13",
)


def request(line: bytes = GET, *fields: bytes, without: bytes = b"-", more: tuple[bytes, ...] = ()) -> bytes:
    """Write a request."""
    kept = [field for field in fields or FIELDS if not field.startswith(without)]
    return b"\r\n".join([line, *kept, *more, b"", b""])


def test_a_right_request_is_answered_as_the_standard_says() -> None:
    opening = read_opening(request() + b"\x81")
    assert isinstance(opening, Opening)
    assert (opening.meeting, opening.rest) == ("mtg", b"\x81")
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in opening.answer
    assert opening.answer.startswith(b"HTTP/1.1 101 ")


@pytest.mark.parametrize(
    ("path", "meeting"), [(b"/control", None), (b"/control/a%20b", "a b"), (b"/control/m?x=1", "m")]
)
def test_the_path_names_the_meeting(path: bytes, meeting: str | None) -> None:
    opening = read_opening(request(b"GET " + path + b" HTTP/1.1"))
    assert opening is not None
    assert opening.meeting == meeting


@pytest.mark.parametrize(
    "data",
    [
        *(request(without=field.partition(b":")[0]) for field in FIELDS),
        request(b"POST /control/mtg HTTP/1.1"[5:]),
        request(b"GET /control/mtg HTTP/1.0"),
        request(b"GET /control/mtg/ HTTP/1.1"),
        request(b"GET /control/ HTTP/1.1"),
        request(b"GET /controls HTTP/1.1"),
        request(b"GET  /control/mtg HTTP/1.1"),
        request(more=(b"Upgrade: websocket",)),
        request(more=(b" folded: line",)),
        request(more=(b"no colon",)),
        request(more=(b"Content-Length: 3",)),
        request(more=(b"X: \xff",)),
        request(without=b"Sec-WebSocket-Version", more=(b"Sec-WebSocket-Version: 8",)),
        request(without=b"Sec-WebSocket-Key", more=(b"Sec-WebSocket-Key: short",)),
        request()[:-2],
    ],
)
def test_anything_else_is_left_to_http(data: bytes) -> None:
    assert read_opening(data) is None


@given(st.binary(max_size=300))
def test_garbage_is_never_taken(data: bytes) -> None:
    assert read_opening(data) is None
    assert read_opening(GET + data) is None


def test_the_first_bytes_decide() -> None:
    assert all(may_be_link(GET[:size]) for size in range(len(GET)))
    assert not may_be_link(b"GET /health")
    assert not may_be_link(b"\x16\x03")
    assert is_whole(request())
    assert not is_whole(request()[:-1])
    assert is_whole(bytes(MAX_HEAD_BYTES + 1))
