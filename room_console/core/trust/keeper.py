"""Keeps what the console shows in date while it runs, without a link being dropped."""

import asyncio
import datetime
import ipaddress
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from common.aio.backoff import Backoff
from common.aio.clock import Clock
from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError
from room_console.core.certificates import TlsFiles
from room_console.core.settings import Settings
from room_console.core.trust.acme.client import failed
from room_console.core.trust.acme.order import obtain
from room_console.core.trust.identity import Held, Identity

_log = logging.getLogger(__name__)

LOOK_S = 3600.0
RETRY_S, LONGEST_RETRY_S = 60.0, 6 * 3600.0
ACME_FOLDER = "acme"
AUTHORITY_NOTICE = datetime.timedelta(days=60)
"""So long before its own authority ends the console says so."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the console's proof of itself stands. `fault` is what keeps it from being renewed, in English, or empty."""

    ends_at_ms: int | None = None
    is_due: bool = False
    """It should have been renewed long before: somebody must look."""
    fault: str = ""


class Trust:
    """The console's proof of itself, renewed in time. Thread: the core's loop; files and keys in a worker thread."""

    def __init__(self, directory: Path, settings: Settings, clock: Clock) -> None:
        self._directory = directory
        self._settings = settings
        self._clock = clock
        self._use: Callable[[TlsFiles], None] = lambda files: None
        self._owner = TaskOwner("trust")
        self._identity: Identity | None = None
        self._shown: TlsFiles | None = None
        self._fault = self._public_fault = ""
        self._backoff = Backoff(RETRY_S, 2.0, LONGEST_RETRY_S)

    async def open(self) -> TlsFiles:
        """Return what is to be shown now. Raises: ConferenceError(`certificate`)."""
        names = names_of(self._settings)
        self._identity = await asyncio.to_thread(Identity, self._directory, names, self._now())
        return await self._show(self._identity)

    def watch(self, use: Callable[[TlsFiles], None]) -> None:
        """From now on renew in time, and hand what is new to `use`. Raises there: ConferenceError(`certificate`)."""
        assert self._identity is not None
        self._use = use
        spawn(self._look(self._identity), "certificate", self._owner)
        if self._settings.acme.directory and self._settings.acme.agrees_to_terms:
            spawn(self._obtain(self._identity), "public certificate", self._owner)

    @property
    def standing(self) -> Standing:
        """Tell how long what is shown is good, and what keeps it from being renewed."""
        if self._shown is None or self._shown.ends_at is None or self._shown.due_at is None:
            return Standing()
        fault = "; ".join(f for f in (self._public_fault, self._fault, self._authority_fault()) if f)
        return Standing(round(self._shown.ends_at.timestamp() * 1000), self._now() >= self._shown.due_at, fault)

    async def close(self) -> None:
        """Stop watching."""
        await self._owner.cancel_all()

    async def _look(self, identity: Identity) -> None:
        while True:
            await self._clock.sleep(LOOK_S)
            await self._refresh(identity)

    async def _obtain(self, identity: Identity) -> None:
        """Get a public certificate where there is none, and another at two thirds of its life."""
        while True:
            due = await asyncio.to_thread(identity.public_renewal_at, self._settings.server.public_host)
            wait_s = (due - self._now()).total_seconds() if due is not None else 0.0
            if wait_s > 0:
                self._public_fault = ""
                await self._clock.sleep(min(wait_s, LOOK_S))
                continue
            try:
                held = await obtain(self._settings, self._directory / ACME_FOLDER, self._clock)
                await asyncio.to_thread(identity.keep_public, held)
                _log.info("= a public certificate, good until %s", f"{held.leaf.not_valid_after_utc:%Y-%m-%d}")
                await self._refresh(identity)
                self._check_fresh(held)
            except (ConferenceError, OSError) as error:
                self._public_fault = _words(error)
                pause_s = self._backoff.next_s()
                _log.warning("x no public certificate, again in %.0f min: %s", pause_s / 60, error)
                await self._clock.sleep(pause_s)
                continue
            self._public_fault = ""
            self._backoff.reset()

    def _check_fresh(self, held: Held) -> None:
        """Check that what was got is good for a while: else it would be asked for again without a pause."""
        if self._now() >= held.renewal_at():
            raise failed("by this machine's date its new certificate nears its end already")

    async def _refresh(self, identity: Identity) -> None:
        """Show what is new; where that fails, what was shown goes on."""
        try:
            self._use(await self._show(identity))
            self._fault = ""
        except ConferenceError as error:
            self._fault = _words(error)
            _log.warning("x the certificate was not renewed: %s", error)

    async def _show(self, identity: Identity) -> TlsFiles:
        self._shown = await asyncio.to_thread(identity.show, self._now())
        return self._shown

    def _authority_fault(self) -> str:
        ends_at = self._identity.authority_ends_at if self._identity is not None else None
        if ends_at is None or self._now() < ends_at - AUTHORITY_NOTICE:
            return ""
        return f"the console's own authority ends on {ends_at:%Y-%m-%d}, and with it every join link that names it"

    def _now(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self._clock.now_ms() / 1000, datetime.UTC)


def names_of(settings: Settings) -> tuple[str, ...]:
    """Return the host names and addresses that the console is reached by."""
    server = settings.server
    found = [name for name in (server.public_host, server.host) if name and not _is_unspecified(name)]
    if _is_unspecified(server.host):
        addresses = (a.address.partition("%")[0] for of_card in psutil.net_if_addrs().values() for a in of_card)
        found += sorted(address for address in addresses if _is_address(address))
    return tuple(dict.fromkeys(found))


def _words(error: ConferenceError | OSError) -> str:
    return error.detail if isinstance(error, ConferenceError) else str(error)


def _is_unspecified(name: str) -> bool:
    return _is_address(name) and ipaddress.ip_address(name).is_unspecified


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
