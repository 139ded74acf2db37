#!/usr/bin/env python3
"""Do the tests notice? Makes small faults in the sources and sees which test fails.

    tests/mutation/mutate.py [--faults 150] [--seed 0] [--folder framework/runs ...] [--own]
    tests/mutation/mutate.py --again              those that survived, on the tests of today
    tests/mutation/mutate.py --fault 17           one of the table, or a new one of the seed
    tests/mutation/mutate.py --fault framework/base/csv.cpp:30    all that can be made in a line
    tests/mutation/mutate.py --summary

Works in a copy of the last commit, build/mutation/tree, with a build of its own; the working tree is
not touched. Rows go to build/mutation/faults.csv as soon as they are known, and a second call goes on
where the first one was ended. Fault k of a seed is the same whenever it is made of the same sources.

Nearly all faults go into one build, each behind a switch (switches.hpp); those that cannot, constants of
the compiler for example, get a build each, afterwards. For each fault the tests of its folder run first,
then all other fast tests that the file takes part in, quick ones first, up to the first failure. A fault
that no test notices has survived: it changes nothing that can be seen, or a test is missing. The former
are told with their reason in tests/mutation/equivalent.csv and are not counted. With --own only the
tests of the fault's folder run, and --again goes on with what they did not notice.
"""

import argparse
import dataclasses
import os
import sys
import time

import faults
import switches
import table
from tree import Tree, targets, write

FOLDERS = ["framework", "plugins", "sdk/src", "sdk/hdf5", "sdk/testing/src"]
MOST_BUILDS = 12


def build(tree, sources, chosen):
    """Builds all tests with switches for as many faults as can be, and returns these."""
    fit = switches.one_a_line(chosen)
    for _ in range(MOST_BUILDS):
        tree.prepare(switches.texts(fit, lambda file: sources[file]))
        said = tree.make_all()
        if not said:
            return fit
        refused = switches.refused(said, tree.path, fit)
        print("mutate: no switch for", *(fault.number for fault in refused), flush=True)
        if not refused:
            break
        fit = [fault for fault in fit if fault not in refused]
    sys.exit(f"mutate: the sources do not build: {tree.work}/build.log")


def noticed_by(tree, fault, only_own, make=lambda tests: True):
    """(result, name of the test that noticed)"""
    own = tree.with_file(fault.file, tree.own(fault.file))
    others = [] if only_own else tree.with_file(fault.file, tree.tests)
    for stage in (own, [test for test in others if test not in own]):
        if stage and not make(stage):
            return "not compiled", ""
        if noticed := tree.noticing(stage, fault.number):
            return "killed", noticed
    return "own passed" if only_own else "survived", ""


def alone(tree, fault, only_own):
    """As noticed_by, of a fault without a switch."""
    tree.with_file(fault.file, tree.own(fault.file) if only_own else tree.tests)
    before = fault.write(tree.path)
    tree.faulty = True
    try:
        return noticed_by(tree, fault, only_own, lambda tests: tree.make(*targets(tests)))
    finally:
        write(os.path.join(tree.path, fault.file), before)


def row_of(fault, seed):
    return {"seed": seed, "fault": fault.number, "folder": "/".join(fault.file.split("/")[:2]),
            "file": fault.file, "line": fault.line, "kind": fault.kind,
            "before": fault.before.strip(), "after": fault.after.strip(), "result": "waiting"}


def tell(row):
    print(f"{row['fault']:>4} {row['result']:12} {row['seconds']:>5} s  {row['file']}:{row['line']}"
          f"  {row['before']}  ->  {row['after'] or '(left out)'}  {row['noticed_by']}", flush=True)


def try_rows(tree, sources, rows, all_rows, options, save):
    """Tries the faults of rows and completes these; those of all rows are in the build."""
    fault_of = {}
    for row in [*rows, *all_rows]:
        if row["result"] in (*table.COMPILED, "waiting") and row["fault"] not in fault_of:
            fault_of[row["fault"]] = faults.find_again(sources, row)
    for row in rows:
        row["result"] = row["result"] if fault_of[row["fault"]] else "gone"
    switched = build(tree, sources, [fault_of[row["fault"]] for row in [*all_rows, *rows]
                                     if row.get("way") != "alone" and fault_of.get(row["fault"])])
    for row in [*rows, *all_rows]:
        row["way"] = "switch" if fault_of.get(row["fault"]) in switched else "alone"
    save()
    for way, try_one in (("switch", noticed_by), ("alone", alone)):
        for row in rows:
            if row["way"] != way or not fault_of[row["fault"]] or (way == "alone" and options.quick):
                continue
            began = time.monotonic()
            row["result"], row["noticed_by"] = try_one(tree, fault_of[row["fault"]],
                                                          options.own)
            row["seconds"] = round(time.monotonic() - began)
            row["first_result"] = row.get("first_result") or row["result"]
            save()
            tell(row)


def draw_more(rows, sources, options):
    """Adds what is waiting to the table, until there are enough that compile or may."""
    number = max((int(r["fault"]) for r in rows if int(r["seed"]) == options.seed), default=-1) + 1
    while sum(r["result"] in (*table.COMPILED, "waiting") for r in rows) < options.faults:
        row = row_of(faults.draw(sources, options.seed, number), options.seed)
        if table.is_in(row, rows):
            row["result"] = "repeated"
        rows.append(row)
        number += 1


def named(rows, sources, options):
    """The rows of --fault: a number, or a file and a line."""
    file, _, line = options.fault.partition(":")
    if line:
        ones = [fault for fault in faults.in_text(file, sources.get(file, ""))
                if fault.line == int(line)]
        return [row_of(dataclasses.replace(fault, number=f"{options.fault}/{number}"), options.seed)
                | {"way": "alone"} for number, fault in enumerate(ones)]
    for row in rows:
        if row["fault"] == file and int(row["seed"]) == options.seed:
            return [row | {"result": "waiting"}]
    return [row_of(faults.draw(sources, options.seed, int(file)), options.seed)]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", type=int, default=150, help="how many that compile, in all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", nargs="+", default=FOLDERS)
    parser.add_argument("--jobs", type=int, default=2, help="tests at a time")
    parser.add_argument("--quick", action="store_true", help="none that needs a build of its own")
    parser.add_argument("--own", action="store_true", help="only the tests of a fault's folder")
    parser.add_argument("--again", action="store_true", help="those that survived, once more")
    parser.add_argument("--fault", help="NUMBER or FILE:LINE, told and not written to the table")
    parser.add_argument("--summary", action="store_true", help="only says what is known so far")
    parser.add_argument("--tree", help="a built copy of the project to put the faults into")
    parser.add_argument("--commit", default="HEAD")
    options = parser.parse_args()
    root = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
    tree = Tree(root, options.tree, options.commit, options.jobs)
    rows = table.read(tree.work)
    if options.summary:
        return table.summary(rows)
    sources = tree.read_sources(options.folder)
    if options.fault:
        ones = named(rows, sources, options)
        return try_rows(tree, sources, ones, rows, options, lambda: None)
    if options.again:
        known = table.equivalent()
        ones = [row for row in rows if row["result"] in ("survived", "own passed")
                and not table.is_in(row, known)]
    else:
        draw_more(rows, sources, options)
        ones = [row for row in rows if row["result"] == "waiting"]
    try_rows(tree, sources, ones, rows, options, lambda: table.write(tree.work, rows))
    table.write(tree.work, rows)
    table.summary(rows)


if __name__ == "__main__":
    main()
