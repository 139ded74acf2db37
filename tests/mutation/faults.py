"""Small faults that can be made in C++ sources, one line each."""

import collections
import dataclasses
import os
import random
import re


@dataclasses.dataclass(frozen=True)
class Fault:
    file: str
    line: int  # counted from 1
    kind: str
    before: str  # the whole line
    after: str
    span: tuple = (0, 0)  # of what is replaced, in the line
    text: str = ""  # what it is replaced by
    number: object = -1  # or a name

    def write(self, root):
        """Puts the fault into the sources and returns the text that was there."""
        path = os.path.join(root, self.file)
        with open(path, encoding="utf-8") as source:
            text = source.read()
        lines = text.split("\n")
        lines_before = 2 if lines[1:2] == ["#line 1"] else 0
        lines[lines_before + self.line - 1] = self.after
        with open(path, "w", encoding="utf-8") as source:
            source.write("\n".join(lines))
        return text


def swaps(kind, pairs):
    """Each word of a pair becomes the other one; clang-format puts spaces around operators."""
    return [(kind, re.compile(x), lambda match, y=y: y)
            for pair in pairs for x, y in ((re.escape(pair[0]), pair[1]), (re.escape(pair[1]), pair[0]))]


def other_number(match):
    """Another value of the same type."""
    text = match.group()
    if "." not in text:
        return str(int(text) + 1)
    return str(2 * float(text) or 1.0)


OPERATORS = (
    swaps("comparison", [(" < ", " <= "), (" > ", " >= "), (" == ", " != ")])
    + swaps("sign", [(" + ", " - "), (" += ", " -= ")])
    + swaps("logic", [(" && ", " || ")])
    + [("logic", re.compile(r"\btrue\b"), lambda match: "false"),
       ("logic", re.compile(r"\bfalse\b"), lambda match: "true"),
       ("constant", re.compile(r"(?<![\w.\"'])\d+(\.\d+)?(?![\w.\"'])"), other_number)]
)
# Whole statements on one line that may be left out: calls and assignments, but no declarations.
STATEMENT = re.compile(r"^\s+(?!return|throw|using|const|auto|case|break|static|else|if|for|while)"
                       r"[a-z_][\w.\->:\[\]()]*\s*(\(.*\)|[-+*/|&]?= .*);$")
GUARDED_STATEMENT = re.compile(r"^\s+if \(.*\) (?!return|throw|continue|break)[a-z_][^;]*;$")
# A statement begins a line only behind the end of another.
STATEMENT_ENDS = re.compile(r"([;{}:]|^|//.*)$")
# Only so that memory is never unset: what is declared so is given its value before it is used.
UNSET = re.compile(r"^\s+[\w:]+ \w+ = (0|0\.0|false)(, \w+ = (0|0\.0))*;")
TEXTS = re.compile(r"\b(text|line|word|c) [+]= |[+]= (fmt|text|line|c\b)|\"[_]*\" [+] |[+] \"")
CONDITION = re.compile(r"\bif \((?!const |auto )(.*)\)(?= (\{|return|throw|continue|break)|$)")
NOT_CODE = ("#", "*", "assert", "static_assert", "template", "namespace")


def without_texts(line):
    """The line with blanks for what is in quotes, and without its comment."""
    code = re.sub(r'"(\\.|[^"\\])*"', lambda m: '"' + "_" * (len(m.group()) - 2) + '"', line)
    return code.split("//")[0]


def in_line(line, line_before):
    """All faults of a line: (kind, span, text for the span)."""
    code = without_texts(line)
    if code.lstrip().startswith(NOT_CODE) or UNSET.match(code):
        return
    for kind, pattern, replacement in OPERATORS:
        for match in pattern.finditer(code):
            if kind == "sign" and TEXTS.search(code):
                continue  # texts can only be added
            yield kind, match.span(), replacement(match)
    condition = CONDITION.search(code)
    if condition and condition.group(1).count("(") == condition.group(1).count(")"):
        yield "condition", condition.span(1), f"!({line[slice(*condition.span(1))]})"
    statement = STATEMENT.match(code) or GUARDED_STATEMENT.match(code)
    if statement and STATEMENT_ENDS.search(line_before.rstrip()):
        yield "statement", (0, len(line)), ""


def in_text(file, text):
    """All faults that can be made in a file; none in a text of several lines."""
    lines = text.split("\n")
    text_ends = None
    for number, line in enumerate(lines, 1):
        if text_ends:
            text_ends = None if text_ends in line else text_ends
            continue
        begins = re.search(r'R"(\w*)\(', line)
        if begins and f'){begins.group(1)}"' not in line:
            text_ends = f'){begins.group(1)}"'
            continue
        for kind, (start, end), other in in_line(line, lines[number - 2] if number > 1 else ""):
            yield Fault(file, number, kind, line, line[:start] + other + line[end:], (start, end),
                        other)


def draw(sources, seed, number):
    r"""Fault `number` of a seed: a file by its size, a kind, and a place, each equally likely.

    \param sources  {file: text}"""
    generator = random.Random(f"{seed}/{number}")
    files = sorted(sources)
    sizes = [len(sources[file]) for file in files]
    while True:
        kinds = collections.defaultdict(list)
        file = generator.choices(files, sizes)[0]
        for fault in in_text(file, sources[file]):
            kinds[fault.kind].append(fault)
        if kinds:
            fault = generator.choice(kinds[generator.choice(sorted(kinds))])
            return dataclasses.replace(fault, number=number)


def find_again(sources, row):
    """A fault that was made before, in today's sources, or None: its line may have moved."""
    same = [fault for fault in in_text(row["file"], sources.get(row["file"], ""))
            if fault.before.strip() == row["before"] and fault.after.strip() == row["after"]]
    fault = min(same, key=lambda fault: abs(fault.line - int(row["line"])), default=None)
    return fault and dataclasses.replace(fault, number=row["fault"])
