"""The List of Participants made beside a meeting with sound: how long it takes, and what the meeting notices of it.

A core with a virtual hall, a delegate who hears it and one who speaks, all processes of their own. The core's health
is noted once a second: how late the hall's ticks and its sound packets were, and what the hall lacked. Quiet times and
times in which a list is made alternate, so that whatever else the machine does falls on both alike. First the PDF is
made without any meeting. It is fetched as the window does and read back by poppler, where it is there, else by pypdf.
"""

import asyncio
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import pypdf

from common.control.files import download_file
from common.control.joinlink import JoinLink
from common.model.people import Person, Role
from common.model.record import ListFormat, ListOrder, ListStage
from common.protocol.documents import AskDownload, DownloadTicket, ListProgress, ListStarted, MakeList
from common.protocol.floor import GrantFloor
from common.protocol.operator import Health
from room_console.core.apart import NICENESS, hear_nothing, run_apart
from room_console.core.record.listdesk import MAKING
from room_console.core.record.making import make_list
from room_console.core.record.participants import LISTED_ROLES
from tests.helpers.control import until
from tests.helpers.coreprocess import ROOT, VIRTUAL_HALL, CoreProcess, Participant, core_process, participants
from tests.helpers.recordkit import crowd, events_of, keep

LISTENER, SPEAKER, OPERATOR = "lena", "sam", "olga"
SETTLE_S = 4.0
JOIN_TIMEOUT_S = 60.0
LOOK_S = 0.1
MAKING_TIMEOUT_S = 120.0
PDFS = 3
"""Made so many times; the slowest counts."""
LAM_ALEF = re.compile("\u0644([\u0627\u0622\u0623\u0625])")
"""One glyph for two letters, whose order readers restore differently."""


async def measure(folder: Path, many: int, quiet_s: float) -> dict[str, Any]:
    """Return what was measured."""
    people = crowd(many)
    roles = {LISTENER: Role.DELEGATE, SPEAKER: Role.DELEGATE, OPERATOR: Role.OPERATOR}
    core = CoreProcess(folder, roles, VIRTUAL_HALL)
    database = await keep(core.state, events_of(people))
    alone = await _make_alone(database, folder / "alone.pdf")
    async with core_process(core):
        links = await core.links(roles)
        delegates = [
            _delegate(str(links[LISTENER]), "silence"),
            _delegate(str(links[SPEAKER]), "voice:1", "--request-floor"),
        ]
        try:
            async with participants({OPERATOR: links[OPERATOR]}) as found:
                return {"alone": alone} | await _measured(folder, people, found[OPERATOR], links[OPERATOR], quiet_s)
        finally:
            for delegate in delegates:
                delegate.kill()
                delegate.wait()


async def _measured(
    folder: Path, people: Sequence[Person], operator: Participant, link: JoinLink, quiet_s: float
) -> dict[str, Any]:
    await until(lambda: operator.view.floor, JOIN_TIMEOUT_S)
    await operator.client.request(GrantFloor(request=operator.view.floor[0].request))
    await until(lambda: operator.view.floor[0].is_on_air, JOIN_TIMEOUT_S)
    await asyncio.sleep(SETTLE_S)
    lists: dict[str, Any] = {}
    quiet: list[list[Health]] = []
    during: list[list[Health]] = []
    for kind in (ListFormat.PDF,) * PDFS + (ListFormat.DOCX, ListFormat.CSV):
        quiet.append(await _healths(operator, quiet_s / (PDFS + 2)))
        heard = len(operator.watcher.messages)
        begun_s = time.monotonic()
        path, memory_mb, cpu_s = await _make(folder, operator, link, kind)
        took_s = round(time.monotonic() - begun_s, 2)
        found = {"seconds": took_s, "cpu_s": cpu_s, "bytes": path.stat().st_size, "rss_mb": memory_mb}
        lists[kind] = max(found, lists.get(kind, found), key=lambda one: one["seconds"])
        during.append([m for m in operator.watcher.messages[heard:] if isinstance(m, Health)])
    text = _folded(_read(folder / f"list.{ListFormat.PDF}"))
    listed = [one for one in people if one.role in LISTED_ROLES]
    missing = [one.name for one in listed if _folded(one.name) not in text]
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "people": len(listed),
        "missing": len(missing),
        "pages": len(pypdf.PdfReader(folder / f"list.{ListFormat.PDF}").pages),
        "lists": lists,
        "quiet": _told(quiet),
        "during": _told(during),
    }


