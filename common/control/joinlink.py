"""The join link: where the console is, whom it must prove to be, and the token.

`hemicycle://HOST:PORT/MEETING#TOKEN.FINGERPRINT`. Token and fingerprint stand behind the `#`, which is sent to no
server (RFC 3986, section 3.5). The fingerprint is the SHA-256 of the certificate (DER) of the console's authority, in
hexadecimal; without it (`#TOKEN`) the console proves its name by what the system trusts. See `common.control.trust`.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from common.model.addresses import host_port
from common.model.errors import ErrorCode, UserError
from common.model.ids import MeetingId

SCHEME = "hemicycle"
DEFAULT_PORT = 8443
WHICHEVER = MeetingId("")
"""The meeting that the console at a place serves, for who does not know its name."""
_FRAGMENT = re.compile(r"([A-Za-z0-9_-]{22,128})(?:\.([0-9a-f]{64}))?")
_PRINT_ALONE = re.compile(r"(?:\.([0-9a-f]{64}))?")
_MEETING = re.compile(r"[a-z0-9-]{1,64}")
MAX_LINK_CHARACTERS = 1024
MAX_PASTED_CHARACTERS = 16 * 1024
"""Of a text in which a link is looked for."""
_LINK = re.compile(rf"{SCHEME}://[^<>\"“”«»]*", re.IGNORECASE)
_AROUND = ".,;!?)'’"
"""What a sentence puts behind a link."""
_SECRET_AND_MORE = re.compile(r"(#[A-Za-z0-9_-]{22,128}\.[0-9a-f]{64}).*")


@dataclass(frozen=True, slots=True)
class JoinLink:
    """A join link, taken apart. The token does not show in `repr`.

    An empty `fingerprint` leaves trust to the system. Without a `token` it names a console only, where staff sign in.
    """

    host: str
    port: int
    meeting: MeetingId
    token: str = field(repr=False)
    fingerprint: bytes

    def __str__(self) -> str:
        place = f"{SCHEME}://{host_port(self.host, self.port)}/{self.meeting}"
        secret = f"{self.token}.{self.fingerprint.hex()}" if self.fingerprint else self.token
        return f"{place}#{secret}" if secret else place

    @property
    def url(self) -> str:
        """The WebSocket's address, which holds no secret."""
        place = f"wss://{host_port(self.host, self.port)}/control"
        return f"{place}/{self.meeting}" if self.meeting else place


def parse_join_link(text: str) -> JoinLink:
    """Take a link apart, as clicked or as pasted: with blanks and line ends inside, in brackets, in its mail.

    Raises: UserError(`link_invalid`).
    """
    host, port, meeting, fragment = _split(text)
    secret = _FRAGMENT.fullmatch(fragment)
    if secret is None or not meeting:
        raise _no_link()
    return JoinLink(host, port, meeting, secret[1], bytes.fromhex(secret[2] or ""))


def parse_console_link(text: str) -> JoinLink:
    """Take apart what staff attach by: `HOST[:PORT]`, a link without a token, or a join link.

    Raises: UserError(`link_invalid`).
    """
    place = text if f"{SCHEME}:" in text else f"{SCHEME}://{text.strip()}"
    host, port, meeting, fragment = _split(place)
    if (alone := _PRINT_ALONE.fullmatch(fragment)) is not None:
        return JoinLink(host, port, meeting, "", bytes.fromhex(alone[1] or ""))
    return parse_join_link(text)


def _split(text: str) -> tuple[str, int, MeetingId, str]:
    """Return host, port, meeting (which may be empty) and what stands behind the `#`."""
    compact = _link_in(text)
    if len(compact) > MAX_LINK_CHARACTERS:
        raise UserError(ErrorCode.LINK_INVALID, "too long")
    try:
        parts = urlsplit(compact)
        host, port = parts.hostname, parts.port or DEFAULT_PORT
    except ValueError as error:
        raise UserError(ErrorCode.LINK_INVALID, "not an address") from error
    meeting = parts.path.strip("/")
    if parts.scheme != SCHEME or not host or (meeting and not _MEETING.fullmatch(meeting)):
        raise _no_link()
    return host, port, MeetingId(meeting), parts.fragment


def _link_in(text: str) -> str:
    """Return the link that a text holds, without what mail programs and people put into and around it."""
    seen = (c for c in text[:MAX_PASTED_CHARACTERS] if not c.isspace() and unicodedata.category(c) != "Cf")
    compact = "".join(seen).replace("%23", "#")
    found = _LINK.search(compact)
    link = (found[0] if found else compact).rstrip(_AROUND)
    return _SECRET_AND_MORE.sub(r"\1", link)


def _no_link() -> UserError:
    return UserError(ErrorCode.LINK_INVALID, "not a join link")
