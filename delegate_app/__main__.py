"""`python -m delegate_app [LINK]`: the delegate app; with `--headless`, a delegate without a window."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence

from common.model.errors import ConferenceError
from common.ui.look import add_look_options, look_of
from delegate_app.core.headless.options import add_arguments, from_arguments


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; return its exit code."""
    parser = _parser()
    parsed = parser.parse_args(arguments)
    logging.basicConfig(
        level=logging.DEBUG if parsed.verbose else logging.WARNING,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    if not parsed.headless:
        from delegate_app.ui.app import run

        return run(parsed.link, look_of(parsed))
    if parsed.link is None:
        parser.error("--headless needs a LINK")
    return _headless(parsed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="delegate_app", description="Take part in a meeting from afar.")
    parser.add_argument("link", nargs="?", metavar="LINK", help="the join link from your invitation")
    parser.add_argument("--headless", action="store_true", help="without a window")
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
