"""`python -m room_console meetings ...`: list, new, copy, export, import, archive, take-out."""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from common.model.agenda import Format
from common.model.catalogue import CatalogueEntry, NewMeeting
from common.model.errors import ConferenceError
from common.model.ids import MeetingId
from common.model.zones import in_zone
from room_console.core.catalogue.catalogue import Catalogue
from room_console.core.settings.load import default_state_base

EXIT_FINE, EXIT_FAILED = 0, 1


def run_meetings(arguments: argparse.Namespace) -> int:
    """Carry out one action, as `options` declares them; return the exit code."""
    try:
        _ACTIONS[arguments.act](Catalogue(arguments.base or default_state_base()), arguments)
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


_ACTIONS: Final[Mapping[str, Callable[[Catalogue, argparse.Namespace], None]]] = {
    "list": _list,
    "new": _new,
    "export": _export,
    "import": _import,
    "copy": _copy,
    "archive": _archive,
    "take-out": _take_out,
}
