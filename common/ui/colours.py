"""Colours by role, in a dark and a light set; their contrast is proven by a test.

Each coloured role comes three ways: the fill, what is written `on_` the fill, and the `_ink` that is written in that
colour on a surface.
"""

from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """Which set."""

    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Colours:
    """One set; every value is `#rrggbb`."""

    surface: str
    """The window."""
    raised: str
    """A card on the window."""
    control: str
    """A button or field on a card."""
    control_hover: str
    border: str
    """Between parts: a card, a line."""
    edge: str
    """Of what can be worked: a field, a box to tick, a scroll bar."""
    text: str
    muted: str
    ring: str
    """The focus ring."""
    accent: str
    on_accent: str
    accent_ink: str
    live: str
    on_live: str
    live_ink: str
    warn: str
    on_warn: str
    warn_ink: str
    fail: str
    on_fail: str
    fail_ink: str
    scrim: str
    """Under words that lie on a picture."""
    on_scrim: str


DARK = Colours(
    surface="#0c1117",
    raised="#161d26",
    control="#212b36",
    control_hover="#2b3744",
    border="#32404e",
    edge="#6f7e8e",
    text="#eef2f6",
    muted="#a4b1be",
    ring="#ffffff",
    accent="#2569d8",
    on_accent="#ffffff",
    accent_ink="#84b5ff",
    live="#2fd08c",
    on_live="#03160d",
    live_ink="#4bdc9f",
    warn="#f5b942",
    on_warn="#1c1300",
    warn_ink="#f7c668",
    fail="#cf343a",
    on_fail="#ffffff",
    fail_ink="#ff9792",
    scrim="#080c10",
    on_scrim="#ffffff",
)

LIGHT = Colours(
    surface="#eef2f6",
    raised="#ffffff",
    control="#e6ebf1",
    control_hover="#d8e0e9",
    border="#b9c5d1",
    edge="#74818e",
    text="#10171f",
    muted="#4a5866",
    ring="#0a0f14",
    accent="#1559c4",
    on_accent="#ffffff",
    accent_ink="#0f4fb3",
    live="#0a7a4c",
    on_live="#ffffff",
    live_ink="#08633d",
    warn="#f0ad2b",
    on_warn="#1c1300",
    warn_ink="#744b00",
    fail="#bf2329",
    on_fail="#ffffff",
    fail_ink="#a5171d",
    scrim="#080c10",
    on_scrim="#ffffff",
)

SETS: dict[Scheme, Colours] = {Scheme.DARK: DARK, Scheme.LIGHT: LIGHT}


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
