"""A copy of the sources with a build and the tests that are in it."""

import collections
import dataclasses
import glob
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile

import sandbox

# A fault that makes a test this much slower than it was is noticed as well.
SLOWER, MORE_SECONDS = 4, 30
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
    r"""
    \param root  of the project
    \param path  of a copy that the faults go into, built in its build/release; None: one is made
    """

    def __init__(self, root, path, commit, jobs):
        self.root, self.jobs = root, jobs
        self.work = os.path.join(root, "build/mutation")
        self.path = path or os.path.join(self.work, "tree")
        self.build = os.path.join(self.path, "build/release")
        self.commit = git(root, "rev-parse", commit).strip()
        self.enclosing = sandbox.enclosing()
        if not self.enclosing:
            print("mutate: no namespaces here: tests of faulty programs run unenclosed", flush=True)
        os.makedirs(self.work, exist_ok=True)

    def read_sources(self, folders):
        """{file: text} as committed."""
        packed = subprocess.run(["git", "archive", self.commit, "--", *folders], cwd=self.root,
                                check=True, stdout=subprocess.PIPE).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            return {file.name: files.extractfile(file).read().decode() for file in files
                    if file.name.endswith((".cpp", ".hpp"))}

    def prepare(self, texts):
        """Brings the copy to the commit, but for the files whose text is given."""
        if not os.path.exists(self.path):
            git(self.root, "clone", "-q", "--shared", self.root, self.path)
        times = {}
        for file in git(self.path, "diff", "--name-only").split():
            times[file] = (read(os.path.join(self.path, file)),
                           os.stat(os.path.join(self.path, file)).st_mtime_ns)
        git(self.path, "fetch", "-q", self.root, self.commit)
        git(self.path, "checkout", "-q", "-f", self.commit)
        for file, text in texts.items():
            path = os.path.join(self.path, file)
            write(path, text)
            if file in times and times[file][0] == text:
                os.utime(path, ns=(times[file][1], times[file][1]))
        self.configure()
        self.tests = [test for test in self.read_tests() if test.targets]

    def make_all(self):
        """Builds all tests, as far as they compile; what the compiler says, "" if all is well."""
        if self.make("-k", "0", *targets(self.tests)):
            self.made_of = {test.name: set(self.ninja_says("inputs", *test.targets).split("\n"))
                            | set(test.targets) for test in self.tests}
            self.read_objects()
            self.as_they_are, self.tried = self.read_as_they_are(), set()
            self.faulty = False
            return ""
        return read(os.path.join(self.work, "build.log"))

    def configure(self):
        options = {# The version would say "dirty" of each fault, and everything be linked again.
                   "GIT_EXECUTABLE": shutil.which("true")}
        if shutil.which("ld.lld"):
            options |= {f"CMAKE_{what}_LINKER_FLAGS": "-fuse-ld=lld"
                        for what in ("EXE", "MODULE", "SHARED")}
        words = [f"-D{key}={value}" for key, value in options.items()]
        said = os.path.join(self.work, "configured.txt")
        if read(said) == " ".join(words) and os.path.exists(os.path.join(self.build, "build.ninja")):
            self.make("build.ninja")  # a commit may bring other tests
            return
        subprocess.run(["cmake", "--preset", "release", *words], cwd=self.path, check=True,
                       stdout=subprocess.DEVNULL)
        write(said, " ".join(words))

    def make(self, *targets):
        with open(os.path.join(self.work, "build.log"), "w", encoding="utf-8") as log:
            return subprocess.run(["ninja", "-C", self.build, "-j", str(self.jobs), *targets],
                                  stdout=log, stderr=subprocess.STDOUT).returncode == 0

    def commands(self):
        """{test: words} as CMake wrote them; ctest leaves out those of what is not built yet."""
        found = {}
        for path in glob.glob(os.path.join(self.build, "**/CTestTestfile.cmake"), recursive=True):
            for name, words in re.findall(r'^add_test\(\[=\[(.*?)\]=\] (".*")\)$', read(path),
                                          re.MULTILINE):
                found[name] = [re.sub(r"\\(.)", r"\1", word)
                               for word in re.findall(r'"((?:[^"\\]|\\.)*)"', words)]
        return found

    def read_tests(self):
        commands = self.commands()
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
            command = commands[test["name"]]
            built = [os.path.relpath(path, self.build) for word in command
                     if (path := word.split("=")[-1]).startswith(self.build + "/")]
            if os.path.basename(command[0]).startswith("test_"):
                command = [*command, "--abort"]
            folder = os.path.dirname(os.path.relpath(calls["files"][call["file"]], self.path))
            yield Test(test["name"], command,
                       dict(pair.split("=", 1) for pair in properties.get("ENVIRONMENT", [])),
                       properties.get("SKIP_RETURN_CODE"), labels[0], folder, built)

    def ninja_says(self, *arguments):
        cache = read(os.path.join(self.build, "CMakeCache.txt"))
        ninja = re.search(r"^CMAKE_MAKE_PROGRAM:\w+=(.*)$", cache, re.MULTILINE).group(1)
        return subprocess.run([ninja, "-C", self.build, "-t", *arguments], check=True, text=True,
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
        return json.loads(read(path) or "{}")

    def ready(self, tests):
        """Those that pass without a fault, and so can notice one; quick ones first."""
        new = [test for test in tests if test.name not in self.tried]
        if new and self.faulty:  # a fault without a switch was built in, and is no more there
            self.make(*targets(new))
        if new:
            self.tried |= {test.name for test in new}
            digests = {test.name: self.digest(test) for test in new}
            known = self.as_they_are
            new = [t for t in new if known.get(t.name, {}).get("digest") != digests[t.name]]
            for test, result, seconds in self.run(new, lambda test: 600, {}, until_failure=False):
                known[test.name] = {"digest": digests[test.name], "result": result,
                                    "seconds": seconds}
                print(f"     as it is: {test.name} {result} in {seconds:.1f} s", flush=True)
            write(os.path.join(self.work, "as_they_are.json"), json.dumps(known, indent=1))
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

    def run(self, tests, seconds, variables, until_failure=True):
        return sandbox.run(tests, self.enclosing, os.path.join(self.work, "scratch"), self.jobs,
                           seconds, variables, until_failure)

    def noticing(self, tests, number):
        """The name of the test that fails with fault `number` on, or None."""
        for test, result, _ in self.run(
                tests, lambda test: SLOWER * self.seconds(test) + MORE_SECONDS,
                {"NPD_FAULT": str(number)}):
            if result == "failed":
                return test.name
        return None

    def with_file(self, file, tests):
        """The tests, quick ones first, in which a source file takes part."""
        return self.ready([test for test in tests
                           if self.objects[file] & self.made_of[test.name]])

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


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def git(folder, *arguments):
    return subprocess.run(["git", *arguments], cwd=folder, check=True, text=True,
                          stdout=subprocess.PIPE).stdout
