"""The fast tests: those in C and the replays, run with the mutated library, and the suites of the Swift tests."""
import os
import re
import resource
import signal
import subprocess
import time

MEMORY = 6 << 30
FILE_SIZE = 1 << 30
LONGEST = 600
HANGS = "hangs"
# Times the usual, and seconds on top. The processor's time hardly depends on what else the machine does, that of the clock does.
PROCESSOR_LIMIT = (4, 15)
WALL_LIMIT = (8, 60)


class Test:
    """One program to run, whose status says whether it has noticed anything."""

    def __init__(self, name, command, room=None):
        self.name = name
        self.command = command
        self.room = room
        self.finds_leaks = "LD_PRELOAD" in name
        self.seconds = 0.0  # usual, of the processor
        self.wall_seconds = 0.0
        self.reached = b""

    def run(self, variables, log):
        """None if it passes in about the usual time, else what it died of."""
        processor_limit = int(PROCESSOR_LIMIT[0] * self.seconds + PROCESSOR_LIMIT[1]) if self.seconds else LONGEST
        wall_limit = WALL_LIMIT[0] * self.wall_seconds + WALL_LIMIT[1] if self.seconds else LONGEST

        def limit():
            os.setsid()
            resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CPU, (processor_limit, processor_limit + 2))
            resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        begin = time.monotonic()
        with open(log, "wb") as output:
            process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env={**os.environ, **variables}, preexec_fn=limit)
            usage = wait(process.pid, begin + wall_limit)
        # Children that a test has left behind go, too.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        if usage is None:
            _, _, usage = os.wait4(process.pid, 0)
            process.returncode = -signal.SIGKILL
            return HANGS
        status, used = usage
        process.returncode = os.waitstatus_to_exitcode(status)
        self.last = (used.ru_utime + used.ru_stime, time.monotonic() - begin)
        if process.returncode == 0:
            return None
        if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            return HANGS
        if process.returncode < 0:
            return signal.Signals(-process.returncode).name
        return "fails"


def wait(pid, deadline):
    """The status and usage of a child, None if it has not ended by then."""
    pause = 0.002
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            return status, usage
        if time.monotonic() > deadline:
            return None
        time.sleep(pause)
        pause = min(2 * pause, 0.05)


def swift_tests(package):
    """Each suite of the Swift tests."""
    program = os.path.join(package, ".build", "release", "wsencoderPackageTests.xctest")
    tests = []
    for folder in sorted(os.listdir("Tests")):
        if not folder.endswith("Tests"):
            continue
        suites = set()
        for name in os.listdir(os.path.join("Tests", folder)):
            if name.endswith(".swift"):
                with open(os.path.join("Tests", folder, name), encoding="utf-8") as file:
                    suites.update(re.findall(r"^@Suite(?:\(.*\))? (?:struct|final class|class|enum) (\w+)", file.read(), re.M))
        for suite in sorted(suites):
            filter_ = rf"^{folder}\.{suite}/"
            tests.append(Test(
                f"{folder}.{suite}", [program, "--testing-library", "swift-testing", "--filter", filter_],
                folder.removesuffix("Tests")))
    return tests


def programs(lines):
    """Each test that is a command, a line each."""
    return [Test(line, ["sh", "-c", f"exec {line}"]) for line in lines]
