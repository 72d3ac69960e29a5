"""Which regions of each room's source no test runs: reads `llvm-cov export` and judges it by exceptions.tsv.

usage: report.py EXPORT.json EXCEPTIONS.tsv [ROOM]...    without rooms: all; with rooms, lists theirs alone
"""
import collections
import json
import os
import sys

WANTED = 97.0
CODE_REGION = 0


def regions_by_file(export):
    """Every region of code once: however often it was compiled, by specialisation for instance, it counts as run if any was."""
    counts = collections.defaultdict(dict)
    for function in export["functions"]:
        files = function["filenames"]
        for line, column, end_line, end_column, count, file, _, kind in function["regions"]:
            if kind == CODE_REGION and file < len(files):
                place = (line, column, end_line, end_column)
                seen = counts[files[file]]
                seen[place] = max(seen.get(place, 0), count)
    return counts


def has_code(source, line, column, end_line, end_column):
    """Whether anything stands there: what follows a loop without end, or a switch whose cases all leave, is a brace alone."""
    if line == end_line:
        text = source[line - 1][column - 1:end_column - 1]
    else:
        text = "".join([source[line - 1][column - 1:], *source[line:end_line - 1], source[end_line - 1][:end_column - 1]])
    return text.strip("{} \t") != ""


def read_exceptions(path):
    """Lines `file<TAB>text of the line where the region begins<TAB>reason`."""
    exceptions = {}
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            fields = line.split("\t")
            if len(fields) != 3 or not all(fields):
                sys.exit(f"{path}:{number}: not file, text and reason")
            exceptions[fields[0], fields[1]] = fields[2]
    return exceptions


def main():
    export_path, exceptions_path, *rooms_wanted = sys.argv[1:]
    with open(export_path, encoding="utf-8") as file:
        export = json.load(file)["data"][0]
    exceptions = read_exceptions(exceptions_path)
    unused = set(exceptions)
    rooms = collections.defaultdict(lambda: [0, 0, 0, []])
    root = os.getcwd() + "/"
    for path, regions in sorted(regions_by_file(export).items()):
        name = path.removeprefix(root)
        if not name.startswith("Sources/") or not name.endswith(".swift"):
            continue
        room = rooms[name.split("/")[1]]
        with open(path, encoding="utf-8") as file:
            source = file.read().splitlines()
        for (line, column, end_line, end_column), count in sorted(regions.items()):
            if not count and not has_code(source, line, column, end_line, end_column):
                continue
            room[0] += 1
            if count:
                room[1] += 1
                continue
            text = source[line - 1].strip()
            if (name, text) in exceptions:
                room[2] += 1
                unused.discard((name, text))
            else:
                room[3].append(f"{name}:{line}:{column}: {text}")
    failed = False
    print(f"{'room':<16}{'regions':>9}{'run':>9}{'excused':>9}{'never':>7}{'run %':>8}")
    for room, (total, run, excused, never) in sorted(rooms.items()):
        enough = 100 * (run + excused) >= WANTED * total
        failed = failed or not enough
        print(f"{room:<16}{total:>9}{run:>9}{excused:>9}{len(never):>7}{100 * run / total:>8.1f}"
              + ("" if enough else f"  below {WANTED:.0f} %"))
    for room, (_, _, _, never) in sorted(rooms.items()):
        if rooms_wanted and room not in rooms_wanted:
            continue
        if never:
            print(f"\n{room}: never run")
            print("\n".join("  " + place for place in never))
    for name, text in sorted(unused):
        print(f"stale: {name}: {text}: it is run, or is not there")
    sys.exit(failed)


main()
