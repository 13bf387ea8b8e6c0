"""Measure the journal: `python -m tests.bench.journal [--quick] [--json FILE]`.

Events a second as a busy core appends them (`events_per_s`: 20 by 20, as decided together), one append each, and one
after the other; the time to verify at start; and kills at random instants with what they lost. The events are as long
as those of a meeting, every commit is flushed to the disk, every row is sealed.
"""

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from pathlib import Path

from common.model.ids import Revision
from room_console.core.store.store import Store
from tests.helpers.journalwriter import event_of, start_writer
from tests.helpers.killedwriter import last_acknowledged

GROUP_EVENTS, SINGLE_EVENTS, KILLS = 50_000, 5_000, 100
QUICK_EVENTS, QUICK_KILLS = 10_000, 20
EVENTS_AN_APPEND = 20
WAITING_APPENDS = 100
WRITERS = 8
LONGEST_RUN_S = 0.3


async def _append(store: Store, revisions: range) -> None:
    await store.append([(Revision(r), r, event_of(r)) for r in revisions])


async def _grouped(path: Path, events: int, events_an_append: int) -> float:
    """Return events a second with as many appends waiting as a busy core has."""
    store = Store.open(path)
    begun_s = time.perf_counter()
    step = events_an_append * WAITING_APPENDS
    for start in range(1, events + 1, step):
        firsts = range(start, min(start + step, events + 1), events_an_append)
        await asyncio.gather(*(_append(store, range(f, f + events_an_append)) for f in firsts))
    rate = events / (time.perf_counter() - begun_s)
    await store.close()
    return rate


async def _one_by_one(path: Path, events: int) -> tuple[float, list[float]]:
    """Return events a second, and what each append took in milliseconds."""
    store = Store.open(path)
    took_ms = []
    begun_s = time.perf_counter()
    for revision in range(1, events + 1):
        before_s = time.perf_counter()
        await _append(store, range(revision, revision + 1))
        took_ms.append((time.perf_counter() - before_s) * 1000)
    rate = events / (time.perf_counter() - begun_s)
    await store.close()
    return rate, took_ms


async def _reopen(path: Path) -> float:
    """Return the seconds that opening, and so verifying, takes."""
    begun_s = time.perf_counter()
    store = Store.open(path)
    took_s = time.perf_counter() - begun_s
    await store.close()
    return took_s


async def _kills(path: Path, count: int) -> dict[str, int]:
    """Kill a writer so many times; count what was acknowledged and what of it is gone."""
    lost = reached = 0
    for _ in range(count):
        acknowledged = last_acknowledged(start_writer(path, WRITERS), random.uniform(0, LONGEST_RUN_S))
        store = Store.open(path)
        journal = store.read_journal()
        await store.close()
        whole = sum(event == event_of(revision) for revision, _, event in journal)
        lost += max(0, acknowledged - whole)
        reached = len(journal)
    return {"kills": count, "events": reached, "lost": lost}


async def measure(folder: Path, is_quick: bool) -> dict[str, object]:
    """Measure all of it in `folder`."""
    grouped, single = (QUICK_EVENTS, QUICK_EVENTS // 4) if is_quick else (GROUP_EVENTS, SINGLE_EVENTS)
    bulk_rate = await _grouped(folder / "bulk" / "m.sqlite3", grouped, EVENTS_AN_APPEND)
    grouped_rate = await _grouped(folder / "grouped" / "m.sqlite3", grouped, 1)
    single_rate, took_ms = await _one_by_one(folder / "single" / "m.sqlite3", single)
    reopen_s = await _reopen(folder / "bulk" / "m.sqlite3")
    kills = await _kills(folder / "kills" / "m.sqlite3", QUICK_KILLS if is_quick else KILLS)
    return {
        "events_per_s": round(bulk_rate),
        "events_per_s_grouped": round(grouped_rate),
        "events_per_s_one_by_one": round(single_rate),
        "append_ms": {
            "median": round(statistics.median(took_ms), 3),
            "p99": round(statistics.quantiles(took_ms, n=100)[98], 3),
        },
        "verify_us_per_event": round(reopen_s / grouped * 1e6, 2),
        **kills,
    }


def main() -> None:
    """Measure, print, and write to a file if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, for a first look")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write the figures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(Path(folder), options.quick))
    text = json.dumps(figures, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
