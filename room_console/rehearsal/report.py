"""What a rehearsal measured: from the recordings and the players' own reports to one JSON object."""

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from common import VERSION
from common.model.units import SAMPLE_RATE_HZ
from room_console.rehearsal.cast import CHIRP_PERIOD_S, Cast, Player
from room_console.rehearsal.children import Usage
from room_console.rehearsal.recordings import (
    VOICE_WINDOW_S,
    Recording,
    delays_ms,
    level_error_db,
    longest_gap_ms,
    read_recording,
    rejection_db,
    spread,
    voice_between,
)

LIBRARIES = ("aiortc", "aiohttp", "av", "msgspec", "numpy")
SETTLE_S = 0.6
"""After a switch, before the new channel is judged: more than the longest delay."""
SWITCH_HEARD_S = 0.35
"""Within this a switch is heard at the ear: the path's delay, and some room."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a rehearsal left its recordings and reports."""

    path: Path

    def heard(self, player: Player) -> Path:
        """What the player's headphone played."""
        return self.path / f"{player.key}-heard.wav"

    def spoken(self, player: Player) -> Path:
        """What the player's microphone took."""
        return self.path / f"{player.key}-spoken.wav"

    def report(self, player: Player) -> Path:
        """What the player noted."""
        return self.path / f"{player.key}.json"

    @property
    def hall(self) -> Path:
        """The hall's own recording."""
        return self.path / "hall"

    def read_hall(self, kind: str, port: int) -> Recording:
        """Read an input or output port of the hall; nothing where none was recorded."""
        return _read(self.hall / f"{kind}.wav", self.hall / "hall.json", port)

    def read(self, sound: Path) -> Recording:
        """Read a player's recording; nothing where the rehearsal ended before they came."""
        return _read(sound, sound.with_name(sound.name + ".json"), 1)

    def read_report(self, player: Player) -> dict[str, Any]:
        """Read what a player noted; nothing where they noted nothing."""
        path = self.report(player)
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return content


def _read(sound: Path, about: Path, port: int) -> Recording:
    if not sound.exists() or not about.exists():
        return Recording(np.zeros(0, np.float32), 0.0)
    return read_recording(sound, about, port)


def measure(
    folder: Folder, cast: Cast, usage: Mapping[str, Usage], seconds: float, epoch_less_mono_s: float
) -> dict[str, Any]:
    """Measure all that the rehearsal left. `epoch_less_mono_s` turns the players' instants into monotonic ones."""
    floor, loudspeakers = folder.read_hall("inputs", 1), folder.read_hall("outputs", 1)
    reports = {player.key: folder.read_report(player) for player in cast.players}
    heard, spoken = folder.read(folder.heard(cast.listener)), folder.read(folder.spoken(cast.first_speaker))
    switched = folder.read(folder.heard(cast.traveller))
    switches = _switches(reports[cast.traveller.key], epoch_less_mono_s)
    return {
        "hall_to_delegate_ms": spread(delays_ms(floor, heard)),
        "delegate_to_hall_ms": spread(delays_ms(spoken, loudspeakers)),
        "level_error_db": level_error_db(floor, heard),
        "mix_minus_rejection_db": _rejection_db(folder, cast.first_speaker, reports, epoch_less_mono_s),
        "channel_switch_gap_ms": _largest_gap_ms(switched, switches),
        "request_to_on_air_ms": reports[cast.first_speaker.key].get("request_to_on_air_ms"),
        "packets": _packets(reports),
        "channels_heard": _channels_heard(switched, switches),
        "cpu_s": {name: used.cpu_s for name, used in usage.items()},
        "peak_rss_mb": {name: used.peak_rss_mb for name, used in usage.items()},
        "versions": {
            "hemicycle": VERSION,
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
        },
        "seconds": round(seconds, 1),
    }


def _switches(report: Mapping[str, Any], epoch_less_mono_s: float) -> list[tuple[str, float]]:
    """Return language and monotonic instant of each switch that was carried out."""
    done = [s for s in report.get("switches", ()) if s["done_at_ms"] is not None]
    return [(s["language"], s["done_at_ms"] / 1000.0 - epoch_less_mono_s) for s in done]


def _channels_heard(heard: Recording, switches: Sequence[tuple[str, float]]) -> dict[str, int | None]:
    """Name the voice heard on each channel, after each switch."""
    ends = [at for _, at in switches[1:]] + [heard.started_mono_s + len(heard.sound) / SAMPLE_RATE_HZ]
    found: dict[str, int | None] = {}
    for (language, at), end in zip(switches, ends, strict=False):
        if end - at >= SETTLE_S + VOICE_WINDOW_S:
            found[language] = voice_between(heard, at + SETTLE_S, end)
    return found


def _largest_gap_ms(heard: Recording, switches: Sequence[tuple[str, float]]) -> float | None:
    """Find the longest silence at a switch; the first is the choice at entry, and nothing was heard before it."""
    gaps = [longest_gap_ms(heard, at, at + SWITCH_HEARD_S) for _, at in switches[1:]]
    return max(gaps, default=None)


def _rejection_db(
    folder: Folder, speaker: Player, reports: Mapping[str, Mapping[str, Any]], epoch_less_mono_s: float
) -> float | None:
    """Measure the mix-minus while the speaker is on air, from when the hall has heard them and listens."""
    turns = [t for t in reports[speaker.key].get("floor", ()) if t["on_air_at_ms"] and t["ended_at_ms"]]
    if not turns:
        return None
    on_air, ended = (turns[0][name] / 1000.0 - epoch_less_mono_s for name in ("on_air_at_ms", "ended_at_ms"))
    heard = folder.read(folder.heard(speaker))
    return rejection_db(folder.read(folder.spoken(speaker)), heard, on_air + CHIRP_PERIOD_S + SETTLE_S, ended)


def _packets(reports: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Add up the players' downlinks; `sent` is what the sequence numbers show was sent to them."""
    counted = [report["packets"] for report in reports.values() if "packets" in report]
    received, lost, concealed, late = (
        sum(packets[name] for packets in counted) for name in ("received", "lost", "concealed", "late")
    )
    return {"sent": received + lost, "lost": lost, "concealed": concealed, "late": late}
