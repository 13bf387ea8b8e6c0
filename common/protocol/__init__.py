"""Every message on the control link, by topic; described for people in docs/protocol.md."""

PROTOCOL_VERSION = 1
