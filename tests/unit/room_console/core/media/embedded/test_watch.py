"""What staff is told of the media process."""

from typing import cast

from room_console.core.media.embedded.supervisor import MediaProcess
from room_console.core.media.embedded.watch import ProcessWatch
from room_console.core.media.embedded.wire import ProcessReport
from room_console.core.media.engine import PacketHealth


class Process:
    """What the watch looks at."""

    dropped = 3
    deaths = 0


def report(cpu_s: float, unsent: int = 0) -> ProcessReport:
    """Make a report."""
    return ProcessReport(0.4, 2.5, 1000, 0, unsent, 1, 7, cpu_s)


def test_the_share_is_that_since_the_last_report_and_what_is_lost_is_summed() -> None:
    now_s, process = [100.0], Process()
    watch = ProcessWatch(cast(MediaProcess, process), lambda: now_s[0])
    watch.take(report(4.0))
    assert watch.health == PacketHealth(0.0, 2.5, 4, 0)
    now_s[0] += 2.0
    watch.take(report(4.5, unsent=2))
    assert watch.health == PacketHealth(0.25, 2.5, 6, 0)
    assert watch.unsent == 2
    watch.take(report(4.6, unsent=2))
    assert watch.unsent == 0


def test_a_new_process_begins_anew() -> None:
    process = Process()
    watch = ProcessWatch(cast(MediaProcess, process), lambda: 100.0)
    watch.take(report(4.0))
    watch.begin()
    assert watch.health == PacketHealth(restarts=1)
    process.deaths = 1
    watch.take(report(0.2))
    assert watch.health == PacketHealth(0.0, 2.5, 4, 1)
