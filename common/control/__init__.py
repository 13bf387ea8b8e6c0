"""The control link, both ends: a WebSocket on TLS that carries the protocol, and a client that reattaches."""
