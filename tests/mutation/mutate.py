"""Do the tests notice? Makes small faults in the sources, one at a time, and sees which test fails.

    tests/mutation/mutate.py [--faults 150] [--seed 0] [--folder framework/runs ...]
    tests/mutation/mutate.py --summary

Works in a copy of the last commit, build/mutation/tree, with a build of its own; the working tree is
not touched. A row a fault goes to build/mutation/faults.csv as soon as it is known, and a second call
goes on behind the last one. Fault k of a seed is the same whenever it is made of the same sources.

For each fault the tests of its folder run first, then the fast tests, up to the first failure. A fault
that no test notices has survived: it changes nothing that can be seen, or a test is missing.
"""

import argparse
import collections
import csv
import os
import random
import re
import subprocess
import sys
import time

FOLDERS = ["framework", "plugins", "sdk/src", "sdk/hdf5", "sdk/testing/src"]
COLUMNS = ["seed", "fault", "folder", "file", "line", "kind", "before", "after", "result", "noticed_by",
           "seconds"]
# A fault that makes a test hang is noticed as well.
TEST_SECONDS = 120


def swaps(kind, pairs):
    """Each word of a pair becomes the other one; clang-format puts spaces around operators."""
    return [(kind, re.compile(re.escape(a)), b) for x, y in pairs for a, b in ((x, y), (y, x))]


OPERATORS = (
    swaps("comparison", [(" < ", " <= "), (" > ", " >= "), (" == ", " != ")])
    + swaps("sign", [(" + ", " - "), (" += ", " -= ")])
    + swaps("logic", [(" && ", " || "), ("true", "false")])
    + [("constant", re.compile(r"(?<![\w.\"'])(\d+)(?![\w.\"'])"), None)]
)
# Whole statements on one line that may be left out: calls and assignments, but no declarations.
STATEMENT = re.compile(r"^\s+(?!return|throw|using|const|auto|case|break|static|else|if|for|while)"
                       r"[A-Za-z_][\w.\->:\[\]()]*\s*(\(.*\)|[-+*/|&]?= .*);$")


def candidates(lines):
    """All faults that can be made in a file: (line, kind, new text)."""
    for number, line in enumerate(lines):
        code = re.sub(r'"(\\.|[^"\\])*"', lambda m: '"' + "_" * (len(m.group()) - 2) + '"', line)
        code = code.split("//")[0]
        if code.lstrip().startswith(("#", "*", "assert", "static_assert", "template", "namespace")):
            continue
        for kind, pattern, replacement in OPERATORS:
            for match in pattern.finditer(code):
                new = replacement or str(int(match.group()) + 1)
                if pattern.pattern.isalpha() and re.match(r"\w", code[match.end():match.end() + 1]):
                    continue
                yield number, kind, line[:match.start()] + new + line[match.end():]
        if STATEMENT.match(code):
            yield number, "statement", ""


class Tree:
    """The copy of the sources and its build."""

    def __init__(self, root):
        self.root = root
        self.path = os.path.join(root, "build/mutation/tree")
        self.build = os.path.join(root, "build/mutation/build")

    def prepare(self):
        if not os.path.exists(self.path):
            self.git("clone", "-q", "--shared", self.root, self.path)
        self.restore()
        head = self.git("rev-parse", "HEAD").strip()
        subprocess.run(["git", "checkout", "-q", head], cwd=self.path, check=True)
        subprocess.run(["cmake", "-S", self.path, "-B", self.build, "-G", "Ninja",
                        "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O1"],
                       check=True, stdout=subprocess.DEVNULL)
        if not self.make():
            sys.exit("mutate: the sources do not build as they are")

    def git(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.root, check=True, text=True,
                              stdout=subprocess.PIPE).stdout

    def restore(self):
        subprocess.run(["git", "checkout", "-q", "--", "."], cwd=self.path, check=True)

    def files(self, folders):
        listed = subprocess.run(["git", "ls-files", *folders], cwd=self.path, check=True, text=True,
                                stdout=subprocess.PIPE).stdout.split()
        return [f for f in listed if f.endswith((".cpp", ".hpp"))]

    def make(self):
        return subprocess.run(["ninja", "-C", self.build], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL).returncode == 0

    def first_failure(self, *selection):
        """The name of a test that fails, or None."""
        said = subprocess.run(["ctest", "--test-dir", self.build, "--stop-on-failure", "-j2",
                               "--timeout", str(TEST_SECONDS), *selection], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
        failed = re.search(r"^\s*\d+ - (\S+) \((?!Skipped)", said, re.MULTILINE)
        return failed.group(1) if failed else None


def draw(tree, files, seed, fault):
    """Fault number `fault`: (file, line number, kind, old text, new text)."""
    random_numbers = random.Random(f"{seed}/{fault}")
    while True:
        sizes = [os.path.getsize(os.path.join(tree.path, f)) for f in files]
        file = random_numbers.choices(files, sizes)[0]
        with open(os.path.join(tree.path, file), encoding="utf-8") as source:
            lines = source.read().split("\n")
        kinds = collections.defaultdict(list)
        for candidate in candidates(lines):
            kinds[candidate[1]].append(candidate)
        if not kinds:
            continue
        number, kind, new = random_numbers.choice(kinds[random_numbers.choice(sorted(kinds))])
        return file, number, kind, lines, new


def try_fault(tree, files, seed, fault):
    file, number, kind, lines, new = draw(tree, files, seed, fault)
    parts = file.split("/")
    folder = "/".join(parts[:2])
    began = time.monotonic()
    changed = lines[:number] + [new] + lines[number + 1:]
    with open(os.path.join(tree.path, file), "w", encoding="utf-8") as source:
        source.write("\n".join(changed))
    noticed = None
    if not tree.make():
        result = "not compiled"
    else:
        own = parts[2] if parts[0] == "plugins" and len(parts) > 3 else parts[1]
        noticed = (tree.first_failure("-L", "unit|conformance", "-R", own)
                   or tree.first_failure("-LE", "slow|install"))
        result = "killed" if noticed else "survived"
    tree.restore()
    # Ninja goes by times: what was restored is newer than what was built from the fault.
    os.utime(os.path.join(tree.path, file))
    return {"seed": seed, "fault": fault, "folder": folder, "file": file, "line": number + 1,
            "kind": kind, "before": lines[number].strip(), "after": new.strip(), "result": result,
            "noticed_by": noticed or "", "seconds": round(time.monotonic() - began)}


def read_rows(path):
    if not os.path.exists(path):
        return []
    with open(path, newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def summary(rows):
    by_folder = collections.defaultdict(collections.Counter)
    for row in rows:
        by_folder[row["folder"]][row["result"]] += 1
    print(f"{'folder':24} killed / compiled")
    for folder, counts in sorted(by_folder.items()):
        print(f"{folder:24} {counts['killed']:6} / {counts['killed'] + counts['survived']}")
    print("survivors:")
    for row in rows:
        if row["result"] == "survived":
            print(f"  {row['file']}:{row['line']}: {row['before']}  ->  {row['after'] or '(left out)'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", type=int, default=150, help="how many that compile, in all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", nargs="+", default=FOLDERS)
    parser.add_argument("--summary", action="store_true", help="only says what is known so far")
    options = parser.parse_args()
    root = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
    table = os.path.join(root, "build/mutation/faults.csv")
    rows = read_rows(table)
    if not options.summary:
        tree = Tree(root)
        tree.prepare()
        files = tree.files(options.folder)
        if not rows:
            with open(table, "w", newline="", encoding="utf-8") as out:
                csv.DictWriter(out, COLUMNS).writeheader()
        fault = max((int(r["fault"]) for r in rows), default=-1) + 1
        while sum(r["result"] != "not compiled" for r in rows) < options.faults:
            row = try_fault(tree, files, options.seed, fault)
            rows.append(row)
            with open(table, "a", newline="", encoding="utf-8") as out:
                csv.DictWriter(out, COLUMNS).writerow(row)
            print(f"{row['fault']:4} {row['result']:12} {row['seconds']:4} s  {row['file']}:"
                  f"{row['line']}  {row['noticed_by']}", flush=True)
            fault += 1
    summary(rows)


if __name__ == "__main__":
    main()
