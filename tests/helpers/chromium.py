"""Chromium without a window, told what to do over the DevTools protocol; the page is a participant in a browser."""

import asyncio
import contextlib
import itertools
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

PAGE = Path(__file__).with_name("webrtcpage.html")
START_TIMEOUT_S = 30.0
CALL_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 5.0


@dataclass
class Page:
    """The page, whose functions are called by name."""

    socket: aiohttp.ClientWebSocketResponse
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def call(self, function: str, *arguments: Any) -> Any:
        """Call a function of the page, await it and return its result. Raises: RuntimeError, TimeoutError."""
        expression = f"{function}({', '.join(json.dumps(a) for a in arguments)})"
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True, "userGesture": True}
        reply = await self.command("Runtime.evaluate", asked)
        if "exceptionDetails" in reply:
            raise RuntimeError(f"{function}: {reply['exceptionDetails']}")
        return reply["result"].get("value")

    async def command(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Send a command of the protocol and return its result. Raises: RuntimeError, TimeoutError."""
        number = next(self._numbers)
        await self.socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(CALL_TIMEOUT_S):
            while (reply := await self.socket.receive_json()).get("id") != number:
                continue
        if "error" in reply:
            raise RuntimeError(f"{method}: {reply['error']}")
        result: dict[str, Any] = reply["result"]
        return result


def chromium_binary() -> str | None:
    """Return where Chromium is, if it is installed."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@asynccontextmanager
async def browser(
    folder: Path,
    microphone: Path | None = None,
    *,
    page_file: Path = PAGE,
    files: Path | None = None,
    switches: Sequence[str] = (),
) -> AsyncIterator[Page]:
    """Run Chromium on a page, beside which the files of a folder are served. Skipped where it is missing.

    `microphone` is a WAV file that its microphone repeats.
    """
    async with (
        chromium(folder, microphone, switches) as opened,
        _page_server(page_file, files) as url,
        opened(url) as page,
    ):
        await _loaded(page)
        yield page


Opener = Callable[[str], AbstractAsyncContextManager[Page]]
"""Opens a tab on an address."""


@asynccontextmanager
async def chromium(folder: Path, microphone: Path | None = None, switches: Sequence[str] = ()) -> AsyncIterator[Opener]:
    """Run Chromium; yield what opens a tab. Skipped where it is missing."""
    if (binary := chromium_binary()) is None:
        pytest.skip("Chromium is not installed")
    process = _started(binary, folder, microphone, switches)
    try:
        port = await _debugging_port(process, folder)
        async with aiohttp.ClientSession() as http:
            yield partial(_tab, http, port)
    finally:
        process.terminate()
        await asyncio.to_thread(_reap, process)


@asynccontextmanager
async def _tab(http: aiohttp.ClientSession, port: int, url: str) -> AsyncIterator[Page]:
    async with http.put(f"http://127.0.0.1:{port}/json/new?{quote(url, safe=':/')}") as reply:
        target = (await reply.json(content_type=None))["webSocketDebuggerUrl"]
    async with http.ws_connect(target, max_msg_size=0) as socket:
        yield Page(socket)


@asynccontextmanager
async def _page_server(page_file: Path, files: Path | None) -> AsyncIterator[str]:
    application = web.Application()

    async def give(_: web.Request) -> web.FileResponse:
        return web.FileResponse(page_file)

    application.router.add_get("/", give)
    if files is not None:
        application.router.add_static("/", files)
    async with TestServer(application) as server:
        yield str(server.make_url("/"))


async def _loaded(page: Page) -> None:
    async with asyncio.timeout(START_TIMEOUT_S):
        while True:
            with contextlib.suppress(RuntimeError):
                await page.call("states")
                return
            await asyncio.sleep(0.1)


async def _debugging_port(process: "subprocess.Popen[bytes]", folder: Path) -> int:
    file = folder / "DevToolsActivePort"
    async with asyncio.timeout(START_TIMEOUT_S):
        while not file.exists() or not file.read_text(encoding="ascii"):
            if process.poll() is not None:
                raise RuntimeError(f"Chromium ended at once with {process.returncode}")
            await asyncio.sleep(0.05)
    return int(file.read_text(encoding="ascii").splitlines()[0])


def _started(binary: str, folder: Path, microphone: Path | None, more: Sequence[str]) -> "subprocess.Popen[bytes]":
    switches = [
        "--headless=new",
        "--disable-gpu",
        "--no-first-run",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
        "--autoplay-policy=no-user-gesture-required",
        "--allow-loopback-in-peer-connection",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        *more,
    ]
    if microphone is not None:
        switches.append(f"--use-file-for-fake-audio-capture={microphone}")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        switches.append("--no-sandbox")
    silent = subprocess.DEVNULL
    return subprocess.Popen([binary, *switches, "about:blank"], stdin=silent, stdout=silent, stderr=silent)


def _reap(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
