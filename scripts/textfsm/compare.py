"""Compares this project's engine with Python's textfsm, on the corpus and on what is made of it.

    compare.py [--seed N] [--mutations N] COMMAND

The command reads questions and prints answers, one a line (see the crate's example `answer`). Three things are
compared: every template of ntc-templates is compiled, every case of the corpus is answered through the index, and
the outputs are mutated by a seeded generator and given to their own template and to others. What Python says
is what counts. Prints a score for each platform; exits with 1 if anything differs.
"""

import argparse
import collections
import json
import random
import shlex
import subprocess
import sys

import ntc_templates.parse

import pairs

# Of the mutated texts, one in so many goes to templates that were not written for it.
STRANGERS = 4
# How many templates a stranger goes to.
FOREIGN = 3

WIDE = [
    "\u00e9", "\u00b2", "\u00a0", "\u0663", "\u2028", "\u2029", "\u0085", "\u3000", "\u2192", "\u2013", "\u00df",
    "\u4e2d", "\ufeff", "\ufffd", "\U0001f600", "\u0345", "\u200b", "\u2003", "\uff11", "\u00bd",
]


def mutate(source, text):
    """One mutation of a text, or a few of them."""
    for _ in range(source.choice([1, 1, 1, 2, 3])):
        text = source.choice(MUTATIONS)(source, text)
    return text


def truncated(source, text):
    return text[: source.randint(0, len(text))]


def beheaded(source, text):
    return text[source.randint(0, len(text)) :]


def shuffled(source, text):
    lines = text.split("\n")
    source.shuffle(lines)
    return "\n".join(lines)


def swapped(source, text):
    lines = text.split("\n")
    for _ in range(source.randint(1, 4)):
        one, other = source.randrange(len(lines)), source.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def duplicated(source, text):
    lines = text.split("\n")
    for _ in range(source.randint(1, 4)):
        at = source.randrange(len(lines))
        lines[at:at] = [lines[source.randrange(len(lines))]] * source.randint(1, 3)
    return "\n".join(lines)


def dropped(source, text):
    lines = text.split("\n")
    return "\n".join(line for line in lines if source.random() > 0.15)


def changed(source, text):
    """Bytes, any of them; what is then no UTF-8 is Latin-1, as a host decodes it."""
    data = bytearray(text.encode())
    for _ in range(source.choice([1, 2, 5, 20])):
        if data:
            data[source.randrange(len(data))] = source.randrange(256)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def inserted(source, text):
    for _ in range(source.choice([1, 2, 5, 20])):
        at = source.randint(0, len(text))
        new = source.choice(WIDE) if source.random() < 0.5 else chr(source.randrange(128))
        text = text[:at] + new + text[at + source.randint(0, 1) :]
    return text


def widened(source, text):
    """Digits and blanks of other scripts."""
    table = {" ": "\u00a0\u3000\u2003\t", "1": "\u0661\uff11\u00b9", "0": "\u0660", "e": "\u00e9", "-": "\u2013"}
    out = [source.choice(table[c]) if c in table and source.random() < 0.05 else c for c in text]
    return "".join(out)


def ended(source, text):
    """Odd ends of lines."""
    ends = ["\r\n", "\r", "\n", "\n\r", "\r\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", ""]
    if source.random() < 0.5:
        end = source.choice(ends[:-1])
        return text.replace("\n", end)
    return "".join(source.choice(ends) if c == "\n" and source.random() < 0.2 else c for c in text)


def spaced(source, text):
    lines = text.split("\n")
    for _ in range(source.randint(1, 6)):
        at = source.randrange(len(lines))
        blank = source.choice([" ", "  ", "\t", "   "])
        lines[at] = source.choice([blank + lines[at], lines[at] + blank, lines[at].strip(), lines[at].replace(" ", blank)])
    return "\n".join(lines)


def joined(source, text):
    lines = text.split("\n")
    for _ in range(source.randint(1, 3)):
        at = source.randrange(len(lines))
        if at + 1 < len(lines):
            lines[at : at + 2] = [lines[at] + lines[at + 1]]
    return "\n".join(lines)


MUTATIONS = [
    truncated, beheaded, shuffled, swapped, duplicated, dropped, changed, changed, inserted, inserted, widened, ended,
    spaced, joined,
]


class Score:
    def __init__(self):
        self.asked = collections.Counter()
        self.equal = collections.Counter()
        self.slow = collections.Counter()
        self.shown = 0

    def differs(self, what):
        if self.shown < 30:
            print(what)
        self.shown += 1


