"""Living pictures of a person before a webcam: a drawn head, or a true portrait where one is installed.

The portrait is NASA's of Eileen Collins, public domain, in the package scikit-image (extra `bench`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.float32]
"""(rows, columns, 3), red, green, blue, 0 to 255."""
WIDTH, HEIGHT = 640, 360
SKINS = ((243, 213, 190), (230, 190, 160), (205, 155, 120), (165, 115, 80), (120, 80, 55), (85, 55, 40))
"""From the lightest to the darkest, as a webcam shows them in good light."""
ROOMS = ("grey wall", "beige wall", "wooden wall", "shelves", "window")
HEAD_PX, HEAD_MIDDLE = 150.0, (228.0, 105.0)
"""Of the portrait: the head's height over 1.3, and its middle (x, y)."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who sits where. `x` and `y` are the head's middle, `size` its width, in shares of the picture's width/height."""

    x: float = 0.5
    y: float = 0.42
    size: float = 0.17
    skin: tuple[int, int, int] | None = SKINS[1]
    """None is the true portrait."""
    room: str = "grey wall"
    light: float = 1.0
    cast: tuple[float, float, float] = (1.0, 1.0, 1.0)
    noise: float = 2.0
    movement_px: float = 2.5
    blur_px: float = 0.0
    is_empty: bool = False


def has_portrait() -> bool:
    """Tell whether the true portrait is installed."""
    return find_spec("skimage") is not None


def pictures(scene: Scene, count: int, seed: int = 1) -> Iterator[av.VideoFrame]:
    """Give so many pictures of a scene, a fifth of a second apart."""
    rng = np.random.default_rng(seed)
    room = _room(scene.room, seed)
    place = np.zeros(2)
    for _ in range(count):
        place = 0.7 * place + rng.normal(0.0, scene.movement_px, 2)
        shot = room.copy()
        if not scene.is_empty:
            draw = _paste_portrait if scene.skin is None else _draw_person
            draw(shot, scene, place)
        yield _photographed(shot, scene, rng)


def variants() -> list[Scene]:
    """Return well framed scenes: every skin in every room."""
    skins = [*SKINS, None] if has_portrait() else list(SKINS)
    return [replace(Scene(), skin=skin, room=room) for skin in skins for room in ROOMS]


def _photographed(shot: Colours, scene: Scene, rng: np.random.Generator) -> av.VideoFrame:
    """Add light, colour cast, blur and noise, as 4:2:0."""
    lit = shot * np.array(scene.cast, np.float32) * np.float32(scene.light)
    for axis in (0, 1):
        lit = _blurred(lit, scene.blur_px, axis)
    noisy = lit + rng.standard_normal((HEIGHT, WIDTH, 1), np.float32) * np.float32(scene.noise)
    picture = av.VideoFrame.from_ndarray(np.clip(noisy, 0, 255).astype(np.uint8), format="rgb24")
    return picture.reformat(format="yuv420p")


