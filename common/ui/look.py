"""What the command line says about the look of the windows; without Qt, so that a program may ask before it loads."""

import argparse
from dataclasses import dataclass

from common.ui.colours import Scheme


@dataclass(frozen=True, slots=True)
class Look:
    """What the command line says about language and look; None is as the desktop has it."""

    language: str | None = None
    is_rtl: bool | None = None
    scheme: Scheme | None = None
    text_scale: float = 1.0


def add_look_options(parser: argparse.ArgumentParser | argparse._ArgumentGroup) -> None:
    """Add `--lang`, `--rtl`, `--theme` and `--text-scale`."""
    parser.add_argument("--lang", metavar="TAG", help="language of the windows (en, ar ...)")
    parser.add_argument("--rtl", action="store_true", default=None, help="lay the windows out from right to left")
    parser.add_argument(
        "--theme", choices=[scheme.value for scheme in Scheme], help="colours; as the desktop if not given"
    )
    parser.add_argument("--text-scale", type=float, default=1.0, metavar="X", help="size of the text, 1 to 2")


def look_of(options: argparse.Namespace) -> Look:
    """Return what `add_look_options` found."""
    scheme = Scheme(options.theme) if options.theme else None
    return Look(options.lang, options.rtl, scheme, min(2.0, max(1.0, options.text_scale)))


def look_arguments(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the command line that says the same again, for a window that is started as a process."""
    given = (("--lang", options.lang), ("--theme", options.theme), ("--text-scale", options.text_scale))
    named = tuple(str(part) for name, value in given if value is not None for part in (name, value))
    return (*named, "--rtl") if options.rtl else named
