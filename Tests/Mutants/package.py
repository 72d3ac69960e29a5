"""A copy of the package with every mutant in it, built once: a number in the environment says which of them it is."""
import json
import os
import re
import shutil
import subprocess
import sys

import mutations

ROOMS = ["Bytes", "CodecKit", "ContentCodings", "XMLText", "BinaryXML", "Charsets", "MTOM", "Framing", "Catalog", "WSEncoder"]
TOOLS = os.path.dirname(os.path.abspath(__file__))
MOST_BUILDS = 60

# What the manifest of the copy has in addition. Its dependencies are those of the original.
MANIFEST = """
for target in package.targets where target.type == .regular || target.type == .test {
    target.dependencies.append("Mutation")
}
package.targets += [
    .target(name: "CMutation", path: "Mutants/CMutation"),
    .target(name: "Mutation", dependencies: ["CMutation"], path: "Mutants/Mutation"),
]
"""


def update(path, text):
    """Writes a file if it says something else: what is unchanged is not compiled again."""
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Package:
    """The mutated copy in a folder, of the package in the working folder."""

    def __init__(self, folder):
        self.folder = folder
        self.root = os.getcwd()
        self.texts = {}  # of each file
        self.mutants = []
        self.refused = set()  # the identities of those that do not compile
        self.refused_path = os.path.join(folder, "refused.json")
        self.places = {}  # of each file as it is written: its text, and the range of each mutant

    def find(self, defined):
        for room in ROOMS:
            for folder, folders, names in os.walk(os.path.join("Sources", room)):
                folders.sort()
                for name in sorted(names):
                    if name.endswith(".swift"):
                        path = os.path.join(folder, name)
                        self.texts[path] = read(path)
                        for mutant in mutations.find(self.texts[path], defined):
                            mutant.file, mutant.room = path, room
                            self.mutants.append(mutant)
        for number, mutant in enumerate(self.mutants, 1):
            mutant.number = number

    def forget_refused(self):
        """Leaves out what did not compile the last time."""
        try:
            refused = {tuple(each) for each in json.loads(read(self.refused_path))}
        except (FileNotFoundError, ValueError):
            return
        self.refused = refused
        self.mutants = [mutant for mutant in self.mutants if self.identity(mutant) not in refused]

    @staticmethod
    def identity(mutant):
        return mutant.file, mutant.line, mutant.line_text, mutant.name

    def prepare(self):
        """Everything but the mutated sources."""
        if self.files_moved():
            shutil.rmtree(os.path.join(self.folder, "Sources"))
        for folder, folders, names in os.walk("Sources"):
            for name in names:
                path = os.path.join(folder, name)
                if path not in self.texts and not folder.startswith(os.path.join("Sources", "wsenc")):
                    update(os.path.join(self.folder, path), read(path))
        for name in ["include", "Tests"]:
            link = os.path.join(self.folder, name)
            if not os.path.islink(link):
                os.symlink(os.path.join(self.root, name), link)
        for target in ["CMutation", "Mutation"]:
            for folder, _, names in os.walk(os.path.join(TOOLS, target)):
                for name in names:
                    path = os.path.join(folder, name)
                    update(os.path.join(self.folder, "Mutants", os.path.relpath(path, TOOLS)), read(path))
        manifest = read("Package.swift")
        manifest = re.sub(r"^ *\.(strictMemorySafety|treatAllWarnings)\(.*\),\n", "", manifest, flags=re.M)
        update(os.path.join(self.folder, "Package.swift"), manifest + MANIFEST)

    def files_moved(self):
        """Whether the copy has sources that are not there any more."""
        return any(
            not os.path.exists(os.path.relpath(os.path.join(folder, name), self.folder))
            for folder, _, names in os.walk(os.path.join(self.folder, "Sources"))
            for name in names if name.endswith(".swift"))

    def write(self):
        by_file = {path: [] for path in self.texts}
        for mutant in self.mutants:
            by_file[mutant.file].append(mutant)
        for path, mutants in by_file.items():
            text, places = mutations.write(self.texts[path], mutants)
            self.places[path] = (text, places)
            if mutants:
                text = "public import Mutation\n" + text
            update(os.path.join(self.folder, path), text)

    def build(self, log):
        """Builds, leaving out what the compiler refuses until it refuses nothing."""
        # Whole modules at a time, as the library that ships: else generic functions of other files allocate where it does not.
        command = ["swift", "build", "-c", "release", "--build-tests", "--package-path", self.folder,
                   "--scratch-path", os.path.join(self.folder, ".build"), "-Xswiftc", "-enable-testing",
                   "-Xswiftc", "-suppress-warnings"]
        for attempt in range(1, MOST_BUILDS + 1):
            self.write()
            with open(log, "w", encoding="utf-8") as file:
                status = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, check=False).returncode
            if status == 0:
                return
            left_out = self.leave_out(read(log))
            print(f"build {attempt}: {left_out} mutants do not compile", flush=True)
            if left_out == 0:
                print(read(log)[-4000:], file=sys.stderr)
                break
        sys.exit(f"the mutants do not build: {log}")

    def leave_out(self, log):
        refused = set()
        for path, line, column, message in re.findall(r"^(/\S+?\.swift):(\d+):(\d+): error: (.*)$", log, re.M):
            path = os.path.relpath(os.path.realpath(path), os.path.realpath(self.folder))
            if path in self.places:
                refused |= self.guilty(path, int(line) - 1, int(column), message)
        if refused:
            self.mutants = [mutant for mutant in self.mutants if mutant not in refused]
            self.refused |= {self.identity(mutant) for mutant in refused}
            update(self.refused_path, json.dumps(sorted(self.refused)))
        return len(refused)

    def guilty(self, path, line, column, message):
        """The mutants that an error is about: around it, else of its line, else those that change a variable of its function
        that the message names, else all of the function."""
        text, places = self.places[path]
        if line < 1 or not places:
            return set()
        start = sum(len(each) + 1 for each in text.split("\n")[:line - 1])
        end = text.find("\n", start)
        place = start + column - 1
        around = [mutant for mutant, (first, last) in places.items() if first <= place <= last]
        if around:
            return {min(around, key=lambda mutant: places[mutant][1] - places[mutant][0])}
        on_line = {mutant for mutant, (first, last) in places.items() if first <= end and last >= start}
        if on_line:
            return on_line
        source = mutations.Source(text)
        first, last = source.function(place)
        inside = {mutant for mutant, (begin, _) in places.items() if first <= begin <= last}
        named = re.search(r"'(?:self\.)?(\w+)'", message)
        changing = {mutant for mutant in inside if mutant.kind == mutations.DROP and named
                    and re.search(rf"\b{named[1]}\b", mutant.what)}
        return changing or inside or set(places)
