"""Holds what codecs do per byte to its bounds.

Runs the program `work` under callgrind and reads how many instructions each row took: a codec, a direction, how small the
pieces are, and the shape of the message, in sizes of 1, 4 and 16 units. The bytes are those that went in or those that came
out, whichever are more, since a format may say much in few bytes and all that it says has to be written.

GROWTH: a message of 4 or 16 units takes at most so many times the instructions per byte that one of a single unit takes, or
else no more than the plain document of 16 units, or no more than COPYING. Where a longer message has another share of output,
since a listing shows the beginning of a long text only, it is enough that this holds per byte of input.
In a row named "after" the message is a plain one each time, after one of 0, 1, 4 or 16 units: no message makes the next one
cost more.
SHARE: no message takes more than so many times the instructions per byte that the plain document takes, which goes through the
same codec in the same direction and pieces.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

GROWTH = 1.3
SHARE = 20
# Instructions per byte that handing bytes on costs, the host's own copying among them, which changes with the size of a copy.
COPYING = 8


def count(program, library, arguments, directory):
    shutil.copy(program, f"{directory}/work")
    shutil.copy(library, f"{directory}/libwsencoder.so.0")
    command = ["valgrind", "--tool=callgrind", "--dump-instr=no", "--dump-line=no", "-q", "--callgrind-out-file=out", "./work"]
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LD_BIND_NOW": "1"}
    return subprocess.Popen(command + arguments, cwd=directory, env=environment, stdout=subprocess.PIPE, text=True)


def instructions(path):
    """What ran between the two requests. "totals" is more: it adds up what the file lists, and callgrind lists some of what
    ran before the counters were set to zero, too."""
    with open(path) as file:
        return int(re.search(r"^summary: (\d+)", file.read(), re.M).group(1))


def measure(program, library, jobs, words):
    """The rows, by name: for each size in units the bytes in, the bytes out and the instructions."""
    rows = {}
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        processes = []
        for part in range(jobs):
            directory = f"{folder}/{part}"
            os.mkdir(directory)
            processes.append((directory, count(program, library, [str(part), str(jobs), *words], directory)))
        for directory, process in processes:
            # Rows are printed as they are done, and each file can go once it is read.
            for line in process.stdout:
                _, number, name, units, taken, given = line.rstrip("\n").split("\t")
                rows.setdefault(name, {})[int(units)] = (int(taken), int(given), f"{directory}/out.{number}")
            if process.wait() != 0:
                sys.exit(f"work: part of it ended with {process.returncode}")
        return {
            name: {units: (taken, given, instructions(path)) for units, (taken, given, path) in row.items()}
            for name, row in rows.items()
        }


def judge(rows, is_verbose):
    """Prints what breaks a bound, or all with what it costs. Gives how many break one."""
    per_byte = {
        name: {units: spent / max(taken, given) for units, (taken, given, spent) in row.items()} for name, row in rows.items()
    }
    broken = 0
    for name, costs in per_byte.items():
        first = min(costs)
        per_input = {units: spent / taken for units, (taken, _, spent) in rows[name].items() if taken}
        growth = min(max(each.values()) / each[first] for each in (costs, per_input) if first in each)
        plain = per_byte.get(name.rpartition(", ")[0] + ", plain", {}).get(16)
        share = max(costs.values()) / plain if plain else 0
        grows = growth > GROWTH and max(costs.values()) > max(plain or 0, COPYING)
        faults = [f"grows {growth:.2f} times" if grows else "", f"{share:.1f} times the plain" if share > SHARE else ""]
        faults = ", ".join(fault for fault in faults if fault)
        broken += bool(faults)
        if faults or is_verbose:
            values = "".join(f"{costs[units]:>10.1f}" for units in sorted(costs))
            print(f"{name:<66}{values}{growth:>7.2f}{share:>7.1f}  {faults}".rstrip())
    return broken


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="work")
    parser.add_argument("library", help="libwsencoder.so")
    parser.add_argument("--only", metavar="WORD", help="only rows whose name has it")
    parser.add_argument("--verbose", action="store_true", help="print all rows")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time")
    options = parser.parse_args()
    rows = measure(options.program, options.library, options.jobs, [options.only] if options.only else [])
    if not rows:
        sys.exit("work: no row has that in its name")
    broken = judge(rows, options.verbose)
    if broken:
        sys.exit(f"work: {broken} of {len(rows)} rows break a bound")
    print(f"work: {len(rows)} rows, none grows more than {GROWTH} times or takes more than {SHARE} times the plain document")


if __name__ == "__main__":
    main()
