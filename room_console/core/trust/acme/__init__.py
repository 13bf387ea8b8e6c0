"""A client of ACME (RFC 8555): a certificate of a public authority, proved by an answer over HTTP (http-01)."""
