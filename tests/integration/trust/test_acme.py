"""A public certificate from a real authority (pebble): got, shown, trusted by the system's trust, renewed."""

import asyncio
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography import x509

from common.aio.clock import ManualClock, SystemClock
from common.control.joinlink import JoinLink
from common.control.trust import system_trust
from common.control.websocketlink import connect_websocket
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.certificates import TlsFiles
from room_console.core.settings import Settings
from room_console.core.settings.declared import MeetingSettings
from room_console.core.settings.server import ServerSettings
from room_console.core.settings.trust import AcmeSettings
from room_console.core.trust.acme.order import ACCOUNT_FILE, obtain
from room_console.core.trust.identity import PUBLIC_FILE, Identity
from room_console.core.trust.keeper import ACME_FOLDER, Trust
from tests.helpers.control import MEETING, SmallGateway, serving, until
from tests.helpers.logfail import LogWatch
from tests.helpers.pebble import Authority, free_port, pebble

NAME = "hall.example.org"


@pytest.fixture
async def authority(tmp_path: Path) -> AsyncIterator[Authority]:
    (tmp_path / "pebble").mkdir()
    async with pebble(tmp_path / "pebble") as running:
        yield running


class PollingClock:
    """Tells a moved clock's time; pauses while an order is polled are short and real."""

    def __init__(self, moved: ManualClock) -> None:
        self._moved = moved

    def now_ms(self) -> int:
        return self._moved.now_ms()

    def mono_s(self) -> float:
        return self._moved.mono_s()

    async def sleep(self, seconds: float) -> None:
        await (asyncio.sleep(seconds / 10) if seconds <= 10 else self._moved.sleep(seconds))


def settings(authority: Authority, **changed: object) -> Settings:
    """Configure a console with a public name."""
    acme = AcmeSettings(
        directory=authority.directory,
        agrees_to_terms=True,
        email="hall@example.org",
        challenge_port=authority.challenge_port,
        certificates=str(authority.certificates),
    )
    return Settings(
        meeting=MeetingSettings(id="kit", title="A meeting"),
        server=ServerSettings(port=0, public_host=NAME),
        acme=msgspec.structs.replace(acme, **changed),
    )


async def test_a_certificate_is_got_kept_private_and_trusted_by_its_name(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await obtain(settings(authority), tmp_path / "state" / ACME_FOLDER, SystemClock())
    assert held.names() == [NAME]
    assert stat.S_IMODE((tmp_path / "state" / ACME_FOLDER / ACCOUNT_FILE).stat().st_mode) == 0o600
    now = datetime.now(UTC)
    identity = Identity(tmp_path / "state", (NAME, "127.0.0.1"), now)
    before = identity.show(now)
    identity.keep_public(held)
    assert stat.S_IMODE((tmp_path / "state" / PUBLIC_FILE).stat().st_mode) == 0o600
    shown = identity.show(now)
    assert shown.fingerprint == b""
    (tmp_path / "root.pem").write_bytes(await authority.root())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    system_trust.cache_clear()
    try:
        async with serving(SmallGateway(), shown) as server:
            by_name = JoinLink("127.0.0.1", server.port, MEETING, "t" * 30, b"")
            await (await connect_websocket(by_name, name=NAME)).close()
            await (await connect_websocket(replace(by_name, fingerprint=before.fingerprint))).close()
            with pytest.raises(ConferenceError) as caught:
                await connect_websocket(by_name, name="another.example.org")
            assert caught.value.code is ErrorCode.CERTIFICATE
    finally:
        system_trust.cache_clear()


async def test_the_account_is_the_same_the_next_time(tmp_path: Path, authority: Authority) -> None:
    first = await obtain(settings(authority), tmp_path, SystemClock())
    account = (tmp_path / ACCOUNT_FILE).read_bytes()
    second = await obtain(settings(authority), tmp_path, SystemClock())
    assert (tmp_path / ACCOUNT_FILE).read_bytes() == account
    assert first.leaf.serial_number != second.leaf.serial_number
    assert first.key.private_numbers() != second.key.private_numbers()


async def test_an_authority_that_can_t_reach_us_says_so(tmp_path: Path, authority: Authority) -> None:
    with pytest.raises(ConferenceError, match="invalid") as caught:
        await obtain(settings(authority, challenge_port=free_port()), tmp_path, SystemClock())
    assert caught.value.code is ErrorCode.CERTIFICATE


async def test_a_directory_that_is_another_s_gets_no_account(tmp_path: Path, authority: Authority) -> None:
    with pytest.raises(ConferenceError, match="CERTIFICATE_VERIFY_FAILED"):
        await obtain(settings(authority, certificates=""), tmp_path, SystemClock())


async def test_it_is_renewed_at_two_thirds_after_failures_and_the_old_one_is_used_until_then(
    tmp_path: Path, authority: Authority, expects_logs: LogWatch
) -> None:
    """The authority is away for two tries when the time has come."""
    expects_logs("no public certificate, again in")
    expects_logs("no public certificate, again in")
    clock = ManualClock(now_ms=SystemClock().now_ms() + 60_000)
    shown: list[TlsFiles] = []
    state = tmp_path / "state"
    trust = Trust(state, settings(authority), PollingClock(clock))
    await trust.open()
    trust.watch(shown.append)
    await until(lambda: shown, 20.0)
    first = leaf(shown[-1])
    life = first.not_valid_after_utc - first.not_valid_before_utc
    trust._settings = settings(authority, challenge_port=free_port())
    clock.advance(life.total_seconds() * 2 / 3)
    await until(lambda: trust._backoff._next_s == 120, 20.0)
    clock.advance(60)
    await until(lambda: trust._backoff._next_s == 240, 20.0)
    assert leaf(shown[-1]) == first
    trust._settings = settings(authority)
    clock.advance(120)
    await until(lambda: leaf(shown[-1]) != first, 20.0)
    await trust.close()


def leaf(files: TlsFiles) -> x509.Certificate:
    """Return the certificate that is shown first."""
    return x509.load_pem_x509_certificate(files.certificate.read_bytes())
