"""Bandwidth by the public ndt7 protocol (v0.11): its server, on the control server's own port, never without bounds."""
