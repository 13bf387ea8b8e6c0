"""What the command `meetings` takes; apart, so that no other command loads what it works with."""

import argparse
from pathlib import Path

from common.model.agenda import Format
from common.model.zones import UTC


def add_meetings_commands(meetings: argparse.ArgumentParser) -> None:
    """Declare what `meetings` takes."""
    meetings.add_argument("--base", type=Path, help="directory that holds the meetings (default: the system's place)")
    meetings.set_defaults(act="list", as_json=False)
    actions = meetings.add_subparsers(title="actions", metavar="ACTION")
    listing = actions.add_parser("list", help="every meeting, the latest first")
    listing.add_argument("--json", action="store_true", dest="as_json", help="for programs")
    listing.set_defaults(act="list")
    new = actions.add_parser("new", help="make a meeting; prints its name")
    new.add_argument("title")
    new.add_argument("--symbol", default="")
    new.add_argument("--format", choices=[f.value for f in Format], default=Format.HYBRID.value)
    new.add_argument("--timezone", default=UTC, help="an IANA name, such as Europe/Zurich")
    new.set_defaults(act="new")
    export = actions.add_parser("export", help="write a meeting as one file; no core may have it open")
    export.add_argument("meeting")
    export.add_argument("file", type=Path)
    export.add_argument("--people", action="store_true", help="with the people, their addresses among them")
    export.add_argument("--documents", action="store_true", help="with the documents, as a ZIP")
    export.set_defaults(act="export")
    bring = actions.add_parser("import", help="make a meeting of a file; prints its name")
    bring.add_argument("file", type=Path)
    bring.set_defaults(act="import")
    copy = actions.add_parser("copy", help="make the next meeting on the pattern of one; prints its name")
    copy.add_argument("meeting")
    copy.add_argument("title")
    copy.add_argument("--symbol", default="")
    copy.set_defaults(act="copy")
    for name, words in (("archive", "put a meeting away"), ("take-out", "take a meeting out of the archive")):
        action = actions.add_parser(name, help=words)
        action.add_argument("meeting")
        action.set_defaults(act=name)
