"""Breaks the library on purpose, in hundreds of places one after another, and sees whether the fast tests notice.

usage: mutants.py [options] FOLDER REASONS.tsv LINK_COMMAND < COMMANDS

FOLDER holds what is built. LINK_COMMAND links the objects that follow it to the library that takes the place of the one that
ships. COMMANDS are tests, a line each; the suites of the Swift tests are found. Fails if one that is not noticed has no reason,
or if fewer than 95 % are noticed of those that are not `equivalent`: by its reason, no test can tell it from the library.
"""
import argparse
import collections
import concurrent.futures
import glob
import hashlib
import os
import platform
import re
import shlex
import subprocess
import sys
import threading
import time

from fast_tests import HANGS, programs, swift_tests
from mutations import DROP
from package import ROOMS, Package

WANTED = 95.0
FEWEST_OF_A_ROOM = 20
# Seconds that a short test takes at most.
SHORT = 1.5


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--count", type=int, default=400, help="mutants to try")
    parser.add_argument("--seed", default="1", help="which ones are drawn")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--match", action="append", default=[], help="instead: all in whose description this is")
    parser.add_argument("--again", action="store_true", help="instead: those that the run before did not notice")
    parser.add_argument("--list", action="store_true", help="says which would be tried")
    parser.add_argument("folder")
    parser.add_argument("reasons")
    parser.add_argument("link")
    return parser.parse_args()


def read_reasons(path):
    """Lines `file<TAB>text of the line<TAB>what was changed<TAB>equivalent or unnoticed<TAB>reason`."""
    reasons = {}
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            fields = line.split("\t")
            if len(fields) != 5 or not all(fields) or fields[3] not in ("equivalent", "unnoticed"):
                sys.exit(f"{path}:{number}: not file, text, change, \"equivalent\" or \"unnoticed\", and reason")
            reasons[tuple(fields[:3])] = fields[3]
    return reasons


def key(mutant):
    return mutant.file, mutant.line_text, mutant.name


def describe(mutant):
    return f"{mutant.file}:{mutant.line}: {mutant.line_text}: {mutant.name}"


def without_line(description):
    return re.sub(r":\d+: ", ": ", description, count=1)


def draw(mutants, count, seed):
    """As many of each room as it has a share of all, but at least a few. Which ones depends on their text and not on where
    they stand, so that the draw stays much the same while the sources move."""
    seen = collections.Counter()
    ranked = collections.defaultdict(list)
    for mutant in mutants:
        text = "\0".join([seed, mutant.room, mutant.line_text, mutant.name])
        seen[text] += 1
        ranked[mutant.room].append((hashlib.sha256(f"{text}\0{seen[text]}".encode()).hexdigest(), mutant))
    drawn = []
    for room in ROOMS:
        share = max(FEWEST_OF_A_ROOM, round(count * len(ranked[room]) / max(1, len(mutants))))
        drawn += [mutant for _, mutant in sorted(ranked[room], key=lambda each: each[0])[:share]]
    return drawn


def may_leak(mutant):
    return mutant.kind == DROP or re.search("free|destroy|dealloc|deinit", mutant.line_text) is not None


