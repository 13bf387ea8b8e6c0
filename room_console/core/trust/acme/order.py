"""One certificate from order to download (RFC 8555, section 7.4)."""

import asyncio
import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from common.aio.clock import Clock
from room_console.core.certificates import key_pem, write_private
from room_console.core.settings import Settings
from room_console.core.trust.acme.challenge import answering
from room_console.core.trust.acme.client import AcmeClient, acme_session, failed, secure
from room_console.core.trust.acme.jose import base64url, thumbprint
from room_console.core.trust.authority import plain_name
from room_console.core.trust.identity import Held, read_held

ACCOUNT_FILE = "account-key.pem"
POLL_S = 1.0
MOST_POLLS = 60
HTTP_01 = "http-01"


async def obtain(settings: Settings, folder: Path, clock: Clock) -> Held:
    """Get a certificate for the console's public name, with a key of its own; the account's key is kept in `folder`.

    Raises: ConferenceError(`certificate`), OSError.
    """
    acme = settings.acme
    if not is_host_name(settings.server.public_host):
        raise failed("server.public_host is no name that it could certify")
    name = plain_name(settings.server.public_host)
    account = await asyncio.to_thread(_account_key, folder / ACCOUNT_FILE)
    async with acme_session(acme.certificates) as session:
        client = AcmeClient(session, acme.directory, account)
        await client.enter(acme.email)
        order = _Order(client, clock)
        await order.place(name)
        await order.prove(acme.challenge_host or settings.server.host, acme.challenge_port)
        return await order.collect(name)


def is_host_name(text: str) -> bool:
    """Tell whether this is a name with a domain, not an address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return _is_plain_with_domain(text)
    return False


def _is_plain_with_domain(text: str) -> bool:
    try:
        return "." in plain_name(text).strip(".")
    except ValueError:
        return False


class _Order:
    """One order. Its methods are called in the order in which they stand."""

    def __init__(self, client: AcmeClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._url = ""
        self._order: dict[str, Any] = {}

    async def place(self, name: str) -> None:
        """Order a certificate."""
        identifiers = [{"type": "dns", "value": name}]
        answer = await self._client.ask(self._client.place("newOrder"), {"identifiers": identifiers})
        self._url, self._order = secure(answer.location), answer.json()

    async def prove(self, host: str, port: int) -> None:
        """Prove that the name leads here."""
        answers: dict[str, str] = {}
        async with answering(host, port, answers):
            for url in self._order.get("authorizations", ()):
                await self._prove_one(secure(url), answers)

    async def collect(self, name: str) -> Held:
        """Have a new key certified, and return both."""
        key = await asyncio.to_thread(ec.generate_private_key, ec.SECP256R1())
        request = (
            x509.CertificateSigningRequestBuilder()
            .subject_name(x509.Name([]))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .sign(key, hashes.SHA256())
        )
        csr = base64url(request.public_bytes(serialization.Encoding.DER))
        await self._client.ask(secure(self._order.get("finalize")), {"csr": csr})
        order = await self._settled(self._url, {"processing", "ready", "pending"})
        answer = await self._client.ask(secure(order.get("certificate")))
        try:
            held = read_held(key_pem(key), answer.body)
        except (ValueError, IndexError) as error:
            raise failed(f"its certificate can't be used: {error}") from error
        if name not in held.names():
            raise failed("its certificate is for another name")
        return held

    async def _prove_one(self, url: str, answers: dict[str, str]) -> None:
        authorization = (await self._client.ask(url)).json()
        if authorization.get("status") == "valid":
            return
        challenge = next((c for c in authorization.get("challenges", ()) if c.get("type") == HTTP_01), None)
        if challenge is None:
            raise failed("it does not ask over HTTP")
        token = str(challenge.get("token"))
        answers[token] = f"{token}.{thumbprint(self._client.key)}"
        await self._client.ask(secure(challenge.get("url")), {})
        await self._settled(url, {"pending", "processing"})

    async def _settled(self, url: str, waiting: set[str]) -> dict[str, Any]:
        """Ask until something is valid. Raises: ConferenceError(`certificate`) where it becomes anything else."""
        for _ in range(MOST_POLLS):
            answer = await self._client.ask(url)
            found = answer.json()
            if found.get("status") == "valid":
                return found
            if found.get("status") not in waiting:
                raise failed(_why(found))
            await self._clock.sleep(min(answer.retry_after_s or POLL_S, 10 * POLL_S))
        raise failed("it did not come to an end")


def _why(found: Mapping[str, Any]) -> str:
    errors = [found.get("error"), *(c.get("error") for c in found.get("challenges", ()))]
    details = [str(e.get("detail")) for e in errors if isinstance(e, Mapping)]
    return f"{found.get('status')}: {'; '.join(details)}"[:300]


def _account_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Return the account's key; make it where there is none. Raises: ConferenceError(`certificate`), OSError."""
    if not path.exists():
        write_private(path, key_pem(ec.generate_private_key(ec.SECP256R1())))
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise failed(f"{path}: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise failed(f"{path} is no key of ours")
    return key
