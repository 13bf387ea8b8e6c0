"""`python -m tests.bench.joins.plaincore core …`: the console's core with a door without TLS, to see what TLS costs."""

import ssl
import sys
from unittest.mock import patch

from room_console.__main__ import main
from room_console.core.control import server


def no_context(*_: object) -> ssl.SSLContext | None:
    """Have no certificate to show."""
    return None


if __name__ == "__main__":
    with patch.object(server, "server_context", no_context):
        sys.exit(main())
