"""The hall bridge: the hall's device on one side, feeds and slots on the other, block by block.

The device's clock paces it. When the device is gone, an internal clock keeps the remote side going, with silence
where the hall was, until the device is back. Another device takes its place between two blocks.
"""

import logging
from collections.abc import Callable

from common.audio.format import Block, BlockReader, BlockWriter
from common.audio.limiter import Limiter
from common.devices.audio import HallDevice
from common.devices.paced import MonoClock, PacedDevice, monotonic
from common.model.errors import ConferenceError
from common.model.ids import FeedId, SlotNumber
from common.model.media import TALKBACK_FEED
from common.model.patch import Patch
from room_console.core.hall.buses import Sums, input_port, silent_sums, sum_block
from room_console.core.hall.handover import FADE_IN, FADE_OUT, STEADY, Coming, crossfaded, newest_block
from room_console.core.hall.levels import HallLevels, HallMeters, Lateness
from room_console.core.hall.revival import Revival
from room_console.core.hall.silent import SilentHall
from room_console.core.hall.slots import SlotInputs
from room_console.core.hall.talkback import Talkback
from room_console.core.hall.taps import UplinkTaps

MOST_BLOCKS_A_PUMP = 10
PUMP_S = 0.0025
"""How often a device is asked that does not say when its next block is due."""
STILL_BLOCKS = 100
"""So many without a sound: all that was said has been told, and whoever comes is not told of it."""
PRELISTEN = SlotNumber(0)
_log = logging.getLogger(__name__)


