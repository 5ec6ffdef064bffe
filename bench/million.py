"""What a fleet of a million devices would take: computed from what was measured, each with its arithmetic."""

import math
from dataclasses import dataclass

import figures
from growth_rows import row, rows

FLEET = 1_000_000
# A run may take so long.
WINDOWS = [("an hour", 3600), ("five minutes", 300)]
# What nothing here measures, and what the page names as an assumption: how long a session with a real device stays
# open, and how many logins each second a login server is allowed to be asked for.
SESSION = 10.0
LOGIN_RATE = 50


@dataclass(frozen=True)
class Costs:
    """What was measured, of this machine."""

    # Seconds of processor for a device of the greatest fleet, and how many that were.
    device: float
    fleet: int
    # The same for a login with one command, with today's algorithms and with old ones.
    login: float
    legacy: float
    # Bytes: a process with one device, an open session, what a device's answers come to as NDJSON.
    base: float
    session: float
    answer: float
    # Open files for each session.
    files: float
    open_files: int
    cores: int
    # The greatest inventory: devices, bytes of memory and seconds of processor.
    inventory: int
    inventory_memory: float
    inventory_processor: float


def costs(document, greater=()):
    """None where something that they need was not measured; `greater` are rows of greater fleets than this has."""
    fleets = rows(document, "devices")
    one, held = row(document, "devices", 1), row(document, "held")
    today, legacy = row(document, "logins", None, "today's"), row(document, "logins", None, "legacy")
    inventory = row(document, "inventory")
    if not fleets or any(part is None for part in (one, held, today, legacy, inventory)):
        return None
    fleet = fleets[-1]
    device, devices = fleet.processor / fleet.devices, fleet.devices
    known = [(other.processor, other.devices) for other in greater if other.processor is not None]
    if known:
        device, devices = max(known, key=lambda pair: pair[1])
    return Costs(
        device=device,
        fleet=devices,
        login=today.processor / today.devices,
        legacy=legacy.processor / legacy.devices,
        base=one.memory,
        session=session_bytes(held, one),
        answer=fleet.written / fleet.devices,
        files=max(0, held.files - one.files) / max(1, held.connections),
        open_files=document["machine"]["open_files"],
        cores=document["machine"]["cores"],
        inventory=inventory.value,
        inventory_memory=inventory.memory,
        inventory_processor=inventory.processor,
    )


def session_bytes(held, one):
    """What the peak with many open sessions is above that with one device, for each of them."""
    return max(0.0, held.memory - one.memory) / max(1, held.connections)


def lines(costs):
    """What, from what, and what it comes to."""
    processor = FLEET * costs.device
    yield [
        "processor time of a run",
        f"{FLEET:,} × {figures.seconds(costs.device)} (with {costs.fleet:,} devices)",
        hours(processor),
    ]
    yield [
        "the same, were all logins old",
        f"+ {FLEET:,} × ({figures.seconds(costs.legacy)} - {figures.seconds(costs.login)})",
        hours(processor + FLEET * (costs.legacy - costs.login)),
    ]
    yield ["what it prints", f"{FLEET:,} × {figures.size(costs.answer)} of NDJSON", figures.size(FLEET * costs.answer)]
    greatest = costs.inventory
    yield [
        "memory to read the inventory, in each process",
        f"{figures.size(costs.inventory_memory)} × {FLEET:,} / {greatest:,}",
        figures.size(costs.inventory_memory * FLEET / greatest),
    ]
    yield [
        "processor time to read it, in each process",
        f"{figures.seconds(costs.inventory_processor)} × {FLEET:,} / {greatest:,}",
        figures.seconds(costs.inventory_processor * FLEET / greatest),
    ]
    yield [
        f"with {LOGIN_RATE} logins each second (assumed)",
        f"{FLEET:,} / {LOGIN_RATE}",
        hours(FLEET / LOGIN_RATE),
    ]
    for name, seconds in WINDOWS:
        yield from window(costs, name, seconds)


def window(costs, name, seconds):
    """A run of all of them within some time."""
    rate, busy = FLEET / seconds, FLEET * costs.device / seconds
    machines = math.ceil(busy / costs.cores)
    sessions = rate * SESSION
    fits = sessions_of_process(costs)
    processes = math.ceil(sessions / fits)
    yield [f"**in {name}**: logins each second", f"{FLEET:,} / {seconds:,} s", f"{rate:,.0f}"]
    yield [
        f"in {name}: processors",
        f"{FLEET:,} × {figures.seconds(costs.device)} / {seconds:,} s",
        figures.figure(busy),
    ]
    yield [
        f"in {name}: machines like this one, for that alone",
        f"{figures.figure(busy)} / {costs.cores} cores, rounded up",
        f"{machines:,}",
    ]
    yield [
        f"in {name}: sessions open at once, of {SESSION:.0f} s each (assumed)",
        f"{FLEET:,} / {seconds:,} s × {SESSION:.0f} s",
        f"{sessions:,.0f}",
    ]
    yield [
        f"in {name}: processes that have so many files",
        f"{sessions:,.0f} / ({costs.open_files:,} / {costs.files:.2f}), rounded up",
        f"{processes:,}",
    ]
    count = max(machines, processes)
    yield [
        f"in {name}: memory, without inventories (processes: {count:,})",
        f"{count:,} × {figures.size(costs.base)} + {sessions:,.0f} × {figures.size(costs.session)}",
        figures.size(count * costs.base + sessions * costs.session),
    ]


def sessions_of_process(costs):
    return costs.open_files / max(costs.files, 1.0)


def hours(seconds):
    if seconds < 3600:
        return f"{figures.figure(seconds / 60)} minutes"
    return f"{figures.figure(seconds / 3600)} hours"
