"""Signals in every phase of a run, and processes that want the same folder."""

import json
import os
import signal
import time

from workshop import Fault, RESUME, RUN

SIGNALS = ["INT", "TERM", "HUP", "USR1"]
PHASES = ["training", "sampling", "scoring"]

# Long enough to be hit; the seed makes nothing of these differ from the undisturbed run but their
# number, so that each phase has an undisturbed run of its own to be compared with.
LONG = {"training": ("training.max_epochs=60",), "sampling": ("sampling.samples=3000",),
        "scoring": ()}
PATIENCE_S = 300


def _in_phase(bench, phase, random):
    """Whether the run is in that phase now; rows of metrics, or lines of its log, say so."""
    def holds(file, test):
        try:
            return test((bench.out / file).read_text(errors="replace"))
        except OSError:
            return False

    if phase == "training":
        return holds("metrics.csv", lambda text: text.count("\n") > random)
    return holds("log.txt", lambda text: ("trained " if phase == "sampling" else "sampled ") in text)


class Signals:
    """A signal of a kind in a phase: the run says how to go on, and goes on to the same bytes."""

    def __init__(self, times):
        self.points = [(s, phase) for s in SIGNALS for phase in PHASES for _ in range(times)]

    def __call__(self, shop, random, name, point):
        kind, phase = self.points[point]
        number = getattr(signal, "SIG" + kind)
        for attempt in range(20):
            bench = shop.bench(f"{name}_{attempt}")
            ended = self._signalled(bench, phase, number, random)
            if ended.code != 0:
                break
            bench.check_same(overrides=LONG[phase])  # it was faster than the signal
        else:
            return "never came in time"
        if ended.code != 128 + number:
            raise Fault(f"SIG{kind} while {phase}: {ended.last_words()}")
        if json.loads((bench.out / "run.json").read_text())["outcome"] == "finished":
            bench.check_same(overrides=LONG[phase])
            return "came when all was done"
        if "go on with: npd resume" not in ended.err:
            raise Fault(f"does not say how to go on: {ended.last_words()}")
        bench.check_order()
        resumed = bench.npd(*RESUME)
        if resumed.code != 0:
            raise Fault(f"after SIG{kind} while {phase}: {resumed.last_words()}")
        if phase != "training" and "epoch    " in resumed.err:
            raise Fault(f"trained again after SIG{kind} while {phase}")
        bench.check_same(overrides=LONG[phase])
        return phase

    @staticmethod
    def _signalled(bench, phase, number, random):
        row = random.randrange(1, 50)
        delay_s = {"training": 0.004, "sampling": 0.3, "scoring": 0.01}[phase] * random.random()

        def usual():
            signal.signal(signal.SIGINT, signal.default_int_handler)

        process = bench.start(*RUN, *LONG[phase], preexec_fn=usual)
        end = time.monotonic() + PATIENCE_S
        while process.poll() is None and not _in_phase(bench, phase, row):
            if time.monotonic() > end:
                os.killpg(process.pid, signal.SIGKILL)
                raise Fault(f"never came to {phase}")
            time.sleep(0.0005)
        time.sleep(delay_s)
        if process.poll() is None:
            process.send_signal(number)
        return bench.wait(process)


def _all(bench, processes):
    return [bench.wait(process) for process in processes]


AT_ONCE = 4


def one_out(shop, random, name):
    """Several runs want one --out: one gets it, the others are told so."""
    bench = shop.bench(name)
    ended = _all(bench, [bench.start(*RUN)
                         for _ in range(AT_ONCE)])
    winners = [e for e in ended if e.code == 0]
    if len(winners) != 1:
        raise Fault(f"{len(winners)} of {AT_ONCE} runs got the folder")
    for e in ended:
        if e.code != 0:
            bench.check_clear(e, {7}, [str(bench.out)])
    bench.check_same()
    return "one won"


def one_experiment(shop, random, name):
    """Several runs of one experiment begin in one second: each has a folder of its own."""
    bench = shop.bench(name)
    ended = _all(bench, [bench.start("run", "small.toml") for _ in range(AT_ONCE)])
    folders = sorted((bench.folder / "runs/small").iterdir())
    if len(folders) != AT_ONCE or any(e.code != 0 for e in ended):
        raise Fault(f"{len(folders)} folders; {[e.code for e in ended]}")
    for folder in folders:
        bench.check_same(folder)
    return "each its own"


def one_resumed(shop, random, name):
    """Several want to resume one run: one does, the others are told, and nothing is written twice."""
    bench = shop.stopped_bench(name)
    ended = _all(bench, [bench.start(*RESUME) for _ in range(AT_ONCE)])
    if not any(e.code == 0 and "rate_r2" in e.out for e in ended):
        raise Fault(f"nobody resumed it: {ended[0].last_words()}")
    for e in ended:
        if e.code != 0:
            bench.check_clear(e, {7}, [str(bench.out)])
    bench.check_same()
    return "one did"


CROWDS = [one_out, one_experiment, one_resumed]
