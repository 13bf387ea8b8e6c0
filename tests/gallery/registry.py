"""The scenes of the gallery: windows and pages, each alone on made-up data.

To add some, write `tests/gallery/PROGRAM_WHAT.py` (`console_meters.py`); every such module is found by its name. In it:

    @scene("console.meters", states=("empty", "usual", "crowded", "error"))
    def meters(state: str, language: str) -> QWidget: ...

builds the widget afresh; `language` is `en` or `ar` and chooses the made-up data, the theme and the direction are set
already. Return the widget unshown; the harness sizes, shows, grabs and closes it. `sizes` are those that the tests
try, (width, height) in pixels, the first is the one of the pictures.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

Size = tuple[int, int]
Build = Callable[[str, str], QWidget]
WINDOW_SIZES: tuple[Size, ...] = ((1280, 720), (1024, 600), (800, 560))
_PREFIXES = ("common_", "console_", "delegate_")


@dataclass(frozen=True, slots=True)
class Scene:
    """One window or page in one state."""

    name: str
    state: str
    build: Build
    sizes: tuple[Size, ...]

    @property
    def title(self) -> str:
        """`delegate.meeting-usual`: names its picture and its tests."""
        return f"{self.name}-{self.state}"


_scenes: list[Scene] = []


def scene(
    name: str, states: Sequence[str] = ("usual",), sizes: Sequence[Size] = WINDOW_SIZES
) -> Callable[[Build], Build]:
    """Enter a builder under `name`, once for each of its states."""

    def enter(build: Build) -> Build:
        _scenes.extend(Scene(name, state, build, tuple(sizes)) for state in states)
        return build

    return enter


def all_scenes() -> tuple[Scene, ...]:
    """Import every module of scenes and return what they entered, by name."""
    for module in _modules():
        importlib.import_module(f"tests.gallery.{module}")
    return tuple(sorted(_scenes, key=lambda s: s.title))


def _modules() -> Iterator[str]:
    for found in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if found.name.startswith(_PREFIXES):
            yield found.name
