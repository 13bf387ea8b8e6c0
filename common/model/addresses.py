"""Addresses as they are written: an IPv6 address stands in brackets before a port (RFC 3986, section 3.2.2)."""


def bracketed(host: str) -> str:
    """Write a host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def host_port(host: str, port: int | str) -> str:
    """Write `host:port`."""
    return f"{bracketed(host)}:{port}"
