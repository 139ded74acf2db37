"""What every torture needs: the program, a tiny experiment, folders, and the comparison with a run
that nobody disturbed."""

import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time

EXPERIMENT = """name = "small"
seed = 3
threads = 1

[dataset]
plugin = "murray_rec_pfc"
trials = 20
bins = 12
stimulus_first_bin = 2
stimulus_bins = 8
neurons = 5

[model]
ic_enc_dim = 6
ci_enc_dim = 5
con_dim = 4
co_dim = 2
co_prior = "ar"

[model.generator]
plugin = "gru"
state_dim = 3

[model.readout]
plugin = "linear"

[training]
batch_size = 8
max_epochs = 12
early_stopping_patience = 1000

[sampling]
samples = 50

[metrics.regression]
plugin = "regression"
"""

# What a finished run must have to the byte, whatever has happened to it.
RESULTS = ["metrics.csv", "scores.csv", "config.toml", "params.json", "trial_info.csv",
           "lfads_output_sess0.h5", "checkpoints/best.h5"]

# Exit codes that say clearly what is wrong; see `npd help errors`.
CLEAR = {2, 3, 4, 5, 6, 7, 9}

RUN = ("run", "small.toml", "--out", "out")
RESUME = ("resume", "out")

# Far above what a run takes where many work; what hangs, hangs for ever.
HANGS_AFTER_S = 300
TEMPORARY = re.compile(r"\.npd-\d+-\d+\.tmp$")
NOTES = "results of a year\n"


class Fault(Exception):
    """What npd did and must not do."""


class Ended:
    """A process that ended: its code as a shell says it, and what it printed."""

    def __init__(self, code, out, err):
        self.code = 128 - code if code < 0 else code
        self.out, self.err = out, err

    def last_words(self):
        return f"exit code {self.code}, stderr: {self.err[-600:]}"


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "not there"


class Bench:
    """A folder of one trial, with the experiment in it and files that are not npd's to touch."""

    def __init__(self, shop, folder):
        self.shop, self.folder = shop, folder
        (folder / "tmp").mkdir(parents=True)
        (folder / "small.toml").write_text(EXPERIMENT)
        self.foreign = [folder / "notes.txt", folder / ".notes.txt.tmp"]
        for path in self.foreign:
            path.write_text(NOTES)

    @property
    def out(self):
        return self.folder / "out"

    def environment(self, **more):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("NPD_")}
        return {**kept, "TMPDIR": str(self.folder / "tmp"), "LC_ALL": "C",
                **{k: str(v) for k, v in more.items()}}

    def start(self, *words, shim=None, **options):
        """A process of npd in this folder. `shim`: variables of torture_shim.c."""
        environment = self.environment()
        if shim is not None:
            environment = self.environment(LD_PRELOAD=self.shop.shim, **shim)
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                   "stdin": subprocess.DEVNULL, **options}
        return subprocess.Popen([self.shop.npd, *words], cwd=self.folder, env=environment,
                                text=True, errors="replace", start_new_session=True, **options)

    def wait(self, process, limit_s=HANGS_AFTER_S):
        try:
            out, err = process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise Fault(f"hangs: {' '.join(map(str, process.args[1:]))}") from None
        return Ended(process.returncode, out or "", err or "")

    def npd(self, *words, **options):
        return self.wait(self.start(*words, **options))

    def add_foreign(self, path):
        path.write_text(NOTES)
        self.foreign.append(path)

    def finish(self, resumed=True, overrides=()):
        """Resumes the run `out`, or begins it where nothing of it is, and compares it."""
        begun = (self.out / "run.json").exists()
        words = RESUME if begun and resumed else (*RUN, *overrides)
        ended = self.npd(*words)
        if ended.code != 0:
            raise Fault(f"npd {words[0]}: {ended.last_words()}")
        self.check_same(overrides=overrides)
        return ended

    def check_same(self, out=None, overrides=()):
        """`out` is what an undisturbed run leaves, and nothing beside it was touched."""
        out = out or self.out
        whole = self.shop.whole(overrides)
        for name in RESULTS:
            if digest(out / name) != whole[name]:
                raise Fault(f"{name} is not that of an undisturbed run: {digest(out / name)}")
        self.check_order()

    def check_order(self):
        """No temporaries anywhere, nothing foreign touched, no process left."""
        for path in self.folder.rglob("*"):
            if TEMPORARY.search(path.name):
                raise Fault(f"a temporary was left: {path.relative_to(self.folder)}")
        if left := list((self.folder / "tmp").iterdir()):
            raise Fault(f"left in TMPDIR: {left[0].name}")
        for path in self.foreign:
            if not path.is_file() or path.read_text() != NOTES:
                raise Fault(f"{path.relative_to(self.folder)}, which is not npd's, was touched")

    def check_clear(self, ended, codes=CLEAR, names=()):
        """It failed as it should: a code, one message, and a word that says where."""
        if ended.code not in codes:
            raise Fault(f"expected one of the codes {sorted(codes)}: {ended.last_words()}")
        if ended.err.count("npd: error: ") != 1:
            raise Fault(f"expected one message: {ended.last_words()}")
        for name in names:
            if name not in ended.err:
                raise Fault(f"the message does not name {name}: {ended.last_words()}")


class Shop:
    """All trials of a session: where they are done, and what they are compared with."""

    def __init__(self, npd, shim, folder, seed):
        self.npd = str(pathlib.Path(npd).resolve())
        self.shim = str(pathlib.Path(shim).resolve()) if shim else None
        self.folder, self.seed = folder, seed
        self.wholes, self.lock = {}, threading.Lock()
        begin = time.monotonic()
        self.whole()
        self.whole_s = time.monotonic() - begin
        # A run that stopped on its way, to be damaged.
        stopped = self.bench("stopped")
        if stopped.npd(*RUN, "--until", "8").code != 0:
            raise SystemExit("the run that stops failed")
        self.stopped = stopped.out

    def whole(self, overrides=()):
        """The digests of an undisturbed run."""
        with self.lock:
            if overrides not in self.wholes:
                bench = self.bench(f"whole_{len(self.wholes)}")
                ended = bench.npd(*RUN, *overrides)
                if ended.code != 0:
                    raise SystemExit(f"the undisturbed run failed: {ended.last_words()}")
                self.wholes[overrides] = {name: digest(bench.out / name) for name in RESULTS}
            return self.wholes[overrides]

    def bench(self, name):
        return Bench(self, self.folder / name)

    def stopped_bench(self, name):
        bench = self.bench(name)
        shutil.copytree(self.stopped, bench.out)
        return bench
