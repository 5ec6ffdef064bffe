import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PEERS = Path(__file__).parent.parent / "peers"
FLEET = "r1 127.0.0.1 22\nr2 127.0.0.2 22\nr3 127.0.0.3 22\n"

# One device that refuses, and one that answers for another.
VISIT = (
    "    if device.name == 'r2': raise OSError('refused')\n"
    "    owner = 'r1' if device.name == 'r3' else device.name\n"
    "    return [f'{owner} uptime is', '12:00 UTC']\n"
)
CAME = {"OSError: refused": 1, "ValueError: show version: the answer is not whole": 1}


class Tasks(unittest.TestCase):
    def said(self, code):
        """The line of a peer whose program this is."""
        with tempfile.TemporaryDirectory() as folder:
            fleet = Path(folder, "fleet")
            fleet.write_text(FLEET)
            done = subprocess.run(
                [sys.executable, "-S", "-c", code, fleet, "2", "show version", "show clock"],
                env=os.environ | {"PYTHONPATH": str(PEERS), "FLEET_WHOLE": "NAME uptime\nUTC"},
                stdout=subprocess.PIPE,
                check=False,
            )
        said = json.loads(done.stdout)
        return said["devices"], said["ok"], said["errors"]

    def test_with_threads(self):
        code = f"import task\ndef visit(device, commands):\n{VISIT}task.with_threads(visit)"
        self.assertEqual(self.said(code), (3, 1, CAME))

    def test_with_asyncio(self):
        code = f"import task\nasync def visit(device, commands):\n{VISIT}task.with_asyncio(visit)"
        self.assertEqual(self.said(code), (3, 1, CAME))

    def test_who_is_told_to_end_says_how_far_it_got(self):
        code = (
            "import os, signal, sys, task\nthe = task.Task(sys.argv[1:])\nthe.succeeded()\n"
            "os.kill(os.getpid(), signal.SIGTERM)\nsignal.pause()"
        )
        self.assertEqual(self.said(code), (3, 1, {}))


if __name__ == "__main__":
    unittest.main()
