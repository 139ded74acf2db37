"""Runs tests of faulty programs: in one folder, with limits of memory, file size and time."""

import os
import resource
import shutil
import signal
import subprocess
import time

MEMORY_BYTES = 8 << 30
FILE_BYTES = 1 << 30

# As process 1 of a namespace of its own, so that all it started ends with it; its folder is its /tmp,
# and everything else can only be read.
ENCLOSE = r"""
mount --bind "$TMPDIR" /tmp || exit 99
cd /tmp
export TMPDIR=/tmp HOME=/tmp
while read -r _ target type _; do
  case $type in proc|sysfs|devpts|devtmpfs|mqueue|cgroup*) continue ;; esac
  case $target in /tmp|/dev/*) continue ;; esac
  mount -o remount,bind,ro "$target" 2>/dev/null
done </proc/self/mounts
"$@"
exit $?
"""


def enclosing():
    """The words before a command, none where namespaces are not to be had."""
    words = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        words.append("--map-root-user")
    try:
        works = subprocess.run([*words, "true"], capture_output=True).returncode == 0
    except FileNotFoundError:
        works = False
    return [*words, "sh", "-c", ENCLOSE, "sh"] if works else []


def limit():
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # whatever started us may have them ignored
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Running:
    """One test, in a folder that goes with it."""

    def __init__(self, prefix, test, folder, seconds, variables):
        self.test, self.folder, self.seconds = test, folder, seconds
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        environment = {**os.environ, **test.environment, **variables, "TMPDIR": folder,
                       "HOME": folder}
        self.began = time.monotonic()
        self.output = open(folder + ".log", "wb")
        self.process = subprocess.Popen(
            [*prefix, *test.command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=self.output, stderr=subprocess.STDOUT, preexec_fn=limit, start_new_session=True)

    def result(self):
        """None while it runs, then "passed", "failed" or "skipped"; too long is failed."""
        code = self.process.poll()
        if code is None and time.monotonic() - self.began < self.seconds:
            return None
        self.stop()
        if code is not None and code == self.test.skip_code:
            return "skipped"
        return "passed" if code == 0 else "failed"

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.took = time.monotonic() - self.began
        self.output.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def run(tests, prefix, root, jobs, seconds, variables, until_failure=True):
    r"""Runs tests in their order, `jobs` at a time, and yields (test, result, seconds).

    \param seconds  of a test: how long it may take
    \param until_failure  the first test that fails ends the others
    """
    waiting, running = list(tests), []
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                test = waiting.pop(0)
                folder = os.path.join(root, test.name)
                running.append(Running(prefix, test, folder, seconds(test), variables))
            done = [(one, result) for one in running if (result := one.result())]
            for one, result in done:
                running.remove(one)
                yield one.test, result, one.took
                if result == "failed" and until_failure:
                    return
            if not done:
                time.sleep(0.02)
    finally:
        for one in running:
            one.stop()
