"""The settings of a public certificate."""

from typing import Annotated

from msgspec import Meta

from room_console.core.settings.section import Section


class AcmeSettings(Section, frozen=True, kw_only=True):
    """A certificate of a public authority for `server.public_host`, got and renewed by ACME (RFC 8555).

    Without it the console has an authority of its own, which join links name: nothing else is needed for the apps.
    """

    directory: Annotated[
        str,
        Meta(
            pattern=r"^(https://\S+)?\Z",
            max_length=300,
            description="Address of the authority's directory (`https://acme-v02.api.letsencrypt.org/directory`).",
        ),
    ] = ""
    agrees_to_terms: Annotated[
        bool, Meta(description="That you agree to the terms of service of that authority; without it nothing is asked.")
    ] = False
    email: Annotated[
        str,
        Meta(
            pattern=r"^([!-?A-~]+@[!-?A-~]+)?\Z",
            max_length=254,
            description="Where the authority may write to when a certificate nears its end.",
        ),
    ] = ""
    challenge_host: Annotated[
        str, Meta(max_length=253, description="Address on which its question is answered; `server.host` if empty.")
    ] = ""
    challenge_port: Annotated[
        int,
        Meta(
            ge=1,
            le=65_535,
            description="Port on which its question is answered, open while it asks. It always asks on port 80: "
            "elsewhere a router must lead from there to this one.",
        ),
    ] = 80
    certificates: Annotated[
        str,
        Meta(
            max_length=1024,
            description="File of certificates (PEM) that the directory's own is checked by, in "
            "the place of the system's: for an authority of your own house.",
        ),
    ] = ""
