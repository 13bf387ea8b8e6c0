"""The result as a drawing (SVG): quality against loss, random and bursty, and delay, for each peer."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

COLOURS = {
    "hemicycle": "#0b6e4f",
    "chromium": "#c1292e",
    "mumble": "#3c5a99",
    "mumble_as_installed": "#8fa9d8",
    "jamulus": "#b8860b",
    "aiortc": "#777777",
}
WIDTH, HEIGHT, LEFT, TOP, PANEL_WIDTH, PANEL_HEIGHT, GAP = 960, 380, 50, 50, 260, 240, 60
PANELS = (("pesq", "PESQ, random loss"), ("pesq_bursty", "PESQ, bursty loss"))
BEST_SCORE, MOST_LOSS = 4.7, 20.0


def plot_of(result: Mapping[str, Any]) -> str:
    """Return the drawing."""
    peers = result["peers"]
    parts = [_panel(number, key, title, peers) for number, (key, title) in enumerate(PANELS)]
    parts.append(_bars(len(PANELS), peers))
    parts.append(_legend(list(peers)))
    body = "\n".join(parts)
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box} font-family="sans-serif" font-size="12">'
    return f'{head}\n<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n{body}\n</svg>\n'


def _panel(number: int, key: str, title: str, peers: Mapping[str, Any]) -> str:
    x = LEFT + number * (PANEL_WIDTH + GAP)
    lines = [_frame(x, title)]
    for score in range(1, 5):
        y = _y_of_score(score)
        lines.append(f'<text x="{x - 8}" y="{y + 4:.0f}" text-anchor="end">{score}</text>')
        lines.append(f'<path d="M{x} {y:.1f}h{PANEL_WIDTH}" stroke="#ddd"/>')
    for loss in (0, 5, 10, 20):
        lines.append(
            f'<text x="{_x_of_loss(x, loss):.0f}" y="{TOP + PANEL_HEIGHT + 16}" text-anchor="middle">{loss} %</text>'
        )
    for name, figures in peers.items():
        points = sorted((float(loss), score) for loss, score in figures.get(key, {}).items() if score is not None)
        path = " ".join(f"{_x_of_loss(x, loss):.1f},{_y_of_score(score):.1f}" for loss, score in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"/>')
    return "\n".join(lines)


def _bars(number: int, peers: Mapping[str, Any]) -> str:
    x = LEFT + number * (PANEL_WIDTH + GAP)
    known = {n: f["mouth_to_ear_ms"] for n, f in peers.items() if f.get("mouth_to_ear_ms") is not None}
    lines, most_ms = [_frame(x, "mouth to ear, clean line, ms")], max(known.values(), default=1.0)
    step = PANEL_WIDTH / max(1, len(known))
    for place, (name, delay_ms) in enumerate(known.items()):
        height = delay_ms / most_ms * (PANEL_HEIGHT - 20)
        y, left = TOP + PANEL_HEIGHT - height, x + place * step + 6
        lines.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="{step - 12:.1f}" height="{height:.1f}" fill="{COLOURS[name]}"/>'
        )
        lines.append(f'<text x="{left + step / 2 - 6:.1f}" y="{y - 4:.1f}" text-anchor="middle">{delay_ms:.0f}</text>')
    return "\n".join(lines)


def _legend(names: Sequence[str]) -> str:
    entries = []
    for place, name in enumerate(names):
        x = LEFT + place * 150
        entries.append(f'<rect x="{x}" y="{HEIGHT - 34}" width="12" height="12" fill="{COLOURS[name]}"/>')
        entries.append(f'<text x="{x + 18}" y="{HEIGHT - 24}">{escape(name)}</text>')
    return "\n".join(entries)


def _frame(x: float, title: str) -> str:
    frame = f'<rect x="{x}" y="{TOP}" width="{PANEL_WIDTH}" height="{PANEL_HEIGHT}" fill="none" stroke="#999"/>'
    return f'<text x="{x}" y="{TOP - 12}" font-weight="bold">{escape(title)}</text>{frame}'


def _y_of_score(score: float) -> float:
    return TOP + PANEL_HEIGHT * (1.0 - (score - 1.0) / (BEST_SCORE - 1.0))


def _x_of_loss(x: float, loss: float) -> float:
    return x + PANEL_WIDTH * min(1.0, loss / MOST_LOSS)
