"""Draw the gallery: `python -m tests.gallery --out DIR [--only NAME] [--theme T] [--lang L] [--size 1280x720]`."""

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from common.ui.colours import Scheme
from tests.gallery.harness import Guise, picture, shown
from tests.gallery.registry import Size, all_scenes


def main() -> int:
    """Write the pictures that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.gallery", description="Draw windows on made-up data.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--only", default="", help="scenes whose title contains this")
    parser.add_argument("--theme", choices=[s.value for s in Scheme], default=Scheme.DARK.value)
    parser.add_argument("--lang", choices=["en", "ar"], default="en")
    parser.add_argument("--size", type=_size, default=None, help="WIDTHxHEIGHT; as the scene likes if not given")
    parser.add_argument("--text-scale", type=float, default=1.0)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    guise = Guise(options.lang, Scheme(options.theme), options.text_scale)
    chosen = [scene for scene in all_scenes() if options.only in scene.title]
    for scene in chosen:
        size = options.size or scene.sizes[0]
        path = options.out / f"{scene.title}-{options.theme}-{options.lang}-{size[0]}x{size[1]}.png"
        with shown(scene, size, guise) as widget:
            picture(widget).save(str(path))
        print(path)
    return 0 if chosen else 1


def _size(text: str) -> Size:
    width, _, height = text.partition("x")
    return int(width), int(height)


if __name__ == "__main__":
    sys.exit(main())
