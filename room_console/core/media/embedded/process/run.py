"""The media process's one thread: wait, take what came, send what is due, and so on."""

import contextlib
import gc
import logging
import socket
import time
from typing import Final

import psutil

from common.aio.realtime import favour_sound, go_first
from common.rtc.dtls import make_certificate
from room_console.core.media.embedded.process.corelink import CoreLink
from room_console.core.media.embedded.process.feeds import Feeds
from room_console.core.media.embedded.process.incoming import Incoming
from room_console.core.media.embedded.process.keys import KeyRequests
from room_console.core.media.embedded.process.largepages import LargePages
from room_console.core.media.embedded.process.legs import SLICES, Legs
from room_console.core.media.embedded.process.outlet import Outlet
from room_console.core.media.embedded.process.port import UdpPort
from room_console.core.media.embedded.process.probe import Probes
from room_console.core.media.embedded.process.schedule import Schedule
from room_console.core.media.embedded.process.wakeups import Wakeups
from room_console.core.media.embedded.wire import (
    AllowProbe,
    AnyMessage,
    CloseLeg,
    DeclareFeed,
    EndPictures,
    Follow,
    KeyWanted,
    MediaSettings,
    OpenLeg,
    Picture,
    ProcessReport,
    Ready,
    Refused,
    SendRtcp,
    SetRemote,
    SoundPacket,
    Stop,
)

_log = logging.getLogger(__name__)
TICK_S: Final = 1.0 / SLICES
EARLY_S: Final = 0.02
"""When sound has just left, the regular work may be done as much before its time: one wake-up serves both."""


def run_media(stream: socket.socket, settings: MediaSettings) -> None:
    """Serve until the core says Stop or closes its end of the stream, which is closed then.

    Thread: whichever calls it; nothing else is in that thread.
    """
    core = CoreLink(stream)
    with contextlib.closing(stream), contextlib.ExitStack() as stack:
        try:
            port = UdpPort(settings.addresses, settings.port, is_plain=settings.is_plain)
        except OSError as error:
            core.tell(Refused(str(error)))
            core.flush()
            return
        stack.callback(port.close)
        process = MediaProcess(core, port, settings)
        if settings.is_own_process:
            process.use_large_pages()
            favour_sound()
            go_first()
            gc.collect()
            gc.freeze()
            gc.disable()
        process.run()


class MediaProcess:
    """All that runs in it."""

    def __init__(self, core: CoreLink, port: UdpPort, settings: MediaSettings) -> None:
        self._core = core
        self._port = port
        certificate = make_certificate()
        self._outlet = Outlet(port.sockets, is_plain=settings.is_plain)
        self._schedule = Schedule()
        self._keys = KeyRequests(lambda feed, layer: core.tell(KeyWanted(feed, layer)))
        self._feeds = Feeds(self._outlet, self._schedule, self._keys, core.tell)
        self._legs = Legs(
            certificate,
            core,
            self._outlet,
            self._feeds,
            self._keys,
            settings.max_legs,
            time.time() - time.monotonic(),
        )
        self._probes = Probes()
        self._wakeups = Wakeups(core.stream, port.sockets)
        self._incoming = Incoming(self._legs, self._outlet, core, self._probes, self._wakeups.hurry)
        self._pages: LargePages | None = None
        self._me = psutil.Process()
        self._tick = 0
        self._tick_mono_s = time.monotonic()
        self._is_ending = False
        core.tell(Ready(port.candidates(), certificate.fingerprint))

    def use_large_pages(self) -> None:
        """Keep what listeners have together; for a process that is ours alone."""
        self._pages = LargePages()

    def run(self) -> None:
        """Serve until the end."""
        with contextlib.closing(self._wakeups):
            try:
                while not self._is_ending:
                    self._turn()
                self._legs.close_all()
                self._core.flush()
            except OSError as error:
                _log.debug("x core: %s", error)
            except ValueError as error:
                _log.error("x core: %s", error)

    def _turn(self) -> None:
        """Go round once. Raises: OSError where the core is gone, ValueError where it can't be understood."""
        self._wakeups.write_to_core(self._core.flush())
        now = time.monotonic()
        has_core, sockets = self._wakeups.wait(self._wait_s(now), now, may_rest=self._legs.are_listening)
        for number in sockets:
            self._take_datagrams(number)
        if has_core:
            self._take_messages()
        now = time.monotonic()
        is_awake = self._schedule.step(now) and self._schedule.wait_s(now) != 0.0
        if is_awake:
            for number in range(len(self._port.sockets)):
                self._take_datagrams(number)
        if is_awake or sockets:
            self._wakeups.rest(now)
        if now >= self._tick_mono_s - (EARLY_S if is_awake else 0.0):
            self._on_tick(now)

    def _wait_s(self, now: float) -> float:
        until_tick = max(0.0, self._tick_mono_s - now)
        due = self._schedule.wait_s(now)
        return until_tick if due is None else min(due, until_tick)

    def _take_datagrams(self, number: int) -> None:
        if drained := self._port.drain(number):
            now = time.monotonic()
            for datagram, address in drained:
                self._incoming.take(datagram, (number, address), now)

    def _take_messages(self) -> None:
        messages = self._core.read()
        if messages is None:
            self._is_ending = True
            return
        now = time.monotonic()
        for message in messages:
            try:
                self._take_message(message, now)
            except ValueError as error:
                _log.warning("x %s of the core: %s", type(message).__name__, error)

    def _take_message(self, message: AnyMessage, now: float) -> None:
        """Do what the core says. Raises: ValueError where that can't be."""
        if isinstance(message, SoundPacket):
            self._feeds.on_sound(message)
        elif isinstance(message, Picture):
            self._feeds.on_picture(message, now)
        else:
            self._take_order(message, now)

    def _take_order(self, message: AnyMessage, now: float) -> None:
        match message:
            case SendRtcp():
                self._legs.send_rtcp(message)
            case OpenLeg():
                self._legs.open(message, now)
            case SetRemote():
                self._legs.set_remote(message, now)
            case Follow():
                self._legs.follow(message, now)
                self._feeds.tell_changes(now)
            case CloseLeg():
                self._legs.close(message)
                self._feeds.tell_changes(now)
            case DeclareFeed():
                self._feeds.declare(message)
            case EndPictures():
                self._feeds.end_pictures(message.feed)
            case AllowProbe():
                self._probes.allow(message.key, message.until_mono_s, now)
                self._wakeups.hurry(now)
            case Stop():
                self._is_ending = True
            case _:
                _log.warning("x message that is not for the media process")

    def _on_tick(self, now: float) -> None:
        self._tick_mono_s += TICK_S
        if self._tick_mono_s <= now:
            self._tick_mono_s = now + TICK_S
        self._tick = (self._tick + 1) % SLICES
        if self._pages is not None:
            self._pages.look()
        self._legs.tick(now)
        self._legs.visit(self._tick, now)
        self._keys.tick(now)
        self._feeds.tell_changes(now)
        if self._tick == 0:
            self._report()

    def _report(self) -> None:
        p50_ms, p99_ms = self._schedule.lateness.take()
        outlet, schedule = self._outlet, self._schedule
        cpu = self._me.cpu_times()
        self._core.tell(
            ProcessReport(
                p50_ms,
                p99_ms,
                sent=outlet.sent,
                skipped_ticks=schedule.skipped_ticks,
                unsent=outlet.unsent + schedule.unsent,
                dropped_to_core=self._core.dropped,
                refused=self._incoming.refused,
                cpu_s=cpu.user + cpu.system,
            )
        )
