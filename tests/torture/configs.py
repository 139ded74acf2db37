"""Configurations with mistakes of chance: each is answered with its place, or was no mistake."""

import re

from workshop import EXPERIMENT, Fault

PLACE = re.compile(r"^(npd: error: )?(small\.toml|.*/small\.toml):\d+:\d+: ")

TOKENS = ["nan", "-inf", "1e999", "99999999999999999999", "-1", "0", "0.5", "true", "[]", "{}",
          "[[1], 'a']", "'text'", '"""', "1979-05-27T07:32:00Z", "0x7fffffffffffffff", "=", "[", "]",
          "[[metrics]]", "[training]", "include = ['none.toml']", "include = ['small.toml']",
          "plugin = 'absent'", '"\\u0000"', "\x00", "\xff", "\r", "\t", "#", ".", "a" * 300,
          "[" * 5000, "x" + ".a" * 3000 + " = 1", "seed = 3", "'''", '"\\ud800"', "1_", "9e", "-"]


def _flip(random, text):
    at = random.randrange(len(text))
    return text[:at] + chr(ord(text[at]) ^ 1 << random.randrange(7)) + text[at + 1:]


def _cut(random, text):
    begin = random.randrange(len(text))
    return text[:begin] + text[begin + random.randrange(1, 40):]


def _insert(random, text):
    at = random.randrange(len(text))
    return text[:at] + random.choice(TOKENS) + text[at:]


def _repeat(random, text):
    lines = text.splitlines(keepends=True)
    lines.insert(random.randrange(len(lines)), random.choice(lines))
    return "".join(lines)


def _replace_value(random, text):
    lines = text.splitlines(keepends=True)
    at = random.choice([i for i, line in enumerate(lines) if " = " in line])
    lines[at] = lines[at].split(" = ")[0] + " = " + random.choice(TOKENS) + "\n"
    return "".join(lines)


MUTATIONS = [_flip, _cut, _insert, _repeat, _replace_value]


def malformed(shop, random, name):
    """`npd config check` of a file with one to three mutations."""
    bench = shop.bench(name)
    text = EXPERIMENT
    for _ in range(random.choice([1, 1, 2, 3])):
        text = random.choice(MUTATIONS)(random, text)
    (bench.folder / "small.toml").write_bytes(text.encode("utf-8" if random.random() < 0.7
                                                          else "latin-1", "replace"))
    ended = bench.npd("config", "check", "small.toml")
    bench.check_order()
    if ended.code == 0:
        return "no mistake"
    bench.check_clear(ended, {3, 4, 5})
    if not PLACE.match(ended.err):
        raise Fault(f"no place: {ended.last_words()}")
    return f"refused with its place ({ended.code})"
