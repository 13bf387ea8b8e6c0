"""Whether the console can be reached at all: its name, TCP, TLS and the certificate that the join link names."""

import asyncio
import errno
import ipaddress
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

from common.control.joinlink import JoinLink
from common.control.trust import Doubt, Now, doubt_of, trusting
from common.control.websocketlink import let_go
from common.model.checks import CheckName, CheckResult, Finding, Verdict
from delegate_app.core.checks.network.ledger import Ledger
from delegate_app.core.checks.network.portal import HTTP_PORT, MAX_HEAD_BYTES, ask, ask_plainly, is_portal
from delegate_app.core.workers import in_thread

NAME_TIMEOUT_S = 5.0
CONNECT_TIMEOUT_S = 2.5
TLS_TIMEOUT_S = 4.0
PORTAL_TIMEOUT_S = 1.5
MAX_ADDRESSES = 3
"""Of a name, that are tried one after the other."""
_DOUBTS = {Doubt.NOT_YET: Finding.CLOCK_BEHIND, Doubt.OVER: Finding.CLOCK_AHEAD}
"""A console renews its certificate long before its end: the date that does not fit is this computer's."""
_NO_WAY = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What this computer knows of its network; both calls may block."""

    look_up: Callable[[str, int], Sequence[str]]
    """Name and port to addresses. Raises: OSError, UnicodeError."""
    is_up: Callable[[], bool]
    """Whether there is any network but loopback."""
    portal_port: int = HTTP_PORT
    now: Now | None = None
    """This computer's date; None is the system's."""


def look_up(host: str, port: int) -> tuple[str, ...]:
    """Ask the system for the addresses of a name, the preferred first. Raises: OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def is_network_up() -> bool:
    """Tell whether a network interface is up and has an address that leads further than its own wire."""
    try:
        up = {name for name, state in psutil.net_if_stats().items() if state.isup}
        addresses = psutil.net_if_addrs()
    except (OSError, psutil.Error):
        return True
    return any(_leads_on(a.address) for name in up & addresses.keys() for a in addresses[name])


def _leads_on(address: str) -> bool:
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return not (known.is_loopback or known.is_link_local)


SYSTEM = Surroundings(look_up, is_network_up)


