"""Both windows in a running rehearsal, as pictures: `python -m tests.gallery.live --out docs/pictures [--theme dark]`.

Each window has an X server of its own (Xvfb), so that neither hides the other; no window manager is needed.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from common.ui.colours import Scheme
from common.ui.look import add_look_options, look_arguments
from room_console.rehearsal.cast import cast_for
from room_console.rehearsal.play import CONSOLE_WINDOW, DELEGATE_WINDOW, Plan, Rehearsal
from room_console.rehearsal.report import Folder

Pixels = NDArray[np.uint8]

SIZES = {CONSOLE_WINDOW: (1280, 720), DELEGATE_WINDOW: (1280, 720)}
PARTS_S = 40.0
PICTURE_AFTER_S = 23.0
"""When the first remote speaker is on air and the second is in the list."""
GAP_PIXELS = 24
GROUND = 128


@contextmanager
def display(size: tuple[int, int]) -> Iterator[str]:
    """Run an X server with one screen; yield its name."""
    read, write = os.pipe()
    screen = f"{size[0]}x{size[1]}x24"
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", screen, "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        try:
            with os.fdopen(read) as named:
                yield f":{named.readline().strip()}"
        finally:
            server.terminate()


def grab(name: str, size: tuple[int, int]) -> av.VideoFrame:
    """Take a picture of a display."""
    options = {"video_size": f"{size[0]}x{size[1]}", "draw_mouse": "0", "framerate": "5"}
    with av.open(name, format="x11grab", options=options) as screen:
        frame = next(screen.decode(video=0))
        assert isinstance(frame, av.VideoFrame)
        return frame


async def photograph(out: Path, look: tuple[str, ...], name: str) -> None:
    """Rehearse with windows; write `console-NAME.png`, `delegate-NAME.png`, and both beside each other."""
    folder = Path(tempfile.mkdtemp(prefix="hemicycle-live-"))
    try:
        with ExitStack() as stack:
            displays = {window: stack.enter_context(display(size)) for window, size in SIZES.items()}
            plan = Plan(True, PARTS_S, 0.0, look, displays)
            rehearsal = Rehearsal(plan, cast_for(PARTS_S), Folder(folder), lambda line: sys.stderr.write(line + "\n"))
            async with asyncio.TaskGroup() as group:
                group.create_task(rehearsal.run())
                await asyncio.sleep(PICTURE_AFTER_S)
                pictures = {w: await asyncio.to_thread(grab, displays[w], size) for w, size in SIZES.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for window, picture in pictures.items():
        save(pixels(picture), out / f"{window.split()[0]}-{name}.png")
    save(side_by_side([pixels(picture) for picture in pictures.values()]), out / f"meeting-{name}.png")


def pixels(picture: av.VideoFrame) -> Pixels:
    """Return (rows, columns, 3)."""
    return np.asarray(picture.to_ndarray(format="rgb24"), np.uint8)


def side_by_side(pictures: list[Pixels]) -> Pixels:
    """Lay pictures beside each other on a quiet ground."""
    rows = max(picture.shape[0] for picture in pictures)
    columns = sum(picture.shape[1] for picture in pictures) + GAP_PIXELS * (len(pictures) - 1)
    sheet = np.full((rows, columns, 3), GROUND, np.uint8)
    at = 0
    for picture in pictures:
        top = (rows - picture.shape[0]) // 2
        sheet[top : top + picture.shape[0], at : at + picture.shape[1]] = picture
        at += picture.shape[1] + GAP_PIXELS
    return sheet


def save(sheet: Pixels, path: Path) -> None:
    """Write a PNG."""
    rows, columns, _ = sheet.shape
    image = QImage(np.ascontiguousarray(sheet).data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    if not image.save(str(path)):
        raise OSError(f"{path} can't be written")


def main() -> None:
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery.live", description="Both windows in a rehearsal.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    add_look_options(parser)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    name = "-".join([options.theme or "dark", *([options.lang] if options.lang else [])])
    options.theme = options.theme or Scheme.DARK.value
    asyncio.run(photograph(options.out, look_arguments(options), name))


if __name__ == "__main__":
    main()
