"""Score the recordings that a whole run kept: `python -m tests.bench.sound.kept FOLDER`, the folder of its `--keep`.

For a run on a machine without the scorers. Of clips that were said twice for a stall it takes the first saying, so
that what a stall spoilt counts.
"""

import sys
from pathlib import Path

import numpy as np

from tests.bench.sound import signals
from tests.bench.sound.analysis import chirp_delays, cut_out, median
from tests.bench.sound.plan import CLIPS, LOSSES, full_plan
from tests.bench.sound.quality import missing_scores, pesq_score
from tests.bench.sound.speech import speech
from tests.bench.sound.types import Sound

CLEAN_SESSION = 2


def main() -> None:
    """Print PESQ wide band: the mean of the clips, of each direction."""
    if "pesq" in (missing := missing_scores()):
        sys.exit(missing["pesq"])
    plan = full_plan(LOSSES)
    lines = [f"{loss} %" for loss in plan.losses] + [f"{loss} % in bursts" for loss in plan.bursty_losses]
    said = signals.utterances(speech(CLIPS, plan.clip_s).clips, plan.lead_s)
    for peer in sorted(Path(sys.argv[1]).iterdir()):
        sessions = sorted(peer.glob("*-said.npy"), key=number_of)
        whole = [number_of(path) for path in sessions if np.load(path, mmap_mode="r").shape == said.sound.shape]
        usual_ms = usual_delays_ms(peer, plan.clean_s)
        for line, number in zip(lines, whole, strict=True):
            heard = np.load(peer / f"{number}-heard.npy")
            scores = [scored(said, row, late_ms) for row, late_ms in zip(heard, usual_ms, strict=True)]
            print(f"{peer.name:22}{line:16}", *(f"{score:.2f}" for score in scores), flush=True)


def number_of(path: Path) -> int:
    """Return the number of a session."""
    return int(path.name.partition("-")[0])


def usual_delays_ms(peer: Path, clean_s: float) -> list[float]:
    """Return the delay on the clean line, of each direction."""
    places = signals.chirps(clean_s).places
    heard = np.load(peer / f"{CLEAN_SESSION}-heard.npy")
    return [median([delay.delay_ms for delay in chirp_delays(places, row, [])]) or 0.0 for row in heard]


def scored(said: signals.Utterances, heard: Sound, usual_ms: float) -> float:
    """Return the mean of all clips of a direction."""
    cuts = [cut_out(clip.sound, place, heard, usual_ms) for place, clip in said.places]
    scores = [score for cut in cuts if (score := pesq_score(cut.said, cut.heard)) is not None]
    return sum(scores) / len(scores)


if __name__ == "__main__":
    main()
