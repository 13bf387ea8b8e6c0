"""Kill the core (-9) again and again in two debates at a time: nothing acknowledged is lost, everyone comes back.

`python -m tests.bench.kills [--kills N]`, 100 unless told; ends with what broke, where something did.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from tests.helpers.killedmeetings import MEETINGS, kill_again_and_again

KILLS = 100


def main() -> None:
    """Say how many were acknowledged and how soon everyone was back."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS, help=f"a multiple of {MEETINGS}")
    kills = parser.parse_args().kills
    with tempfile.TemporaryDirectory() as folder:
        print(asyncio.run(kill_again_and_again(Path(folder), kills)))


if __name__ == "__main__":
    main()
