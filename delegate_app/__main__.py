"""`python -m delegate_app [LINK]`: the delegate app; with `--headless`, a delegate without a window.

`python -m delegate_app check [LINK]`: the readiness checks alone.
"""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence

from common.model.errors import ConferenceError
from common.ui.look import add_look_options, look_of
from delegate_app.core.headless.options import add_arguments, from_arguments

COMMAND = "check"
_EPILOG = "To check headset, camera, voice and network instead: delegate_app check --help"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == [COMMAND]:
        return _check(given[1:])
    parser = _parser()
    parsed = parser.parse_args(given)
    _log_to_terminal(parsed.verbose)
    if not parsed.headless:
        from delegate_app.ui.app import run

        return run(parsed.link, look_of(parsed), is_apart=parsed.new_window)
    if parsed.link is None:
        parser.error("--headless needs a LINK")
    return _headless(parsed)


def _check(arguments: Sequence[str]) -> int:
    from delegate_app.ui.checkcommand import check_parser, run_command

    parsed = check_parser().parse_args(arguments)
    _log_to_terminal(parsed.verbose)
    return run_command(parsed, lambda line: print(line, flush=True), sys.stderr)


def _log_to_terminal(is_verbose: bool) -> None:
    logging.basicConfig(
        level=logging.DEBUG if is_verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="delegate_app", description="Take part in a meeting from afar.", epilog=_EPILOG
    )
    parser.add_argument("link", nargs="?", metavar="LINK", help="the join link from your invitation")
    parser.add_argument("--headless", action="store_true", help="without a window")
    parser.add_argument("--new-window", action="store_true", help="beside a window that is open already")
    parser.add_argument("--verbose", action="store_true", help="log everything but secrets")
    add_look_options(parser.add_argument_group("the window"))
    add_arguments(parser.add_argument_group("with --headless"))
    return parser


def _headless(parsed: argparse.Namespace) -> int:
    from delegate_app.core.headless.process import run_process
    from delegate_app.core.headless.run import ExitCode

    try:
        return asyncio.run(run_process(from_arguments(parsed), lambda line: print(line, flush=True)))
    except ConferenceError as error:
        print(f"error: {error}", file=sys.stderr)
        return ExitCode.USAGE


if __name__ == "__main__":
    sys.exit(main())
