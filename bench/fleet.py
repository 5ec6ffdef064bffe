"""A fleet of simulated devices for some runs: `nethost lab serve`, in as many processes as open files need."""

import os
import resource
import subprocess
import time
import tomllib
from dataclasses import dataclass

# Open files that a process of the lab has besides its sessions.
OTHER_FILES = 500
READY_WITHIN = 60.0
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Device:
    """`name` is the inventory's; `hostname` is what the device calls itself, the same where there is one process."""

    name: str
    hostname: str
    address: str
    port: int
    # Where it is not that of the inventory's defaults.
    platform: str | None = None


class FleetError(Exception):
    """The fleet does not stand."""


def shares(devices, open_files):
    """How many devices each process serves; one that holds a session to each of its devices has a file for each."""
    most = max(1, open_files - OTHER_FILES)
    processes = -(-devices // most)
    return [devices // processes + (place < devices % processes) for place in range(processes)]


class Fleet:
    """A context: the lab serves from its beginning to its end."""

    def __init__(self, nethost, devices, latency, folder, options=()):
        """`options` are what the lab is told besides."""
        self.nethost, self.latency, self.folder, self.options = nethost, latency, folder, options
        self.shares = shares(devices, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        self.labs, self.devices = [], []
        self.inventory = folder / "inventory.toml"
        self.list = folder / "fleet"

    def __enter__(self):
        try:
            files = [self.start(number, devices) for number, devices in enumerate(self.shares)]
            for number, lab in enumerate(self.labs):
                wait_ready(lab, self.folder / f"lab-{number}.log")
            self.read(files)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for lab in self.labs:
            lab.terminate()
        for lab in self.labs:
            lab.wait()

    def start(self, number, devices):
        inventory = self.folder / f"lab-{number}.toml"
        words = ["lab", "serve", "--devices", str(devices), "--latency", f"{round(self.latency * 1000)}ms"]
        words += ["--addresses", "0", "--write-inventory", str(inventory), *self.options]
        with open(self.folder / f"lab-{number}.log", "wb") as log:
            lab = subprocess.Popen([self.nethost, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.labs.append(lab)
        return inventory

    def read(self, files):
        inventories = [tomllib.loads(file.read_text()) for file in files]
        self.defaults = inventories[0]["defaults"]
        # Each process begins its names anew.
        marks = [f"{number}-" for number in range(len(inventories))] if len(inventories) > 1 else [""]
        self.devices = [
            Device(mark + name, name, device["host"], device["port"], device.get("platform"))
            for mark, inventory in zip(marks, inventories, strict=True)
            for name, device in inventory["devices"].items()
        ]
        self.inventory.write_text(inventory_toml(files[0].read_text(), self.devices))
        lines = (f"{device.hostname} {device.address} {device.port}\n" for device in self.devices)
        self.list.write_text("".join(lines))

    def processor_seconds(self):
        """What the lab itself has used so far."""
        return sum(processor_seconds(lab.pid) for lab in self.labs)


def inventory_toml(first, devices):
    """The inventory of all devices, with the defaults of the first process's."""
    head = first.partition("\n[devices.")[0]
    return head + "".join(map(device_toml, devices))


def device_toml(device):
    platform = "" if device.platform is None else f'platform = "{device.platform}"\n'
    return f'\n[devices.{device.name}]\nhost = "{device.address}"\nport = {device.port}\n{platform}'


def wait_ready(lab, log):
    until = time.monotonic() + READY_WITHIN
    while "note: ready" not in log.read_text():
        if lab.poll() is not None or time.monotonic() > until:
            raise FleetError(f"the lab did not start: {log.read_text().strip() or 'it said nothing'}")
        time.sleep(0.05)


def processor_seconds(process):
    with open(f"/proc/{process}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK
