"""What the server's end grants to those who connect. One place for every figure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the control link's server; the defaults carry 3,000 participants."""

    connections: int = 4_000
    """Open sockets in all."""
    connections_per_address: int = 1_000
    """Many delegates may share one address behind a translating router."""
    pending: int = 1_024
    """Sockets that have not shown a valid token yet; past it the oldest of the busiest address goes."""
    grace_s: float = 3.0
    """Before this, a pending socket makes no room for others of its own address: after a restart all come at once."""
    handshake_s: float = 5.0
    hello_s: float = 10.0
    """From the accepted socket to an accepted `Hello`."""
    silence_s: float = 10.0
    """A client pings every 2 s; one that is silent for so long is detached."""
    send_s: float = 10.0
    """For one message to leave, before a slow reader is dropped."""
    queued_messages: int = 1_024
    """To one client, before it is dropped as too slow."""
    queued_requests: int = 64
    """Of one client, before `busy`."""
    handle_s: float = 5.0
    """For the request in hand to end when its link has gone."""
    close_s: float = 1.0
    """For what is queued to leave when a link is closed."""
    requests_per_s: float = 20.0
    request_burst: int = 60
    excess_per_s: float = 2.0
    excess_burst: int = 100
    """Requests refused as `too_fast` before the link is closed."""
    test_s: float = 10.0
    """Of one bandwidth test (ndt7 has it so)."""
    test_late_s: float = 3.0
    """What its client may take longer to send what it has, and to answer a goodbye."""
