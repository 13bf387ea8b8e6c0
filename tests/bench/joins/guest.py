"""One client of the crowd: TLS, WebSocket, hello, code, view, and the pulse after it."""

import contextlib
import json
import random
import socket
import ssl
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

import msgspec
import pyotp

from common.control.heartbeat import Timing
from common.protocol import PROTOCOL_VERSION
from common.protocol.codec import decode_from_console
from common.protocol.envelope import Pong
from common.protocol.packing import is_packed
from common.protocol.view import Changes, Roster, Snapshot
from tests.bench.joins.frames import BINARY, CLOSE, END_OF_HEAD, PING, PONG, TEXT, Reader, frame, upgrade
from tests.bench.joins.site import MEETING, Ticket
from tests.bench.twomachines import Line

READ_BYTES: Final = 65_536
PING_EVERY_S: Final = Timing().ping_every_s
_pong = msgspec.json.Decoder(Pong)
MEMORY: Final = 512
SO_TIMESTAMPNS: Final = 35
"""Of Linux; Python's `socket` has no name for it."""
NOTE_BYTES: Final = 64
_MONO_AHEAD_NS: Final = time.monotonic_ns() - time.time_ns()
Told = Roster | Snapshot | Changes


def arrival_ns(sock: socket.socket) -> int:
    """Return when the newest bytes that wait arrived at the socket, by the monotonic clock. Raises: OSError.

    The system notes it (Linux, SO_TIMESTAMPNS): each client of a meeting has a machine of its own, and none waits until
    a crowd of thousands on one thread has come round to it.
    """
    _, notes, _, _ = socket.socket.recvmsg(sock, READ_BYTES, NOTE_BYTES, socket.MSG_PEEK)
    for level, kind, note in notes:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack_from("qq", note)
            return int(seconds) * 1_000_000_000 + int(nanoseconds) + _MONO_AHEAD_NS
    return time.monotonic_ns()


class State(Enum):
    """How far a guest has come."""

    AWAY = auto()
    CONNECTING = auto()
    SHAKING_HANDS = auto()
    UPGRADING = auto()
    OPEN = auto()
    IN = auto()
    GONE = auto()


class Words:
    """Decodes what many are sent alike only once."""

    def __init__(self) -> None:
        self._known: dict[bytes, Told] = {}

    def read(self, data: bytes) -> Told:
        """Decode a message that tells of the view."""
        known = self._known.get(data)
        if known is None:
            message = decode_from_console(data)
            assert isinstance(message, Told)
            if len(self._known) >= MEMORY:
                del self._known[next(iter(self._known))]
            known = self._known[data] = message
        return known


@dataclass(slots=True)
class Place:
    """Where the console is. Without `context`, the door is a plain one."""

    line: Line
    port: int
    context: ssl.SSLContext | None
    words: Words = field(default_factory=Words)


