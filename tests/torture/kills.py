"""Processes that are killed: at any moment, and at every call that changes which files there are."""

import os
import signal
import time

from workshop import RESUME, RUN


def _kill_behind(process, seconds):
    time.sleep(max(0.0, seconds))
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _wait_for(process, path):
    while process.poll() is None and not path.exists():
        time.sleep(0.0005)


def kills(shop, random, name):
    """One run, killed one to three times at moments of chance, finishes to the same bytes."""
    bench = shop.bench(name)
    foreign = False
    for _ in range(random.choice([1, 1, 2, 3])):
        begun = (bench.out / "run.json").exists()
        process = bench.start(*(RESUME if begun else RUN))
        # Most of the time goes into loading libraries; half of the kills come when files are written.
        if not begun and random.random() < 0.5:
            _wait_for(process, bench.out / "run.json")
            _kill_behind(process, random.uniform(0, 0.5 * shop.whole_s))
        else:
            _kill_behind(process, random.uniform(0.3, 1.1) * shop.whole_s)
        if (bench.out / "run.json").exists() and not foreign:
            bench.add_foreign(bench.out / "notes.md")
            foreign = True
    bench.finish()
    return "finished by itself" if process.returncode == 0 else "killed"


class Calls:
    """Kills before and behind the k-th counted call of a run, and of a resumption."""

    def __init__(self, shop):
        self.points = [("run", call, after) for call in range(1, self._count(shop, "run") + 1)
                       for after in (0, 1)]
        self.points += [("resume", call, after)
                        for call in range(1, self._count(shop, "resume") + 1) for after in (0, 1)]

    @staticmethod
    def _count(shop, command):
        bench = (shop.bench if command == "run" else shop.stopped_bench)(f"count_{command}")
        count = bench.folder / "count"
        words = RUN if command == "run" else RESUME
        bench.npd(*words, shim={"NPD_TORTURE_COUNT": count})
        return int(count.read_text())

    def __call__(self, shop, random, name, point):
        command, call, after = self.points[point]
        bench = (shop.bench if command == "run" else shop.stopped_bench)(name)
        words = RUN if command == "run" else RESUME
        ended = bench.npd(*words, shim={"NPD_TORTURE_KILL": call, "NPD_TORTURE_AFTER": after})
        if ended.code != 137:
            return "did not come that far"
        # One who begins again with --out must get as far as one who resumes.
        again = command == "run" and random.random() < 0.25 and not (bench.out /
                                                                    "checkpoints").exists()
        bench.finish(resumed=not again)
        return "killed"
