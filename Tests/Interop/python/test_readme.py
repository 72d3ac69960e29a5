"""The page of the package: what its sessions print and its shell commands do."""
from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import wsencoder
from support import ROOT, Case

PAGE = (ROOT / "Sources/python/README.md").read_text()


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


class Readme(Case):
    def test_sessions_print_what_the_page_says(self):
        sessions = "\n".join(blocks("pycon"))
        self.assertGreater(sessions.count(">>>"), 30)
        example = doctest.DocTestParser().get_doctest(sessions, {"__name__": "__main__"}, "README.md", None, 0)
        said = []
        failed, tried = doctest.DocTestRunner(verbose=False).run(example, out=said.append)
        self.assertEqual(failed, 0, "".join(said))

    def test_shell_commands_do_what_the_page_says(self):
        environment = os.environ | {"PYTHONPATH": str(Path(wsencoder.__file__).parents[1])}
        if "LD_LIBRARY_PATH" in environment:
            environment["LD_LIBRARY_PATH"] = os.path.abspath(environment["LD_LIBRARY_PATH"])
        for commands in blocks("sh"):
            with tempfile.TemporaryDirectory() as folder:
                python = Path(folder) / "python3"
                python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
                python.chmod(0o755)
                environment["PATH"] = f"{folder}:{os.environ['PATH']}"
                done = subprocess.run(["sh", "-eu"], input=commands, cwd=folder, env=environment, capture_output=True,
                                      text=True, timeout=60)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn("msbinsession1", done.stdout)

    def test_every_block_is_run_by_a_test(self):
        kinds = re.findall(r"^```(\w+)$", PAGE, re.MULTILINE)
        self.assertEqual(set(kinds), {"pycon", "python", "sh"})
        self.assertEqual(kinds.count("python"), 1, "test_zeep.py runs the first one")
