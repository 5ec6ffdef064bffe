"""The recorded counts: a TOML file of cases, what each took, and why it may take that. And what is to be said of new ones."""

import tomllib

# A case may take so much more than is recorded, or less, and nothing is said.
TOLERANCE = 0.10

HEAD = """\
# Instructions that pieces of work take: what each is says host/benches/counts.rs. `make counts` compares and refuses what
# takes a tenth more; `make counts-accept WHY="…"` writes new numbers with the reason beside them.
"""


def read(text):
    """What is recorded: {"compiler": …, "cases": {name: {"instructions": …, "why": …}}}."""
    ledger = tomllib.loads(text)
    ledger.setdefault("compiler", "")
    ledger.setdefault("cases", {})
    return ledger


def written(ledger):
    """The text of a ledger."""
    lines = [HEAD, f"compiler = {quoted(ledger['compiler'])}"]
    for name, case in ledger["cases"].items():
        lines += ["", f"[cases.{name}]", f"instructions = {grouped(case['instructions'])}", f"why = {quoted(case['why'])}"]
    return "\n".join(lines) + "\n"


def grouped(number):
    return f"{number:_}"


def quoted(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def change(before, after):
    """How much more, as a share of what was."""
    return (after - before) / before


def told(before, after):
    return f"from {before:,} to {after:,} instructions ({change(before, after):+.1%})"


def compare(ledger, counted):
    """What is wrong with counts, and what is only worth a word: two lists of lines."""
    wrong, notes = [], []
    for name, after in counted.items():
        case = ledger["cases"].get(name)
        if not case:
            wrong.append(f"{name} is not recorded: it takes {after:,} instructions")
        elif change(case["instructions"], after) > TOLERANCE:
            wrong.append(f"{name} went {told(case['instructions'], after)}")
        elif change(case["instructions"], after) < -TOLERANCE:
            notes.append(f"{name} went {told(case['instructions'], after)}: record it, so that it stays so")
    for name in ledger["cases"]:
        if name not in counted:
            wrong.append(f"{name} is recorded and was not counted")
    return wrong, notes


def unexplained(before, after):
    """Numbers that rose from one ledger to the next without another reason beside them."""
    wrong = []
    for name, case in after["cases"].items():
        old = before["cases"].get(name)
        if (
            old
            and change(old["instructions"], case["instructions"]) > TOLERANCE
            and old["why"].strip() == case["why"].strip()
        ):
            wrong.append(f"{name} was recorded anew, {told(old['instructions'], case['instructions'])}, without a new reason")
    return wrong


def accepted(ledger, counted, why, compiler):
    """The ledger with what is out of its bounds, or new, recorded for that reason; and the names of these cases. Where the
    compiler is another, all are recorded."""
    cases, taken = {}, []
    for name, number in counted.items():
        old = ledger["cases"].get(name)
        if old and compiler == ledger["compiler"] and abs(change(old["instructions"], number)) <= TOLERANCE:
            cases[name] = old
        else:
            cases[name] = {"instructions": number, "why": why}
            taken.append(name)
    return {"compiler": compiler, "cases": cases}, taken