class Run:
    """The tests, and what they say about mutants."""

    def __init__(self, folder, tests, jobs):
        self.folder = folder
        self.tests = tests
        self.jobs = jobs
        self.scratch = os.path.join(folder, "run")
        os.makedirs(self.scratch, exist_ok=True)
        # Memory that is freed, or not yet written, holds neither what it had nor zeros.
        self.variables = {"LD_LIBRARY_PATH": os.path.abspath(folder), "WSE_TEST_QUICK": "1", "MALLOC_PERTURB_": "165"}
        self.lock = threading.Lock()
        # Of a test with a room: how often it was tried, and how often it noticed.
        self.experience = collections.defaultdict(lambda: [0, 0])

    def each(self, function, items):
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            return list(pool.map(function, items))

    def log(self):
        return os.path.join(self.scratch, f"{threading.get_ident()}.log")

    def measure(self, size):
        """Runs each test without a mutant: it must pass, and tells which places it reaches and how long it takes."""
        def one(test):
            noted = os.path.join(self.scratch, f"{threading.get_ident()}.reached")
            with open(noted, "wb") as file:
                file.write(bytes(size))
            failure = test.run({**self.variables, "WSE_MUTANTS_REACHED": noted}, self.log())
            with open(noted, "rb") as file:
                test.reached = file.read()
            if failure and test.finds_leaks:
                test.reached = bytes(size)  # the runtime of ordinary mode keeps something
                return None
            if failure:
                with open(self.log(), encoding="utf-8", errors="replace") as file:
                    return f"{test.name} {failure} without a mutant:\n{file.read()[-2000:]}"
            test.seconds, test.wall_seconds = test.last
            return None
        failures = [failure for failure in self.each(one, self.tests) if failure]
        if failures:
            sys.exit("\n".join(failures))
        self.tests = [test for test in self.tests if any(test.reached)]

    def try_mutant(self, mutant, tests):
        """The test that notices it, and how; None if none does."""
        def cost(test):
            """What it takes to notice one by this test, as it has gone so far in this room."""
            tried, noticed = self.experience[test.name, mutant.room]
            return test.seconds * (tried + 1) / (noticed + (0.5 if test.room == mutant.room else 0.1))

        reaching = [test for test in tests if test.reached[mutant.number] and (not test.finds_leaks or may_leak(mutant))]
        for test in sorted(reaching, key=cost):
            failure = test.run({**self.variables, "WSE_MUTANT": str(mutant.number)}, self.log())
            with self.lock:
                self.experience[test.name, mutant.room][0] += 1
                self.experience[test.name, mutant.room][1] += failure is not None
            if failure:
                return f"{test.name} {failure}"
        return None

    def try_all(self, mutants, tests, said):
        """What notices each mutant. `said` is what to say of one that nothing notices."""
        done = 0

        def one(mutant):
            nonlocal done
            noticed = self.try_mutant(mutant, tests)
            with self.lock:
                done += 1
                if noticed is None or done % 25 == 0:
                    print(f"{done}/{len(mutants)}" + ("" if noticed else f": {said}: {describe(mutant)}"), flush=True)
            return noticed
        return dict(zip(mutants, self.each(one, mutants)))

    def judge(self, mutants):
        """What notices each mutant: the tests that take a moment first, for all of them, then the others for what is left."""
        short = [test for test in self.tests if test.seconds < SHORT]
        long = [test for test in self.tests if test.seconds >= SHORT]
        results = self.try_all(mutants, short, "not yet noticed")
        results.update(self.try_all([mutant for mutant in mutants if not results[mutant]], long, "not noticed"))
        return results

    def reaches(self, mutant):
        return any(test.reached[mutant.number] for test in self.tests)


def link(command, package, folder):
    build = os.path.join(package, ".build", "release")
    objects = [path for module in [*ROOMS, "Mutation", "CMutation"]
               for path in sorted(glob.glob(os.path.join(build, f"{module}.build", "**", "*.o"), recursive=True))]
    subprocess.run([*shlex.split(command), *objects, "-o", os.path.join(folder, "libwsencoder.so.0")], check=True)


