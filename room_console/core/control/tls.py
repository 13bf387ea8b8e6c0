"""TLS of the control server: its settings, and other certificates for those who come from now on."""

import ssl

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.certificates import TlsFiles


def server_context(files: TlsFiles) -> ssl.SSLContext:
    """Make the server's TLS settings: version 1.2 at least. Raises: ConferenceError(`certificate`).

    No tickets: with an elliptic key, to make them costs as much as resuming by one spares (docs/decisions/0671).
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.num_tickets = 0
    context.options |= ssl.OP_NO_RENEGOTIATION
    use_files(context, files)
    return context


def use_files(context: ssl.SSLContext, files: TlsFiles) -> None:
    """Show these certificates from the next handshake on; links that are up stay. Raises: ConferenceError."""
    try:
        context.load_cert_chain(files.certificate, files.key)
    except (OSError, ValueError) as error:
        raise ConferenceError(ErrorCode.CERTIFICATE, f"{files.certificate}: {error}") from error
