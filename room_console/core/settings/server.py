"""The settings of the control server."""

from typing import Annotated

from msgspec import Meta

from common.control.joinlink import DEFAULT_PORT
from room_console.core.settings.section import Section


class ServerSettings(Section, frozen=True, kw_only=True):
    """Where the control link listens."""

    host: Annotated[
        str, Meta(min_length=1, max_length=253, description="Address to listen on; `0.0.0.0` is every interface.")
    ] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535, description="TCP port to listen on; 0 takes a free one.")] = DEFAULT_PORT
    public_host: Annotated[
        str, Meta(max_length=253, description="Name or address that join links name; `host` if empty.")
    ] = ""
    app_url: Annotated[
        str,
        Meta(
            pattern=r"^(https://[!-~]+)?\Z",
            max_length=1024,
            description="Page on which participants get the app; the page that a mail leads to names it.",
        ),
    ] = ""
