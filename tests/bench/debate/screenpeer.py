"""A delegate on a host of the bench: shares a page of words, or watches. Commands and answers are lines of JSON."""

import asyncio
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from common.aio.backoff import Backoff
from common.aio.tasks import TaskOwner, spawn
from common.control.client import ControlClient
from common.devices.screen import ScreenChoice
from delegate_app.core.build import PEERS
from delegate_app.core.client import DelegateClient, Parts
from delegate_app.core.headless.codes import OutboxCodes
from delegate_app.core.headless.kit import HeadlessKit
from delegate_app.core.headless.options import HeadlessOptions
from delegate_app.core.keyringstore import MemoryStore
from delegate_app.core.recollection import NothingKept
from delegate_app.core.sharing import ScreenSystem
from delegate_app.core.state import FloorPhase
from tests.bench.debate.textpage import BARS, TextScreen, marks
from tests.helpers.delegate import until

WAIT_S = 30.0
KEPT_EVERY_S = 2.0
PAGE = ScreenChoice("text", "screen", "1")


class Peer:
    """One delegate."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.screen = TextScreen()
        self.client = DelegateClient(
            Parts(
                connect=lambda link, key, listener: ControlClient(link, key, "bench", listener),
                peers=PEERS,
                kit=HeadlessKit(HeadlessOptions(link="", audio_in="voice:1", audio_out=str(folder / "heard.wav"))),
                secrets=MemoryStore(),
                settings=NothingKept(),
                make_waits=Backoff,
                pixel_format="gray",
            )
        )
        self.client.sharing.system = ScreenSystem(open_screen=lambda key: self.screen)
        self.delays_ms: list[int] = []
        self.pages = 0
        self._kept_mono_s = 0.0

    async def do(self, command: dict[str, Any]) -> dict[str, Any]:
        """Carry out a command."""
        match command["do"]:
            case "join":
                await self.client.start()
                await self.client.join(command["link"])
                await until(lambda: self.client.state.code is not None, WAIT_S)
                prompt = self.client.state.code
                assert prompt is not None
                codes = OutboxCodes(Path(command["outbox"]), command["address"])
                await self.client.enter_code(await codes(prompt))
                await until(lambda: self.client.state.view is not None, WAIT_S)
            case "speak":
                await until(lambda: self.client.state.may_request, WAIT_S)
                await self.client.request_floor()
                await until(lambda: self.client.state.floor_phase is FloorPhase.ON_AIR, WAIT_S)
            case "share":
                await self.client.sharing.share(PAGE)
            case "scroll":
                self.screen.is_scrolling = command["is_on"]
            case "leave":
                await self.client.leave()
                await self.client.close()
        return self.figures()

    def figures(self) -> dict[str, Any]:
        """Tell the counters; those of pictures begin anew."""
        totals, usage = self.client.meter.totals, resource.getrusage(resource.RUSAGE_SELF)
        delays_ms, self.delays_ms = self.delays_ms, []
        return {
            "mono_s": time.monotonic(),
            "cpu_s": usage.ru_utime + usage.ru_stime,
            "delays_ms": delays_ms,
            "received": totals.received,
            "lost": totals.lost,
            "concealed": totals.concealed,
            "late": totals.late,
        }

    async def watch(self) -> None:
        """Look at each picture that is shown; keep one now and then."""
        while True:
            await asyncio.sleep(0.01)
            if (frame := self.client.sharing.shown.take()) is None:
                continue
            now_mono_s = time.monotonic()
            page = np.asarray(frame.to_ndarray(format="gray"), dtype=np.uint8)
            drawn_ms, _ = marks(page)
            self.delays_ms.append(round(now_mono_s * 1000) - drawn_ms & (1 << BARS) - 1)
            if now_mono_s - self._kept_mono_s >= KEPT_EVERY_S:
                self._kept_mono_s = now_mono_s
                await asyncio.to_thread(np.save, self.folder / f"page-{self.pages:03}.npy", page)
                self.pages += 1


async def main(folder: Path) -> None:
    """Carry out the lines of stdin, one after the other."""
    peer = Peer(folder)
    owner = TaskOwner("peer")
    spawn(peer.watch(), name="watch", owner=owner)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await peer.do(json.loads(line))), flush=True)
    await owner.cancel_all()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
