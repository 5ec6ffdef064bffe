"""What the runs of bench/growth.py say: the median of those that are the same. A function of the kept results."""

from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One thing that was measured, such as 300 devices, or an output of 1 MB that was parsed."""

    value: int
    devices: int
    # Seconds.
    wall: float
    processor: float
    # Bytes: the peak, what was printed, and an inventory's file.
    memory: float
    written: float
    bytes: int
    # The most that were seen at once.
    connections: int
    files: int
    # Devices that did not answer in the worst run, and why.
    failed: int
    errors: tuple


def rows(document, part, how=None):
    """All that was measured in a part, in order."""
    values = sorted({run["value"] for run in runs_of(document, part, how)})
    return [row(document, part, value, how) for value in values]


def row(document, part, value=None, how=None):
    """One of them; without a value, the greatest. None where nothing was measured."""
    runs = runs_of(document, part, how)
    if value is None:
        value = max((run["value"] for run in runs), default=None)
    runs = [run for run in runs if run["value"] == value]
    if not runs:
        return None
    return Row(
        value=value,
        devices=runs[0]["devices"],
        wall=median(run["wall"] for run in runs),
        processor=median(run["user"] + run["system"] for run in runs),
        memory=median(run["memory"] for run in runs),
        written=median(run["written"] for run in runs),
        bytes=runs[0].get("bytes", 0),
        connections=min(runs[0]["devices"], int(median(run["connections"] for run in runs))),
        files=int(median(run["files"] for run in runs)),
        failed=max(run["devices"] - run["ok"] for run in runs),
        errors=tuple(sorted({error for run in runs for error in run["errors"]})),
    )


def runs_of(document, part, how):
    return [run for run in document["runs"] if run["part"] == part and run.get("how") == how]
