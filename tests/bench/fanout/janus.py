"""Janus from the distribution's package as a peer: its streaming plugin, one or two mountpoints of RTP, WebSockets."""

import asyncio
import itertools
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from common.rtc.sections import H264_PARAMETERS
from tests.bench.fanout.place import free_tcp_port, free_udp_port

LOCAL = "127.0.0.1"
PROTOCOL = "janus-protocol"
START_TIMEOUT_S = 10.0
REPLY_TIMEOUT_S = 20.0
STOP_TIMEOUT_S = 5.0
SOUND_MOUNTPOINTS = (1, 2)
PICTURE_MOUNTPOINT = 3


class JanusError(Exception):
    """Janus did not start, or refused a request."""


@dataclass
class Janus:
    """A running Janus with one session. Ports are where its mountpoints take RTP, on loopback."""

    process: subprocess.Popen[bytes]
    socket: aiohttp.ClientWebSocketResponse
    ports: dict[int, int]
    session: int = 0
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    _replies: dict[str, "asyncio.Queue[dict[str, Any]]"] = field(default_factory=dict)

    @property
    def pid(self) -> int:
        """The process that serves."""
        return self.process.pid

    async def request(self, **body: Any) -> dict[str, Any]:
        """Send a request and return its final reply: the event where there is a plugin's. Raises: JanusError."""
        transaction = f"t{next(self._numbers)}"
        replies = self._replies[transaction] = asyncio.Queue()
        try:
            await self.socket.send_json({**body, "transaction": transaction})
            async with asyncio.timeout(REPLY_TIMEOUT_S):
                while (reply := await replies.get())["janus"] == "ack":
                    continue
        except TimeoutError as error:
            raise JanusError(f"no reply to {body['janus']}") from error
        finally:
            del self._replies[transaction]
        said = reply.get("plugindata", {}).get("data", {})
        if reply["janus"] == "error" or "error" in said:
            raise JanusError(str(reply.get("error") or said.get("error")))
        return reply

    async def read(self) -> None:
        """Hand replies to those who wait; ends with the socket."""
        async for message in self.socket:
            reply = message.json()
            if (waiting := self._replies.get(reply.get("transaction", ""))) is not None:
                waiting.put_nowait(reply)

    async def watch(self, mountpoint: int) -> tuple[int, str]:
        """Attach a listener; return its handle and Janus' offer. Raises: JanusError."""
        attached = await self.request(janus="attach", plugin="janus.plugin.streaming", session_id=self.session)
        handle = int(attached["data"]["id"])
        reply = await self.message(handle, {"request": "watch", "id": mountpoint})
        return handle, str(reply["jsep"]["sdp"])

    async def start(self, handle: int, answer: str) -> None:
        """Take a listener's answer. Raises: JanusError."""
        await self.message(handle, {"request": "start"}, jsep={"type": "answer", "sdp": answer})

    async def switch(self, handle: int, mountpoint: int) -> None:
        """Change what a listener hears. Raises: JanusError."""
        await self.message(handle, {"request": "switch", "id": mountpoint})

    async def message(self, handle: int, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Say something to the plugin. Raises: JanusError."""
        return await self.request(janus="message", session_id=self.session, handle_id=handle, body=body, **more)


def janus_binary() -> str | None:
    """Return where Janus is, if it is installed."""
    return shutil.which("janus")


@asynccontextmanager
async def running_janus(address: str, folder: Path, event_loops: int | None) -> AsyncIterator[Janus]:
    """Run Janus with its own configuration, media on `address`. Raises: JanusError."""
    binary = janus_binary()
    if binary is None:
        raise JanusError("janus is not installed")
    ports = {number: free_udp_port(LOCAL) for number in (*SOUND_MOUNTPOINTS, PICTURE_MOUNTPOINT)}
    door = free_tcp_port(LOCAL)
    write_configuration(folder, address, door, ports, event_loops)
    process = _started(binary, folder)
    try:
        async with aiohttp.ClientSession() as http, asyncio.TaskGroup() as group:
            janus = Janus(process, await _connected(http, process, door), ports)
            reader = group.create_task(janus.read(), name="janus replies")
            janus.session = int((await janus.request(janus="create"))["data"]["id"])
            try:
                yield janus
            finally:
                await janus.socket.close()
                reader.cancel()
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _started(binary: str, folder: Path) -> subprocess.Popen[bytes]:
    with (folder / "janus.log").open("wb") as log:
        return subprocess.Popen([binary, "-F", str(folder)], stdout=log, stderr=subprocess.STDOUT, cwd=folder)


async def _connected(
    http: aiohttp.ClientSession, process: subprocess.Popen[bytes], door: int
) -> aiohttp.ClientWebSocketResponse:
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            while process.poll() is None:
                try:
                    return await http.ws_connect(f"ws://{LOCAL}:{door}", protocols=[PROTOCOL], max_msg_size=0)
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)
    except TimeoutError as error:
        raise JanusError("its WebSocket did not open") from error
    raise JanusError(f"it ended at once with {process.returncode}")


def write_configuration(folder: Path, address: str, door: int, ports: dict[int, int], event_loops: int | None) -> None:
    """Write what Janus needs; all else stays as the package has it."""
    loops = f"event_loops = {event_loops}" if event_loops is not None else ""
    (folder / "janus.jcfg").write_text(
        f"""general: {{
  configs_folder = "{folder}"
  debug_level = 3
  session_timeout = 0
  {loops}
}}
media: {{ ipv6 = false }}
nat: {{ ice_enforce_list = "{address}" }}
plugins: {{ disable = "{_all_but("streaming", PLUGINS, "libjanus_{}.so")}" }}
transports: {{ disable = "{_all_but("websockets", TRANSPORTS, "libjanus_{}.so")}" }}
loggers: {{ disable = "libjanus_jsonlog.so" }}
""",
        encoding="utf-8",
    )
    (folder / "janus.transport.websockets.jcfg").write_text(
        f'general: {{ json = "compact" ws = true ws_port = {door} ws_ip = "{LOCAL}" wss = false }}\n', encoding="utf-8"
    )
    mountpoints = [f"sound-{n}: {_mountpoint(n, 'audio', 'opus', 111, ports[n])}" for n in SOUND_MOUNTPOINTS]
    picture = _mountpoint(PICTURE_MOUNTPOINT, "video", "h264", 102, ports[PICTURE_MOUNTPOINT], H264_PARAMETERS)
    mountpoints.append(f"picture: {picture}")
    (folder / "janus.plugin.streaming.jcfg").write_text("\n".join(mountpoints) + "\n", encoding="utf-8")


PLUGINS = (
    "audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "streaming", "textroom", "videocall",
    "videoroom", "voicemail",
)  # fmt: skip
TRANSPORTS = ("http", "mqtt", "nanomsg", "pfunix", "rabbitmq", "websockets")


def _all_but(kept: str, names: tuple[str, ...], form: str) -> str:
    return ",".join(form.format(name) for name in names if name != kept)


def _mountpoint(number: int, kind: str, codec: str, payload_type: int, port: int, fmtp: str = "") -> str:
    media = f'type = "{kind}" mid = "{kind[0]}" port = {port} iface = "{LOCAL}" pt = {payload_type} codec = "{codec}"'
    media += f' fmtp = "{fmtp}"' if fmtp else ""
    return f'{{ type = "rtp" id = {number} media = ( {{ {media} }} ) }}'
