#!/usr/bin/env python3
"""Does to npd what happens to programs, and sees whether anything is lost or silently wrong.

    torture.py TORTURE --npd PROGRAM [--shim LIBRARY] [--rounds small|long|N] [--seed N] [--jobs N]

TORTURE is one of those that --help lists, or `all`. Every trial depends on the seed, its torture and
its number alone: one that failed is done again with --only NUMBER. Prints a line a torture, and each
fault; the exit code is 1 if there was one. What the system does not allow is skipped, aloud.
"""

import argparse
import collections
import concurrent.futures
import pathlib
import random
import shutil
import sys
import tempfile
import time

import configs
import damage
import kills
import processes
import streams
from workshop import Fault, Shop


class Torture:
    """What is done, how often in a small and in a long session; `points`: no chance, all of them."""

    def __init__(self, name, small, long, make, points=False):
        self.name, self.small, self.long = name, small, long
        self.make, self.points = make, points


def always(trial):
    return lambda shop: trial


TORTURES = [
    Torture("kills", 16, 300, always(kills.kills)),
    Torture("calls", 16, None, kills.Calls, points=True),
    Torture("stops", 8, None, kills.Stops, points=True),
    *[Torture(f"flips_{c.removesuffix('.h5')}", 8, 500, always(damage.flip(c)))
      for c in damage.CHECKPOINTS],
    Torture("truncations", 10, 100, always(damage.truncation)),
    Torture("full_disks", 8, 40, always(streams.full_disk)),
    Torture("descriptors", 8, None, lambda shop: streams.Descriptors(), points=True),
    Torture("stderr", 3, 20, always(streams.stderr_takes_nothing)),
    Torture("signals", 12, None, lambda shop: processes.Signals(20), points=True),
    *[Torture(crowd.__name__, 1, 20, always(crowd)) for crowd in processes.CROWDS],
    Torture("configs", 30, 200, always(configs.malformed)),
]


def numbers(torture, trial, rounds, seed):
    """Which trials are done: all points, or a choice that the seed makes and those that matter most."""
    if not torture.points:
        count = {"small": torture.small, "long": torture.long}.get(rounds) or int(rounds)
        return list(range(count))
    every = list(range(len(trial.points)))
    if rounds == "long":
        return every
    count = torture.small if rounds == "small" else int(rounds)
    chosen = random.Random(f"{seed}/{torture.name}").sample(every, min(count, len(every)))
    return sorted(set(chosen) | getattr(trial, "always", set()))


class Session:
    def __init__(self, shop, options):
        self.shop, self.options = shop, options
        self.faults = 0

    def do(self, torture):
        if torture.name == "full_disks" and not streams.may_mount(self.shop.folder / "mount"):
            print("full_disks    SKIPPED: this user may not mount a tmpfs", flush=True)
            return
        if torture.name in ("calls", "stops") and not self.shop.shim:
            print(f"{torture.name:<13} SKIPPED: no --shim", flush=True)
            return
        begin = time.monotonic()
        trial = torture.make(self.shop)
        chosen = numbers(torture, trial, self.options.rounds, self.options.seed)
        if self.options.only is not None:
            chosen = [self.options.only]
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            outcomes = list(pool.map(lambda number: self._one(torture, trial, number), chosen))
        kinds = collections.Counter(o for o in outcomes if o is not None)
        text = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
        faults = outcomes.count(None)
        self.faults += faults
        print(f"{torture.name:<13} {len(outcomes)} trials, {faults} faults; {text}; "
              f"{time.monotonic() - begin:.0f} s", flush=True)

    def _one(self, torture, trial, number):
        """What became of a trial; None: a fault."""
        name = f"{torture.name}_{number}"
        chance = random.Random(f"{self.options.seed}/{torture.name}/{number}")
        try:
            outcome = trial(self.shop, chance, name, *([number] if torture.points else []))
        except Fault as fault:
            kept = self.shop.folder / name
            print(f"FAULT {torture.name} --only {number} --seed {self.options.seed}: {fault}"
                  + (f" (in {kept})" if self.options.keep else ""), flush=True)
            outcome = None
        if outcome is not None or not self.options.keep:
            for folder in [self.shop.folder / name, *self.shop.folder.glob(name + "_*")]:
                shutil.rmtree(folder, ignore_errors=True)
        return outcome


def parsed(words):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("torture", choices=["all", *[t.name for t in TORTURES]], nargs="+")
    parser.add_argument("--npd", required=True, help="the program")
    parser.add_argument("--shim", help="libnpd_torture_shim.so")
    parser.add_argument("--rounds", default="small", help="small, long, or a number of trials")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2, help="trials at a time")
    parser.add_argument("--only", type=int, help="this trial alone")
    parser.add_argument("--keep", action="store_true", help="the folders of trials with a fault")
    return parser.parse_args(words)


def main():
    options = parsed(sys.argv[1:])
    folder = pathlib.Path(tempfile.mkdtemp(prefix="npd_torture_")).resolve()
    try:
        session = Session(Shop(options.npd, options.shim, folder, options.seed), options)
        for torture in TORTURES:
            if "all" in options.torture or torture.name in options.torture:
                session.do(torture)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    return 1 if session.faults else 0


if __name__ == "__main__":
    sys.exit(main())
