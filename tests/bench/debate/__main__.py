"""The debate in figures: the rules alone, the list on every screen, and the way on air.

`python -m tests.bench.debate [--quick] [--json FILE]`

The core is the real process. Those attached are real links behind TLS without media; who speaks is a real delegate.
"""

import argparse
import asyncio
import json
import os
from pathlib import Path
from typing import Any

from common.aio.realtime import favour_sound
from tests.bench.debate.listed import FULL, QUICK, request_to_list
from tests.bench.debate.onair import TIMES, grant_to_on_air_ms
from tests.bench.debate.rules import INPUTS, rules_inputs_per_s

QUICK_TIMES, QUICK_INPUTS = 3, 10_000


def measure(is_quick: bool) -> dict[str, Any]:
    """Measure all, one after another."""
    favour_sound()
    rules = rules_inputs_per_s(QUICK_INPUTS if is_quick else INPUTS)
    listed = asyncio.run(request_to_list(QUICK if is_quick else FULL))
    on_air = asyncio.run(grant_to_on_air_ms(QUICK_TIMES if is_quick else TIMES))
    load = [round(value, 2) for value in os.getloadavg()]
    return {**listed, "grant_to_on_air_ms": on_air, "rules_inputs_per_s": rules, "load_average": load}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="few people, within 60 s")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    text = json.dumps(measure(options.quick), indent=2)
    print(text)
    if options.json is not None:
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
