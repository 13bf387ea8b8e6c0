"""`delegate_app check [LINK]`: the checks as a command, with a window or without, with an exit code by the verdict."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TextIO

from common.model.errors import ConferenceError
from common.ui.look import add_look_options, look_of
from delegate_app.core.checks.state import CheckState, Step
from delegate_app.core.headless.check import CheckExit, CheckOptions, exit_of, report_json, run_check
from delegate_app.core.headless.options import INPUTS, OUTPUTS
from delegate_app.ui.checktext import delivery_sentence, report_text, text_to_read, translate
from delegate_app.ui.display import has_display

_EPILOG = "Exit code: 0 good, 1 warnings, 2 problems, 3 the check could not be done."
Say = Callable[[str], None]


class CheckParser(argparse.ArgumentParser):
    """A parser whose usage errors do not look like the verdict `problems`."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, and exit with NOT_DONE."""
        self.print_usage(sys.stderr)
        self.exit(CheckExit.NOT_DONE, f"{self.prog}: error: {message}\n")


def check_parser() -> CheckParser:
    """Make the parser of the command."""
    parser = CheckParser(
        prog="delegate_app check", description="Check headset, camera, voice and network.", epilog=_EPILOG
    )
    parser.add_argument("link", nargs="?", metavar="LINK", help="a join link; without it, that of the last meeting")
    parser.add_argument("--no-window", action="store_true", help="in the terminal, with no key to press")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report as JSON")
    parser.add_argument("--text", type=Path, metavar="FILE", help="write the report as text, for your IT")
    parser.add_argument("--verbose", action="store_true", help="log everything but secrets")
    add_look_options(parser.add_argument_group("the window"))
    alone = parser.add_argument_group("with --no-window; without these, this machine's devices")
    alone.add_argument("--audio-in", metavar="F", help=INPUTS)
    alone.add_argument("--audio-out", metavar="F", help=OUTPUTS)
    alone.add_argument("--camera", metavar="NAME", help="device, file or test:")
    return parser


def run_command(parsed: argparse.Namespace, out: Say, err: TextIO) -> int:
    """Carry the command out and return its exit code; what is to be known is given to `out`."""
    try:
        if parsed.no_window:
            return _in_terminal(parsed, out)
        if not has_display():
            err.write("error: there is no display for a window; use --no-window\n")
            return CheckExit.NOT_DONE
        from delegate_app.ui.app import run_check as run_window

        return run_window(parsed.link, look_of(parsed), lambda checks: _end(checks, parsed, err))
    except ConferenceError as error:
        err.write(f"error: {error}\n")
        return CheckExit.NOT_DONE


def _in_terminal(parsed: argparse.Namespace, out: Say) -> int:
    options = CheckOptions(parsed.link, parsed.audio_in, parsed.audio_out, parsed.camera)
    checks = asyncio.run(run_check(options, Prompter(out).note))
    if checks is None or checks.report is None:
        return CheckExit.NOT_DONE
    write_reports(checks, parsed.json, parsed.text)
    out(report_text(checks.report, checks.target).rstrip())
    if sentence := delivery_sentence(checks.delivery):
        out(sentence)
    return exit_of(checks.report)


def _end(checks: CheckState, parsed: argparse.Namespace, err: TextIO) -> int:
    try:
        write_reports(checks, parsed.json, parsed.text)
    except ConferenceError as error:
        err.write(f"error: {error}\n")
        return CheckExit.NOT_DONE
    return exit_of(checks.report)


def write_reports(checks: CheckState, as_json: Path | None, as_text: Path | None) -> None:
    """Write the report that there is. Raises: UserError(`disk`)."""
    from delegate_app.ui.savedfile import save_text

    report = checks.report
    if report is None:
        return
    if as_json is not None:
        save_text(as_json, json.dumps(report_json(report, checks.target, checks.delivery), indent=2) + "\n")
    if as_text is not None:
        save_text(as_text, report_text(report, checks.target))


class Prompter:
    """Tells whoever sits at the terminal what to do now, each thing once."""

    def __init__(self, out: Say) -> None:
        self._out = out
        self._told: set[str] = set()

    def note(self, checks: CheckState) -> None:
        """Take a new state."""
        if checks.is_recording and checks.step is Step.SILENCE:
            self._tell(translate("Check", "Be silent: your room is being listened to."))
        elif checks.is_recording:
            self._tell(translate("Check", "Now read aloud: {text}").format(text=text_to_read()))
        elif checks.is_playing:
            self._tell(translate("Check", "This is how you are heard."))
        elif checks.step is Step.NETWORK and checks.network.is_running:
            self._tell(translate("Check", "The network is being measured."))

    def _tell(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._out(text)
