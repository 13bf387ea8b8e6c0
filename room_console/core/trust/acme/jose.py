"""Signed requests: JSON Web Signatures (RFC 7515) by an elliptic key (ES256, RFC 7518). Pure."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

COORDINATE_BYTES = 32
"""Of a point on P-256."""


def base64url(data: bytes) -> str:
    """Encode without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def public_jwk(key: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """Return the public half of a key on P-256 (RFC 7517)."""
    numbers = key.public_key().public_numbers()
    x, y = (base64url(n.to_bytes(COORDINATE_BYTES)) for n in (numbers.x, numbers.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def thumbprint(key: ec.EllipticCurvePrivateKey) -> str:
    """Return the thumbprint of a key (RFC 7638)."""
    canonical = json.dumps(public_jwk(key), sort_keys=True, separators=(",", ":"))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(canonical.encode())
    return base64url(digest.finalize())


def signed(key: ec.EllipticCurvePrivateKey, header: Mapping[str, Any], payload: Mapping[str, Any] | None) -> bytes:
    """Sign a request; without a payload it is one that only asks (RFC 8555, section 6.3)."""
    protected = base64url(json.dumps({"alg": "ES256", **header}).encode())
    body = "" if payload is None else base64url(json.dumps(payload).encode())
    r, s = decode_dss_signature(key.sign(f"{protected}.{body}".encode(), ec.ECDSA(hashes.SHA256())))
    signature = base64url(r.to_bytes(COORDINATE_BYTES) + s.to_bytes(COORDINATE_BYTES))
    return json.dumps({"protected": protected, "payload": body, "signature": signature}).encode()
