"""Compares this project's patterns with Python's `re`, on random patterns and texts.

    patterns.py [--seed N] [--count N] COMMAND

The command reads questions and prints answers, one a line (see the crate's example `answer`). A pattern is put into
a template as it stands; what every named group took, and what was left of the text, must be the same, and what
Python refuses must be refused. Exits with 1 if anything differs.
"""

import argparse
import json
import random
import re
import shlex
import subprocess
import sys
import warnings

import pairs

NAMES = "ABCDEF"
LETTERS = ["a", "b", "c", "A", "B", "1", "2", "_", " ", "-", ".", ":", "k", "s", "i"]
WIDE = ["\u00e9", "\u00c9", "\u00b5", "\u03bc", "\u212a", "\u017f", "\u0131", "\u0663", "\u00a0", "\u00b2", "\U0001f600"]
TEXTS = 8
# What Python takes and the engine says that it does not.
REFUSED = ["which it stands in", "a group in a possessive repeat", "too many different characters"]
# What Python may take for one text, in seconds.
LIMIT = 0.5


class Writer:
    """Writes one random pattern. Some are no patterns, which is meant."""

    def __init__(self, source):
        self.random = source
        self.named = []
        self.groups = 0

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, share):
        return self.random.random() < share

    def letter(self):
        return self.random.choice(WIDE if self.chance(0.08) else LETTERS)

    def literal(self):
        if self.chance(0.1):
            return self.pick(
                "\\x61", "\\141", "\\u0062", "\\U00000063", "\\.", "\\-", "\\t", "\\0", "\\07", "\\_", "\\ ", "{", "}",
                "]", "{}", "a{", "{1", "{a}", "{,}", "{,2}", "\\<", "\\>", "\\Q", "\\8", "\\377", "\\400", "\\x6", "\\e",
            )
        letter = self.letter()
        return "\\." if letter == "." else letter

    def member(self):
        return self.pick(
            lambda: self.letter(),
            lambda: self.pick("\\w", "\\W", "\\d", "\\D", "\\s", "\\S"),
            lambda: self.pick("a-c", "A-Z", "0-9", "a-", "\\x61-c", "\u00e0-\u00ef", "_-a", " -~", "c-a", "\\d-x"),
            lambda: self.pick("\\]", "\\-", "\\^", "[", "&&", "||", "--", "~~", "\\b", "\\141", "\\n"),
        )()

    def set(self):
        head = self.pick("", "", "^", "]", "^]", "-")
        return "[" + head + "".join(self.member() for _ in range(self.random.randint(1, 3))) + "]"

    def repeat(self):
        sign = self.pick("*", "*", "+", "+", "?", "{2}", "{1,2}", "{0,2}", "{2,}", "{,2}", "{0}", "{0,}", "{3,1}")
        return sign + self.pick("", "", "", "?", "+", "?" if self.chance(0.5) else "*")

    def atom(self, depth):
        kind = self.random.random()
        if depth <= 0 or kind < 0.45:
            return self.pick(
                self.literal,
                self.literal,
                self.set,
                lambda: ".",
                lambda: self.pick("\\w", "\\W", "\\d", "\\D", "\\s", "\\S"),
            )()
        if kind < 0.53:
            return self.pick("^", "$", "\\b", "\\B", "\\A", "\\Z")
        if kind < 0.57 and self.groups:
            if self.named and self.chance(0.5):
                return f"(?P={self.random.choice(self.named)})"
            return f"\\{self.random.randint(1, self.groups)}"
        if kind < 0.60 and self.groups:
            group = self.random.choice(self.named) if self.named and self.chance(0.5) else self.random.randint(1, self.groups)
            other = "|" + self.sequence(depth - 1) if self.chance(0.7) else ""
            return f"(?({group}){self.sequence(depth - 1)}{other})"
        if kind < 0.75 and len(self.named) < len(NAMES):
            name = NAMES[len(self.named)]
            self.groups += 1
            self.named.append(name)
            return f"(?P<{name}>{self.choices(depth - 1)})"
        if kind < 0.80:
            self.groups += 1
            return f"({self.choices(depth - 1)})"
        if kind < 0.92:
            return self.pick("(?:", "(?:", "(?:", "(?>", "(?i:", "(?a:", "(?ai:", "(?i-s:", "(?x:", "(?-i:") + self.choices(depth - 1) + ")"
        if kind < 0.99:
            return self.pick("(?=", "(?!", "(?<=", "(?<!") + self.choices(min(depth - 1, 1)) + ")"
        return self.pick("(?#x)", "(?s)", "(?P<n>", "(?", "*", ")", "(")

    def sequence(self, depth):
        out = []
        for _ in range(self.random.choice([0, 1, 1, 2, 2, 3, 4])):
            out.append(self.atom(depth))
            if self.chance(0.35):
                out.append(self.repeat())
        return "".join(out)

    def choices(self, depth):
        return "|".join(self.sequence(depth) for _ in range(self.pick(1, 1, 1, 2, 3)))


