"""`make soak`: generated cases, mutations, kills. Bounded by MINUTES (default 10), resumed where the last one stopped.

`python -m tests.soak mutants` runs one part. Each part prints one line at its end and gives 1 if it found something.
"""

import os
import sys
import time

from tests.soak import generated, judges, kills, mutants

PARTS = {
    "generated": generated.run,
    "mutants": mutants.run,
    "kills": kills.run,
    "judges": judges.run,
    "judges-postgresql": judges.run_on_postgresql,
}


def main(names: list[str]) -> int:
    """Run the named parts, or all of them, sharing the time equally."""
    wanted = names or list(PARTS)
    seconds = float(os.environ.get("MINUTES") or 10) * 60 / len(wanted)
    found = False
    for name in wanted:
        started = time.monotonic()
        sentence, is_clean = PARTS[name](started + seconds)
        print(f"SOAK {name} {'ok' if is_clean else 'found'} {time.monotonic() - started:.0f} s: {sentence}", flush=True)
        found = found or not is_clean
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