class Guest:
    """Thread: the crowd's. `on_rules` is called with each standby that the rules are changed to, and when (ns)."""

    def __init__(self, number: int, ticket: Ticket, place: Place, on_rules: Callable[[int, int], None]) -> None:
        self.state = State.AWAY
        self.sock: socket.socket | None = None
        self.told: list[Told] = []
        self.began_s = self.in_s = 0.0
        self.fault = ""
        self.faults = 0
        self.wants_write = False
        self.received_bytes = 0
        self.ping_every_s = PING_EVERY_S
        self._number = number
        self._ticket = ticket
        self._place = place
        self._on_rules = on_rules
        self._reader = Reader()
        self._head = bytearray()
        self._accept = b""
        self._ref = 1
        self._instance: str | None = None
        self._taken = b""
        """Received already, at `_taken_ns`, and not looked at."""
        self._taken_ns = 0

    def come(self) -> socket.socket:
        """Begin to join, and to ping as every new link does; return the socket to watch for writing."""
        sock = socket.socket()
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        line = self._place.line
        sock.bind((line.crowd_addresses[self._number % len(line.crowd_addresses)], 0))
        with contextlib.suppress(BlockingIOError):
            sock.connect((line.hall_address, self._place.port))
        if self.state is not State.GONE:
            self.began_s = time.monotonic()
        self.sock, self.state = sock, State.CONNECTING
        self.wants_write = True
        self._reader, self._head = Reader(), bytearray()
        self.ping_every_s = PING_EVERY_S
        return sock

    def cut(self) -> None:
        """Vanish, as a lost network does."""
        if self.sock is not None:
            self.sock.close()
        self.sock, self.state = None, State.AWAY

    def ready(self) -> None:
        """Go on as far as the socket lets."""
        try:
            self._go_on()
        except ssl.SSLWantReadError:
            self.wants_write = False
        except ssl.SSLWantWriteError:
            self.wants_write = True
        except BlockingIOError:
            pass
        except (OSError, ValueError, AssertionError) as error:
            self._end(f"{self.state.name}: {type(error).__name__}: {error}"[:200])

    def take_in(self) -> None:
        """Take what came, decrypted, and note when it had come; `ready` looks at it."""
        assert self.sock is not None
        with contextlib.suppress(OSError):
            arrived_ns = arrival_ns(self.sock)
            self._taken, self._taken_ns = self.sock.recv(READ_BYTES), arrived_ns

    def ping(self) -> None:
        """Send a pulse."""
        if self.state is State.IN:
            with contextlib.suppress(OSError):
                self._say({"type": "ping", "ref": self._next_ref()})

    def presences(self) -> dict[str, str]:
        """Put together whom this guest knows, and how they are joined."""
        known: dict[str, str] = {}
        for message in self.told:
            match message:
                case Roster(participants=people):
                    known = {p.participant: p.presence for p in people}
                case Snapshot(view=view, roster=roster):
                    known = known if roster is not None else {}
                    known |= {p.participant: p.presence for p in view.participants.values()}
                case Changes(changes=changes):
                    for change in changes:
                        known |= getattr(change, "presences", {})
        return known

    def _go_on(self) -> None:
        if self.state is State.CONNECTING:
            self._connected()
        if self.state is State.SHAKING_HANDS:
            assert isinstance(self.sock, ssl.SSLSocket)
            self.sock.do_handshake()
            self._ask_for_upgrade()
        self.wants_write = False
        while self.sock is not None:
            if not self._taken:
                self._taken, self._taken_ns = self.sock.recv(READ_BYTES), time.monotonic_ns()
            data, self._taken = self._taken, b""
            if not data:
                self._end(f"{self.state.name}: the console hung up")
                return
            self.received_bytes += len(data)
            self._take(data)
            if len(data) < READ_BYTES and not (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
                return

    def _connected(self) -> None:
        assert self.sock is not None
        if error := self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(error, "not connected")
        if self._place.context is None:
            self._ask_for_upgrade()
            return
        self.sock = self._place.context.wrap_socket(self.sock, do_handshake_on_connect=False)
        self.state = State.SHAKING_HANDS

    def _ask_for_upgrade(self) -> None:
        request, self._accept = upgrade(f"{self._place.line.hall_address}:{self._place.port}", f"/control/{MEETING}")
        assert self.sock is not None
        self.state = State.UPGRADING
        self.sock.send(request)

    def _take(self, data: bytes) -> None:
        if self.state is State.UPGRADING:
            self._head += data
            head, end, rest = bytes(self._head).partition(END_OF_HEAD)
            if not end:
                return
            assert b" 101 " in head, head[:80]
            assert self._accept in head
            self.state = State.OPEN
            self._say_hello()
            data = rest
        for opcode, payload in self._reader.feed(data):
            self._hear(opcode, payload)

    def _say_hello(self) -> None:
        revision = self.told[-1].revision if self.told else None
        hello = {"type": "hello", "ref": 1, "protocol": PROTOCOL_VERSION, "app": "crowd", "token": self._ticket.token}
        hello |= {"device_key": self._ticket.device_key, "revision": revision, "instance": self._instance}
        self._say(hello | {"takes_packed": True})

    def _hear(self, opcode: int, payload: bytes) -> None:
        if opcode in (TEXT, BINARY):
            self._hear_message(payload)
        elif opcode == PING:
            self._send(frame(payload, PONG))
        elif opcode == CLOSE:
            self._end(f"{self.state.name}: closed by the console")

    def _hear_message(self, data: bytes) -> None:
        if data.startswith(b'{"type":"pong"'):
            self.ping_every_s = _pong.decode(data).again_in_s
            return
        if is_packed(data) or data.startswith((b'{"type":"changes"', b'{"type":"snapshot"', b'{"type":"roster"')):
            self._hear_of_view(self._place.words.read(data))
            return
        message = json.loads(data)
        match message["type"]:
            case "code_required":
                assert message["way"] == "totp"
                code = pyotp.TOTP(self._ticket.secret).now()
                self._say({"type": "enter_code", "ref": self._next_ref(), "code": code})
            case "welcome":
                self._instance = message["instance"]
            case "refused" | "bye":
                self._end(f"{self.state.name}: {message['code']} {message.get('detail', '')}")

    def _hear_of_view(self, message: Told) -> None:
        if isinstance(message, Roster) or (isinstance(message, Snapshot) and message.roster is None):
            self.told.clear()
        self.told.append(message)
        if self.state is State.OPEN and not isinstance(message, Roster):
            self.state, self.in_s = State.IN, time.monotonic()
        if isinstance(message, Changes):
            for change in message.changes:
                if (rules := getattr(change, "rules", None)) is not None:
                    self._on_rules(rules.standby, self._taken_ns)

    def _next_ref(self) -> int:
        self._ref += 1
        return self._ref

    def _say(self, message: dict[str, object]) -> None:
        self._send(frame(msgspec.json.encode(message)))

    def _send(self, data: bytes) -> None:
        assert self.sock is not None
        self.sock.send(data)

    def _end(self, fault: str) -> None:
        self.state, self.fault = State.GONE, fault
        self.faults += 1
        if self.sock is not None:
            self.sock.close()
        self.sock = None


def arrivals(people: int, seconds: float) -> list[float]:
    """Return when each of them comes, s, as people do: independently of each other."""
    chosen = random.Random(people)
    return sorted(chosen.uniform(0.0, seconds) for _ in range(people))
