"""The machine: what it is, whether something else keeps it busy, and what it lets a program open."""

import os
import platform
import resource
import time


def machine():
    """What all of it ran on."""
    with open("/proc/cpuinfo") as cpuinfo:
        models = [line.partition(":")[2].strip() for line in cpuinfo if line.startswith("model name")]
    with open("/proc/meminfo") as meminfo:
        memory = next(int(line.split()[1]) * 1024 for line in meminfo if line.startswith("MemTotal:"))
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory": memory,
        "kernel": platform.release(),
        "system": platform.freedesktop_os_release().get("PRETTY_NAME", "Linux"),
        "python": platform.python_version(),
    }


def told(machine, ports=False):
    """A machine in a line, as it was when it was kept."""
    idle = machine.get("idle_before")
    quiet = "" if idle is None else f" Before the first run {idle:.0%} of the processors were idle."
    local = f", {machine['ports']:,} local ports" if ports else ""
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory'] / 1e9:.0f} GB, {machine['system']}, "
        f"Linux {machine['kernel']}, {machine['open_files']:,} open files{local}.{quiet} The lab ran on the same cores."
    )


def idle_share(seconds=2.0):
    """How much of the processors nobody uses, for a moment: a benchmark wants all of them."""
    before = idle_and_all()
    time.sleep(seconds)
    idle, everything = (after - first for after, first in zip(idle_and_all(), before, strict=True))
    return round(idle / everything, 2) if everything else None


def idle_and_all():
    with open("/proc/stat") as stat:
        ticks = [int(word) for word in stat.readline().split()[1:9]]
    return ticks[3] + ticks[4], sum(ticks)


def raise_open_files():
    """Lets this process and those it starts open as many files as the machine allows; how many that is."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
