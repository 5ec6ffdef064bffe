"""A command: what it is called, how people type it, which columns it has, what reads its output."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from .reading import Row, refuse_refusals


@dataclass(frozen=True)
class Command:
    # The command, with what may be left out from a word's end in brackets: "sh[ow] ver[sion]".
    typed: str
    # Column name to what its cells hold: str, int or bool.
    columns: dict[str, type]
    read: Callable[[str], list[Row]]
    # A pattern of what may be typed behind it, such as the ports to which it is confined.
    argument: str = ""
    # Its name, where that is not all that may be typed.
    called: str = ""

    @cached_property
    def name(self) -> str:
        return self.called or re.sub(r"[\[\]]", "", self.typed)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        words = " ".join(map(abbreviated, self.typed.split()))
        return re.compile(f"{words}(?: {self.argument})?" if self.argument else words, re.IGNORECASE)

    def is_typed(self, command: str) -> bool:
        return self.pattern.fullmatch(" ".join(command.split())) is not None

    def rows(self, output: str) -> list[Row]:
        """One value for each column in each row: what a device does not tell is None."""
        refuse_refusals(output)
        return [{name: row.get(name) for name in self.columns} for row in self.read(output)]


def abbreviated(word: str) -> str:
    """A pattern of the beginnings of a word that the switch takes for it: of "ver[sion]" it is ver(s(i(o(n)?)?)?)?."""
    must, bracket, rest = word.partition("[")
    if not bracket:
        return re.escape(must)
    pattern = ""
    for letter in reversed(rest.removesuffix("]")):
        pattern = f"(?:{re.escape(letter)}{pattern})?"
    return re.escape(must) + pattern
