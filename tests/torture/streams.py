"""Disks that are full, and standard streams that are closed or take nothing."""

import os
import shutil
import subprocess
import time

from workshop import Fault, RESUME, RUN

DESCRIPTORS = [tuple(d for d in range(3) if mask >> d & 1) for mask in range(8)]


def _mount(folder, kilobytes, flags=""):
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k{flags}", "npd_torture",
                           folder], capture_output=True, text=True)


def may_mount(folder):
    folder.mkdir()
    mounted = _mount(folder, 64).returncode == 0
    if mounted:
        subprocess.run(["umount", folder], check=True)
    folder.rmdir()
    return mounted


def _fill(path, leave):
    """A file that leaves that many bytes."""
    free = os.statvfs(path.parent)
    size = free.f_bavail * free.f_frsize - leave
    if size > 0:
        with open(path, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)


def _run_on_full_disk(bench, disk, random):
    """Either it is too small from the start, or it fills up while the run goes on."""
    if random.random() < 0.5:
        return bench.npd(*RUN)
    process = bench.start(*RUN)
    while process.poll() is None and not (bench.out / "run.json").exists():
        time.sleep(0.0005)
    time.sleep(random.uniform(0, 0.1))
    try:
        _fill(disk / "ballast", random.randrange(200) * 1024)
    except OSError:
        pass  # the run was faster
    return bench.wait(process)


def full_disk(shop, random, name):
    """A disk of its own for the run, too small; when there is room, the run finishes."""
    bench = shop.bench(name)
    disk = bench.folder / "disk"
    disk.mkdir()
    kilobytes = int(16 * 2 ** random.uniform(0, 7))
    if _mount(disk, kilobytes).returncode != 0:
        raise Fault("cannot mount")
    try:
        bench.out.symlink_to(disk / "out")
        (disk / "out").mkdir()
        ended = _run_on_full_disk(bench, disk, random)
        if ended.code == 0:
            bench.check_same(disk / "out")
            return "had room"
        bench.check_clear(ended, {7}, [str(bench.out)])
        if "No space left" not in ended.err and "free" not in ended.err:
            raise Fault(f"does not say that the disk is full: {ended.last_words()}")
        bench.check_order()
        (disk / "ballast").unlink(missing_ok=True)
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        bench.finish()
        return "named, then finished"
    finally:
        subprocess.run(["umount", disk], check=True)


class Descriptors:
    """Standard streams that are closed, all combinations, of a run and of its resumption."""

    def __init__(self):
        self.points = [(closed, command) for closed in DESCRIPTORS for command in ("run", "resume")]

    def __call__(self, shop, random, name, point):
        closed, command = self.points[point]
        bench = (shop.bench if command == "run" else shop.stopped_bench)(name)
        words = RUN if command == "run" else RESUME

        def close():
            for descriptor in closed:
                os.close(descriptor)

        ended = bench.npd(*words, preexec_fn=close)
        if 1 in closed and ended.code != 7 or 1 not in closed and ended.code != 0:
            raise Fault(f"{closed} closed: {ended.last_words()}")
        bench.check_same()
        if 1 in closed and 2 not in closed and "standard output" not in ended.err:
            raise Fault(f"does not say what could not be written: {ended.last_words()}")
        return "same bytes"


def stderr_takes_nothing(shop, random, name):
    """A full device, a pipe that nobody reads, a pipe whose reader is gone."""
    bench = shop.bench(name)
    kind = random.choice(["full", "stuck", "gone"])
    reading, writing = os.pipe()
    if kind == "full":
        os.close(writing)
        writing = os.open("/dev/full", os.O_WRONLY)
    if kind == "stuck":
        os.set_blocking(writing, False)
        try:
            while True:
                os.write(writing, b"x" * 4096)
        except BlockingIOError:
            os.set_blocking(writing, True)
    if kind == "gone":
        os.close(reading)
    ended = bench.npd(*RUN, stderr=writing)
    os.close(writing)
    if kind != "gone":
        os.close(reading)
    if ended.code != 0:
        raise Fault(f"stderr {kind}: {ended.last_words()}")
    bench.check_same()
    return kind
