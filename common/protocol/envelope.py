"""What every message has, and the messages about the link itself."""

from typing import Annotated, TypeAlias

import msgspec

from common.model.errors import ErrorCode

Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]
Measure: TypeAlias = Annotated[float, msgspec.Meta(ge=0)]
Title: TypeAlias = Annotated[str, msgspec.Meta(max_length=120)]
"""What an honest client sends as a counter, a measured value and a name; anything else is malformed."""


class Message(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=False):
    """Base of all messages. Unknown fields are ignored, so that a newer end can add some."""


class Request(Message, frozen=True, kw_only=True):
    """A message from the client that is answered, by `ref`, with `Done`, `Refused` or the answer its page names.

    `ref` is chosen by the client, growing within a connection; 0 asks for no answer.
    """

    ref: Count = 0


class Done(Message, frozen=True, tag="done"):
    """Console to client: the request was carried out and is kept on disk."""

    ref: int


class Refused(Message, frozen=True, tag="refused"):
    """Console to client: the request changed nothing."""

    ref: int
    code: ErrorCode
    detail: str = ""
    retry_after_s: float | None = None


class Ping(Request, frozen=True, tag="ping"):
    """Client to console, every 2 s, or as the last `Pong` wants it: answered by `Pong`."""


class Pong(Message, frozen=True, tag="pong"):
    """Console to client. `now_ms` is the console's clock: milliseconds since the Unix epoch, UTC.

    The next ping is wanted in `again_in_s`: sooner in a small meeting and from who speaks, later in a large one.
    `is_line_thin`: the client's downlink has come to a line with no room for pictures, and carries none.
    """

    ref: int
    now_ms: int
    again_in_s: float = 2.0
    is_line_thin: bool = False


class Bye(Message, frozen=True, tag="bye"):
    """Either way, last before closing. `may_return` tells a client whether to reattach by itself."""

    code: ErrorCode | None = None
    may_return: bool = False
