"""Passwords for the relays, against the scheme that coturn documents, and the secret's file."""

import base64
import hashlib
import hmac
from pathlib import Path

import msgspec
import pytest

from common.aio.clock import ManualClock
from common.model.errors import ConferenceError, ErrorCode
from common.model.ids import Revision
from common.model.people import Role
from common.protocol.entry import IceServersRenewed
from room_console.core.audience import Audience
from room_console.core.relays import Relays, credentials, read_secret
from room_console.core.settings import Settings
from room_console.core.settings.declared import MediaSettings
from tests.helpers.consolekit import ANNA, settings
from tests.helpers.corestore import NotedConnection

URLS = ("turn:relay.example.org:3478?transport=udp", "turns:relay.example.org:443?transport=tcp")
LIFETIME_S = 600


def secret_file(folder: Path, content: str = "north\n", mode: int = 0o600) -> Path:
    path = folder / "relay-secret"
    path.write_text(content)
    path.chmod(mode)
    return path


def with_relays(folder: Path, urls: tuple[str, ...] = URLS) -> Settings:
    media = MediaSettings(relay_urls=urls, relay_secret_file=str(secret_file(folder)), relay_lifetime_s=LIFETIME_S)
    return msgspec.structs.replace(settings(), media=media)


def test_a_password_is_the_keyed_hash_of_expiry_and_participant() -> None:
    username, password = credentials(b"north", "anna", 1_700_000_000)
    assert username == "1700000000:anna"
    expected = hmac.new(b"north", b"1700000000:anna", hashlib.sha1).digest()
    assert base64.b64decode(password) == expected
    assert password == "WS1fjjHj2gNlXzhc/ZcwmC3ofIo="


async def test_each_relay_is_granted_until_the_password_expires(tmp_path: Path) -> None:
    clock = ManualClock()
    granted = Relays(with_relays(tmp_path), Audience(Revision(0)), clock).grant(ANNA)
    assert tuple(access.url for access in granted) == URLS
    assert {access.username for access in granted} == {f"{clock.now_ms() // 1000 + LIFETIME_S}:anna"}
    assert granted[0].password is not None
    assert granted[0].password not in repr(granted)


async def test_without_relays_nothing_is_granted_and_no_secret_is_needed() -> None:
    relays = Relays(settings(), Audience(Revision(0)), ManualClock())
    assert relays.grant(ANNA) == ()
    relays.start()
    await relays.stop()


async def test_passwords_are_renewed_at_half_their_time(tmp_path: Path) -> None:
    clock, audience = ManualClock(), Audience(Revision(0))
    connection = NotedConnection(ANNA, Role.DELEGATE)
    audience.add(connection)
    relays = Relays(with_relays(tmp_path), audience, clock)
    first = relays.grant(ANNA)
    relays.start()
    await clock.elapse(LIFETIME_S / 2 + 1)
    (renewed,) = [message for message in connection.messages if isinstance(message, IceServersRenewed)]
    assert [access.url for access in renewed.ice_servers] == list(URLS)
    assert renewed.ice_servers[0].username != first[0].username
    await relays.stop()


@pytest.mark.parametrize(("content", "mode"), [("north", 0o640), ("north", 0o604), ("", 0o600), ("\n", 0o600)], ids=str)
def test_a_secret_that_others_may_read_or_that_is_none_is_refused(tmp_path: Path, content: str, mode: int) -> None:
    with pytest.raises(ConferenceError) as raised:
        read_secret(secret_file(tmp_path, content, mode))
    assert raised.value.code is ErrorCode.DISK
    assert "north" not in str(raised.value)


def test_a_secret_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConferenceError) as raised:
        read_secret(tmp_path / "none")
    assert raised.value.code is ErrorCode.DISK


def test_the_first_line_is_the_secret(tmp_path: Path) -> None:
    assert read_secret(secret_file(tmp_path, "north\nsouth\n")) == b"north"
