"""Writes many faults into the sources at once, each behind a switch (see switches.hpp), so that one
build serves them all."""

import collections
import os
import re

OPERATORS = {"<": "Less", "<=": "LessEqual", ">": "More", ">=": "MoreEqual", "==": "Equal",
             "!=": "Unequal", "+": "Plus", "-": "Minus", "+=": "Added", "-=": "Added"}
HEADER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "switches.hpp")
STATEMENT_LINE = re.compile(r"^(\s+)((?!return\b.*\{$|const |auto |static |using |case |break|else|\})"
                            r"[\w*+(!-].*;)\s*(//.*)?$")
DECLARATION = re.compile(r"^(\s+(?:const )?[\w:<>*&]+ \w+ = )(.*);\s*(//.*)?$")
BODY = re.compile(r"^(.*\) (?:const )?(?:override )?\{ )(.*;)( \}[;,)]*.*)$")
LOOP = re.compile(r"^(\s+for \([^;]*; )([^;]*)(; .*)$")
IF = re.compile(r"^(\s*(?:\} else )?(?:if|while) \()(.*)(\) \{.*)$")


def switched(fault):
    """The line with its fault behind a switch, or None: then it needs a build of its own.

    What was found too much for these forms by the compiler is left out of them later."""
    line, on = fault.before, f"npd_fault::on({fault.number})"
    if re.search(r"\bconstexpr\b|\bcase\b|\bstatic_assert\b", line):
        return None
    if fault.kind == "statement":
        return re.sub(r"\S", lambda first: f"if (!{on}) {first.group()}", line, count=1)
    if fault.kind == "condition":
        begin, end = fault.span
        return f"{line[:begin]}{on} != static_cast<bool>({line[begin:end]}){line[end:]}"
    begin, end = fault.span
    old, new = line[begin:end].strip(), fault.text.strip()
    if fault.kind in ("comparison", "sign"):
        switch = f" {old} npd_fault::{OPERATORS[old]}<{fault.number}>{{}} {old} "
        return line[:begin] + switch + line[end:]
    if fault.kind == "constant" or old in ("true", "false"):
        return f"{line[:begin]}({on} ? {new} : {old}){line[end:]}"
    return doubled(line, fault.after, on)


def doubled(line, faulty, on):
    """Both versions of the largest part of a line that can be had twice."""
    for pattern, form in ((BODY, "{{ if ({on}) {{ {b} }} else {{ {a} }} }}"),
                          (LOOP, "({on} ? static_cast<bool>({b}) : static_cast<bool>({a}))"),
                          (IF, "{on} ? static_cast<bool>({b}) : static_cast<bool>({a})"),
                          (DECLARATION, "{on} ? ({b}) : ({a})"),
                          (STATEMENT_LINE, "if ({on}) {{ {b} }} else {{ {a} }}")):
        good, bad = pattern.match(line), pattern.match(faulty)
        if not good or not bad:
            continue
        inner = form.format(on=on, a=good.group(2), b=bad.group(2))
        if pattern is DECLARATION:
            return f"{good.group(1)}{inner};"
        if pattern is STATEMENT_LINE:
            return good.group(1) + inner
        return good.group(1) + inner + good.group(3)
    return None


def one_a_line(faults):
    """Those that fit into one build."""
    lines, fit = set(), []
    for fault in faults:
        place = (fault.file, fault.line)
        if place not in lines and switched(fault) is not None:
            lines.add(place)
            fit.append(fault)
    return fit


def texts(faults, read):
    """{file: its text with switches}; read(file) gives the text without."""
    by_file = collections.defaultdict(list)
    for fault in faults:
        by_file[fault.file].append(fault)
    result = {}
    for file, ones in by_file.items():
        lines = read(file).split("\n")
        for fault in ones:
            assert lines[fault.line - 1] == fault.before
            lines[fault.line - 1] = switched(fault)
        result[file] = f'#include "{HEADER}"\n#line 1\n' + "\n".join(lines)
    return result


def refused(log, root, faults):
    """The faults that the compiler complains about."""
    places = {(fault.file, fault.line): fault for fault in faults}
    found = {}
    for match in re.finditer(r"^(?:In file included from )?(\S+?):(\d+)(?::\d+)?: *(.*)$", log,
                             re.MULTILINE):
        file, line, said = match.groups()
        fault = places.get((os.path.relpath(file, root), int(line)))
        if fault and (said.startswith(("error", "fatal")) or "required from" in said):
            found[fault.number] = fault
    return list(found.values())
