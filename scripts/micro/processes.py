"""Whole processes: nethost saying its version, and nethost and OpenSSH asking one simulated device the same."""

import re
import statistics
import subprocess
import time

RUNS = 20
COMMANDS = ("show version", "show ip interface brief", "show inventory")


def medians(*commands):
    """Milliseconds of wall time of each command with what is typed: the median of many runs, in turns, for a machine is not
    always equally busy. The first turn counts for nobody."""
    taken = [[] for _ in commands]
    for _ in range(RUNS + 1):
        for times, (command, typed) in zip(taken, commands):
            start = time.perf_counter()
            done = subprocess.run(command, input=typed, capture_output=True, check=False)
            times.append((time.perf_counter() - start) * 1e3)
            if done.returncode != 0:
                raise SystemExit(f"error: {' '.join(map(str, command))}: {done.stderr.decode()}")
    return [statistics.median(times[1:]) for times in taken]


def version(nethost):
    return medians(([nethost, "--version"], b""))[0]


def device_beside_ssh(nethost, folder):
    """Milliseconds that OpenSSH takes, and nethost: the same three commands on the same device, with the same key."""
    key, inventory = folder / "key", folder / "lab.toml"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    serve = [nethost, "lab", "serve", "--devices", "1", "--authorized-keys", f"{key}.pub", "--write-inventory", inventory]
    lab = subprocess.Popen(serve, stderr=subprocess.PIPE, text=True)
    try:
        for line in lab.stderr:
            if "ready" in line:
                break
        text = re.sub(r"(?m)^password = .*$", f'keys = ["{key}"]', inventory.read_text())
        inventory.write_text(text)
        port = re.search(r"(?m)^port = (\d+)$", text)[1]
        ssh = ["ssh", "-F", "none", "-tt", "-i", key, "-p", port, "lab@127.0.0.1"]
        for option in ("BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR"):
            ssh[1:1] = ["-o", option]
        typed = "".join(f"{command}\n" for command in (*COMMANDS, "exit"))
        run = [nethost, "run", "-i", inventory, "--format", "ndjson", *COMMANDS]
        return medians((ssh, typed.encode()), (run, b""))
    finally:
        lab.terminate()
        lab.wait()
