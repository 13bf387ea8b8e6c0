"""What the delegate's core needs from the control link, the peers and the devices: tests bring their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import av

from common.audio.format import Block, BlockReader
from common.control.joinlink import JoinLink
from common.control.listener import ControlListener
from common.devices.audio import AudioDevice, AudioInput, AudioOutput
from common.model.codeways import CodeWay
from common.model.media import LegStatistics, Sdp
from common.protocol.codec import ConsoleMessage
from common.protocol.envelope import Request
from common.rtc.ice import IceServer
from common.rtc.legs import PeerState


class ControlLink(Protocol):
    """The client's end of the control link, as `common.control.client.ControlClient` is."""

    @property
    def clock_offset_ms(self) -> int: ...
    @property
    def round_trip_ms(self) -> float | None: ...
    @property
    def is_line_thin(self) -> bool: ...
    async def run(self) -> None: ...
    async def request(self, message: Request) -> ConsoleMessage: ...
    def post(self, message: Request) -> None: ...
    def enter_code(self, code: str) -> None: ...
    def resend_code(self, way: CodeWay | None = None) -> None: ...
    async def leave(self) -> None: ...
    async def close(self) -> None: ...


Connect = Callable[[JoinLink, str, ControlListener], ControlLink]
"""Make the control link from the join link, the device key and the listener."""


class Uplink(Protocol):
    """The participant's end of an uplink; on the media loop."""

    @property
    def is_moving(self) -> bool: ...
    async def offer(self) -> Sdp: ...
    async def accept(self, answer: Sdp) -> None: ...
    def write(self, block: Block) -> None: ...
    def write_picture(self, picture: av.VideoFrame) -> None: ...
    def write_screen(self, picture: av.VideoFrame | None) -> None: ...
    def use_servers(self, servers: Sequence[IceServer]) -> None: ...
    def statistics(self) -> LegStatistics: ...
    async def close(self) -> None: ...


class Downlink(Protocol):
    """The participant's end of a downlink; on the media loop."""

    @property
    def is_moving(self) -> bool: ...
    @property
    def sounds(self) -> tuple[BlockReader, BlockReader]: ...
    async def answer(self, offer: Sdp) -> Sdp: ...
    def set_output_delay(self, delay_ms: float) -> None: ...
    def use_servers(self, servers: Sequence[IceServer]) -> None: ...
    def statistics(self) -> LegStatistics: ...
    async def close(self) -> None: ...


class OpenUplink(Protocol):
    """Make an uplink that is not offered yet, as `UplinkPeer`; `towards` is the console's host."""

    def __call__(
        self,
        ice_servers: Sequence[IceServer] = (),
        with_picture: bool = True,
        on_state: Callable[[PeerState], None] | None = None,
        *,
        towards: str,
        with_screen: bool = False,
    ) -> Uplink: ...


class OpenDownlink(Protocol):
    """Make a downlink that has no offer yet, as `DownlinkPeer`; `towards` is the console's host."""

    def __call__(
        self,
        on_picture: Callable[[av.VideoFrame], None],
        ice_servers: Sequence[IceServer] = (),
        on_state: Callable[[PeerState], None] | None = None,
        *,
        towards: str,
        on_screen: Callable[[av.VideoFrame], None],
    ) -> Downlink: ...


@dataclass(frozen=True, slots=True)
class Peers:
    """How the two legs are made."""

    uplink: OpenUplink
    downlink: OpenDownlink


class PictureSource(Protocol):
    """An open camera: it calls back with its pictures from a thread of its own."""

    def start(self, on_picture: Callable[[av.VideoFrame], None]) -> None: ...
    def stop(self) -> None: ...
    @property
    def is_alive(self) -> bool: ...


class DeviceKit(Protocol):
    """The devices of this machine. Every method may wait: call them in a worker thread."""

    def list_audio(self) -> Sequence[AudioDevice]: ...
    def list_cameras(self) -> Sequence[str]: ...
    def open_input(self, name: str) -> AudioInput: ...
    def open_output(self, name: str) -> AudioOutput: ...
    def open_camera(self, name: str) -> PictureSource: ...
    def close(self) -> None: ...