def report(run, results, mutants, reasons):
    """Prints what came out; whether it is good enough."""
    outcomes = ["noticed", "equivalent", "unnoticed", "without"]
    rooms = collections.defaultdict(collections.Counter)
    without = []
    stale = {}
    for mutant, noticed in results.items():
        outcome = "noticed" if noticed else reasons.get(key(mutant), "without")
        rooms[mutant.room][outcome] += 1
        rooms["all"][outcome] += 1
        if outcome == "without":
            without.append(mutant)
        if noticed and key(mutant) in reasons:
            stale[key(mutant)] = f"it is noticed: {noticed}"
    existing = {key(mutant) for mutant in mutants}
    for each in reasons:
        if each not in existing:
            stale[each] = "it is not there"
    print(f"\n{'room':<16}{'mutants':>9}{'noticed':>9}{'equivalent':>12}{'unnoticed':>11}{'no reason':>11}{'noticed %':>11}")
    for room in [*ROOMS, "all"]:
        counts = rooms[room]
        total = counts.total()
        if total:
            columns = (f"{counts[outcome]:>{width}}" for outcome, width in zip(outcomes, [9, 12, 11, 11]))
            print(f"{room:<16}{total:>9}{''.join(columns)}{percentage(counts):>11.1f}")
    hung = [mutant for mutant, noticed in results.items() if noticed and noticed.endswith(HANGS)]
    print(f"{len(hung)} are noticed because a test does not end:")
    for mutant in hung:
        print(f"  {describe(mutant)}: {results[mutant]}")
    if without:
        print("\nnot noticed, and without a reason:")
        for mutant in without:
            print(f"  {describe(mutant)}" + ("" if run.reaches(mutant) else " (no test comes there)"))
    for each, why in stale.items():
        print(f"stale: {': '.join(each)}: {why}")
    enough = percentage(rooms["all"]) >= WANTED
    if not enough:
        print(f"fewer than {WANTED:.0f} % are noticed")
    return enough and not without


def percentage(counts):
    """How many are noticed of those that are not equivalent."""
    return 100 * counts["noticed"] / max(1, counts.total() - counts["equivalent"])


def main():
    options = arguments()
    begin = time.monotonic()
    reasons = read_reasons(options.reasons)
    package = Package(os.path.join(options.folder, "package"))
    package.find({
        "WSE_ISAL": os.environ.get("WSE_WITHOUT_ISAL") != "1",
        "WSE_LIBDEFLATE": os.environ.get("WSE_WITHOUT_LIBDEFLATE") != "1",
        "arch(x86_64)": platform.machine() == "x86_64", "hasFeature(Embedded)": False, "!hasFeature(Embedded)": True})
    found = len(package.mutants)
    package.forget_refused()
    package.prepare()
    package.build(os.path.join(options.folder, "build.log"))
    link(options.link, package.folder, options.folder)
    print(f"{len(package.mutants)} mutants of {found} compile; built after {time.monotonic() - begin:.0f} s", flush=True)

    unnoticed = os.path.join(options.folder, "unnoticed.txt")
    if options.again:
        with open(unnoticed, encoding="utf-8") as file:
            wanted = {without_line(line.rstrip("\n")) for line in file}
        drawn = [mutant for mutant in package.mutants if without_line(describe(mutant)) in wanted]
    elif options.match:
        drawn = [mutant for mutant in package.mutants if any(text in describe(mutant) for text in options.match)]
    else:
        drawn = draw(package.mutants, options.count, options.seed)
        print(f"{len(drawn)} mutants drawn with MUTANTS_SEED={options.seed}")
    if options.list:
        print("\n".join(map(describe, drawn)))
        return
    run = Run(options.folder, swift_tests(package.folder) + programs(sys.stdin.read().splitlines()), options.jobs)
    run.measure(found + 1)
    print(f"{len(run.tests)} tests take {sum(test.seconds for test in run.tests):.0f} s without a mutant", flush=True)
    slowest = sorted(run.tests, key=lambda test: -test.seconds)[:12]
    print("the longest: " + ", ".join(f"{test.name[:60]} {test.seconds:.1f}" for test in slowest), flush=True)
    results = run.judge(drawn)
    with open(unnoticed, "w", encoding="utf-8") as file:
        file.writelines(describe(mutant) + "\n" for mutant, noticed in results.items() if not noticed)
    good = report(run, results, package.mutants, reasons)
    print(f"mutants: {time.monotonic() - begin:.0f} s")
    sys.exit(not good)


main()
