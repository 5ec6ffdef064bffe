"""A small benchmark that was never run."""

MEGABYTE = 1_000_000


def run(name, devices, **told):
    peaks = {"nethost": 20 * MEGABYTE, "floor": 5 * MEGABYTE, "slow": 40 * MEGABYTE}
    at_once = min(devices, 50) if name == "slow" else devices
    ordinary = {
        "name": name,
        "devices": devices,
        "at_once": at_once,
        "connections": at_once,
        "busy": False,
        "wall": 1.0,
        "user": 0.004 * devices,
        "system": 0.001 * devices,
        "memory": peaks[name] + 80_000 * (devices - 1),
        "ok": devices,
        "errors": {},
        "stopped": False,
    }
    return ordinary | told


def document(*runs):
    names = ("nethost", "floor", "slow")
    return {
        "date": "2026-01-01T00:00:00+00:00",
        "command": "bench/run.py",
        "machine": {
            "processor": "one",
            "cores": 2,
            "memory": 8_000_000_000,
            "kernel": "6",
            "system": "Debian",
            "open_files": 20_000,
            "idle_before": 0.99,
        },
        "commands": ["show version", "show clock"],
        "latency": 0.2,
        "limit": 300.0,
        "repeat": 3,
        "programs": {
            name: {"title": name, "version": "1", "how": "a | b", "concurrency": 50 if name == "slow" else None}
            for name in names
        },
        "missing": {"absent": "its packages cannot be installed: no such version"},
        "skipped": [{"name": "slow", "devices": 1000, "reason": "it ran into the limit at 100 devices"}],
        "runs": [*(run(name, 1) for name in names), *runs],
    }
