"""Processes that are killed at any moment, and killed or stopped at every call that changes files."""

import os
import signal
import time

from workshop import RESUME, RUN, Fault


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


COMMANDS = {"run": RUN, "resume": RESUME}


def _bench(shop, command, name):
    return (shop.bench if command == "run" else shop.stopped_bench)(name)


def _points(shop, name):
    """Every counted call of a run and of a resumption."""
    for command, words in COMMANDS.items():
        bench = _bench(shop, command, f"count_{name}_{command}")
        count = bench.folder / "count"
        bench.npd(*words, shim={"NPD_TORTURE_COUNT": count})
        for call in range(1, int(count.read_text()) + 1):
            yield command, call


class Calls:
    """Kills before and behind the k-th counted call of a run, and of a resumption."""

    def __init__(self, shop):
        self.points = [(command, call, after) for command, call in _points(shop, "calls")
                       for after in (0, 1)]

    def __call__(self, shop, random, name, point):
        command, call, after = self.points[point]
        bench = _bench(shop, command, name)
        words = COMMANDS[command]
        ended = bench.npd(*words, shim={"NPD_TORTURE_KILL": call, "NPD_TORTURE_AFTER": after})
        if ended.code != 137:
            return "did not come that far"
        # One who begins again with --out must get as far as one who resumes.
        again = command == "run" and random.random() < 0.25 and not (bench.out /
                                                                    "checkpoints").exists()
        bench.finish(resumed=not again)
        return "killed"


class Stops:
    """While one process stands still at its k-th counted call, another does all of the same."""

    def __init__(self, shop):
        self.points = list(_points(shop, "stops"))
        # Before the folder is made, and before it is locked.
        self.always = {i for i, (_, call) in enumerate(self.points) if call <= 2}

    def __call__(self, shop, random, name, point):
        command, call = self.points[point]
        bench = _bench(shop, command, name)
        first = bench.start(*COMMANDS[command], shim={"NPD_TORTURE_STOP": call})
        _wait_for_stop(first)
        second = bench.npd(*COMMANDS[command])
        os.kill(first.pid, signal.SIGCONT)
        first = bench.wait(first)
        done = [ended for ended in (first, second) if "rate_r2" in ended.out]
        if len(done) != 1 or done[0].code != 0:
            raise Fault(f"{len(done)} of 2 did it; first: {first.last_words()}; "
                        f"second: {second.last_words()}")
        other = second if done[0] is first else first
        if not (command == "resume" and other.code == 0 and "already finished" in other.out):
            bench.check_clear(other, {7}, [str(bench.out)])
        bench.check_same()
        return "the first did" if done[0] is first else "the second did"


def _wait_for_stop(process):
    """Until it stands still, or has ended."""
    while process.poll() is None:
        status = open(f"/proc/{process.pid}/stat", encoding="utf-8").read()
        if status.rpartition(")")[2].split()[0] == "T":
            return
        time.sleep(0.002)
