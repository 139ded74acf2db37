"""The table of faults and its summary."""

import collections
import csv
import os

COLUMNS = ["seed", "fault", "folder", "file", "line", "kind", "before", "after", "way",
           "first_result", "result", "noticed_by", "seconds"]
COMPILED = ("killed", "survived", "own passed")
EQUIVALENT = os.path.join(os.path.dirname(__file__), "equivalent.csv")


def read_csv(path):
    if not os.path.exists(path):
        return []
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read(work):
    return read_csv(os.path.join(work, "faults.csv"))


def equivalent():
    """Faults that change nothing that can be seen: file, before, after, reason."""
    return read_csv(EQUIVALENT)


def write(work, rows):
    path = os.path.join(work, "faults.csv")
    with open(path + ".tmp", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    os.replace(path + ".tmp", path)


def is_in(row, rows):
    return any(all(row[key] == other[key] for key in ("file", "before", "after"))
               and str(row["line"]) == str(other.get("line", row["line"])) for other in rows)


def summary(rows):
    known = equivalent()
    compiled = [row for row in rows if row["result"] in COMPILED]
    counted = [row for row in compiled if row["result"] == "killed" or not is_in(row, known)]
    folders = collections.defaultdict(list)
    for row in counted:
        folders[row["folder"]].append(row)
    print(f"{'folder':24} killed / faults   at first")
    for folder, ones in [*sorted(folders.items()), ("all", counted)]:
        killed = sum(row["result"] == "killed" for row in ones)
        first = sum(row["first_result"] == "killed" for row in ones)
        print(f"{folder:24} {killed:6} / {len(ones):<6} {first:9}")
    counts = collections.Counter(row["result"] for row in rows)
    print(f"not counted: {counts['not compiled']} that do not compile, {counts['repeated']} repeated, "
          f"{counts['gone']} whose line is gone, "
          f"{counts['waiting']} not yet tried, {len(compiled) - len(counted)} of which "
          f"{os.path.basename(EQUIVALENT)} says that nothing changes")
    for row in counted:
        if row["result"] != "killed":
            print(f"{row['result']} {row['fault']:>4} {row['file']}:{row['line']}: {row['before']}  ->  "
                  f"{row['after'] or '(left out)'}")
