"""How long each session of a run takes, and on which lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.helpers.impairedlink.fate import Impairment

LINE_MS = 10.0
"""One way, in the sessions with losses: 20 ms there and back. The clean line adds nothing."""
JITTER_MS = 30.0
BURST_PACKETS = 3.0
CLIPS = 4
LOSSES = (0, 1, 5, 10, 20)
QUICK_ORDER = ("jamulus", "mumble", "hemicycle", "chromium", "aiortc")
"""While one is measured the next one starts: those that are up soon first."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole of it, for every peer alike."""

    settle_s: float
    """After a program has come up."""
    clean_s: float
    jitter_s: float
    recover_s: float
    losses: tuple[int, ...]
    bursty_losses: tuple[int, ...]
    clips: int
    clip_s: float
    lead_s: float
    drops: int
    tries: int = 2
    """What the machine's stalls spoilt is said again, until it was said so often."""
    most_stalled_ms: float = 30.0
    """Within a clip, for it to be scored."""
    has_visqol: bool = False
    """It takes minutes a clip where its package has no accelerator (numba)."""
    is_quick: bool = False
    """All in one session, and the next program starts while one is measured."""
    start_timeout_s: float = 45.0
    end_by_s: float | None = None
    """From the program's start: who could not be measured by then is not begun with."""


QUICK = Plan(
    settle_s=0.3,
    clean_s=1.9,
    jitter_s=0.0,
    recover_s=0.0,
    losses=(0, 5),
    bursty_losses=(),
    clips=1,
    clip_s=2.0,
    lead_s=0.2,
    drops=0,
    tries=1,
    most_stalled_ms=90.0,
    is_quick=True,
    start_timeout_s=30.0,
    end_by_s=58.0,
)


def full_plan(losses: Sequence[int], has_visqol: bool = False, clips: int = CLIPS) -> Plan:
    """Return the plan that the figures in the documents are made with."""
    bursty = tuple(loss for loss in losses if loss)
    return Plan(
        10.0, 20.0, 15.0, 14.0, tuple(losses), bursty, clips, clip_s=6.0, lead_s=4.0, drops=3, has_visqol=has_visqol
    )


def lossy(percent: float, is_bursty: bool) -> Impairment:
    """Return the line of a session with losses."""
    burst_packets = BURST_PACKETS if is_bursty else 1.0
    return Impairment(delay_ms=LINE_MS, loss_percent=percent, burst_packets=burst_packets)


JITTERY = Impairment(jitter_ms=JITTER_MS)
