import os
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import measure

PYTHON = [sys.executable, "-S", "-c"]


def busy(seconds):
    return f"import time\nwhile time.process_time() < {seconds}: pass\nprint('done')"


@unittest.skipUnless(sys.platform == "linux", "it reads /proc")
class Measured(unittest.TestCase):
    def measured(self, *command, limit=60.0):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder, "out")
            used = measure.run(command, limit, out, Path(folder, "err"))
            return used, out.read_text()

    def test_a_peak_that_no_look_comes_upon_is_told(self):
        # Shorter than the time between two looks.
        used, _ = self.measured(*PYTHON, "bytearray(200_000_000)")
        self.assertGreater(used["memory"], 200_000_000)

    def test_processor_time_and_output(self):
        used, said = self.measured(*PYTHON, busy(0.1))
        self.assertGreaterEqual(used["user"] + used["system"], 0.1)
        self.assertGreaterEqual(used["wall"], 0.1)
        self.assertEqual((used["status"], used["stopped"], said), (0, False, "done\n"))

    def test_a_process_that_outlives_the_command_is_counted(self):
        leave = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-S', '-c', {busy(0.1)!r}])"
        used, _ = self.measured(*PYTHON, leave)
        self.assertGreaterEqual(used["user"] + used["system"], 0.1)

    def test_what_does_not_end_is_stopped(self):
        used, _ = self.measured("sleep", "600", limit=0.0)
        self.assertEqual((used["stopped"], used["status"]), (True, -15))


@unittest.skipUnless(sys.platform == "linux", "it reads /proc")
class Looked(unittest.TestCase):
    def looked(self, code):
        """What one look finds when the code has printed a line and waits."""
        with subprocess.Popen([*PYTHON, code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            child.stdout.readline()
            peaks = measure.Peaks([])
            peaks.look()
            child.stdin.close()
            return peaks.told()

    def test_one_process(self):
        told = self.looked("import sys\nheld = bytearray(60_000_000)\nprint(flush=True)\nsys.stdin.read()")
        self.assertGreater(told["memory"], 60_000_000)
        self.assertEqual((told["memory_is"], told["processes"]), ("resident", 1))

    def test_pages_that_two_share_count_once(self):
        told = self.looked(
            "import os, sys\nheld = bytearray(60_000_000)\nchild = os.fork()\n"
            "if child: print(flush=True)\nsys.stdin.read()"
        )
        self.assertEqual((told["memory_is"], told["processes"]), ("proportional", 2))
        self.assertTrue(60_000_000 < told["memory"] < 120_000_000 < told["resident_sum"], told)

    def test_connections_are_those_that_came_meanwhile(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            peaks = measure.Peaks([os.getpid()])
            with socket.create_connection(server.getsockname()), server.accept()[0]:
                peaks.look()
            peaks.look()
        # Both ends are this process's.
        self.assertEqual(peaks.told()["connections"], 2)


if __name__ == "__main__":
    unittest.main()
