"""Inks for what is drawn rather than styled."""

from common.ui import theme
from common.ui.text import InkName


def colour_of(ink: InkName) -> str:
    """Return the colour of an ink on a surface, `#rrggbb`."""
    colour: str = getattr(theme.current().colours, ink if ink in ("text", "muted", "on_scrim") else f"{ink}_ink")
    return colour
