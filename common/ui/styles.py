"""The style sheet: `resources/styles/base.qss`, with the theme's values in it."""

from collections.abc import Mapping
from dataclasses import asdict
from string import Template

from common.ui import icons
from common.ui.colours import Colours
from common.ui.resources import resource

_PICTURES = {"arrow_down": "chevron-down", "arrow_up": "chevron-up", "tick": "check"}


def style_sheet(colours: Colours, lengths_px: Mapping[str, int], is_rtl: bool = False) -> str:
    """Fill the sheet in. Raises: KeyError for a name that neither the colours nor the lengths hold."""
    template = Template(resource("styles", "base.qss").read_text(encoding="utf-8"))
    values: dict[str, str] = asdict(colours)
    values |= {name: f"{length}px" for name, length in lengths_px.items()}
    values |= {name: icons.tinted_file(icon, colours.text).as_posix() for name, icon in _PICTURES.items()}
    values["tick_on_accent"] = icons.tinted_file("check", colours.on_accent).as_posix()
    pointing = [icons.tinted_file(f"chevron-{way}", colours.text).as_posix() for way in ("back", "forward")]
    values["arrow_left"], values["arrow_right"] = pointing
    filled = [colours.accent_ink, colours.border]
    values["groove_left"], values["groove_right"] = reversed(filled) if is_rtl else filled
    return template.substitute(values)
