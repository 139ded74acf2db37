"""How many times faster npd trains than plain PyTorch on this machine: both measured in turn, so
that they see the same load, in several rounds. Usage: compare.py NPD [--model NAME] [...]

PyTorch has the better of one and of two threads, npd as many as are asked for (default: all cores).
The ratios are those of the median step of each round, worst to best, and their median; "CPU" is the
ratio of processor times with PyTorch on one thread, which other work on the machine disturbs less.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

import models

HERE = os.path.dirname(os.path.abspath(__file__))


def json_lines(command):
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def measure_npd(options, name):
    command = [options.npd, "bench", f"npd:bench/{name}.toml", "--json", "--engine", "fused",
               "--steps", str(options.steps), "--samples", str(options.samples)]
    if options.threads:
        command += ["--threads", str(options.threads)]
    return json_lines(command)[0]


def measure_torch(options, name, threads):
    # A sample is a pass of the whole model: some are enough to know what all take.
    few = min(3, options.samples)
    result = json_lines([sys.executable, os.path.join(HERE, "torch_bench.py"), "--model", name,
                         "--threads", str(threads), "--steps", str(options.torch_steps),
                         "--samples", str(few)])[0]
    for key in ("sampling_ms", "sampling_cpu_ms"):
        if few:
            result[key] *= options.samples / few
    return result


def ratios_text(ratios):
    return (f"{statistics.median(ratios):5.1f} ({min(ratios):.1f} to {max(ratios):.1f})")


def compare(options, name):
    kinds = ["median_ms", "cpu_ms"]
    if options.samples:
        kinds += ["sampling_ms", "sampling_cpu_ms"]
    ratios = {kind: [] for kind in kinds}
    for _ in range(options.rounds):
        ours = measure_npd(options, name)
        theirs = [measure_torch(options, name, threads) for threads in options.torch_threads]
        for result in [ours, *theirs]:
            print(json.dumps(result), file=sys.stderr, flush=True)
        for kind in kinds:
            ratios[kind].append(min(result[kind] for result in theirs) / ours[kind])
    return ratios


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("npd", metavar="NPD", help="the host binary")
    parser.add_argument("--model", choices=models.NAMES, help="default: all")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=0, help="of npd; 0: one for each core")
    parser.add_argument("--torch-threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--steps", type=int, default=10, help="of npd in a round")
    parser.add_argument("--torch-steps", type=int, default=3)
    parser.add_argument("--samples", type=int, default=50, help="posterior samples; 0: none")
    options = parser.parse_args()
    for name in [options.model] if options.model else models.NAMES:
        ratios = compare(options, name)
        line = (f"{name:13} step {ratios_text(ratios['median_ms'])}, "
                f"CPU {ratios_text(ratios['cpu_ms'])}")
        if options.samples:
            line += (f"; {options.samples} samples {ratios_text(ratios['sampling_ms'])}, "
                     f"CPU {ratios_text(ratios['sampling_cpu_ms'])}")
        print(line, flush=True)


if __name__ == "__main__":
    main()
