"""The network check in networks as hotels have them: no UDP, a relay with a strange certificate, no network at all."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.bench.readiness.site import ROOT, Site, site
from tests.helpers.certificates import make_certificates
from tests.helpers.impairedlink.fate import Impairment
from tests.helpers.impairedlink.link import ImpairedLink, link_or_skip
from tests.helpers.impairedlink.tun import LINE
from tests.helpers.relay import SECRET, block, coturn, urls
from tests.helpers.soundservers import wait_for

pytestmark = [pytest.mark.flaky(reruns=2), pytest.mark.patient]
LONGEST_S = 30.0
RELAYS = """
[media]
relay_urls = {urls}
relay_secret_file = "{secret}"
"""
FLOW_BEGUN_PACKETS = 250


@contextmanager
def console_and_relay(folder: Path) -> Iterator[tuple[ImpairedLink, Site]]:
    """Have a console with a relay beside it, behind a line of 20 ms there and back."""
    with link_or_skip("hall", "remote") as link:
        link.impair("remote", Impairment(delay_ms=10))
        address = link.address("hall")
        make_certificates(folder, address)
        secret = folder / "secret"
        secret.write_text(SECRET)
        secret.chmod(0o600)
        more = RELAYS.format(urls=json.dumps(list(urls(address).values())), secret=secret)
        with (
            coturn(link.on("hall"), address, folder / "certificate.pem", folder / "key.pem", folder),
            site(folder, link.on("hall"), link.on("remote"), address, more) as made,
        ):
            yield link, made


def begun(made: Site, trusted: Path | None = None) -> "subprocess.Popen[str]":
    """Begin a check on the remote host, which trusts one authority more."""
    command = [*made.on_remote, sys.executable, "-m", "tests.bench.readiness.child", "check", made.link]
    trust = {"SSL_CERT_FILE": str(trusted)} if trusted else {}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | trust)


def ended(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """Wait for its end; return the results by name."""
    output, _ = process.communicate(timeout=90)
    said = json.loads(output)
    assert said["took_s"] < LONGEST_S
    return {result["name"]: result for result in said["results"]}


def outcomes(results: dict[str, Any], names: Sequence[str]) -> list[tuple[str, str]]:
    """Return verdicts and findings."""
    return [(results[name]["verdict"], results[name]["finding"]) for name in names]


WAYS = ("udp", "relay_udp", "relay_tcp", "relay_tls")
GOOD, BLOCKED = ("pass", "good"), ("warn", "blocked")


@pytest.mark.timeout(150)
def test_without_udp_it_says_so_and_measures_over_the_relay_that_will_be_used(tmp_path: Path) -> None:
    with console_and_relay(tmp_path) as (link, made):
        for host in ("hall", "remote"):
            block(link.on(host), ("ipproto", "udp"))
        results = ended(begun(made, tmp_path / "certificate.pem"))
    assert outcomes(results, WAYS) == [BLOCKED, BLOCKED, GOOD, GOOD]
    assert {results[name]["text"] for name in ("round_trip", "jitter", "loss")} == {"relay_tcp"}
    assert 20 <= results["round_trip"]["value"] < 80
    assert outcomes(results, ("loss", "down", "up")) == [GOOD, GOOD, GOOD]


@pytest.mark.timeout(150)
def test_each_relay_is_tried_and_one_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    with console_and_relay(tmp_path) as (_, made):
        results = ended(begun(made))
    assert outcomes(results, WAYS) == [GOOD, GOOD, GOOD, ("warn", "wrong_certificate")]
    assert all(20 <= results[name]["value"] < 80 for name in WAYS[:3])
    assert results["loss"]["text"] == "direct"


@pytest.mark.timeout(150)
def test_a_network_that_is_missing_or_goes_away_is_what_is_said(tmp_path: Path) -> None:
    with (
        link_or_skip("hall", "remote") as link,
        site(tmp_path, link.on("hall"), link.on("remote"), link.address("hall")) as made,
    ):
        before = link.counts("remote", "up")["received"]
        check = begun(made)
        assert wait_for(lambda: link.counts("remote", "up")["received"] > before + FLOW_BEGUN_PACKETS, 60.0)
        subprocess.run([*link.on("remote"), "ip", "link", "set", LINE, "down"], check=True)
        lost = ended(check)
        missing = ended(begun(made))
    assert outcomes(lost, ("udp", "round_trip", "down")) == [GOOD, ("fail", "no_network"), ("skipped", "not_run")]
    assert outcomes(missing, ("tcp", "tls")) == [("fail", "no_network"), ("skipped", "not_run")]
