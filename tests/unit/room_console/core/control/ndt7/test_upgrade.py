"""The opening handshake: what is answered, and what is turned away."""

import pytest
from aiohttp import hdrs, web
from aiohttp.test_utils import make_mocked_request

from room_console.core.control.ndt7.upgrade import SUBPROTOCOL, accepting, switching

GOOD = {
    hdrs.UPGRADE: "websocket",
    hdrs.CONNECTION: "keep-alive, Upgrade",
    hdrs.SEC_WEBSOCKET_VERSION: "13",
    hdrs.SEC_WEBSOCKET_KEY: "dGhlIHNhbXBsZSBub25jZQ==",
    hdrs.SEC_WEBSOCKET_PROTOCOL: f"chat, {SUBPROTOCOL}",
}


def test_the_key_is_answered_as_the_standard_has_it() -> None:
    assert accepting(b"dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def test_a_client_of_ndt7_is_taken() -> None:
    answer = switching(make_mocked_request("GET", "/ndt/v7/download", headers=GOOD))
    assert answer.status == 101
    assert answer.headers[hdrs.SEC_WEBSOCKET_PROTOCOL] == SUBPROTOCOL
    assert answer.headers[hdrs.SEC_WEBSOCKET_ACCEPT] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


@pytest.mark.parametrize(
    ("header", "value"),
    [
        (hdrs.UPGRADE, "h2c"),
        (hdrs.CONNECTION, "close"),
        (hdrs.SEC_WEBSOCKET_KEY, "short"),
        (hdrs.SEC_WEBSOCKET_KEY, "\u00e9" * 24),
        (hdrs.SEC_WEBSOCKET_PROTOCOL, "chat"),
        (hdrs.SEC_WEBSOCKET_PROTOCOL, None),
        (hdrs.UPGRADE, None),
        (hdrs.SEC_WEBSOCKET_KEY, None),
    ],
)
def test_what_is_no_client_of_ndt7_is_told_so(header: str, value: str | None) -> None:
    headers: dict[str, str] = {name: good for name, good in GOOD.items() if name != header}
    if value is not None:
        headers[header] = value
    asked = make_mocked_request("GET", "/", headers=headers)
    with pytest.raises(web.HTTPBadRequest):
        switching(asked)


def test_another_version_is_told_ours() -> None:
    with pytest.raises(web.HTTPUpgradeRequired) as caught:
        switching(make_mocked_request("GET", "/", headers={**GOOD, hdrs.SEC_WEBSOCKET_VERSION: "8"}))
    assert caught.value.headers[hdrs.SEC_WEBSOCKET_VERSION] == "13"
