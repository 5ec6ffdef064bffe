"""What the runs say: medians, and what they are compared with. Everything here is a function of the kept results."""

import math
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One contender at one size: the median of its runs."""

    name: str
    title: str
    devices: int
    # Sessions that it may have open at once, and how many of them were seen open at once.
    at_once: int
    seen: int
    # Seconds: the median, the least and the greatest.
    wall: float
    fastest: float
    slowest: float
    # Seconds that the devices' latency alone needs.
    needed: float
    # Seconds of processor for each device that answered.
    processor: float | None
    # Bytes: the peak with one device, the peak here, and what is above the base for each session that may be open.
    base: int | None
    peak: int
    session: float | None
    # Devices that answered; None where that is not known.
    ok: int | None
    errors: dict
    stopped: bool
    runs: int

    @property
    def failed(self):
        """Devices that did not answer in a run that was not stopped."""
        return 0 if self.stopped or self.ok is None else self.devices - self.ok

    @property
    def times_needed(self):
        return self.wall / self.needed if self.needed else None


def needed_seconds(devices, at_once, latency, commands):
    """Each command takes the latency, and no more than `at_once` devices are asked at a time."""
    return commands * latency * math.ceil(devices / at_once)


def base_memory(document, name):
    """The peak with one device; the median of what there is."""
    peaks = [run["memory"] for run in document["runs"] if run["name"] == name and run["devices"] == 1]
    return median(peaks) if peaks else None


def rows(document, devices, busy=False):
    """The contenders that ran at a size, in the order in which they are told."""
    found = []
    for name in document["programs"]:
        runs = [
            run for run in document["runs"] if run["name"] == name and run["devices"] == devices and run["busy"] == busy
        ]
        if runs:
            found.append(row(document, name, runs))
    return found


def row(document, name, runs):
    devices, at_once = runs[0]["devices"], runs[0]["at_once"]
    walls = [run["wall"] for run in runs]
    peak = median(run["memory"] for run in runs)
    base = base_memory(document, name)
    processor = [(run["user"] + run["system"]) / run["ok"] for run in runs if run["ok"]]
    known = [run["ok"] for run in runs if run["ok"] is not None]
    errors = {}
    for run in runs:
        for error, count in run["errors"].items():
            errors[error] = max(count, errors.get(error, 0))
    return Row(
        name=name,
        title=document["programs"][name]["title"],
        devices=devices,
        at_once=at_once,
        # A connection that is closing may stand beside the next one.
        seen=min(at_once, int(median(run["connections"] for run in runs))),
        wall=median(walls),
        fastest=min(walls),
        slowest=max(walls),
        needed=needed_seconds(devices, at_once, document["latency"], len(document["commands"])),
        processor=median(processor) if processor else None,
        base=base,
        peak=peak,
        session=None if base is None or devices == 1 else max(0.0, peak - base) / at_once,
        # The worst run: a failure in one of three is a failure.
        ok=min(known) if known else None,
        errors=errors,
        stopped=any(run["stopped"] for run in runs),
        runs=len(runs),
    )


def sizes(document, busy=False):
    """The sizes that were run, without the one device that the base is measured with."""
    return sorted({run["devices"] for run in document["runs"] if run["devices"] > 1 and run["busy"] == busy})
