"""A real authority that speaks ACME (Debian's pebble), with names that all lead to this machine."""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.helpers.certificates import make_certificates

START_S = 40.0


@dataclass(frozen=True)
class Authority:
    """Where it is, the file that its own certificate is checked by, and the port on which it asks its question."""

    directory: str
    certificates: Path
    challenge_port: int
    management: str
    client: ssl.SSLContext

    async def root(self) -> bytes:
        """Return the certificate that it issues under (PEM)."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.management}/roots/0", ssl=self.client) as got,
        ):
            return await got.read()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextlib.asynccontextmanager
async def pebble(folder: Path) -> AsyncIterator[Authority]:
    """Run pebble, which refuses a nonce now and then to try its clients; skipped where it is not installed."""
    programs = [shutil.which(name) for name in ("pebble", "pebble-challtestsrv")]
    if None in programs:
        pytest.skip("needs pebble")
    own = make_certificates(folder, "127.0.0.1")
    listens, manages, asks, names, answers = (free_port() for _ in range(5))
    config = {
        "listenAddress": f"127.0.0.1:{listens}",
        "managementListenAddress": f"127.0.0.1:{manages}",
        "certificate": str(folder / "certificate.pem"),
        "privateKey": str(folder / "key.pem"),
        "httpPort": asks,
        "tlsPort": free_port(),
        "ocspResponderURL": "",
        "externalAccountBindingRequired": False,
    }
    (folder / "pebble.json").write_text(json.dumps({"pebble": config}))
    dns = [str(programs[1]), "-dns01", f"127.0.0.1:{names}", "-management", f"127.0.0.1:{answers}"]
    dns += ["-http01", "", "-https01", "", "-tlsalpn01", "", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""]
    acme = [str(programs[0]), "-config", str(folder / "pebble.json"), "-dnsserver", f"127.0.0.1:{names}"]
    environment = {**os.environ, "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_AUTHZREUSE": "0", "PEBBLE_WFE_NONCEREJECT": "15"}
    authority = Authority(
        f"https://127.0.0.1:{listens}/dir",
        folder / "certificate.pem",
        asks,
        f"https://127.0.0.1:{manages}",
        own.client,
    )
    async with running(dns, environment), running(acme, environment):
        await _until_it_answers(authority)
        yield authority


@contextlib.asynccontextmanager
async def running(command: list[str], environment: dict[str, str]) -> AsyncIterator[None]:
    """Run a program in silence."""
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=nowhere, stderr=nowhere)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _until_it_answers(authority: Authority) -> None:
    async with asyncio.timeout(START_S), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(authority.directory, ssl=authority.client) as got:
                    if got.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
