"""All peers, one after the other, so that none spoils another's figures; what cannot run is said with its reason."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.bench.sound.measure import measure
from tests.bench.sound.peers.base import Peer
from tests.bench.sound.plan import Plan
from tests.bench.sound.rig import PeerFailedError, rig
from tests.bench.sound.speech import Speech
from tests.helpers.impairedlink.link import LinkUnavailableError


async def measure_all(
    peers: Sequence[Peer], plan: Plan, speech: Speech, folder: Path, seed: int
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the figures of those that ran, and the reason for each that did not."""
    figures, missing = dict[str, Any](), dict[str, str]()
    for peer in peers:
        own = folder / peer.name
        shutil.rmtree(own, ignore_errors=True)
        own.mkdir(parents=True)
        print(f"{peer.name} ...", file=sys.stderr, flush=True)
        reason = peer.missing() or jack_missing()
        if reason is None:
            try:
                async with rig(own, seed) as made:
                    figures[peer.name] = await measure(made, peer, plan, speech)
            except (LinkUnavailableError, PeerFailedError, pytest.skip.Exception) as error:
                reason = str(error) or type(error).__name__
        if reason is not None:
            missing[peer.name] = reason
    return figures, missing


def jack_missing() -> str | None:
    """Say why there is no sound server; None if there is."""
    if not shutil.which("jackd") or not shutil.which("jack_lsp"):
        return "jackd2 or jack-tools is not installed"
    try:
        import jack  # noqa: F401
    except (ImportError, OSError):
        return "the Python package JACK-Client is not installed"
    return None
