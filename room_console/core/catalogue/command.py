"""`python -m room_console meetings ...`: list, new, copy, export, import, archive, take-out."""

import argparse
import json
import sys
import time
from pathlib import Path

import msgspec

from common.model.agenda import Format
from common.model.catalogue import CatalogueEntry, NewMeeting
from common.model.errors import ConferenceError
from common.model.ids import MeetingId
from common.model.zones import UTC, in_zone
from room_console.core.catalogue.catalogue import Catalogue
from room_console.core.settings.load import default_state_base

EXIT_FINE, EXIT_FAILED = 0, 1


def add_meetings_commands(meetings: argparse.ArgumentParser) -> None:
    """Declare what `meetings` takes."""
    meetings.add_argument("--base", type=Path, help="directory that holds the meetings (default: the system's place)")
    meetings.set_defaults(act=_list, as_json=False)
    actions = meetings.add_subparsers(title="actions", metavar="ACTION")
    listing = actions.add_parser("list", help="every meeting, the latest first")
    listing.add_argument("--json", action="store_true", dest="as_json", help="for programs")
    listing.set_defaults(act=_list)
    new = actions.add_parser("new", help="make a meeting; prints its name")
    new.add_argument("title")
    new.add_argument("--symbol", default="")
    new.add_argument("--format", choices=[f.value for f in Format], default=Format.HYBRID.value)
    new.add_argument("--timezone", default=UTC, help="an IANA name, such as Europe/Zurich")
    new.set_defaults(act=_new)
    export = actions.add_parser("export", help="write a meeting as one file; no core may have it open")
    export.add_argument("meeting")
    export.add_argument("file", type=Path)
    export.add_argument("--people", action="store_true", help="with the people, their addresses among them")
    export.add_argument("--documents", action="store_true", help="with the documents, as a ZIP")
    export.set_defaults(act=_export)
    bring = actions.add_parser("import", help="make a meeting of a file; prints its name")
    bring.add_argument("file", type=Path)
    bring.set_defaults(act=_import)
    copy = actions.add_parser("copy", help="make the next meeting on the pattern of one; prints its name")
    copy.add_argument("meeting")
    copy.add_argument("title")
    copy.add_argument("--symbol", default="")
    copy.set_defaults(act=_copy)
    for name, act, words in (
        ("archive", _archive, "put a meeting away"),
        ("take-out", _take_out, "take a meeting out of the archive"),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument("meeting")
        action.set_defaults(act=act)


def run_meetings(arguments: argparse.Namespace) -> int:
    """Carry out one action; return the exit code."""
    try:
        arguments.act(Catalogue(arguments.base or default_state_base()), arguments)
    except ConferenceError as error:
        sys.stderr.write(f"error: {error.detail or error.code}\n")
        return EXIT_FAILED
    return EXIT_FINE


def _list(catalogue: Catalogue, arguments: argparse.Namespace) -> None:
    entries = catalogue.entries()
    if arguments.as_json:
        sys.stdout.write(json.dumps(msgspec.to_builtins(entries), ensure_ascii=False, indent=2) + "\n")
        return
    for entry in entries:
        sys.stdout.write(_line(entry) + "\n")


def _line(entry: CatalogueEntry) -> str:
    card = entry.card
    try:
        day = f"{in_zone(card.starts_at_ms, card.timezone):%Y-%m-%d}" if card.starts_at_ms is not None else "no date"
    except ConferenceError:
        day = "no date"
    where = "running" if entry.is_running else "archived" if entry.is_archived else ""
    return f"{day:<12}{entry.meeting:<34}{where:<10}{card.people:>5} people  {card.symbol} {card.title}".rstrip()


def _new(catalogue: Catalogue, arguments: argparse.Namespace) -> None:
    made = catalogue.make(NewMeeting(arguments.title, arguments.symbol, Format(arguments.format), arguments.timezone))
    sys.stdout.write(f"{made}\n")


def _export(catalogue: Catalogue, arguments: argparse.Namespace) -> None:
    catalogue.export_file(
        MeetingId(arguments.meeting),
        arguments.file,
        has_people=arguments.people,
        has_documents=arguments.documents,
    )


def _import(catalogue: Catalogue, arguments: argparse.Namespace) -> None:
    sys.stdout.write(f"{catalogue.import_file(arguments.file)}\n")


def _copy(catalogue: Catalogue, arguments: argparse.Namespace) -> None:
    card = catalogue.card(MeetingId(arguments.meeting))
    new = NewMeeting(arguments.title, arguments.symbol, card.format, card.timezone)
    sys.stdout.write(f"{catalogue.copy(card.meeting, new, time.time_ns() // 1_000_000)}\n")


def _archive(catalogue: Catalogue, arguments: argparse.Namespace) -> None:
    catalogue.archive(MeetingId(arguments.meeting))


def _take_out(catalogue: Catalogue, arguments: argparse.Namespace) -> None:
    catalogue.take_out(MeetingId(arguments.meeting))