def _blurred(shot: Colours, blur_px: float, axis: int) -> Colours:
    """Blur by three boxes, which are a Gaussian to the eye."""
    width = round(np.sqrt(4.0 * blur_px**2 + 1.0))
    if width < 2:
        return shot
    for _ in range(3):
        padding = [(0, 0)] * 3
        padding[axis] = (width // 2 + 1, width - width // 2 - 1)
        sums = np.cumsum(np.pad(shot, padding, mode="edge"), axis=axis, dtype=np.float64)
        length = shot.shape[axis]
        high, low = np.take(sums, range(width, width + length), axis), np.take(sums, range(length), axis)
        shot = ((high - low) / width).astype(np.float32)
    return shot


@cache
def _room(name: str, seed: int) -> Colours:
    rng = np.random.default_rng(seed + 100)
    colour = {"grey wall": (150, 152, 155), "beige wall": (205, 190, 170), "wooden wall": (150, 105, 70)}
    shot = np.empty((HEIGHT, WIDTH, 3), np.float32)
    shot[:] = colour.get(name, (120, 118, 115))
    shot *= np.linspace(1.1, 0.8, WIDTH, dtype=np.float32)[None, :, None]
    if name == "wooden wall":
        shot *= 1.0 + 0.1 * np.sin(np.arange(WIDTH, dtype=np.float32) / 4.5)[None, :, None]
    if name == "shelves":
        for row in range(0, HEIGHT, 60):
            for column in range(0, WIDTH, 20):
                shot[row : row + 52, column : column + 17] = rng.integers(30, 220, 3)
    if name == "window":
        shot[20:260, 30:280] = (245, 250, 255)
    return shot


def _draw_person(shot: Colours, scene: Scene, place: NDArray[np.float64]) -> None:
    """Draw shoulders, neck, hair, face, eyes and mouth."""
    assert scene.skin is not None
    wide = scene.size * WIDTH
    x, y = scene.x * WIDTH + place[0], scene.y * HEIGHT + place[1]
    tall = 0.65 * wide
    skin, hair = np.array(scene.skin, np.float32), np.array((45, 35, 30), np.float32)
    body_x, body_y = x - place[0] / 2, y - place[1] / 2
    _ellipse(shot, body_x, body_y + 2.6 * tall, 1.35 * wide, 1.6 * tall, np.array((50, 60, 95), np.float32))
    _ellipse(shot, x, y + tall, 0.25 * wide, 0.5 * tall, 0.85 * skin)
    _ellipse(shot, x, y - 0.15 * tall, 0.56 * wide, 1.05 * tall, hair)
    _ellipse(shot, x, y + 0.1 * tall, 0.45 * wide, 0.85 * tall, skin)
    _ellipse(shot, x + 0.2 * wide, y + 0.2 * tall, 0.22 * wide, 0.6 * tall, 0.9 * skin)
    for side in (-0.18, 0.18):
        _ellipse(shot, x + side * wide, y, 0.07 * wide, 0.05 * tall, np.array((240, 240, 240), np.float32))
        _ellipse(shot, x + side * wide, y, 0.03 * wide, 0.05 * tall, np.array((30, 25, 20), np.float32))
    opened = 0.03 + 0.06 * abs(float(np.sin(place.sum())))
    _ellipse(shot, x, y + 0.5 * tall, 0.16 * wide, opened * tall, np.array((140, 60, 60), np.float32))


def _ellipse(shot: Colours, x: float, y: float, across: float, down: float, colour: Colours) -> None:
    top, bottom = max(0, int(y - down)), min(HEIGHT, int(y + down) + 1)
    left, right = max(0, int(x - across)), min(WIDTH, int(x + across) + 1)
    rows, columns = np.ogrid[top:bottom, left:right]
    inside = ((rows - y) / down) ** 2 + ((columns - x) / across) ** 2 < 1.0
    shot[top:bottom, left:right][inside] = colour


def _paste_portrait(shot: Colours, scene: Scene, place: NDArray[np.float64]) -> None:
    """Cut the person out of the portrait and set them into the room; the head moves twice as far as the body."""
    scale = scene.size * WIDTH / HEAD_PX
    portrait, is_head, is_body = _portrait(round(scale, 3))
    for mask, share in ((is_body, 0.5), (is_head, 1.0)):
        left = round(scene.x * WIDTH + share * place[0] - HEAD_MIDDLE[0] * scale)
        top = round(scene.y * HEIGHT + share * place[1] - HEAD_MIDDLE[1] * scale)
        rows = slice(max(0, -top), max(0, min(len(mask), HEIGHT - top)))
        columns = slice(max(0, -left), max(0, min(mask.shape[1], WIDTH - left)))
        cut = shot[max(0, top) : max(0, top + rows.stop), max(0, left) : max(0, left + columns.stop)]
        inside = mask[rows, columns][: len(cut), : cut.shape[1]]
        cut[inside] = portrait[rows, columns][: len(cut), : cut.shape[1]][inside]


@cache
def _portrait(scale: float) -> tuple[Colours, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the portrait at a scale, where its head is and where its body is."""
    spec = find_spec("skimage")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    with av.open(str(Path(spec.submodule_search_locations[0]) / "data" / "astronaut.png")) as container:
        picture = next(iter(container.decode(video=0)))
    side = round(512 * scale / 2) * 2
    colours = picture.reformat(width=side, height=side, format="rgb24").to_ndarray().astype(np.float32)
    rows, columns = np.ogrid[0:side, 0:side]
    x, y = columns / scale, rows / scale
    is_head = ((x - 228) / 76) ** 2 + ((y - 100) / 92) ** 2 < 1.0
    is_body = (y > 165) & (np.abs(x - 215) < 60 + 1.1 * (y - 165)) & (np.abs(x - 215) < 170)
    return colours, np.asarray(is_head), np.asarray(is_body)
