"""Counts the instructions of fixed scenarios under callgrind, and compares them with a committed table.

own     instructions of libwsencoder.so itself
total   those and of all libraries that it calls, the C library's among them
program the benchmark's own: the host, its sink, and what programs in C are compared with

own is compared where architecture, Swift compiler and the libraries of codings that the scenario uses are those of the table;
total only where processor (as valgrind shows it), valgrind and the other libraries it uses are, too. What cannot be compared is
named with the reason. A scenario that is not in the table, or uses a library that the table does not know, fails.

What net.tcp adds to a codec is compared with the codec alone, in the same run.
"""

import argparse
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

TOLERANCE = 0.03
# What framing may add to the codec that it is used with, and the scenarios with and without it.
MOST_FOR_FRAMING = 0.02
FRAMING = (("frames-send-1k", "session-encode-1k"), ("frames-receive-1k", "session-decode-1k"))
OWN = "libwsencoder.so"
# What these do does not change how often the library calls them.
NO_CODING = ("libc", "libm", "libffi")


def run(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def first(pattern, text):
    found = re.search(pattern, text)
    return found.group(1) if found else "unknown"


def libraries_of(library):
    """Each library that is loaded with it, with the version of its Debian package or else the name of its file."""
    versions = {}
    for name, path in re.findall(r"^\s*(\S+) => (/\S+)", run("ldd", library), re.M):
        path = os.path.realpath(path)
        # Debian 12's packages may own the path with or without /usr.
        package = run("dpkg-query", "-S", path) or run("dpkg-query", "-S", path.removeprefix("/usr"))
        package = package.split(": ")[0].split(",")[0]
        version = run("dpkg-query", "-W", "-f", "${Version}", package) if package else ""
        versions[f"library {name.split('.so')[0]}"] = version or os.path.basename(path)
    return versions


def count_objects(path):
    """The instructions of each object file in a file that callgrind wrote; those of called functions are theirs alone."""
    names, counts, object_, skip = {}, {}, None, False
    with open(path) as file:
        for line in file:
            if line.startswith("ob="):
                number, _, name = line[3:].strip().partition(" ")
                names.setdefault(number, name)
                object_ = names[number]
            elif line.startswith("cob="):
                number, _, name = line[4:].strip().partition(" ")
                names.setdefault(number, name)
            elif line.startswith("calls="):
                skip = True
            elif line[0] in "+-*0123456789":
                if not skip:
                    # A cost of 0 is left out.
                    costs = line.split()[1:]
                    counts[object_] = counts.get(object_, 0) + (int(costs[0]) if costs else 0)
                skip = False
    return counts


def measure(program, library, all_):
    # Nothing of where the tree is or of the caller's environment, as the length of either moves the stack and the heap.
    with tempfile.TemporaryDirectory(dir="/tmp") as directory:
        shutil.copy(program, f"{directory}/bench-instructions")
        shutil.copy(library, f"{directory}/libwsencoder.so.0")
        command = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--dump-instr=no", "-q",
                   "--callgrind-out-file=out", "./bench-instructions"] + (["--all"] if all_ else [])
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin"}
        result = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True)
        if result.returncode != 0:
            sys.exit(f"count.py: {' '.join(command)}: {result.stderr.strip()}")
        facts, scenarios = {}, {}
        for line in result.stdout.splitlines():
            kind, name, *values = line.split("\t")
            if kind == "fact":
                facts[name] = values[0]
            else:
                scenarios[name] = {"units": int(values[0])}
        for path in glob.glob(f"{directory}/out.*"):
            with open(path) as file:
                name = first(r"Trigger: Client Request: (\S+)", file.read(4000))
            if name not in scenarios:
                continue
            counts = {os.path.basename(key): value for key, value in count_objects(path).items() if key}
            program_count = counts.pop("bench-instructions", 0)
            times = scenarios[name]["units"]
            scenarios[name]["own"] = sum(v for k, v in counts.items() if k.startswith(OWN)) / times
            scenarios[name]["total"] = sum(counts.values()) / times
            scenarios[name]["program"] = program_count / times
            scenarios[name]["objects"] = {key: value / times for key, value in counts.items()}
    facts["Swift"] = first(r"Swift version (\S+)", run("swift", "--version"))
    facts["valgrind"] = first(r"valgrind-(\S+)", run("valgrind", "--version"))
    facts.update(libraries_of(library))
    missing = [name for name, scenario in scenarios.items() if "own" not in scenario]
    if missing:
        sys.exit(f"count.py: callgrind wrote nothing for {', '.join(missing)}")
    return facts, scenarios


def read_table(path):
    facts, table = {}, {}
    with open(path) as file:
        for line in file:
            if line.startswith("# "):
                name, _, value = line[2:].rstrip("\n").partition(": ")
                facts[name] = value
            elif line.strip() and not line.startswith(("#", "scenario\t")):
                name, own, total = line.split()
                table[name] = {"own": float(own), "total": float(total)}
    return facts, table


def number(value):
    """Counts for a byte are small, and 3 % of them even smaller."""
    return f"{value:.1f}" if value >= 50 else f"{value:.3f}"


def write_table(path, facts, scenarios):
    with open(path, "w") as file:
        file.write("# Instructions for one call or message, and of binary XML that has the name of a kind of messages for a byte of\n"
                   "# text, as `make bench-check` counts them; written by `make bench-check BENCH_CHECK_FLAGS=--update`. They hold\n"
                   "# for:\n")
        for name in sorted(facts):
            file.write(f"# {name}: {facts[name]}\n")
        file.write("scenario\town\ttotal\n")
        for name, scenario in scenarios.items():
            file.write(f"{name}\t{number(scenario['own'])}\t{number(scenario['total'])}\n")