class Reaching:
    """The first three checks of a run. Thread: one loop's."""

    def __init__(self, link: JoinLink, ledger: Ledger, surroundings: Surroundings = SYSTEM) -> None:
        self.address: str | None = None
        """Where the console answered with its own certificate."""
        self._link = link
        self._ledger = ledger
        self._surroundings = surroundings

    async def run(self) -> bool:
        """Check name, TCP and TLS; tell whether the console is there."""
        self._ledger.begin(CheckName.NAME)
        addresses = await self._name()
        if not addresses:
            return False
        self._ledger.begin(CheckName.TCP)
        connected = await self._tcp(addresses)
        if connected is None:
            return False
        self._ledger.begin(CheckName.TLS)
        result = await self._tls(*connected)
        self._ledger.add([result])
        self.address = connected[1]
        return result.verdict is Verdict.PASS

    async def lost(self) -> Finding:
        """Say what is wrong now that a console which was there does not answer any more."""
        if not await in_thread(self._surroundings.is_up) and not _is_loopback(self.address):
            return Finding.NO_NETWORK
        try:
            if self.address is not None:
                (await _connected(self.address, self._link.port)).close()
                return Finding.BLOCKED
        except OSError as error:
            if error.errno in _NO_WAY:
                return Finding.NO_NETWORK
        return Finding.CONSOLE_GONE

    async def _name(self) -> Sequence[str]:
        link, system = self._link, self._surroundings
        try:
            async with asyncio.timeout(NAME_TIMEOUT_S):
                addresses = tuple(await in_thread(lambda: system.look_up(link.host, link.port)))[:MAX_ADDRESSES]
        except (OSError, UnicodeError) as error:
            addresses, is_silent = (), isinstance(error, TimeoutError) or _is_for_now(error)
        else:
            is_silent = False
        if addresses:
            self._ledger.add([CheckResult(CheckName.NAME, Verdict.PASS, Finding.GOOD, text=addresses[0])])
        else:
            finding = Finding.BLOCKED if is_silent else Finding.NOT_FOUND
            finding = finding if await in_thread(system.is_up) else Finding.NO_NETWORK
            self._ledger.add([CheckResult(CheckName.NAME, Verdict.FAIL, finding, text=link.host)])
        return addresses

    async def _tcp(self, addresses: Sequence[str]) -> tuple[socket.socket, str] | None:
        failures: list[OSError] = []
        for address in addresses:
            begun_s = asyncio.get_running_loop().time()
            try:
                connected = await _connected(address, self._link.port)
            except OSError as error:
                failures.append(error)
                continue
            taken_ms = (asyncio.get_running_loop().time() - begun_s) * 1000
            self._ledger.add([CheckResult(CheckName.TCP, Verdict.PASS, Finding.GOOD, taken_ms, address)])
            return connected, address
        finding = await self._why_not(failures, addresses[0])
        self._ledger.add([CheckResult(CheckName.TCP, Verdict.FAIL, finding, text=addresses[0])])
        return None

    async def _why_not(self, failures: Sequence[OSError], address: str) -> Finding:
        if all(failure.errno in _NO_WAY for failure in failures):
            return Finding.NO_NETWORK
        if not _is_loopback(address) and not await in_thread(self._surroundings.is_up):
            return Finding.NO_NETWORK
        if await self._is_captive(address):
            return Finding.CAPTIVE_PORTAL
        is_refused = any(isinstance(failure, ConnectionRefusedError) for failure in failures)
        return Finding.REFUSED if is_refused else Finding.BLOCKED

    async def _is_captive(self, address: str, port: int | None = None) -> bool:
        asked = port or self._surroundings.portal_port
        return is_portal(self._link.host, await ask_plainly(self._link.host, address, asked, PORTAL_TIMEOUT_S))

    async def _tls(self, connected: socket.socket, address: str) -> CheckResult:
        begun_s = asyncio.get_running_loop().time()
        writer: asyncio.StreamWriter | None = None
        try:
            async with asyncio.timeout(TLS_TIMEOUT_S):
                context = await trusting(self._link.fingerprint, self._surroundings.now)
                _, writer = await asyncio.open_connection(
                    sock=connected, ssl=context, server_hostname=self._link.host, limit=MAX_HEAD_BYTES
                )
            taken_ms, finding = (asyncio.get_running_loop().time() - begun_s) * 1000, Finding.GOOD
        except ssl.SSLCertVerificationError as error:
            taken_ms, finding = None, await self._why_distrusted(doubt_of(error), address)
        except ssl.SSLError:
            taken_ms, finding = None, await self._no_tls(address, Finding.WRONG_CERTIFICATE)
        except (OSError, ValueError) as error:
            otherwise = Finding.REFUSED if isinstance(error, ConnectionError) else Finding.BLOCKED
            taken_ms, finding = None, await self._no_tls(address, otherwise)
        finally:
            if writer is not None:
                writer.transport.abort()
            else:
                await let_go(connected)
            connected.close()
        verdict = Verdict.PASS if finding is Finding.GOOD else Verdict.FAIL
        return CheckResult(CheckName.TLS, verdict, finding, taken_ms, address)

    async def _why_distrusted(self, doubt: Doubt, address: str) -> Finding:
        """Say who it may be that shows another certificate; the question tells them nothing."""
        if doubt in _DOUBTS:
            return _DOUBTS[doubt]
        answer, writer, host = None, None, self._link.host
        try:
            async with asyncio.timeout(PORTAL_TIMEOUT_S):
                reader, writer = await asyncio.open_connection(
                    address, self._link.port, ssl=_believing_context(), server_hostname=host, limit=MAX_HEAD_BYTES
                )
                answer = await ask(host, reader, writer)
        except (OSError, ValueError):
            answer = None
        finally:
            if writer is not None:
                writer.transport.abort()
        return Finding.CAPTIVE_PORTAL if is_portal(host, answer) else Finding.WRONG_CERTIFICATE

    async def _no_tls(self, address: str, otherwise: Finding) -> Finding:
        """Say who it may be that takes connections but speaks no TLS."""
        for port in (self._link.port, None):
            if await self._is_captive(address, port):
                return Finding.CAPTIVE_PORTAL
        return otherwise


def _is_for_now(error: Exception) -> bool:
    """Tell whether no name server answered."""
    return isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN


def _believing_context() -> ssl.SSLContext:
    """Make a context that takes any certificate: to ask somebody already distrusted who they are."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def _connected(address: str, port: int) -> socket.socket:
    """Connect. Raises: OSError, within CONNECT_TIMEOUT_S."""
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    connected = socket.socket(family, socket.SOCK_STREAM)
    connected.setblocking(False)
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            await loop.sock_connect(connected, (address, port))
    except BaseException:
        connected.close()
        raise
    return connected


def _is_loopback(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False
