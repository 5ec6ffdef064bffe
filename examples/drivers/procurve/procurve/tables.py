"""The tables that most commands of these switches print.

    Status and Counters - Port Status

                            | Intrusion
    Port         Type       | Alert     Enabled
    ------------ ---------- + --------- -------
    1            100/1000T  | No        Yes

A rule of dashes says where the columns begin and end. Headings may take several lines, and cells may be blank, so that
blanks alone do not tell one column from the next: the rule does.
"""

import re
from dataclasses import dataclass, field

from .reading import NotUnderstood, Row, numbered, typed

COLUMN = re.compile(r"-+")


def is_rule(line: str) -> bool:
    return "--" in line and not line.strip(" +-")


@dataclass(frozen=True)
class Column:
    """Which column of ours a heading names, and what its cells hold."""

    name: str
    kind: type = str
    # Whether a row without it is none.
    required: bool = False


@dataclass
class Part:
    """One table of an output."""

    # The lines between it and the one before it, with their numbers: titles, and what is told beside the table.
    above: list[tuple[int, str]]
    rows: list[Row] = field(default_factory=list)


class Rule:
    """A line of dashes."""

    def __init__(self, line: str):
        self.spans = [match.span() for match in COLUMN.finditer(line)]

    def cut(self, line: str) -> list[str] | None:
        """The cells of a line; None where something stands between two columns, as in a line that is no row."""
        cells = []
        end = 0
        for place, (start, stop) in enumerate(self.spans):
            if line[end:start].strip(" |"):
                return None
            # Nothing stands right of the last column, so that its cells may be longer than their heading.
            end = stop if place + 1 < len(self.spans) else len(line)
            cells.append(line[start:end].strip())
        return cells


class Table:
    """What an output's tables look like. It is made where a module is loaded, so that its pattern is compiled only once."""

    def __init__(self, columns: dict[str, Column], around: tuple[str, ...]):
        """`columns` are the headings; a table may lack some, all others are an error. `around` are patterns of the lines that
        stand beside tables; all others are an error too."""
        self.columns = columns
        self.around = re.compile("|".join(f"(?:{pattern})" for pattern in around))

    @property
    def kinds(self) -> dict[str, type]:
        """The columns as a command declares them."""
        return {column.name: column.kind for column in self.columns.values()}

    def read(self, output: str) -> list[Part]:
        """All tables of an output."""
        parts: list[Part] = []
        loose: list[tuple[int, str]] = []
        rule: Rule | None = None
        names: list[Column] = []
        for number, line in numbered(output):
            if is_rule(line):
                rule = Rule(line)
                names = self._headings(rule, loose, number, line)
                parts.append(Part(above=self._told(loose)))
                loose = []
            elif line == "":
                # A table ends with a blank line. It is kept, for no heading goes on above it.
                rule = None
                loose.append((number, line))
            elif rule is None:
                loose.append((number, line))
            elif (cells := rule.cut(line)) is not None:
                parts[-1].rows.append(_row(names, cells, number, line))
            elif not self.around.fullmatch(line.strip()):
                raise NotUnderstood("it does not fit the table's columns", number, line, "table")
        self._told(loose)
        if not parts:
            raise NotUnderstood("there is no table in it", state="table")
        return parts

    def only(self, output: str) -> Part:
        """The one table of an output."""
        parts = self.read(output)
        if len(parts) > 1:
            number, line = next(iter(parts[1].above), (None, ""))
            raise NotUnderstood("there is a second table", number, line, "table")
        return parts[0]

    def _headings(self, rule: Rule, loose: list[tuple[int, str]], number: int, line: str) -> list[Column]:
        """Takes the lines right above the rule that are cut as it says, and reads them downwards: "MDI" over "Mode"."""
        lines: list[list[str]] = []
        while loose and loose[-1][1] and (cells := rule.cut(loose[-1][1])) is not None:
            lines.insert(0, cells)
            loose.pop()
        headings = [" ".join(filter(None, parts)) for parts in zip(*lines)]
        if not headings:
            raise NotUnderstood("there are no headings above it", number, line, "headings")
        for heading in headings:
            if heading not in self.columns:
                raise NotUnderstood(f"there is no column {heading!r} in this table", number, line, "headings")
        return [self.columns[heading] for heading in headings]

    def _told(self, loose: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """What stands around tables. A line that is not known might be a part of the answer."""
        told = [(number, line) for number, line in loose if line]
        for number, line in told:
            if not self.around.fullmatch(line.strip()):
                raise NotUnderstood("it is in no table", number, line, "around the table")
        return told


def _row(names: list[Column], cells: list[str], number: int, line: str) -> Row:
    try:
        row = {column.name: typed(cell, column.kind) for column, cell in zip(names, cells)}
    except ValueError as why:
        raise NotUnderstood(str(why), number, line, "table") from None
    for column in names:
        if column.required and row[column.name] is None:
            raise NotUnderstood(f"there is no {column.name} in it", number, line, "table")
    return row
