"""What the command `participants` takes; apart, so that no other command loads what writes lists."""

import argparse
from pathlib import Path

from common.model.record import REGISTERED_PARTS, ListFormat, ListPart
from room_console.core.record.words import LANGUAGES


def add_participants_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--state", type=Path, required=True, help="the console's directory; its core may be running")
    for kind in ListFormat:
        parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=f"write {kind.upper()}")
    parser.add_argument(
        "--languages", default="en,fr", metavar="LANG,…", help=f"of the headings, of {', '.join(LANGUAGES)}"
    )
    parser.add_argument(
        "--parts",
        default=",".join(REGISTERED_PARTS),
        metavar="PART,…",
        help=f"of {', '.join(ListPart)}; followers only where the meeting lists them",
    )
    parser.add_argument("--session", type=int, help="only who was there, by the number of the session")
    parser.add_argument("--emails", action="store_true", help="with e-mail addresses, where the meeting lists them")
