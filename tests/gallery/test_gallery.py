"""Every scene at every size, in both directions: nothing cut off, nothing nameless, nothing out of reach."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from common.ui.colours import Scheme
from tests.gallery.harness import (
    Guise,
    clipped,
    controls,
    describe,
    outside,
    overflowing,
    picture,
    reached_by_tab,
    settle,
    shown,
    squashed,
    unnamed,
    wider,
)
from tests.gallery.registry import Scene, Size, all_scenes

SCENES = [pytest.param(scene, id=scene.title) for scene in all_scenes()]
MIRRORED = Guise(language="ar", scheme=Scheme.LIGHT)
LARGE = Guise(text_scale=2.0)
LARGER_MIRRORED = Guise(language="ar", text_scale=1.5)
MAIN_WINDOWS = ("console.window", "console.chair", "delegate.meeting")
CORNER_PX = 8


@pytest.fixture(autouse=True)
def _application(qapp: object) -> Iterator[None]:
    yield
    settle()


@pytest.mark.parametrize("scene", SCENES)
def test_the_scene_in_every_guise(scene: Scene) -> None:
    """Build it three times: as it is, from right to left in light colours, with large text."""
    with shown(scene, scene.sizes[0]) as widget:
        assert unnamed(widget) == []
        wanted = {c for c in controls(widget) if c.isEnabled() and _is_tab_stop(c)}
        missed = wanted - reached_by_tab(widget)
        assert [describe(c) for c in missed] == []
        edges, dark = _first_edges(widget), picture(widget)
        _fits(widget, scene.sizes)
    with shown(scene, scene.sizes[0], MIRRORED, _is_large(scene)) as widget:
        assert widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
        assert edges != _first_edges(widget) or not edges
        lighter_by = _corner_lightness(picture(widget), is_mirrored=True) - _corner_lightness(dark)
        assert lighter_by > 100 or _is_framed(scene)
        _fits(widget, scene.sizes)
    with shown(scene, scene.sizes[0], LARGE, _is_large(scene)) as widget:
        assert clipped(widget) == [], "text of twice the size"


@pytest.mark.parametrize("scene", [pytest.param(s, id=s.title) for s in all_scenes() if s.name in MAIN_WINDOWS])
def test_the_main_windows_hold_all_their_parts_with_larger_text(scene: Scene) -> None:
    """No part is pushed over an edge, nor onto its neighbour."""
    with shown(scene, scene.sizes[0], LARGER_MIRRORED, _is_large(scene)) as widget:
        for size in scene.sizes:
            widget.resize(*size)
            settle()
            assert overflowing(widget) == [], size


def _fits(widget: QWidget, sizes: tuple[Size, ...]) -> None:
    """Check that nothing is cut off or out of reach at any of the sizes."""
    for size in sizes:
        widget.resize(*size)
        settle()
        assert widget.size().toTuple() == size, "the window grew beyond its size"
        assert clipped(widget) == [], size
        assert outside(widget) == [], size
        assert wider(widget) == [], size
        assert overflowing(widget) == [], size
        assert squashed(widget) == [], size


def _corner_lightness(seen: QImage, is_mirrored: bool = False) -> int:
    x = seen.width() - 1 - CORNER_PX if is_mirrored else CORNER_PX
    return seen.pixelColor(x, CORNER_PX).lightness()


def _is_tab_stop(control: QWidget) -> bool:
    return bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _is_large(scene: Scene) -> bool:
    """Tell whether a window has so many widgets that to dress it late is worth it; it may take no measure of them."""
    return scene.name.startswith("console.")


def _is_framed(scene: Scene) -> bool:
    return scene.state in ("on-air", "time-up", "on-air-muted", "granted") or scene.name == "console.stage"


def _first_edges(widget: QWidget) -> list[int]:
    return [c.mapTo(widget, QPoint(0, 0)).x() for c in controls(widget)]
