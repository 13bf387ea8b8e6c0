"""What lies in a Maildir that takes everybody's mail."""

import email
import email.policy
import re
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

_TO = re.compile(rb"^Envelope-to: (\S+)", re.MULTILINE)


class Mails:
    """Reads the mails by the address that the server delivered them to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def counts(self) -> Counter[str]:
        """Count the mails of each address."""
        return Counter(_address(path.read_bytes()) for path in self._files())

    def of(self, address: str) -> list[EmailMessage]:
        """Return the mails of an address."""
        contents = [content for path in self._files() if _address(content := path.read_bytes()) == address]
        found = [email.message_from_bytes(content, policy=email.policy.default) for content in contents]
        return [mail for mail in found if isinstance(mail, EmailMessage)]

    def _files(self) -> list[Path]:
        folders = [self._folder / name for name in ("new", "cur")]
        return sorted(path for folder in folders if folder.is_dir() for path in folder.iterdir())


def _address(content: bytes) -> str:
    found = _TO.search(content)
    return found[1].decode() if found is not None else ""
