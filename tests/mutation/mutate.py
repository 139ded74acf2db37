#!/usr/bin/env python3
"""Do the tests notice? Makes small faults in the sources, one at a time, and sees which test fails.

    tests/mutation/mutate.py [--faults 150] [--seed 0] [--folder framework/runs ...] [--quick]
    tests/mutation/mutate.py --again              those that survived, on the tests of today
    tests/mutation/mutate.py --fault 17           one of the table, or a new one of the seed
    tests/mutation/mutate.py --fault framework/base/csv.cpp:30    all that can be made in a line
    tests/mutation/mutate.py --summary

Works in a copy of the last commit, build/mutation/tree, with a build of its own; the working tree is
not touched. A row a fault goes to build/mutation/faults.csv as soon as it is known, and a second call
goes on behind the last one. Fault k of a seed is the same whenever it is made of the same sources.

For each fault the tests of its folder are built and run first, then all other fast tests that the file
takes part in, quick ones first, up to the first failure. A fault that no test notices has survived: it
changes nothing that can be seen, or a test is missing. The former are told with their reason in
tests/mutation/equivalent.csv and are not counted. With --quick only the tests of the fault's folder
run; --again goes on with what they did not notice. A compiler cache halves the time: CXX is honoured.
"""

import argparse
import os
import sys
import time

import faults
import table
from tree import Tree, targets

FOLDERS = ["framework", "plugins", "sdk/src", "sdk/hdf5", "sdk/testing/src"]


def try_fault(tree, fault, quick=False):
    """(result, name of the test that noticed)"""
    own = tree.with_file(fault.file, tree.own(fault.file))
    if result := try_tests(tree, fault, own):
        return result
    if quick:
        return "own passed", ""
    others = [test for test in tree.with_file(fault.file, tree.tests) if test not in own]
    return try_tests(tree, fault, others) or ("survived", "")


def try_tests(tree, fault, tests):
    """As try_fault, None if none of the tests notices."""
    if not tests:
        return None
    before = fault.write(tree.path)
    try:
        if not tree.make(*targets(tests)):
            return "not compiled", ""
        noticed = tree.noticing(tests)
        return ("killed", noticed) if noticed else None
    finally:
        with open(os.path.join(tree.path, fault.file), "w", encoding="utf-8") as source:
            source.write(before)


def tell(row):
    print(f"{row['fault']:>4} {row['result']:12} {row['seconds']:>5} s  {row['file']}:{row['line']}"
          f"  {row['before']}  ->  {row['after'] or '(left out)'}  {row['noticed_by']}", flush=True)


def timed(tree, fault, quick, **more):
    began = time.monotonic()
    result, noticed = try_fault(tree, fault, quick)
    return {"folder": "/".join(fault.file.split("/")[:2]), "file": fault.file, "line": fault.line,
            "kind": fault.kind, "before": fault.before.strip(), "after": fault.after.strip(),
            "result": result, "noticed_by": noticed, "seconds": round(time.monotonic() - began),
            **more}


def go_on(tree, rows, options):
    files = tree.files(options.folder)
    number = max((int(r["fault"]) for r in rows if int(r["seed"]) == options.seed), default=-1) + 1
    while sum(row["result"] in table.COMPILED for row in rows) < options.faults:
        fault = faults.draw(tree.path, files, options.seed, number)
        row = timed(tree, fault, options.quick, seed=options.seed, fault=number)
        if table.is_in(row, rows):
            row["result"], row["noticed_by"] = "repeated", ""
        row["first_result"] = row["result"]
        rows.append(row)
        table.write(tree.work, rows)
        tell(row)
        number += 1


def again(tree, rows, options):
    known = table.equivalent()
    for row in rows:
        if row["result"] not in ("survived", "own passed") or table.is_in(row, known):
            continue
        fault = faults.find_again(tree.path, row["file"], int(row["line"]), row["before"],
                                  row["after"])
        if fault:
            row |= timed(tree, fault, options.quick)
        else:
            row["result"] = "gone"
        table.write(tree.work, rows)
        tell(row)


def named(tree, rows, options):
    """The faults of --fault: a number, or a file and a line."""
    file, _, line = options.fault.partition(":")
    if line:
        return [fault for fault in faults.in_file(tree.path, file) if fault.line == int(line)]
    for row in rows:
        if row["fault"] == file and int(row["seed"]) == options.seed:
            fault = faults.find_again(tree.path, row["file"], int(row["line"]), row["before"],
                                      row["after"])
            return [fault] if fault else []
    return [faults.draw(tree.path, tree.files(options.folder), options.seed, int(file))]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", type=int, default=150, help="how many that compile, in all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", nargs="+", default=FOLDERS)
    parser.add_argument("--jobs", type=int, default=2, help="tests at a time")
    parser.add_argument("--quick", action="store_true", help="only the tests of a fault's folder")
    parser.add_argument("--again", action="store_true", help="those that survived, once more")
    parser.add_argument("--fault", help="NUMBER or FILE:LINE, told and not written to the table")
    parser.add_argument("--summary", action="store_true", help="only says what is known so far")
    options = parser.parse_args()
    tree = Tree(os.path.abspath(os.path.join(os.path.dirname(__file__), "../..")), options.jobs)
    rows = table.read(tree.work)
    if options.summary:
        return table.summary(rows)
    tree.prepare()
    if options.fault:
        chosen = named(tree, rows, options)
        if not chosen:
            sys.exit(f"mutate: no fault {options.fault} in today's sources")
        for fault in chosen:
            tell(timed(tree, fault, options.quick, fault=""))
    elif options.again:
        again(tree, rows, options)
        table.summary(rows)
    else:
        go_on(tree, rows, options)
        table.summary(rows)


if __name__ == "__main__":
    main()
