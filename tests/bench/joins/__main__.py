"""Three thousand join, are told, drop and return: what that takes of the console's core.

`python -m tests.bench.joins [--quick] [--json FILE] [--clients N] [--seconds S] [--only tls|plain] [--two-machines]`

The core is the real process, its hall without a device. Everyone is registered and invited beforehand and answers with
the code of an authenticator app: a mail server, or a folder of mails, would be measured instead of the core. The
crowd is one process of its own: real TLS, WebSocket, hello, code, view and pulse, over the loopback interface.
"""

import argparse
import asyncio
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from common.aio.descriptors import allow_descriptors
from common.aio.realtime import favour_sound
from tests.bench.joins.plan import FULL, QUICK, Size
from tests.bench.joins.run import measure


def report(found: dict[str, dict[str, Any]], size: Size) -> dict[str, Any]:
    """Say the telling figures first; TLS is how the console is run."""
    main = found.get("tls") or found["plain"]
    lost = sum(each["join"]["lost"] + each["unheard"] + each["misled"] for each in found.values())
    return {
        "clients": size.clients,
        "joined": main["join"]["joined"],
        "seconds": main["join"]["seconds"],
        "cpu_share": main["join"]["cpu_share"],
        "broadcast_ms": {**main["broadcast_ms"], **{kind: each["broadcast_ms"] for kind, each in found.items()}},
        "kb_per_client": main["kb_per_client"],
        "reattach": main["reattach"],
        "lost": lost + sum(each["resume"]["lost"] + each["reattach"]["lost"] for each in found.values()),
        "load_average": [round(value, 2) for value in os.getloadavg()],
        **{f"with_{kind}": each for kind, each in found.items()},
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few clients, within 60 s")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--clients", type=int)
    parser.add_argument("--seconds", type=float, help="in which they arrive")
    parser.add_argument("--only", choices=("tls", "plain"))
    parser.add_argument("--two-machines", action="store_true", help="a processor for the core, one for the crowd")
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    chosen = {"clients": options.clients, "join_s": options.seconds}
    size = replace(size, **{name: value for name, value in chosen.items() if value is not None})
    favour_sound()  # before anything is started: the crowd is not to wait where the core does not
    allow_descriptors(2 * size.clients + 100)
    kinds = (options.only,) if options.only else ("tls", "plain")
    found = {kind: asyncio.run(measure(size, kind == "plain", options.two_machines)) for kind in kinds}
    text = json.dumps(report(found, size), indent=2)
    print(text)
    if options.json is not None:
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
