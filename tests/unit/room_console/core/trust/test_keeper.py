"""What the technician is told of the certificate: until when it is good, what keeps it from being renewed."""

import asyncio
import datetime
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from common.aio.clock import Clock, ManualClock
from room_console.core.certificates import TlsFiles
from room_console.core.settings import Settings
from room_console.core.settings.declared import MeetingSettings
from room_console.core.settings.server import ServerSettings
from room_console.core.settings.trust import AcmeSettings
from room_console.core.trust import identity, keeper
from room_console.core.trust.acme.client import failed
from room_console.core.trust.acme.order import is_host_name
from room_console.core.trust.authority import plain_name
from room_console.core.trust.identity import Held
from room_console.core.trust.keeper import LOOK_S, RETRY_S, Standing, Trust
from tests.helpers.control import until
from tests.helpers.logfail import LogWatch
from tests.unit.room_console.core.trust.test_identity import DAY, NAMES, NOW, public

NOW_MS = round(NOW.timestamp() * 1000)


class Authority:
    """A public authority that certifies, or says why not."""

    def __init__(self) -> None:
        self.refuses = ""
        self.asked = 0
        self.makes: Callable[[datetime.datetime], Held] = public

    async def obtain(self, settings: Settings, folder: Path, clock: Clock) -> Held:
        """Stand in for `obtain`."""
        del settings, folder
        self.asked += 1
        if self.refuses:
            raise failed(self.refuses)
        return self.makes(datetime.datetime.fromtimestamp(clock.now_ms() / 1000, datetime.UTC))


class Kept:
    """A console's proof of itself that is watched."""

    def __init__(self, trust: Trust, clock: ManualClock, authority: Authority) -> None:
        self.trust, self.clock, self.authority = trust, clock, authority
        self.shown: list[TlsFiles] = []

    async def open(self) -> None:
        """Begin to watch."""
        self.shown.append(await self.trust.open())
        self.trust.watch(self.shown.append)

    def standing(self) -> Standing:
        """Return what the technician is told."""
        return self.trust.standing


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch) -> Authority:
    made = Authority()
    monkeypatch.setattr(keeper, "obtain", made.obtain)
    return made


@pytest.fixture
async def kept(tmp_path: Path, authority: Authority) -> AsyncIterator[Kept]:
    clock = ManualClock(now_ms=NOW_MS)
    acme = AcmeSettings(directory="https://acme.example.org/d", agrees_to_terms=True)
    settings = Settings(
        meeting=MeetingSettings(id="kit", title="A meeting"),
        server=ServerSettings(port=0, public_host=NAMES[0]),
        acme=acme,
    )
    found = Kept(Trust(tmp_path, settings, clock), clock, authority)
    yield found
    await found.trust.close()


async def test_nothing_is_told_before_anything_is_shown(kept: Kept) -> None:
    assert kept.standing() == Standing()


async def test_a_public_certificate_is_told_with_its_end(kept: Kept) -> None:
    await kept.open()
    await until(lambda: len(kept.shown) > 1)
    ends_ms = round((NOW + 90 * DAY).timestamp() * 1000)
    assert kept.standing() == Standing(ends_ms)


async def test_why_none_was_got_is_told_at_once_and_forgotten_with_the_first(
    kept: Kept, expects_logs: LogWatch
) -> None:
    expects_logs("no public certificate, again in")
    kept.authority.refuses = "403 rejected"
    await kept.open()
    await until(lambda: kept.standing().fault)
    assert kept.standing().fault == "the public authority: 403 rejected"
    kept.authority.refuses = ""
    kept.clock.advance(RETRY_S)
    await until(lambda: not kept.standing().fault)
    assert len(kept.shown) > 1


async def test_a_public_certificate_that_is_not_renewed_is_due_long_before_its_end(
    kept: Kept, expects_logs: LogWatch
) -> None:
    expects_logs("no public certificate, again in")
    await kept.open()
    await until(lambda: len(kept.shown) > 1)
    kept.authority.refuses = "no route to it"
    kept.clock.advance(61 * 86_400)
    await until(lambda: kept.standing().fault)
    assert not kept.standing().is_due
    kept.clock.advance(15 * 86_400)
    assert kept.standing().is_due
    assert kept.standing().ends_at_ms == round((NOW + 90 * DAY).timestamp() * 1000)


async def test_its_own_certificate_that_can_not_be_written_is_told_and_what_was_shown_goes_on(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, expects_logs: LogWatch
) -> None:
    expects_logs("no public certificate, again in")
    expects_logs("the certificate was not renewed")
    kept.authority.refuses = "no route to it"
    await kept.open()
    await until(lambda: kept.standing().fault)

    def is_full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(identity, "write_private", is_full)
    kept.clock.advance(25 * 86_400)
    await until(lambda: "No space left on device" in kept.standing().fault)
    assert kept.standing().is_due
    assert len(kept.shown) == 1
    monkeypatch.undo()
    kept.clock.advance(LOOK_S)
    await until(lambda: len(kept.shown) > 1)
    assert not kept.standing().is_due
    assert "No space left" not in kept.standing().fault


async def test_a_certificate_that_is_old_when_it_comes_is_not_asked_for_without_end(
    kept: Kept, expects_logs: LogWatch
) -> None:
    """As by a machine whose date is months ahead: an authority soon refuses who asks again and again."""
    expects_logs("again in 1 min.*nears its end already")
    kept.authority.makes = lambda now: public(now - 80 * DAY)
    await kept.open()
    await until(lambda: kept.standing().fault)
    for _ in range(50):
        await asyncio.sleep(0)
    assert kept.authority.asked == 1
    assert len(kept.shown) == 2, "it is better than none"


async def test_the_end_of_its_own_authority_is_told_two_months_before(kept: Kept, authority: Authority) -> None:
    authority.makes = lambda now: public(now, 4000)
    await kept.open()
    await until(lambda: len(kept.shown) > 1)
    kept.clock.advance(3590 * 86_400)
    assert not kept.standing().fault
    kept.clock.advance(5 * 86_400)
    assert "authority ends on 2036-03-02" in kept.standing().fault


@pytest.mark.parametrize("name", ["Hall.Example.org", "hall.example.org."])
def test_a_name_is_certified_however_it_is_written(name: str) -> None:
    assert is_host_name(name)
    assert plain_name(name) == "hall.example.org"


def test_a_name_of_another_script_is_certified_as_idna() -> None:
    assert plain_name("B\u00fccher.example") == "xn--bcher-kva.example"
    assert not is_host_name("\u00fc..example")
    assert not is_host_name("10.0.0.7")
