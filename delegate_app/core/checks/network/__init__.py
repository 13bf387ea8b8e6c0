"""The network check: over the very path that the meeting uses, from the console's name to its bandwidth (R9)."""

from delegate_app.core.checks.network.check import NetworkCheck
from delegate_app.core.checks.network.checklink import open_check_link
from delegate_app.core.checks.network.ledger import NetworkProgress
from delegate_app.core.checks.network.outlook import media_path

__all__ = ["NetworkCheck", "NetworkProgress", "media_path", "open_check_link"]
