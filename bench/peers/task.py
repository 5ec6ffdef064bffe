"""The task that every peer does, and how it is called: `peer.py FLEET CONCURRENCY COMMAND…`.

FLEET is a file of `name address port` lines. User and password are in FLEET_USER and FLEET_PASSWORD; FLEET_WHOLE has a
line for each command, which its answer must contain, with NAME where the device's name is. One line of JSON says what
came of it; a peer that is told to end says what it has until then.
"""

import asyncio
import json
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

USER = os.environ.get("FLEET_USER", "")
PASSWORD = os.environ.get("FLEET_PASSWORD", "")
# Longer than any device of a fleet that is slow only because all of it comes at once.
PATIENCE = 120


@dataclass(frozen=True)
class Device:
    name: str
    address: str
    port: int


class Task:
    """What to do, and what has come of it so far."""

    def __init__(self, arguments):
        fleet, concurrency, *self.commands = arguments
        lines = (line.split() for line in Path(fleet).read_text().splitlines())
        self.devices = [Device(name, address, int(port)) for name, address, port in lines]
        self.concurrency = int(concurrency)
        self.whole = os.environ["FLEET_WHOLE"].splitlines()
        self.ok, self.errors = 0, {}
        self.counting = threading.Lock()
        self.begun = time.monotonic()
        signal.signal(signal.SIGTERM, self.stop)

    def check(self, device, answers):
        """Fails unless the answers are this device's own, and whole."""
        for command, whole, answer in zip(self.commands, self.whole, answers, strict=True):
            if whole.replace("NAME", device.name) not in answer:
                raise ValueError(f"{command}: the answer is not whole")

    def succeeded(self):
        with self.counting:
            self.ok += 1

    def failed(self, error):
        message = f"{type(error).__name__}: {error}".splitlines()[0][:120]
        with self.counting:
            self.errors[message] = self.errors.get(message, 0) + 1

    def say(self):
        seconds = round(time.monotonic() - self.begun, 3)
        # A copy: where it is told to end, threads still count.
        said = {"devices": len(self.devices), "ok": self.ok, "errors": dict(self.errors), "inner_seconds": seconds}
        print(json.dumps(said), flush=True)

    def stop(self, *_):
        self.say()
        # Threads that wait for devices are not waited for.
        os._exit(1)


def with_threads(visit):
    """Calls `visit(device, commands)`, which returns the answers, for each device in as many threads as allowed."""
    task = Task(sys.argv[1:])

    def one(device):
        # The answers end here: a program for a thousand devices does not hold them all.
        try:
            task.check(device, visit(device, task.commands))
            task.succeeded()
        except Exception as error:
            task.failed(error)

    with ThreadPoolExecutor(task.concurrency) as pool:
        for _ in pool.map(one, task.devices):
            pass
    task.say()


def with_asyncio(visit):
    """The same for a coroutine function, in one event loop."""
    asyncio.run(visit_all(Task(sys.argv[1:]), visit))


async def visit_all(task, visit):
    gate = asyncio.Semaphore(task.concurrency)

    async def one(device):
        try:
            async with gate:
                answers = await visit(device, task.commands)
            task.check(device, answers)
            task.succeeded()
        except Exception as error:
            task.failed(error)

    await asyncio.gather(*map(one, task.devices))
    task.say()