def differing(names, facts, reference):
    return [f"{name} is {facts.get(name, 'absent')}, not {reference.get(name, 'absent')}"
            for name in names if facts.get(name) != reference.get(name)]


def reasons_against(scenario, kind, facts, reference):
    """Why a count cannot be compared; empty if it can."""
    used = [f"library {key.split('.so')[0]}" for key in scenario["objects"]]
    used = [name for name in used if name in facts]
    codings = [name for name in used if name.removeprefix("library ") not in NO_CODING]
    if codings:
        # Built without an engine that a machine may lack, the library has another do its work.
        absent = [name for name in reference if name.startswith("library ") and name not in facts]
        used, codings = used + absent, codings + absent
    if kind == "own":
        return differing(["architecture", "Swift"] + codings, facts, reference)
    return differing(["architecture", "Swift", "processor", "glibc", "valgrind"] + used, facts, reference)


def judge(name, kind, scenario, facts, reference, before):
    """Prints a line. Gives the verdict: a word, or the reasons why there is none."""
    now = scenario[kind]
    change = now / before - 1 if before else (1.0 if now else 0.0)
    verdict = reasons_against(scenario, kind, facts, reference)
    if not verdict:
        verdict = "WORSE" if change > TOLERANCE else "better" if change < -TOLERANCE else "same"
    word = verdict if isinstance(verdict, str) else "not compared"
    print(f"{name:<26}{kind:<7}{number(before):>12}{number(now):>12}{100 * change:>9.2f}%" + ("" if word == "same" else f"  {word}"))
    return verdict


def compare(facts, scenarios, reference, table):
    """Prints a line for each count. Gives what is worse, why some were not compared, and how many were."""
    worse, better, skipped, compared = [], [], set(), 0
    print(f"{'scenario':<26}{'count':<7}{'table':>12}{'now':>12}{'change':>10}")
    for name, scenario in scenarios.items():
        unknown = [key for key in facts if key.startswith("library ") and key not in reference
                   and any(part.startswith(key.removeprefix("library ") + ".so") for part in scenario["objects"])]
        if name not in table or unknown:
            worse.append(name)
            print(f"{name:<26}" + (f"uses {', '.join(unknown)}, unknown to the table" if unknown else "is not in the table"))
            continue
        for kind in ("own", "total"):
            verdict = judge(name, kind, scenario, facts, reference, table[name][kind])
            if isinstance(verdict, list):
                skipped.update(verdict)
                continue
            compared += 1
            if verdict == "WORSE":
                worse.append(f"{name} ({kind})")
            elif verdict == "better":
                better.append(f"{name} ({kind})")
    for name in table.keys() - scenarios.keys():
        worse.append(name)
        print(f"{name:<26}is in the table only")
    if better:
        print("better than the table, which can be updated: " + ", ".join(better))
    return worse, sorted(skipped), compared


def costly_framing(scenarios):
    """Prints what framing adds. Gives the scenarios in which it is too much."""
    costly = []
    for framed, alone in FRAMING:
        added = scenarios[framed]["total"] / scenarios[alone]["total"] - 1
        print(f"{framed} takes {100 * added:+.1f} % beside {alone}")
        if added > MOST_FOR_FRAMING:
            costly.append(framed)
    return costly


def print_counts(facts, scenarios):
    for name in sorted(facts):
        print(f"{name}: {facts[name]}")
    print(f"{'scenario':<26}{'own':>12}{'total':>12}{'program':>10}  of the total")
    for name, scenario in scenarios.items():
        parts = sorted(scenario["objects"].items(), key=lambda part: -part[1])
        others = ", ".join(f"{key.split('.so')[0]} {value:.0f}" for key, value in parts if value >= 1)
        print(f"{name:<26}{number(scenario['own']):>12}{number(scenario['total']):>12}{scenario['program']:>10.0f}  {others}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="bench-instructions")
    parser.add_argument("library", help="libwsencoder.so")
    parser.add_argument("table", nargs="?", help="the table to compare with; without one, print the counts of all scenarios")
    parser.add_argument("--update", action="store_true", help="write the table instead")
    parser.add_argument("--inflate", type=float, default=0, metavar="PERCENT", help="add so much to what is counted, for a test")
    options = parser.parse_args()
    facts, scenarios = measure(options.program, options.library, options.table is None)
    for scenario in scenarios.values():
        for kind in ("own", "total"):
            scenario[kind] *= 1 + options.inflate / 100
    if options.table is None:
        return print_counts(facts, scenarios)
    if options.update:
        write_table(options.table, facts, scenarios)
        return print(f"{options.table}: {len(scenarios)} scenarios")
    reference, table = read_table(options.table)
    worse, skipped, compared = compare(facts, scenarios, reference, table)
    for reason in skipped:
        print(f"not compared: {reason}")
    if worse:
        sys.exit(f"bench-check: more than {TOLERANCE:.0%} above the table, or not in it: {', '.join(worse)}")
    costly = costly_framing(scenarios)
    if costly:
        sys.exit(f"bench-check: framing adds more than {MOST_FOR_FRAMING:.0%}: {', '.join(costly)}")
    everything = 2 * len(scenarios)
    if compared == 0:
        print("bench-check: NOTHING WAS COMPARED, for the reasons above")
    else:
        who = "none of" if compared == everything else f"{compared} compared; none of"
        print(f"bench-check: {who} {everything} counts is more than {TOLERANCE:.0%} above the table")


if __name__ == "__main__":
    main()
