"""What all parsers share: how they fail, and how a text becomes a value."""

import re
from collections.abc import Iterator

# What a cell may hold. Blank cells are None.
Value = bool | int | str | None
Row = dict[str, Value]


class NotUnderstood(Exception):
    """An output that is not what the command gives: a parser says so and where, and never guesses."""

    def __init__(self, message: str, number: int | None = None, line: str = "", state: str = ""):
        super().__init__(message)
        self.message = message
        self.number = number
        self.line = line
        self.state = state


class Refused(Exception):
    """The device's refusal, in place of an output."""


# How the command line answers to what it does not take. The device says nothing else then, so that only the first line
# that is not blank is looked at: a name or a description may well begin in the same way.
REFUSALS = (
    "Invalid input:",
    "Incomplete input:",
    "Ambiguous input:",
    "Module not present for port or invalid port:",
    "Not enough privileges",
)


def refuse_refusals(output: str) -> None:
    first = output.strip().split("\n", 1)[0]
    if first.startswith(REFUSALS):
        raise Refused(first.strip())


def numbered(output: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers, without the blanks that the device fills them up with."""
    for number, line in enumerate(output.splitlines(), start=1):
        yield number, line.rstrip()


# Long numbers are grouped: 128,380,928.
NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+|-?\d+", re.ASCII)


def typed(text: str, kind: type) -> Value:
    """A cell's text as its column's kind has it. Raises ValueError where it is not of that kind."""
    if text == "":
        return None
    if kind is bool:
        return {"Yes": True, "No": False}[text] if text in ("Yes", "No") else _no(text, "Yes or No")
    if kind is int:
        return int(text.replace(",", "")) if NUMBER.fullmatch(text) else _no(text, "a number")
    return text


def _no(text: str, wanted: str) -> Value:
    raise ValueError(f"{text!r} is not {wanted}")
