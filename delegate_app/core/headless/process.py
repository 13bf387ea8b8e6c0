"""A delegate without a window as a process: signals, the terminal, the real parts."""

import asyncio
import getpass
import signal
from collections.abc import Callable

from common.aio.realtime import favour_sound
from delegate_app.core.build import headless_delegate
from delegate_app.core.headless.codes import AskForCode, OutboxCodes
from delegate_app.core.headless.kit import HeadlessKit
from delegate_app.core.headless.options import HeadlessOptions
from delegate_app.core.headless.run import ExitCode, HeadlessRun
from delegate_app.core.state import CodePrompt
from delegate_app.core.workers import in_thread


async def run_process(options: HeadlessOptions, say: Callable[[str], None]) -> ExitCode:
    """Run to the end, or to SIGINT or SIGTERM. Raises: UserError(`link_invalid`, `device`, `disk`)."""
    favour_sound()
    client = headless_delegate(HeadlessKit(options))
    run = HeadlessRun(options, client, _code_source(options), say)
    on_end_signals(run.stop)
    return await run.run()


def on_end_signals(act: Callable[[], object]) -> None:
    """Call `act` on the running loop at SIGINT and SIGTERM, on Windows too."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, act)
        except NotImplementedError:
            signal.signal(number, lambda _number, _frame: loop.call_soon_threadsafe(act))


def _code_source(options: HeadlessOptions) -> AskForCode:
    if options.code_from is not None:
        return OutboxCodes(options.code_from, options.code_to)
    return ask_on_terminal


async def ask_on_terminal(prompt: CodePrompt) -> str:
    """Ask whoever sits at the terminal, without showing the code."""
    wrong = f" ({prompt.error})" if prompt.error else ""
    question = f"code sent to {prompt.sent_to}, {prompt.tries_left} tries left{wrong}: "
    return await in_thread(lambda: getpass.getpass(question))
