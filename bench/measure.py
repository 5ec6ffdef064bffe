"""Runs one command and tells what its whole process tree cost: `measure.py [options] -- COMMAND…`, one line of JSON.

Processor time is that of the command and of all that it started. This process makes itself the parent of processes
whose own parent has ended, so that it waits for daemons too, and the kernel counts them. It is a process of its own
for each run because that count has no beginning but a process's.

Memory is looked at while the command runs. Of one process it is the kernel's own high-water mark, at its end too; of
several it is the greatest sum of their proportional set sizes, where a page that several share counts once. Looking
takes a tenth of the time of one processor at most.
"""

import argparse
import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time

SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER
# Between two looks at the processes: so long, or so many times what the last look took.
LOOK = 0.05
LOOK_SHARE = 10
# How long a command that is told to end may take to say what it has done, and how long a daemon may outlive it.
GRACE = 15.0
DAEMON_GRACE = 2.0
# More than any file of /proc that is read here has.
READ = 1 << 14


def run(command, limit, stdout, stderr, environment=None, servers=()):
    """Measures a command from within a program: what this module prints, as a dictionary."""
    measurer = [sys.executable, "-S", __file__, "--limit", limit, "--stdout", stdout, "--stderr", stderr]
    measurer += [word for server in servers for word in ("--server", server)]
    words = list(map(str, [*measurer, "--", *command]))
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.communicate()[0]
        except BaseException:
            # It ends what it has begun; if it were killed, that would go on.
            process.terminate()
            raise
    if process.returncode:
        raise RuntimeError(f"{words[-len(command)]} could not be measured")
    return json.loads(said)


def descendants(root):
    """The processes below one."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            # The name, in brackets, may contain anything.
            stat = read(f"/proc/{entry}/stat").rpartition(")")[2].split()
            if len(stat) > 1 and stat[0] != "Z":
                children.setdefault(int(stat[1]), []).append(int(entry))
    found, open_ends = [], [root]
    while open_ends:
        below = children.get(open_ends.pop(), [])
        found += below
        open_ends += below
    return found


def read(path):
    """A file of /proc; nothing when its process has ended."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read(READ).decode(errors="replace")
    except OSError:
        return ""


def field(text, name):
    """The bytes of a `Name:  123 kB` line; 0 without one."""
    for line in text.splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0


def open_files(process):
    """How many files it has open; none when it has ended."""
    try:
        return len(os.listdir(f"/proc/{process}/fd"))
    except OSError:
        return 0


class Peaks:
    """The greatest that was seen, of memory and of the connections that it is for."""

    def __init__(self, servers):
        self.servers = servers
        self.alone = self.resident = self.proportional = self.processes = self.files = 0
        self.connections_before = self.connections = self.served()

    def served(self):
        """A connection is an open file of the process that serves it."""
        return sum(map(open_files, self.servers))

    def look(self):
        self.connections = max(self.connections, self.served())
        processes = descendants(os.getpid())
        self.processes = max(self.processes, len(processes))
        self.files = max(self.files, sum(map(open_files, processes)))
        if len(processes) > 1:
            shares = [read(f"/proc/{process}/smaps_rollup") for process in processes]
            self.proportional = max(self.proportional, sum(field(text, "Pss") for text in shares))
            self.resident = max(self.resident, sum(field(text, "Rss") for text in shares))
        else:
            status = "".join(read(f"/proc/{process}/status") for process in processes)
            self.alone = max(self.alone, field(status, "VmHWM"))

    def ended(self, greatest):
        """The kernel's own greatest of one process, for what came after the last look."""
        # A process begins with the figure of the memory that it was started from, which is this one's.
        if greatest > field(read("/proc/self/status"), "VmHWM"):
            self.alone = max(self.alone, greatest)

    def told(self):
        # Many programs have a child for a moment when they begin.
        several = self.proportional > self.alone
        return {
            "memory": max(self.proportional, self.alone),
            "memory_is": "proportional" if several else "resident",
            "resident_sum": max(self.resident, self.alone),
            "processes": self.processes,
            "files": self.files,
            "connections": self.connections - self.connections_before,
        }


class Command:
    """The command while it runs, and what it leaves behind."""

    def __init__(self, words, stdout, stderr):
        with open(stdout, "wb") as out, open(stderr, "wb") as err:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        self.status = None
        self.ended = select.poll()
        self.ended.register(os.pidfd_open(self.process.pid), select.POLLIN)

    def wait(self, seconds):
        """Whether it has ended."""
        self.ended.poll(max(0.0, seconds) * 1000)
        self.reap()
        return self.status is not None

    def reap(self):
        try:
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                if found[0] == self.process.pid:
                    self.status = os.waitstatus_to_exitcode(found[1])
                    # The module that began it is not to wait for it again.
                    self.process.returncode = self.status
        except ChildProcessError:
            pass

    def clear(self):
        """Ends what it left behind, so that all of it is counted."""
        for ending in (signal.SIGTERM, signal.SIGKILL):
            if left := self.left_after(DAEMON_GRACE):
                send(left, ending)
        self.left_after(DAEMON_GRACE)

    def left_after(self, seconds):
        """What it left behind and is still there then; waits no longer than something is."""
        until = time.monotonic() + seconds
        while (left := descendants(os.getpid())) and time.monotonic() < until:
            time.sleep(LOOK)
            self.reap()
        self.reap()
        return left


def send(processes, ending):
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, ending)


def end_all(*_):
    """Leaves nothing behind, where it is told to end itself."""
    while left := descendants(os.getpid()):
        send(left, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, 0)
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    os._exit(1)


def watch(command, peaks, limit, begun):
    """Waits until it ends or is ended; whether it was."""
    next_look = begun
    while True:
        now = time.monotonic()
        if now >= next_look:
            peaks.look()
            took = time.monotonic() - now
            next_look = now + max(LOOK, took * LOOK_SHARE)
        until = min(next_look, begun + limit)
        if command.wait(until - time.monotonic()):
            return False
        if time.monotonic() >= begun + limit:
            # It is asked first, so that it can say how far it got.
            send([command.process.pid], signal.SIGTERM)
            if not command.wait(GRACE):
                send(descendants(os.getpid()), signal.SIGKILL)
                command.wait(GRACE)
            return True


def measure(words, limit, stdout, stderr, servers):
    ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, end_all)
    peaks = Peaks(servers)
    begun = time.monotonic()
    command = Command(words, stdout, stderr)
    stopped = watch(command, peaks, limit, begun)
    wall = time.monotonic() - begun
    command.clear()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peaks.ended(used.ru_maxrss * 1024)
    return {
        "wall": round(wall, 3),
        "user": round(used.ru_utime, 3),
        "system": round(used.ru_stime, 3),
        **peaks.told(),
        "status": command.status,
        "stopped": stopped,
    }


def main():
    parser = argparse.ArgumentParser(description="Run a command and tell what its process tree cost.")
    parser.add_argument("--limit", type=float, default=300.0, metavar="SECONDS", help="when it is stopped")
    parser.add_argument("--stdout", default=os.devnull, metavar="FILE", help="where its output goes")
    parser.add_argument("--stderr", default=os.devnull, metavar="FILE", help="where its messages go")
    parser.add_argument(
        "--server", type=int, action="append", default=[], metavar="PID", help="count connections to it"
    )
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    used = measure(options.command, options.limit, options.stdout, options.stderr, options.server)
    print(json.dumps(used))


if __name__ == "__main__":
    main()
