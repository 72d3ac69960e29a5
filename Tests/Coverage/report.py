"""Which regions of each room's source no test runs: reads `llvm-cov export` and judges it by exceptions.tsv.

usage: report.py EXPORT.json EXCEPTIONS.tsv [ROOM]...    with rooms, lists only theirs

Fails if less than WANTED % of a room's regions are run, or if a region is never run and exceptions.tsv has no reason for it.
"""
import collections
import fnmatch
import json
import os
import re
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "Mutants"))
from swift_source import Source  # noqa: E402

WANTED = 97.0
CODE_REGION = 0
# Some counts are differences of others, and show as this or more where they are below zero: threads may have lost a few, and what
# follows a loop with `where` that returns from inside is wrongly counted. Whether such a region is run is not known.
NEGATIVE = 1 << 62
UNKNOWN = -1


def regions_by_file(export):
    """Every region of code once: however often it was compiled, by specialisation for instance, it counts as run if any was."""
    counts = collections.defaultdict(dict)
    for function in export["functions"]:
        files = function["filenames"]
        for line, column, end_line, end_column, count, file, _, kind in function["regions"]:
            if kind == CODE_REGION and file < len(files):
                place = (line, column, end_line, end_column)
                seen = counts[files[file]]
                count = count if count < NEGATIVE else UNKNOWN
                # One that ran somewhere ran; one that is not known anywhere is not known.
                before = seen.get(place, 0)
                seen[place] = max(before, count) if before > 0 or count > 0 else min(before, count)
    return counts


def has_code(source, line, column, end_line, end_column):
    """Whether anything stands there: what follows a loop without end, or a switch whose cases all leave, is a brace alone."""
    if line == end_line:
        text = source[line - 1][column - 1:end_column - 1]
    else:
        text = "".join([source[line - 1][column - 1:], *source[line:end_line - 1], source[end_line - 1][:end_column - 1]])
    return text.strip("{} \t") != ""


def asserted_places(text):
    """Where the arguments of each assert begin and end, as lines and columns. An optimised build evaluates none of them."""
    source = Source(text)

    def place(offset):
        line = source.line(offset)
        return line, offset - source.line_starts[line - 1] + 1

    return [(place(start), place(end)) for start, end in source.assertions()]


def is_inside(region, ranges):
    return any(start <= region[:2] and region[2:] <= end for start, end in ranges)


def plain(text):
    """A line without what may come and go and leaves its meaning as it is."""
    return re.sub(r"\bunsafe\s+|\.pointee\b", "", text.strip())


def key(source, line):
    """What exceptions.tsv says of a region that begins in this line: the line, and the next one where it is all punctuation."""
    text = plain(source[line - 1])
    if re.fullmatch(r"[{}() ]*(else|catch( _| let \w+)?|do( throws\(\w+\))?)?[{}() ]*", text) and line < len(source):
        text += " " + plain(source[line])
    return text


class Excuse:
    """A line of exceptions.tsv: for which files and lines of source it gives which reason."""

    def __init__(self, files, text, reason):
        self.files = files
        self.text = text
        self.reason = reason
        self.count = 0
        is_pattern = len(text) > 2 and text[0] == text[-1] == "/"
        self.pattern = re.compile(text[1:-1] if is_pattern else re.escape(plain(text)))

    def covers(self, file, text):
        return any(fnmatch.fnmatchcase(file, glob) for glob in self.files.split(",")) and self.pattern.fullmatch(text)


def read_exceptions(path):
    exceptions = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            fields = line.split("\t")
            if len(fields) != 3 or not all(fields):
                sys.exit(f"{path}:{number}: not files, text and reason")
            exceptions.append(Excuse(*fields))
    return exceptions


class Room:
    def __init__(self):
        self.total = 0
        self.run = 0
        self.excused = 0
        self.without_reason = []

    @property
    def is_enough(self):
        return 100 * self.run >= WANTED * self.total


def judge(export, exceptions):
    rooms = collections.defaultdict(Room)
    root = os.getcwd() + "/"
    for path, regions in sorted(regions_by_file(export).items()):
        name = path.removeprefix(root)
        if not name.startswith("Sources/") or not name.endswith(".swift"):
            continue
        room = rooms[name.split("/")[1]]
        with open(path, encoding="utf-8") as file:
            text = file.read()
        source = text.splitlines()
        asserted = asserted_places(text)
        for place, count in sorted(regions.items()):
            if count == UNKNOWN or not count and (not has_code(source, *place) or is_inside(place, asserted)):
                continue
            room.total += 1
            if count:
                room.run += 1
                continue
            text = key(source, place[0])
            reasons = [exception for exception in exceptions if exception.covers(os.path.basename(name), text)]
            for exception in reasons:
                exception.count += 1
            if reasons:
                room.excused += 1
            else:
                room.without_reason.append(f"{name}:{place[0]}:{place[1]}: {text}")
    return rooms


def main():
    export_path, exceptions_path, *rooms_wanted = sys.argv[1:]
    with open(export_path, encoding="utf-8") as file:
        export = json.load(file)["data"][0]
    exceptions = read_exceptions(exceptions_path)
    rooms = judge(export, exceptions)
    print(f"{'room':<16}{'regions':>9}{'run':>9}{'run %':>8}{'excused':>9}{'no reason':>11}")
    for name, room in sorted(rooms.items()):
        print(f"{name:<16}{room.total:>9}{room.run:>9}{100 * room.run / room.total:>8.1f}{room.excused:>9}"
              f"{len(room.without_reason):>11}" + ("" if room.is_enough else f"  below {WANTED:.0f} %"))
    for name, room in sorted(rooms.items()):
        if room.without_reason and (not rooms_wanted or name in rooms_wanted):
            print(f"\n{name}: never run, without a reason in {exceptions_path}")
            print("\n".join("  " + place for place in room.without_reason))
    for exception in exceptions:
        if exception.count == 0:
            print(f"stale: {exception.files}: {exception.text}: it is run, or is not there")
    sys.exit(not all(room.is_enough and not room.without_reason for room in rooms.values()))


main()
