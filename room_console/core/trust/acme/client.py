"""One authority's directory, and requests to it: nonces, signatures, problems. aiohttp's errors become ours here."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.asymmetric import ec

from common.model.errors import ConferenceError, ErrorCode
from room_console.core.trust.acme.jose import public_jwk, signed

REQUEST_TIMEOUT_S = 30.0
MAX_ANSWER_BYTES = 256 * 1024
ATTEMPTS = 5
"""Of one request whose nonce was refused (RFC 8555, section 6.5)."""
BAD_NONCE = "urn:ietf:params:acme:error:badNonce"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the authority said. `location` is the address of what was made."""

    body: bytes
    location: str
    retry_after_s: float | None

    def json(self) -> dict[str, Any]:
        """Read the body. Raises: ConferenceError(`certificate`)."""
        try:
            found = json.loads(self.body)
        except ValueError as error:
            raise failed("its answer is not JSON") from error
        if not isinstance(found, dict):
            raise failed("its answer is not an object")
        return found


class AcmeClient:
    """Asks one authority, as one account. Thread: one loop's. Raises everywhere: ConferenceError(`certificate`)."""

    def __init__(self, session: aiohttp.ClientSession, directory: str, key: ec.EllipticCurvePrivateKey) -> None:
        self.key = key
        self._session = session
        self._directory_url = directory
        self._directory: dict[str, Any] = {}
        self._account = ""
        self._nonce = ""

    async def enter(self, email: str) -> None:
        """Read the directory, and make the account of this key where it has none: the terms are agreed to."""
        self._directory = (await self._send("GET", self._directory_url)).json()
        contact = {"contact": [f"mailto:{email}"]} if email else {}
        answer = await self.ask(self.place("newAccount"), {"termsOfServiceAgreed": True, **contact})
        self._account = answer.location

    def place(self, name: str) -> str:
        """Return where the directory says that something is asked for."""
        return secure(self._directory.get(name))

    async def ask(self, url: str, payload: Mapping[str, Any] | None = None) -> Answer:
        """Send a signed request; without a payload it only asks."""
        for _ in range(ATTEMPTS):
            nonce, self._nonce = self._nonce or await self._fresh_nonce(), ""
            who = {"kid": self._account} if self._account else {"jwk": public_jwk(self.key)}
            body = signed(self.key, {**who, "nonce": nonce, "url": url}, payload)
            try:
                return await self._send("POST", url, body)
            except _BadNonceError:
                continue
        raise failed("it refuses every nonce of its own")

    async def _fresh_nonce(self) -> str:
        await self._send("HEAD", self.place("newNonce"))
        nonce, self._nonce = self._nonce, ""
        return nonce

    async def _send(self, method: str, url: str, body: bytes | None = None) -> Answer:
        headers = {"Content-Type": "application/jose+json"} if body is not None else {}
        try:
            async with (
                asyncio.timeout(REQUEST_TIMEOUT_S),
                self._session.request(
                    method, secure(url), data=body, headers=headers, allow_redirects=False
                ) as response,
            ):
                content = await response.content.read(MAX_ANSWER_BYTES)
                self._nonce = response.headers.get("Replay-Nonce", "")
                after_s = _seconds(response.headers.get("Retry-After"))
                if response.status >= 300:
                    raise _problem(response.status, content, after_s)
                return Answer(content, response.headers.get("Location", ""), after_s)
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            raise failed(f"{type(error).__name__}: {error}"[:200]) from error


class _BadNonceError(ConferenceError):
    """The nonce was too old: the next one came along."""


@asynccontextmanager
async def acme_session(certificates: str) -> AsyncIterator[aiohttp.ClientSession]:
    """Have a session that checks the directory's own certificate, by a file of certificates or by the system's."""
    try:
        context = await asyncio.to_thread(ssl.create_default_context, cafile=certificates or None)
    except (OSError, ValueError) as error:
        raise failed(f"{certificates}: {error}") from error
    connector = aiohttp.TCPConnector(ssl=context, limit=1)
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=True
    ) as session:
        yield session


def failed(detail: str, retry_after_s: float | None = None) -> ConferenceError:
    """Make the error of an authority that gives no certificate."""
    return ConferenceError(ErrorCode.CERTIFICATE, f"the public authority: {detail}", retry_after_s)


def secure(url: object) -> str:
    """Return an address that is HTTPS. Raises: ConferenceError(`certificate`)."""
    if not isinstance(url, str) or not url.startswith("https://"):
        raise failed("it names an address that is none of HTTPS")
    return url


def _problem(status: int, content: bytes, retry_after_s: float | None) -> ConferenceError:
    """Read a problem document (RFC 7807)."""
    try:
        document = json.loads(content)
        kind, detail = str(document.get("type", "")), str(document.get("detail", ""))
    except (ValueError, AttributeError):
        kind, detail = "", ""
    if kind == BAD_NONCE:
        return _BadNonceError(ErrorCode.CERTIFICATE, detail)
    return failed(f"{status} {kind.rpartition(':')[2]} {detail}"[:300], retry_after_s)


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isascii() and text.isdigit() else None
