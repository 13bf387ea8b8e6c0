"""Measure a shared screen: text scrolled at 1080p over lines of 4 Mbit/s, read by OCR; what it costs and disturbs.

`python -m tests.bench.debate.screen [--quick]`: the core, the sharer and a viewer on three hosts (namespaces; root).
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from tests.bench.debate.textpage import TextPage, marks, read_right
from tests.helpers.impairedlink.fate import Impairment
from tests.helpers.impairedlink.link import ImpairedLink, impaired_link

LINE = Impairment(delay_ms=10.0, rate_bps=4_000_000.0, queue_ms=300.0)
SETTLE_S = 3.0
SECONDS, QUICK_SECONDS = 20.0, 8.0
START_TIMEOUT_S = 40.0
CONFIG = """
[meeting]
id = "screens"
title = "Screens"
[server]
host = "0.0.0.0"
public_host = "{host}"
port = 8443
[hall]
camera = "test:"
[[participants]]
id = "sharer"
name = "Sharer"
email = "sharer@example.org"
[[participants]]
id = "viewer"
name = "Viewer"
email = "viewer@example.org"
[[participants]]
id = "chair"
name = "Chair"
role = "chair"
"""
STAFF = """
import asyncio, sys
from pathlib import Path
from common.aio.tasks import TaskOwner, spawn
from common.control.joinlink import parse_join_link
from common.model.ids import ParticipantId
from room_console.rehearsal.staff import ScriptedChair, StaffLink, issue_links

async def main(link):
    people = [ParticipantId(name) for name in ("sharer", "viewer")]
    links = await issue_links(link, people, frozenset(people))
    chair, owner = ScriptedChair(0.0), TaskOwner("chair")
    async with StaffLink(parse_join_link(link.read_text()), chair.see) as staff:
        spawn(chair.run(staff.client), name="chair", owner=owner)
        for name in people:
            print(links[name], flush=True)
        await asyncio.to_thread(sys.stdin.read)
        await owner.cancel_all()

asyncio.run(main(Path(sys.argv[1])))
"""


class Program:
    """A Python program on a host."""

    def __init__(self, link: ImpairedLink, host: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*link.on(host), sys.executable, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **command: Any) -> dict[str, Any]:
        """Give a command and wait for its answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.line())
        return answer

    def line(self) -> str:
        """Return the next line that it prints."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def cpu_s(self) -> float:
        """Return what it and its children used."""
        root = psutil.Process(self.process.pid)
        return sum(sum(p.cpu_times()[:2]) for p in (root, *root.children(recursive=True)))

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.communicate(timeout=20)


@contextmanager
def meeting(link: ImpairedLink, folder: Path) -> Iterator[tuple[Program, Program, Program]]:
    """Open a meeting; give the core, the sharer on air, and the viewer."""
    (folder / "console.toml").write_text(CONFIG.format(host=link.address("hall")))
    state = folder / "state"
    with ExitStack() as stack:

        def start(host: str, *arguments: str) -> Program:
            program = Program(link, host, *arguments)
            stack.callback(program.close)
            return program

        core = start("hall", "-m", "room_console", "core", "--config", f"{folder}/console.toml", "--state", str(state))
        until_s = time.monotonic() + START_TIMEOUT_S
        while not (state / "operator.link").exists() and time.monotonic() < until_s:
            time.sleep(0.1)
        staff = start("hall", "-c", STAFF, str(state / "operator.link"))
        links = {name: staff.line() for name in ("sharer", "viewer")}
        peers = []
        for name in ("sharer", "viewer"):
            (folder / name).mkdir()
            peers.append(start(name, "-m", "tests.bench.debate.screenpeer", str(folder / name)))
            peers[-1].ask(do="join", link=links[name], outbox=str(state / "outbox"), address=f"{name}@example.org")
        peers[0].ask(do="speak")
        yield core, peers[0], peers[1]


def measure(seconds: float) -> dict[str, float]:
    """Run it all."""
    with tempfile.TemporaryDirectory() as name, impaired_link("hall", "sharer", "viewer") as link:
        folder = Path(name)
        for host in ("sharer", "viewer"):
            link.impair(host, LINE)
        with meeting(link, folder) as (core, sharer, viewer):
            time.sleep(SETTLE_S)
            alone = phase(link, core, sharer, viewer, seconds)
            sharer.ask(do="share")
            sharer.ask(do="scroll", is_on=True)
            time.sleep(SETTLE_S)
            scrolled = phase(link, core, sharer, viewer, seconds)
            sharer.ask(do="scroll", is_on=False)
            time.sleep(SETTLE_S)
            still = phase(link, core, sharer, viewer, seconds)
            for peer in (sharer, viewer):
                peer.ask(do="leave")
        words = words_right(folder / "viewer")
    return figures(alone, scrolled, still) | {"pages_read": len(words), "words_right": min(words, default=0.0)}


def phase(link: ImpairedLink, core: Program, sharer: Program, viewer: Program, seconds: float) -> dict[str, Any]:
    """Let time pass; return what happened in it."""

    def look() -> list[float]:
        found = viewer.ask(do="tell")
        delays.extend(found["delays_ms"])
        sound = [float(found[key]) for key in ("received", "lost", "concealed", "late")]
        lines = link.statistics()
        octets = [float(lines.up[1].counts["bytes"]), float(lines.down[2].counts["bytes"])]
        return [time.monotonic(), *sound, *octets, core.cpu_s(), sharer.cpu_s(), viewer.cpu_s()]

    delays: list[int] = []
    before = look()
    delays.clear()
    time.sleep(seconds)
    spent = [now - then for now, then in zip(look(), before, strict=True)]
    keys = ("seconds", "received", "lost", "concealed", "late", "up", "down", "core", "sharer", "viewer")
    return dict(zip(keys, spent, strict=True)) | {"delays_ms": delays}


def figures(alone: dict[str, Any], scrolled: dict[str, Any], still: dict[str, Any]) -> dict[str, float]:
    """Sum up."""
    delays_ms = scrolled["delays_ms"] or [float("nan")]
    found = {
        "pictures_per_s": len(scrolled["delays_ms"]) / scrolled["seconds"],
        "delay_p50_ms": float(np.percentile(delays_ms, 50)),
        "delay_p95_ms": float(np.percentile(delays_ms, 95)),
    }
    for name, spent in (("alone", alone), ("scrolled", scrolled), ("still", still)):
        found |= {f"{name}_{key}": spent[key] for key in ("received", "lost", "concealed", "late")}
        found |= {f"{name}_{way}_kbps": spent[way] * 8 / 1000 / spent["seconds"] for way in ("up", "down")}
        found |= {f"{name}_cpu_{who}": spent[who] / spent["seconds"] for who in ("core", "sharer", "viewer")}
    return found


def words_right(folder: Path) -> list[float]:
    """Read the pages that the viewer kept."""
    whole, shares = TextPage(), list[float]()
    for path in sorted(folder.glob("page-*.npy")):
        page = np.load(path)
        shares.append(read_right(page, whole.words(marks(page)[1]), folder))
    return shares


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    for key, value in measure(QUICK_SECONDS if parser.parse_args().quick else SECONDS).items():
        print(f"{key:>24} {value:10.3f}")


if __name__ == "__main__":
    main()