def ask(command, questions):
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    out = subprocess.run(shlex.split(command), input=lines, check=True, stdout=subprocess.PIPE, text=True)
    answers = [json.loads(line) for line in out.stdout.splitlines()]
    if len(answers) != len(questions):
        pairs.fail(f"{len(questions)} questions and {len(answers)} answers")
    return answers


def compile_all(command):
    """Every template is taken."""
    names = sorted(path.name for path in pairs.TEMPLATES.glob("*.textfsm"))
    answers = ask(command, [{"template": str(pairs.TEMPLATES / name), "text": ""} for name in names])
    refused = [(name, answer["refused"]) for name, answer in zip(names, answers) if "refused" in answer]
    for name, reason in refused:
        print(f"{name}: {reason}")
    print(f"{len(names) - len(refused)} of {len(names)} templates are taken")
    return not refused


def lowered(answer):
    """Rows as ntc-templates gives them."""
    header = [name.lower() for name in answer["header"]]

    def cell(value):
        return [str(entry) if entry is None else entry for entry in value] if isinstance(value, list) else value

    return [dict(zip(header, map(cell, row))) for row in answer["rows"]]


def printed(rows):
    """An entry that is no text is compared as Python prints it."""

    def cell(value):
        return [entry if isinstance(entry, str) else str(entry) for entry in value] if isinstance(value, list) else value

    return [{name: cell(value) for name, value in row.items()} for row in rows]


def compare_cases(command, cases, score):
    asked = [
        {"index": str(pairs.INDEX), "platform": platform, "command": typed, "text": text}
        for platform, typed, _, text in cases
    ]
    for (platform, typed, path, text), answer in zip(cases, ask(command, asked), strict=True):
        score.asked[platform] += 1
        try:
            with pairs.Limit():
                wanted = printed(ntc_templates.parse.parse_output(platform, typed, text))
        except pairs.TooSlow:
            score.slow[platform] += 1
            continue
        except ntc_templates.parse.ParsingException:
            wanted = None
        got = printed(lowered(answer)) if "rows" in answer else None
        if got == wanted:
            score.equal[platform] += 1
        else:
            score.differs(f"{path}: {str(answer)[:300]}, in python {str(wanted)[:300]}")


def mutations(source, library, cases, count):
    """Platform, template and text, again and again."""
    names = {}
    for platform, typed, _, _ in cases:
        if (platform, typed) not in names:
            names[platform, typed] = library.names(platform, typed)
    every = sorted({name for found in names.values() for name in found})
    made = []
    while len(made) < count:
        # All cases in turn, so that every template has its share.
        platform, typed, _, text = cases[len(made) % len(cases)]
        text = mutate(source, text)
        if len(made) % STRANGERS == 0:
            foreign = source.sample(every, FOREIGN)
        else:
            foreign = []
        made.append((platform, names[platform, typed] + foreign, text))
    return made


def compare_mutations(command, library, made, score):
    asked = [
        {"template": str(pairs.TEMPLATES / name), "text": text} for _, names, text in made for name in names
    ]
    answers = iter(ask(command, asked))
    for platform, names, text in made:
        for name in names:
            answer = next(answers)
            score.asked[platform] += 1
            try:
                with pairs.Limit():
                    wanted = library.rows(name, text)
            except pairs.TooSlow:
                score.slow[platform] += 1
                continue
            if answer.get("rows") == wanted and ("unexpected" in answer) == (wanted is None):
                score.equal[platform] += 1
            else:
                score.differs(f"{name} on {text[:2000]!r}: {str(answer)[:600]}, in python {str(wanted)[:600]}")


def report(title, score):
    print(f"{title}:")
    for platform in sorted(score.asked):
        slow = f", {score.slow[platform]} on which python takes too long" if score.slow[platform] else ""
        print(f"  {platform}: {score.equal[platform]} of {score.asked[platform]} as python{slow}")
    asked, equal, slow = (counter.total() for counter in (score.asked, score.equal, score.slow))
    print(f"  in all: {equal} of {asked} as python, {slow} on which python takes more than {pairs.LIMIT:.0f} s")
    return equal + slow == asked


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutations", type=int, default=6000)
    parser.add_argument("command")
    options = parser.parse_args()
    folder = pairs.corpus()
    if not folder:
        pairs.fail("NETHOST_CORPUS names no folder with ntc/tests")
    cases = list(pairs.cases(folder))
    library = pairs.Library()
    right = compile_all(options.command)
    score = Score()
    compare_cases(options.command, cases, score)
    right &= report("the corpus", score)
    score = Score()
    made = mutations(random.Random(options.seed), library, cases, options.mutations)
    compare_mutations(options.command, library, made, score)
    right &= report(f"{len(made)} mutations, seed {options.seed}", score)
    sys.exit(0 if right else 1)


main()
