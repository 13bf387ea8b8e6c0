"""Write the corpus, to listen to: `python -m tests.bench.readiness.corpus --out FOLDER [--voices ...]`."""

import argparse
import json
from pathlib import Path

from common.audio.wav import write_wav
from tests.bench.readiness.corpus_cases import DAMAGES, Damage, made
from tests.bench.readiness.corpus_voices import PEOPLE, Person, fetch, people


def main() -> None:
    """Make the cases, each a WAV, and an index of what they deserve."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.readiness.corpus", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--voices", nargs="+", choices=[p.name for p in PEOPLE], metavar="NAME")
    parser.add_argument("--family", nargs="+", choices=sorted({d.family for d in DAMAGES}), metavar="FAMILY")
    options = parser.parse_args()
    if not fetch() and not people():
        parser.exit(1, "The voices' packages are not there, and apt-get cannot get them.\n")
    options.out.mkdir(parents=True, exist_ok=True)
    chosen = [p for p in people() if not options.voices or p.name in options.voices]
    wanted = [d for d in DAMAGES if not options.family or d.family in options.family]
    index = [_written(options.out, person, damage) for person in chosen for damage in wanted]
    (options.out / "index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")
    print(f"{len(index)} cases by {len(chosen)} voices")


def _written(folder: Path, person: Person, damage: Damage) -> dict[str, object]:
    name = f"{person.name}-{DAMAGES.index(damage):02d}.wav"
    write_wav(folder / name, made(person, damage).sound[:, None])
    return {"file": name, "family": damage.family, "depth": damage.depth, "deserves": sorted(damage.deserves)}


if __name__ == "__main__":
    main()
