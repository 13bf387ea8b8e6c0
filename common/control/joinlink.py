"""The join link: where the console is, which certificate it shows, and the token.

`hemicycle://HOST:PORT/MEETING#TOKEN.FINGERPRINT`. Token and fingerprint stand behind the `#`, which is sent to no
server (RFC 3986, section 3.5). The fingerprint is the SHA-256 of the console's certificate (DER), in hexadecimal.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from common.model.addresses import host_port
from common.model.errors import ErrorCode, UserError
from common.model.ids import MeetingId

SCHEME = "hemicycle"
DEFAULT_PORT = 8443
_FRAGMENT = re.compile(r"([A-Za-z0-9_-]{22,128})\.([0-9a-f]{64})")
_MEETING = re.compile(r"[a-z0-9-]{1,64}")
MAX_LINK_CHARACTERS = 1024


@dataclass(frozen=True, slots=True)
class JoinLink:
    """A join link, taken apart. The token does not show in `repr`."""

    host: str
    port: int
    meeting: MeetingId
    token: str = field(repr=False)
    fingerprint: bytes

    def __str__(self) -> str:
        place = host_port(self.host, self.port)
        return f"{SCHEME}://{place}/{self.meeting}#{self.token}.{self.fingerprint.hex()}"

    @property
    def url(self) -> str:
        """The WebSocket's address, which holds no secret."""
        return f"wss://{host_port(self.host, self.port)}/control/{self.meeting}"


def parse_join_link(text: str) -> JoinLink:
    """Take a link apart, as clicked or as pasted with blanks and line ends around and inside.

    Raises: UserError(`link_invalid`).
    """
    compact = "".join(text.split())
    if len(compact) > MAX_LINK_CHARACTERS:
        raise UserError(ErrorCode.LINK_INVALID, "too long")
    try:
        parts = urlsplit(compact)
        host, port = parts.hostname, parts.port or DEFAULT_PORT
    except ValueError as error:
        raise UserError(ErrorCode.LINK_INVALID, "not an address") from error
    secret = _FRAGMENT.fullmatch(parts.fragment)
    meeting = parts.path.strip("/")
    if parts.scheme != SCHEME or not host or secret is None or not _MEETING.fullmatch(meeting):
        raise UserError(ErrorCode.LINK_INVALID, "not a join link")
    return JoinLink(host, port, MeetingId(meeting), secret[1], bytes.fromhex(secret[2]))
