"""A copy of the sources with a build and the tests that are in it."""

import collections
import dataclasses
import hashlib
import json
import os
import shutil
import subprocess
import sys

import sandbox

# A fault that makes a test this much slower than it was is noticed as well.
SLOWER, MORE_SECONDS = 10, 60
NOT_HERE = {"slow", "install"}
# Looks at the build, not at what was built.
NOT_TESTS = {"program_brings_plugins"}


@dataclasses.dataclass(frozen=True)
class Test:
    name: str
    command: list
    environment: dict
    skip_code: int
    label: str
    folder: str  # with the CMakeLists.txt that adds it, from the root
    targets: list  # what the command needs, as the build names it

    def __hash__(self):
        return hash(self.name)


class Tree:
    def __init__(self, root, jobs):
        self.root, self.jobs = root, jobs
        self.work = os.path.join(root, "build/mutation")
        self.path = os.path.join(self.work, "tree")
        self.build = os.path.join(self.work, "build")
        self.enclosing = sandbox.enclosing()
        if not self.enclosing:
            print("mutate: no namespaces here: tests of faulty programs run unenclosed", flush=True)

    def prepare(self):
        """Brings the copy to the last commit; what the faults need is built when it is needed."""
        if not os.path.exists(self.path):
            os.makedirs(self.work, exist_ok=True)
            git(self.root, "clone", "-q", "--shared", self.root, self.path)
        git(self.path, "checkout", "-q", "--", ".")
        git(self.path, "checkout", "-q", git(self.root, "rev-parse", "HEAD").strip())
        self.configure()
        self.tests = [test for test in self.read_tests() if test.targets]
        self.made_of = {test.name: set(self.ninja_says("inputs", *test.targets).split("\n"))
                        | set(test.targets) for test in self.tests}
        self.as_they_are, self.tried = self.read_as_they_are(), set()

    def configure(self):
        # Units of few files: one changed file compiles with few others, and there are few to link.
        options = {"CMAKE_BUILD_TYPE": "Release", "CMAKE_CXX_FLAGS_RELEASE": "-O1 -DNDEBUG",
                   "CMAKE_UNITY_BUILD": "ON", "CMAKE_UNITY_BUILD_BATCH_SIZE": "4",
                   # The version would say "dirty" of each fault, and everything be linked again.
                   "GIT_EXECUTABLE": shutil.which("true")}
        if shutil.which("ld.lld"):
            options |= {f"CMAKE_{what}_LINKER_FLAGS": "-fuse-ld=lld"
                        for what in ("EXE", "MODULE", "SHARED")}
        subprocess.run(["cmake", "-S", self.path, "-B", self.build, "-G", "Ninja",
                        *(f"-D{key}={value}" for key, value in options.items())],
                       check=True, stdout=subprocess.DEVNULL)

    def make(self, *targets):
        with open(os.path.join(self.work, "build.log"), "w", encoding="utf-8") as log:
            return subprocess.run(["ninja", "-C", self.build, *targets], stdout=log,
                                  stderr=subprocess.STDOUT).returncode == 0

    def files(self, folders):
        return [f for f in git(self.path, "ls-files", *folders).split()
                if f.endswith((".cpp", ".hpp"))]

    def read_tests(self):
        said = json.loads(subprocess.run(
            ["ctest", "--test-dir", self.build, "--show-only=json-v1"], check=True,
            stdout=subprocess.PIPE).stdout)
        calls = said["backtraceGraph"]
        for test in said["tests"]:
            properties = {p["name"]: p["value"] for p in test.get("properties", [])}
            labels = properties.get("LABELS", [])
            if not labels or NOT_HERE & set(labels):
                continue
            call = calls["nodes"][test["backtrace"]]
            while "parent" in call:
                call = calls["nodes"][call["parent"]]
            command = test["command"]
            built = [os.path.relpath(path, self.build) for word in command
                     if (path := word.split("=")[-1]).startswith(self.build + "/")]
            if os.path.basename(command[0]).startswith("test_"):
                command = [*command, "--abort"]
            folder = os.path.dirname(os.path.relpath(calls["files"][call["file"]], self.path))
            yield Test(test["name"], command,
                       dict(pair.split("=", 1) for pair in properties.get("ENVIRONMENT", [])),
                       properties.get("SKIP_RETURN_CODE"), labels[0], folder, built)

    def ninja_says(self, *arguments):
        return subprocess.run(["ninja", "-C", self.build, "-t", *arguments], check=True, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout

    def read_objects(self):
        """Which objects a source file is compiled into, of what is built."""
        self.objects = collections.defaultdict(set)
        for line in self.ninja_says("deps").splitlines():
            if line.startswith("    "):
                source = os.path.relpath(os.path.join(self.build, line.strip()), self.path)
                self.objects[source].add(made)
            elif ": #deps" in line:
                made = line.split(": #deps")[0]

    def read_as_they_are(self):
        path = os.path.join(self.work, "as_they_are.json")
        if not os.path.exists(path):
            return {}
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def ready(self, tests):
        """Builds tests without a fault and tries them: only one that passes so can notice one.

        Returns those that pass, quick ones first."""
        new = [test for test in tests if test.name not in self.tried]
        if new:
            if not self.make(*targets(tests)):
                sys.exit(f"mutate: the sources do not build as they are: {self.work}/build.log")
            self.read_objects()
            self.tried |= {test.name for test in new}
            digests = {test.name: self.digest(test) for test in new}
            known = self.as_they_are
            new = [t for t in new if known.get(t.name, {}).get("digest") != digests[t.name]]
            for test, result, seconds in self.run(new, lambda test: 600, until_failure=False):
                known[test.name] = {"digest": digests[test.name], "result": result,
                                    "seconds": seconds}
                print(f"     as it is: {test.name} {result} in {seconds:.1f} s", flush=True)
            with open(os.path.join(self.work, "as_they_are.json"), "w", encoding="utf-8") as file:
                json.dump(known, file, indent=1)
        return sorted((t for t in tests if self.as_they_are[t.name]["result"] == "passed"),
                      key=self.seconds)

    def seconds(self, test):
        return self.as_they_are[test.name]["seconds"]

    def digest(self, test):
        """Of the programs and libraries that a test is made of."""
        sha = hashlib.sha256()
        for made in sorted(self.made_of[test.name]):
            path = os.path.join(self.build, made)
            if (made.startswith(("bin/", "lib/")) or made in test.targets) and os.path.isfile(path):
                with open(path, "rb") as file:
                    sha.update(file.read())
        return sha.hexdigest()

    def run(self, tests, seconds, until_failure=True):
        return sandbox.run(tests, self.enclosing, os.path.join(self.work, "scratch"), self.jobs,
                           seconds, until_failure)

    def noticing(self, tests):
        """The name of the test that fails, or None."""
        for test, result, _ in self.run(
                tests, lambda test: SLOWER * self.seconds(test) + MORE_SECONDS):
            if result == "failed":
                return test.name
        return None

    def with_file(self, file, tests):
        """The tests, quick ones first, in which a source file takes part."""
        passing = self.ready(tests)
        return [test for test in passing if self.objects[file] & self.made_of[test.name]]

    def own(self, file):
        """The tests of the mirrored folder, or of the nearest one above that has some."""
        folder = os.path.join("tests", os.path.dirname(file))
        while folder:
            own = [t for t in self.tests if (t.folder + "/").startswith(folder + "/")]
            if own:
                return own
            folder = os.path.dirname(folder)
        return []


def targets(tests):
    return sorted({name for test in tests for name in test.targets})


def git(folder, *arguments):
    return subprocess.run(["git", *arguments], cwd=folder, check=True, text=True,
                          stdout=subprocess.PIPE).stdout