def text(source):
    letters = LETTERS + ["a"] * 6 + ["b"] * 4 + [" "] * 3
    made = "".join(
        source.choice(WIDE + ["\x1f", "\t", "\0"]) if source.random() < 0.06 else source.choice(letters)
        for _ in range(source.choice([0, 1, 2, 3, 4, 6, 9, 14]))
    )
    return made


def python(pattern, texts):
    """What Python says: nothing where it refuses the pattern; for each text the groups, or None."""
    try:
        compiled = re.compile(f"^(?:{pattern})(?P<Z>.*)")
    except (re.error, OverflowError):
        return None
    found = []
    for text in texts:
        try:
            with pairs.Limit(LIMIT):
                match = compiled.match(text)
            found.append(match.groupdict() if match else None)
        except pairs.TooSlow:
            found.append("slow")
        except SystemError:
            # A known mistake of Python's, which it finds itself.
            found.append("broken")
    return found


def question(pattern, texts):
    values = "".join(f"Value List {name} (x)\n" for name in NAMES + "ZM")
    # `$` is doubled where there are values.
    rule = pattern.replace("$", "$$")
    source = f"{values}\nStart\n  ^(?:{rule})(?P<Z>.*) -> Record\n  ^(?P<M>.*) -> Record\n\nEOF\n"
    return {"source": source, "text": "".join(text + "\n" for text in texts)}


def difference(wanted, answer):
    """What is not the same, or nothing."""
    if wanted is not None and any(reason in answer.get("refused", "") for reason in REFUSED):
        return "refused"
    if wanted is None or "refused" in answer:
        return None if wanted is None and "refused" in answer else f"python {'refuses' if wanted is None else 'takes'} it: {answer}"
    if "gave_up" in answer:
        return "gave up"
    for number, match in enumerate(wanted):
        row = dict(zip(answer["header"], answer["rows"][number]))
        if match in ("slow", "broken"):
            continue
        if match is None:
            if row["M"] == []:
                return f"text {number}: {row}, and python finds nothing"
            continue
        for name, took in match.items():
            if name in row and row[name] != [took]:
                return f"text {number}: {name} took {row[name]}, in python {took!r}"
    return None


def main():
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("command")
    options = parser.parse_args()
    source = random.Random(options.seed)
    asked = []
    while len(asked) < options.count:
        writer = Writer(source)
        pattern = writer.choices(3)
        asked.append((pattern, [text(source) for _ in range(TEXTS)]))
    lines = "".join(json.dumps(question(*one)) + "\n" for one in asked)
    out = subprocess.run(shlex.split(options.command), input=lines, check=True, stdout=subprocess.PIPE, text=True)
    answers = [json.loads(line) for line in out.stdout.splitlines()]
    counts = {"legal": 0, "refused": 0, "gave up": 0, "python too slow": 0, "python broken": 0, "different": 0}
    for (pattern, texts), answer in zip(asked, answers, strict=True):
        wanted = python(pattern, texts)
        if wanted is not None:
            counts["legal"] += 1
            counts["python too slow"] += wanted.count("slow")
            counts["python broken"] += wanted.count("broken")
        differs = difference(wanted, answer)
        if differs in ("gave up", "refused"):
            counts[differs] += 1
        elif differs:
            counts["different"] += 1
            if counts["different"] <= 20:
                print(f"{pattern!r} on {texts!r}: {differs}")
    print(f"{len(asked)} patterns, each on {TEXTS} texts: " + ", ".join(f"{number} {name}" for name, number in counts.items()))
    sys.exit(1 if counts["different"] else 0)


main()
