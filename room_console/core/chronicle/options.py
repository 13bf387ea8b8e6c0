"""What the command `minutes` takes; apart, so that no other command loads what writes the index."""

import argparse
from pathlib import Path

from common.model.chronicle import MinutesFormat


def add_minutes_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--state", type=Path, required=True, help="the console's directory; its core may be running")
    for kind in MinutesFormat:
        parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=f"write {kind.upper()}")
    parser.add_argument("--session", type=int, help="only the speeches of one session, by its number")