class HallBridge:
    """Carries sound between the hall and the media engine.

    Thread: the media loop's; `levels`, `lateness_p95_ms`, `is_running`, `fault` and `xruns` from any.
    """

    def __init__(
        self,
        device: HallDevice,
        patch: Patch,
        feed: Callable[[FeedId], BlockWriter],
        clock: MonoClock = monotonic,
    ) -> None:
        self._device = device
        self._patch = patch
        self._feed = feed
        self._clock = clock
        self._writers: dict[FeedId, BlockWriter] = {}
        self.uplinks = UplinkTaps()
        self._slots = SlotInputs()
        self._prelisten = SlotInputs()
        """One at most, on PRELISTEN: ramped as the slots are, and in no sum."""
        self._operators_limiter = Limiter()
        self._talkback = Talkback()
        self._meters = HallMeters(patch)
        self._patch_before: Patch | None = None
        """What the last block went by, where the next one goes by another."""
        self._silence: Sums | None
        """What this patch makes of silence."""
        self._lateness = Lateness()
        self._is_running = False
        self._coming: Coming | None = None
        self._leaving: Revival | None = None
        self._is_fresh = False
        """Nothing was heard of the device yet, after another that was."""
        self._silent_blocks = 0
        self._take(device)

    @property
    def device(self) -> HallDevice:
        """Return the hall's device; from any thread."""
        return self._device

    @property
    def is_running(self) -> bool:
        """Tell whether the hall's device runs; false while the internal clock stands in for it."""
        return self._is_running

    @property
    def fault(self) -> str:
        """Say why the device does not run: English, for staff and the log; empty when it does."""
        return self._revival.fault

    @property
    def xruns(self) -> int:
        """Return the blocks that the device lost since it was last opened."""
        return self._device.xruns

    def start(self) -> None:
        """Open the device; one that can't be opened is tried again every 2 s while the meeting goes on.

        Takes half a second and more with a real device. Thread: any, before the first pump.
        """
        try:
            self._device.start()
            self._is_running = True
        except ConferenceError as error:
            self._lose(error.detail)

    def stop(self) -> None:
        """Close the device, within 4 s. Thread: any, after the last pump."""
        if self._coming is not None:
            self._coming.device.stop()
        for going in (self._leaving, self._revival):
            if going is not None:
                going.finish()
        self._stand_in.stop()
        self._device.stop()
        self._is_running = False

    def set_patch(self, patch: Patch) -> None:
        """Use another patch from the next block on, within which one fades into the other."""
        if patch.slots.keys() != self._patch.slots.keys():
            self._meters = HallMeters(patch)
        self._patch_before = self._patch_before or self._patch
        self._patch = patch
        self._silence = None

    def hand_over(self, device: HallDevice, used: Callable[[], None]) -> None:
        """Go on with another device, which runs, within a block, or within a second where this one is dying.

        Not before `used` was called for an earlier one. The device in use is closed.
        """
        self._coming = Coming(device, used)

    def connect_slot(self, slot: SlotNumber, reader: BlockReader) -> None:
        """Let a remote speaker be heard, ramped in over 5 ms."""
        self._slots.connect(slot, reader)

    def disconnect_slot(self, slot: SlotNumber) -> None:
        """Let a remote speaker be heard no more, ramped out over 5 ms."""
        self._slots.disconnect(slot)

    def prelisten(self, reader: BlockReader | None) -> None:
        """Let the operator hear this at the port of pre-listen, limited, in the place of what was there; or nothing."""
        self._prelisten.disconnect(PRELISTEN)
        if reader is not None:
            self._prelisten.connect(PRELISTEN, reader)

    def talk(self, is_open: bool) -> None:
        """Let the talkback feed carry the operator's microphone, ramped in over 5 ms; or no more."""
        self._talkback.open(is_open)

    def levels(self) -> HallLevels:
        """Return the levels of the last 50 ms."""
        return self._meters.levels()

    def lateness_p95_ms(self) -> float:
        """Return how late 95 of 100 blocks of the last 5 s were at most."""
        return self._lateness.p95_ms()

    def pump(self, most: int = MOST_BLOCKS_A_PUMP) -> int:
        """Carry the blocks that are due, at most so many; return how many. Call every few milliseconds."""
        self._watch_device()
        device: HallDevice = self._device if self._is_running else self._stand_in
        for done in range(most):
            block = device.read()
            if block is None:
                return done
            device.write(self._carry_faded(block) if self._coming or self._is_fresh else self._carry(block))
            self._lateness.add(self._clock())
            if self._coming is not None:
                self._change_over(self._coming)
                return done + 1
        return most

    def wait_s(self, carried: int = 0) -> float:
        """Return how long it is until the next pump is worth while; `carried` is what the last one did."""
        device: HallDevice = self._device if self._is_running else self._stand_in
        if isinstance(device, PacedDevice):
            return device.wait_s()
        return 0.0 if carried else PUMP_S

    def is_still(self) -> bool:
        """Tell whether there is no microphone, nor was there a sound for a while: `rest` will do while nobody hears."""
        is_steady = self._is_running and self._coming is None
        return is_steady and isinstance(self._device, SilentHall) and self._silent_blocks >= STILL_BLOCKS

    def rest(self) -> None:
        """Let pass the blocks that are due, in place of carrying them: a hall without a device does not miss them."""
        self._watch_device()
        if isinstance(self._device, SilentHall):
            self._lateness.pass_over(self._device.pass_over())

    def _take(self, device: HallDevice) -> None:
        self._device = device
        self._silence = None
        self._stand_in = SilentHall(device.inputs, device.outputs, self._clock)
        self._revival = Revival(device, self._clock)

    def _change_over(self, coming: Coming) -> None:
        _log.info("= hall device %s takes the place of %s", coming.device.name, self._device.name)
        self._stand_in.stop()
        self._revival.retire()
        self._leaving, self._coming = self._revival, None
        self._take(coming.device)
        self._lateness = Lateness()
        self._is_running = self._is_fresh = True
        coming.used()

    def _carry_faded(self, inputs: Block) -> Block:
        """Carry the first block of a device, the last, or both."""
        if self._is_fresh and self._is_running and (newer := newest_block(self._device)) is not None:
            inputs = newer
        ramp = (FADE_IN if self._is_fresh else STEADY) * (FADE_OUT if self._coming is not None else STEADY)
        self._is_fresh = False
        return self._carry(inputs * ramp) * ramp

    def _carry(self, inputs: Block) -> Block:
        self.uplinks.pull()
        slots = self._slots.read()
        prelisten = self._prelisten.read().get(PRELISTEN)
        if prelisten is not None:
            prelisten = self._operators_limiter.process(prelisten)
        if not slots and prelisten is None and not inputs.any():
            sums = self._silent_sums()
            self._meters.add_silence()
            self._silent_blocks += 1
        else:
            sums = sum_block(self._patch, inputs, slots, self._device.outputs, prelisten)
            if self._patch_before is not None:
                before = sum_block(self._patch_before, inputs, slots, self._device.outputs, prelisten)
                sums = crossfaded(before, sums)
            self._meters.add(sums, slots)
            self._silent_blocks = 0
        self._patch_before = None
        for feed, block in sums.feeds.items():
            self._writer(feed).write(block)
        microphone = input_port(inputs, self._patch.talkback_input)
        self._writer(TALKBACK_FEED).write(self._talkback.carry(microphone))
        return sums.outputs

    def _silent_sums(self) -> Sums:
        if self._silence is None:
            self._silence = silent_sums(self._patch, self._device.outputs)
        return self._silence

    def _writer(self, feed: FeedId) -> BlockWriter:
        if (writer := self._writers.get(feed)) is None:
            writer = self._writers[feed] = self._feed(feed)
        return writer

    def _watch_device(self) -> None:
        if self._is_running:
            if not self._device.is_alive:
                self._lose("the device stopped")
            return
        if not self._stand_in.is_alive or self._revival.is_trying:
            return
        if self._device.is_alive:
            self._stand_in.stop()
            self._is_running = True
            _log.info("= hall device %s is back", self._device.name)
        else:
            self._revival.try_when_due()

    def _lose(self, fault: str) -> None:
        _log.warning("= hall device %s is lost: %s", self._device.name, fault)
        self._is_running = False
        self._revival.begin(fault)
        self._stand_in.start()
