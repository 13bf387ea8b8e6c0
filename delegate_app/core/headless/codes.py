"""The one-time code of a delegate without a window: from the outbox folder, or asked of whoever sits there."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from common.model.errors import ErrorCode, UserError
from delegate_app.core.state import CodePrompt

WAIT_S = 60.0
POLL_S = 0.25
_CODE = re.compile(r"(?<!\d)(\d{6})\s*$", re.MULTILINE)

AskForCode = Callable[[CodePrompt], Awaitable[str]]
"""Find or ask for the code. Raises: UserError(`timeout`)."""


class OutboxCodes:
    """Finds the newest code mailed to an address, which may be masked (`a…@example.org`); gives none twice."""

    def __init__(self, folder: Path, address: str | None = None, wait_s: float = WAIT_S) -> None:
        self._folder = folder
        self._address = address
        self._wait_s = wait_s
        self._given: set[Path] = set()

    async def __call__(self, prompt: CodePrompt) -> str:
        """Wait for a code and return it. Raises: UserError(`timeout`)."""
        try:
            async with asyncio.timeout(self._wait_s):
                while True:
                    if code := self.newest(self._address or prompt.sent_to):
                        return code
                    await asyncio.sleep(POLL_S)
        except TimeoutError as error:
            raise UserError(ErrorCode.TIMEOUT, f"no code for {prompt.sent_to} in {self._folder}") from error

    def newest(self, address: str) -> str | None:
        """Return the newest code that was not given yet, if there is one."""
        for path in sorted(self._folder.glob("*.eml"), reverse=True):
            if path not in self._given and (code := _code_in(path, address)):
                self._given.add(path)
                return code
        return None


def _code_in(path: Path, address: str) -> str | None:
    try:
        mail = message_from_bytes(path.read_bytes(), policy=default)
    except OSError:
        return None
    body = mail.get_body(("plain",)) if isinstance(mail, EmailMessage) else None
    if body is None or not _is_for(str(mail["To"]), address):
        return None
    found = _CODE.search(body.get_content())
    return found[1] if found else None


def _is_for(to: str, address: str) -> bool:
    beginning, mark, end = address.partition("…")
    to = to.strip().strip("<>")
    return to.startswith(beginning) and to.endswith(end) if mark else to == address
