"""`python -m room_console`: the console window with its core, and every other command of the console."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

from common.model.errors import ConferenceError
from common.ui.colours import Scheme
from common.ui.look import Look, add_look_options, look_arguments, look_of
from room_console.core.accountoptions import add_account_arguments
from room_console.core.catalogue.options import add_meetings_commands
from room_console.core.chronicle.options import add_minutes_arguments
from room_console.core.command import (
    EXIT_USAGE,
    add_arguments,
    add_core_arguments,
    is_unnamed,
    run_core,
    settings_of,
)
from room_console.core.record.options import add_participants_arguments
from room_console.core.safekeeping.options import add_store_commands

CHAIR_TEXT_SCALE = 1.5
"""The chair sits two metres away, without glasses."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    parsed = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = parsed.run
    return run(parsed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m room_console", description="Hemicycle Room Console")
    add_arguments(parser)
    add_look_options(parser.add_argument_group("the window"))
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    core = commands.add_parser("core", help="the core alone, without a window")
    add_core_arguments(core)
    core.set_defaults(run=run_core)
    attach = commands.add_parser("attach", help="a window on a core that runs, here or on another machine")
    attach.add_argument("link", help="HOST[:PORT] or the link of the page Staff, to sign in; or a join link")
    add_look_options(attach)
    attach.set_defaults(run=_attach)
    chair = commands.add_parser("chair", help="the chair's window: who speaks, how long, who is next")
    chair.add_argument("link", help="HOST[:PORT] or the link of the page Staff, to sign in; or the chair's join link")
    add_look_options(chair)
    chair.set_defaults(run=_chair, text_scale=CHAIR_TEXT_SCALE)
    account = commands.add_parser("account", help="staff accounts, made on the console's own machine")
    account.set_defaults(run=_account)
    add_account_arguments(account)
    demo = commands.add_parser("demo", help="a rehearsal: virtual hall, simulated delegates, both windows")
    _add_demo_arguments(demo)
    demo.set_defaults(run=_demo)
    devices = commands.add_parser("devices", help="sound devices and cameras as the configuration names them")
    devices.set_defaults(run=_devices)
    store = commands.add_parser("store", help="verify, back up, restore, go back, erase personal data")
    add_store_commands(store)
    store.set_defaults(run=_store)
    meetings = commands.add_parser("meetings", help="the catalogue: list, new, copy, export, import, archive")
    add_meetings_commands(meetings)
    meetings.set_defaults(run=_meetings)
    participants = commands.add_parser("participants", help="the List of Participants as PDF, DOCX or CSV")
    add_participants_arguments(participants)
    participants.set_defaults(run=_participants)
    minutes = commands.add_parser("minutes", help="the minutes index: who spoke to what, as DOCX, CSV or JSON")
    add_minutes_arguments(minutes)
    minutes.set_defaults(run=_minutes)
    schema = commands.add_parser("schema", help="the protocol's JSON Schema")
    schema.set_defaults(run=_schema)
    return parser


def _add_demo_arguments(demo: argparse.ArgumentParser) -> None:
    demo.add_argument("--headless", action="store_true", help="no windows: a chair's script grants the floor")
    demo.add_argument("--seconds", type=float, help="end after so long (default: when the windows close; headless 40)")
    demo.add_argument("--report", metavar="FILE", help="write what was measured, as JSON")
    add_look_options(demo.add_argument_group("the windows"))


def _window(parsed: argparse.Namespace) -> int:
    from room_console.core.catalogue.catalogue import Catalogue
    from room_console.core.settings.load import default_state_base
    from room_console.ui.app import Here, run_window

    try:
        state = None if is_unnamed(parsed) else settings_of(parsed)[1]
    except ConferenceError as error:
        print(f"error: {error.detail}", file=sys.stderr)
        return EXIT_USAGE
    options = (("--config", [parsed.config] if parsed.config else []), ("--participant", parsed.participant))
    arguments = [str(part) for name, values in options for value in values for part in (name, value)]
    config = ["--config", str(parsed.config)] if parsed.config else []
    here = Here(Catalogue(default_state_base()), arguments, [*config, *look_arguments(parsed)])
    return run_window(here, state, _look(parsed))


def _look(parsed: argparse.Namespace) -> Look:
    """A technician sits in the dark: dark unless another look is asked for."""
    look = look_of(parsed)
    return look if look.scheme is not None else replace(look, scheme=Scheme.DARK)


def _attach(parsed: argparse.Namespace) -> int:
    from room_console.ui.app import run_attached

    return run_attached(parsed.link, _look(parsed))


def _chair(parsed: argparse.Namespace) -> int:
    from room_console.ui.app import run_attached

    return run_attached(parsed.link, _look(parsed), is_chair=True)


def _account(parsed: argparse.Namespace) -> int:
    from room_console.core.accountcommand import run_account

    return run_account(parsed)


def _demo(parsed: argparse.Namespace) -> int:
    from room_console.rehearsal.command import run_demo

    return run_demo(parsed, look_arguments(parsed))


def _store(parsed: argparse.Namespace) -> int:
    from room_console.core.safekeeping.command import run_store

    return run_store(parsed)


def _meetings(parsed: argparse.Namespace) -> int:
    from room_console.core.catalogue.command import run_meetings

    return run_meetings(parsed)


def _devices(_: argparse.Namespace) -> int:
    from room_console.core.hall.listing import describe_devices

    print(describe_devices())
    return 0


def _participants(parsed: argparse.Namespace) -> int:
    from room_console.core.record.command import run_participants

    return run_participants(parsed)


def _minutes(parsed: argparse.Namespace) -> int:
    from room_console.core.chronicle.command import run_minutes

    return run_minutes(parsed)


def _schema(_: argparse.Namespace) -> int:
    from common.protocol.schema import json_schema

    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