async def _make_alone(database: Path, path: Path) -> dict[str, float]:
    """Make the PDF as a core does, beside nothing; return the seconds, and those of a processor."""
    before, begun_s = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    await run_apart(MAKING, hear_nothing, make_list, database, ListOrder(), path, int(time.time() * 1000))
    took_s, after = time.monotonic() - begun_s, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": round(took_s, 2), "cpu_s": round(cpu_s, 2)}


async def _make(folder: Path, operator: Participant, link: JoinLink, kind: ListFormat) -> tuple[Path, float, float]:
    """Have a list made, and fetch it; return it, and what memory and processor it took."""
    started = await operator.client.request(MakeList(order=ListOrder(kind)))
    assert isinstance(started, ListStarted)
    most, cpu_s, told = 0, 0.0, ListStage.READING
    async with asyncio.timeout(MAKING_TIMEOUT_S):
        while told is not ListStage.MADE:
            await asyncio.sleep(LOOK_S)
            taken, taken_s = _taken_by_makers()
            most, cpu_s = max(most, taken), max(cpu_s, taken_s)
            said = [m for m in operator.watcher.messages if isinstance(m, ListProgress)]
            told = said[-1].stage if said and said[-1].document == started.document else told
            assert told is not ListStage.FAILED, said[-1]
    granted = await operator.client.request(AskDownload(document=started.document))
    assert isinstance(granted, DownloadTicket)
    path = folder / f"list.{kind}"
    await download_file(link, granted, path, lambda _: None)
    return path, round(most / 1e6, 1), round(cpu_s, 2)


def _taken_by_makers() -> tuple[int, float]:
    """Return the memory and the processor's time, s, that the process which makes a list has taken so far."""
    memory, cpu_s = 0, 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            if process.nice() == NICENESS and "room_console" not in " ".join(process.cmdline()):
                memory, cpu_s = process.memory_info().rss, sum(process.cpu_times()[:2])
        except psutil.Error:
            continue
    return memory, cpu_s


async def _healths(operator: Participant, seconds: float) -> list[Health]:
    heard = len(operator.watcher.messages)
    await asyncio.sleep(seconds)
    return [message for message in operator.watcher.messages[heard:] if isinstance(message, Health)]


def _told(times: Sequence[Sequence[Health]]) -> dict[str, Any]:
    """Sum up the seconds: of each the 95th percentile of the hall tick's lateness, the 99th of a sound packet's."""
    healths = [health for each in times for health in each]
    lacked = sum(each[-1].hall_xruns - each[0].hall_xruns for each in times if each)
    ticks = [health.media_lateness_ms for health in healths]
    packets = [health.packets.lateness_ms for health in healths if health.packets is not None]
    lateness = {"tick": ticks, "packet": packets or [0.0]}
    return {
        "seconds": len(healths),
        **{
            f"{name}_lateness_ms": {"median": round(median(each), 2), "worst": round(max(each), 2)}
            for name, each in lateness.items()
        },
        "hall_xruns": lacked,
        "downlinks": healths[-1].downlinks,
        "core_cpu_share": round(median(health.cpu_share for health in healths), 3),
    }


def _delegate(link: str, audio_in: str, *more: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "delegate_app", "--headless", link, "--audio-in", audio_in, *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _read(pdf: Path) -> str:
    if shutil.which("pdftotext"):
        return subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, timeout=60).stdout.decode()
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)


def _folded(text: str) -> str:
    """Reduce a text to its letters and figures, in one form and without the marks of direction."""
    text = unicodedata.normalize("NFKC", text)
    return LAM_ALEF.sub(r"\1" + "\u0644", "".join(c for c in text if c.isalnum() or unicodedata.combining(c)))
