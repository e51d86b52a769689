"""What the station survives, and how long a paper takes.

* `python -m benchmarks.station kill [--kills 100] [--centre-kills 3] [--seed 1]`
* `python -m benchmarks.station drop [--rounds 3]`
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path


def main() -> int:
    """Run one of the two and print its result; 1 where a paper was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    kill = commands.add_parser("kill", help="kill the station while files arrive")
    kill.add_argument("--kills", type=int, default=100)
    kill.add_argument("--centre-kills", type=int, default=3)
    kill.add_argument("--seed", type=int, default=1)
    drop = commands.add_parser("drop", help="time from file drop to fields")
    drop.add_argument("--rounds", type=int, default=3, help="how often all samples are dropped")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="motlan-station-") as folder:
        if chosen.command == "kill":
            return _kill(Path(folder), chosen.kills, chosen.centre_kills, chosen.seed)
        return _drop(Path(folder), chosen.rounds)


def _kill(folder: Path, kills: int, centre_kills: int, seed: int) -> int:
    from benchmarks.station.kill import kill_station

    chance = random.Random(seed)  # noqa: S311 - a measurement that can be repeated
    result = kill_station(folder, kills=kills, centre_kills=centre_kills, chance=chance)
    print(f"station killed              {result.kills:6d} times, SIGKILL")
    print(f"centre killed and restarted {result.centre_kills:6d} times, SIGKILL")
    print(f"files dropped               {result.files:6d} and {result.copies} of them twice")
    print(f"at the centre exactly once  {result.once:6d}")
    print(f"lost                        {len(result.lost):6d}")
    print(f"received twice              {len(result.doubled):6d}")
    print(f"half or invented            {len(result.invented):6d}")
    print(f"left in the drop folder     {len(result.left):6d}")
    print(f"without acknowledgement     {result.unacknowledged:6d}")
    print(f"duration                    {result.seconds:6.0f} s")
    return 0 if result.right else 1


def _drop(folder: Path, rounds: int) -> int:
    from benchmarks.station.drop import measure_drops, table

    print(table(measure_drops(folder, rounds)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
